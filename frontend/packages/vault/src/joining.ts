/**
 * Inviting somebody, joining with six words, and checking what a joiner made before it is signed into the roster
 * (docs/protocol.md, section 4). The words go from person to person; the server sees neither them nor what they open.
 *
 * For pages: `drawInvitation` (inviter), `openedWords` then `enrol` (joiner), `checkAnswer` (whoever confirms).
 */
import { b64u, equal, fromB64u, random, type Bytes } from '@hark/crypto/bytes';
import { SealError } from '@hark/crypto/errors';
import { wrapGroupSeed, wrapRootSeed } from '@hark/crypto/groups';
import {
  openAnswer, openOffer, sealAnswer, sealOffer, splitInvitation, unwrapInvitationKey, wrapInvitationKey, type Answer,
} from '@hark/crypto/invitation';
import { makePerson, sealUnlock, sealVault, type NewPerson, type Owner } from '@hark/crypto/person';
import { group, person as personOf, type Roster } from '@hark/crypto/roster';
import { signRoster } from '@hark/crypto/roster_signing';
import { signingKey } from '@hark/crypto/sign';
import { COST, type Cost } from '@hark/crypto/stretch';
import { drawWords, normaliseWords } from '@hark/crypto/words';
import { kemPublicKey, kid } from '@hark/crypto/wrap';
import type { Invitation, Join } from '@hark/protocol/account_api';
import type { Group } from '@hark/protocol/api';
import type { InvitationKey } from '@hark/protocol/people_api';

import { daysAfter, groupsOf, ROSTER_DAYS } from './offices.ts';
import { StaffVaultError, type StaffVault, type Stretch } from './staff.ts';
import { newPassphraseWay } from './ways.ts';

const FOUNDING_NUMBER = 1;

/** What an inviter sends, and the words that they tell the joiner, in person or by phone. */
export interface DrawnInvitation {
  readonly words: readonly string[];
  readonly salt: string;
  readonly auth: string;
  readonly offer: string;
  readonly key: InvitationKey;
}

/**
 * `id` is the new invitation's. A member of `safeguarding` can open the answer later, or, where the head invites, a member of
 * `head`: a school whose only lead is gone could else never confirm another. Nobody else can.
 */
export async function drawInvitation(vault: StaffVault, stretch: Stretch, id: string): Promise<DrawnInvitation> {
  const { roster, owner } = vault;
  const { groups } = vault;
  const checks = (['safeguarding', 'head'] as const).find((name) => groups.some((one) => one.name === name)) ?? 'safeguarding';
  const checkers = group(roster, checks);
  if (checkers === null) throw new StaffVaultError('person_unknown');
  const words = drawWords();
  const salt = random(16);
  const { auth, key } = await keysOf(stretch, words, salt, COST);
  const to = { school: owner.school, invitation: id };
  const [offer, wrap] = await Promise.all([sealOffer(key, to, roster.root), wrapInvitationKey(checkers.kem, to, checkers.epoch, key)]);
  key.fill(0);
  return { words, salt: b64u(salt), auth: b64u(auth), offer: b64u(offer), key: { group: checks, epoch: checkers.epoch, wrap: b64u(wrap) } };
}

/** What six words open. `auth` is sent; `key` stays here. */
export interface OpenedWords {
  readonly auth: string;
  readonly key: Uint8Array;
}

export async function openedWords(stretch: Stretch, words: string, how: Cost & { salt: string }): Promise<OpenedWords> {
  const { auth, key } = await keysOf(stretch, normaliseWords(words), fromB64u(how.salt, 16), how);
  return { auth: b64u(auth), key };
}

async function keysOf(stretch: Stretch, words: readonly string[], salt: Uint8Array, { m, t, p }: Cost): Promise<{ auth: Bytes; key: Bytes }> {
  const master = await stretch(words.join(' '), salt, { m, t, p });
  const split = await splitInvitation(master);
  master.fill(0);
  return split;
}

/** Who somebody says they are, and how they will unlock. */
export interface Enrolling {
  readonly stretch: Stretch;
  readonly invitation: string;
  readonly words: OpenedWords;
  readonly invited: Invitation;
  readonly who: { readonly email: string; readonly alias: string; readonly title: string };
  readonly passphrase: string;
  /** The time, RFC 3339 in UTC with a `Z`: a founder's roster is dated. */
  readonly now: string;
}

export interface Enrolled {
  /** Everything of `POST /api/invitations/{id}/join` but the code. */
  readonly body: Omit<Join, 'code'>;
  /** Opens the new vault by passphrase. */
  readonly wrapKey: Uint8Array;
}

/**
 * Make this person's keys, those of the groups that they are the first of, and, for a founder, the school's root and its first
 * roster. Refuses with `commitment_wrong` a root that the inviter's words did not seal, and with `invitation_malformed` an
 * invitation that offers none or asks for the key of a group that the role does not have.
 */
