/**
 * A school that comes about as a real one does: somebody founds it with six words, invites others, and signs them in. The server
 * between them keeps what it is sent and gives it back; a test may make it lie.
 */
import { b64u, concat, fromB64u, random, sha256, utf8 } from '@hark/crypto/bytes';
import type { Role, SignedRoster } from '@hark/crypto/roster';
import type { Invitation, Join } from '@hark/protocol/account_api';
import type { Group, StaffRoster, Vault } from '@hark/protocol/api';

import { checkAnswer, drawInvitation, enrol, openedWords, type DrawnInvitation, type Joined, type Joining } from '../src/joining.ts';
import { groupsOf } from '../src/offices.ts';
import { nextRoster, type Change, type RosterBody } from '../src/school_keys.ts';
import { openStaffVault, type StaffVault } from '../src/staff.ts';

export const NOW = '2026-11-24T09:00:00.000Z';
export const SCHOOL = '0b6d2f5e-0000-4000-8000-000000000001';
const COST = { m: 65_536, t: 3, p: 1 };

/** Argon2id takes half a second, and what it does is tested where it is made. */
export const stretch = async (secret: string, salt: Uint8Array): Promise<Uint8Array> => sha256(concat(utf8(secret), salt));

export interface Somebody {
  readonly id: string;
  readonly role: Role;
  wrapKey: Uint8Array;
  body: Omit<Join, 'code'>;
  vault: Vault;
  invitation: string;
}

export class RealSchool {
  readonly people = new Map<string, Somebody>();
  readonly invitations = new Map<string, DrawnInvitation>();
  signed: SignedRoster = { doc: '', sig: '' };
  number = 0;

  static async found(): Promise<{ school: RealSchool; lead: Somebody }> {
    const school = new RealSchool();
    const how = { ...COST, salt: b64u(random(16)) };
    const words = await openedWords(stretch, 'six words that the command line shows', how);
    const lead = await school.enrolled(crypto.randomUUID(), 'dsl', words, null, crypto.randomUUID());
    const founding = lead.body.founding;
    if (founding === null) throw new Error('nothing was founded');
    lead.vault.root_wrap = founding.root_wrap;
    school.signed = { doc: founding.doc, sig: founding.sig };
    school.number = 1;
    return { school, lead };
  }

  /** Six words go from one person to the other, and the other makes their keys. */
  async invite(inviter: StaffVault, role: Role, person: string = crypto.randomUUID()): Promise<Somebody> {
    const id = crypto.randomUUID();
    const drawn = await drawInvitation(inviter, stretch, id);
    this.invitations.set(id, drawn);
    const words = await openedWords(stretch, ` ${drawn.words.join(' - ').toUpperCase()} `, { ...COST, salt: drawn.salt });
    return this.enrolled(person, role, words, drawn.offer, id);
  }

  async enrolled(
    id: string, role: Role, words: { auth: string; key: Uint8Array }, offer: string | null, invitation: string,
  ): Promise<Somebody> {
    const founding = this.number === 0;
    const held = new Set([...this.people.values()].flatMap((one) => one.body.groups.map(({ name }) => name)));
    const invited: Invitation = {
      school: { id: SCHOOL, slug: 'hillcrest', name: 'Hillcrest' }, founding, person: id, email: '', alias: role, title: role,
      role: role as Invitation['role'], groups: [...groupsOf(role)], offer, make: groupsOf(role).filter((name) => !held.has(name)), mfa: true, totp: null,
    };
    const who = { email: 'a@school.example', alias: `Person ${role}`, title: role };
    const { body, wrapKey } = await enrol({ stretch, invitation, words, invited, who, passphrase: 'correct horse', now: NOW });
    const vault: Vault = {
      unlock: body.unlocks, secrets: body.secrets, groups: body.groups.map(({ name, epoch, wrap }) => ({ name, epoch, wrap })), root_wrap: null,
    };
    const somebody = { id, role, wrapKey, body, vault, invitation };
    this.people.set(id, somebody);
    return somebody;
  }

  /** What `GET /api/people/{id}/joining` says. */
  joining({ id, body, invitation }: Somebody): Joining {
    const key = this.invitations.get(invitation)?.key ?? null;
    return { id, invitation, kem: body.kem, sign: body.sign, groups: body.groups, answer: body.answer, key };
  }

  /** Unlocked, and with the school's present roster. */
  async unlock({ id, wrapKey, vault }: Somebody): Promise<StaffVault> {
    const opened = await openStaffVault({ school: SCHOOL, person: id }, wrapKey.slice(), vault);
    await opened.acceptRoster(this.roster(), { now: NOW, atLeast: 0 });
    return opened;
  }

  roster(): StaffRoster {
    return { ...this.signed, keys: [...this.people.values()].map(({ id, body }) => ({ person: id, kem: body.kem })) };
  }

  /** Signed, sent and stored, with everything that goes with it. */
  async change(by: StaffVault, ...changes: Change[]): Promise<RosterBody> {
    const body = await nextRoster(by, changes, NOW);
    this.publish(body);
    return body;
  }

  async confirm(by: StaffVault, somebody: Somebody): Promise<RosterBody> {
    const joined: Joined = await checkAnswer(by, this.joining(somebody));
    return this.change(by, { do: 'confirm', joined, alias: `Person ${somebody.role}`, title: somebody.role, role: somebody.role });
  }

  publish(body: RosterBody): void {
    this.signed = { doc: body.doc, sig: body.sig };
    this.number += 1;
    for (const { name, epoch, wraps } of body.groups) for (const { person, wrap } of wraps) this.give(person, name, epoch, wrap);
    for (const { group, epoch, person, wrap } of body.wraps) this.give(person, group, epoch, wrap);
    for (const { person, wrap } of body.root_wraps) this.vaultOf(person).root_wrap = wrap;
  }

  give(person: string, name: Group, epoch: number, wrap: string): void {
    const vault = this.vaultOf(person);
    vault.groups = [...vault.groups.filter((one) => one.name !== name || one.epoch !== epoch), { name, epoch, wrap }];
  }

  vaultOf(person: string): Vault {
    const found = this.people.get(person);
    if (found === undefined) throw new Error(`nobody is ${person}`);
    return found.vault;
  }
}

/** A copy with one byte of a base64url field changed, as a server would change it. */
export const spoilt = (text: string): string => {
  const bytes = fromB64u(text);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return b64u(bytes);
};