export async function enrol({ stretch, invitation, words, invited, who, passphrase, now }: Enrolling): Promise<Enrolled> {
  const owner = { school: invited.school.id, person: invited.person };
  const to = { school: owner.school, invitation };
  if (invited.make.some((name) => !groupsOf(invited.role).includes(name))) throw new SealError('invitation_malformed');
  const rootSeed = random(32);
  const root = invited.founding ? (await signingKey(rootSeed)).publicKey : await offeredRoot(words.key, to, invited.offer);
  const keys = await makePerson(root);
  const groups = await Promise.all(invited.make.map((name) => makeGroup(owner, keys, name)));
  const vaultKey = random(32);
  const { wrapKey, ...way } = await newPassphraseWay(stretch, passphrase);
  const body = {
    auth: words.auth,
    alias: who.alias,
    title: who.title,
    kem: b64u(keys.kemPublic),
    sign: b64u(keys.signPublic),
    secrets: b64u(await sealVault(vaultKey, owner, keys.secrets)),
    unlocks: [{ method: 'passphrase', ...way, box: b64u(await sealUnlock(wrapKey, owner, 'passphrase', vaultKey)) }],
    groups: groups.map(({ name, kem, wrap }) => ({ name, epoch: 1 as const, kem: b64u(kem), wrap })),
    answer: invited.founding ? null : b64u(await sealAnswer(words.key, to, await answerOf(keys, groups))),
    founding: invited.founding ? await found({ owner, keys, groups, rootSeed, who, role: invited.role, now }) : null,
  };
  for (const secret of [vaultKey, rootSeed, keys.secrets.kem, keys.secrets.sign]) secret.fill(0);
  return { body, wrapKey };
}

async function offeredRoot(key: Uint8Array, to: { school: string; invitation: string }, offer: string | null): Promise<Bytes> {
  if (offer === null) throw new SealError('invitation_malformed');
  return openOffer(key, to, fromB64u(offer));
}

interface MadeGroup {
  readonly name: Group;
  readonly kem: Bytes;
  readonly wrap: string;
}

/** The first key of a group, made by its first member: nobody else ever held it. */
async function makeGroup({ school, person }: Owner, { kemPublic }: NewPerson, name: Group): Promise<MadeGroup> {
  const seed = random(32);
  const wrap = b64u(await wrapGroupSeed(kemPublic, { school, group: name, epoch: 1, person }, seed));
  const kem = await kemPublicKey(seed);
  seed.fill(0);
  return { name, kem, wrap };
}

async function answerOf({ kemPublic, signPublic }: NewPerson, groups: readonly MadeGroup[]): Promise<Answer> {
  const made = await Promise.all(groups.map(async ({ name, kem }) => ({ name, kem: await kid(kem) })));
  return { kem: await kid(kemPublic), sign: signPublic, groups: made };
}

interface Founding {
  owner: Owner;
  keys: NewPerson;
  groups: readonly MadeGroup[];
  rootSeed: Bytes;
  who: Enrolling['who'];
  role: Invitation['role'];
  now: string;
}

async function found({ owner: { school, person }, keys, groups, rootSeed, who, role, now }: Founding): Promise<NonNullable<Join['founding']>> {
  const root = await signingKey(rootSeed);
  const { email, alias, title } = who;
  const founder = { id: person, alias, title, role, groups: groups.map(({ name }) => name), sign: keys.signPublic, kem: await kid(keys.kemPublic), was: [] };
  const roster: Roster = {
    school, number: FOUNDING_NUMBER, issued: now, expires: daysAfter(now, ROSTER_DAYS), root: root.publicKey,
    groups: groups.map(({ name, kem }) => ({ name, epoch: 1, kem, recovery: null })), people: [founder], handedOver: [],
  };
  const rootWrap = await wrapRootSeed(keys.kemPublic, { school, person }, rootSeed);
  return { email, ...(await signRoster(root, roster)), root_wrap: b64u(rootWrap) };
}

/** `GET /api/people/{id}/joining`: what the server says that somebody made. */
export interface Joining {
  readonly id: string;
  readonly invitation: string;
  readonly kem: string;
  readonly sign: string;
  readonly groups: readonly { readonly name: Group; readonly epoch: number; readonly kem: string }[];
  readonly answer: string | null;
  readonly key: InvitationKey | null;
}

/** The keys of somebody who had the six words. */
export interface Joined {
  readonly person: string;
  readonly kem: Bytes;
  readonly sign: Bytes;
  readonly groups: readonly { readonly name: Group; readonly epoch: number; readonly kem: Bytes }[];
}

/**
 * The joiner's keys, if whoever had the six words made exactly these; else `answer_wrong`, and nobody must be confirmed.
 * `key_missing` for whoever does not hold the key of the group that the invitation was made for.
 */
export async function checkAnswer(vault: StaffVault, joining: Joining): Promise<Joined> {
  const said = await readAnswer(vault, joining);
  const [kem, sign] = [fromB64u(joining.kem, 1216), fromB64u(joining.sign, 32)];
  const groups = joining.groups.map(({ name, epoch, kem: key }) => ({ name, epoch, kem: fromB64u(key, 1216) }));
  const made = await Promise.all(groups.map(async (one) => `${one.name} ${one.epoch} ${await kid(one.kem)}`));
  const expected = said.groups.map((one) => `${one.name} 1 ${one.kem}`);
  const same = said.kem === (await kid(kem)) && equal(said.sign, sign) && made.sort().join() === expected.sort().join();
  if (!same) throw new SealError('answer_wrong');
  return { person: joining.id, kem, sign, groups };
}

/** Whether a roster names somebody with the keys that they joined with. */
export function isNamed(roster: Roster, { person, sign }: Joined): boolean {
  const named = personOf(roster, person);
  return named !== null && named.role !== 'left' && equal(named.sign, sign);
}

async function readAnswer(vault: StaffVault, { invitation, answer, key }: Joining): Promise<Answer> {
  if (answer === null || key === null) throw new SealError('answer_wrong');
  const seed = vault.seedFor(`group:${key.group}:${key.epoch}`);
  if (seed === null) throw new StaffVaultError('key_missing');
  const to = { school: vault.owner.school, invitation };
  try {
    return await openAnswer(await unwrapInvitationKey(seed, to, key.epoch, fromB64u(key.wrap)), to, fromB64u(answer));
  } catch (error) {
    // However it was spoilt, it is not what the joiner sealed.
    if (error instanceof SealError) throw new SealError('answer_wrong');
    throw error;
  }
}
