/** A school with real keys, made with the crypto package as the server's ceremony makes them: what the staff tests stand on. */
import { b64u, random, utf8 } from '@hark/crypto/bytes';
import { context } from '@hark/crypto/contexts';
import { makeEpoch, type EpochRecord } from '@hark/crypto/epoch';
import { wrapGroupSeed } from '@hark/crypto/groups';
import { clearHash, envelopeHash, sealItem, type Body, type Seen } from '@hark/crypto/item';
import { makePerson, sealUnlock, sealVault, type NewPerson } from '@hark/crypto/person';
import { sign, signingKey, type SigningKey } from '@hark/crypto/sign';
import { kemPublicKey, kid } from '@hark/crypto/wrap';
import type { Item, OpenStream, StaffRoster, Vault } from '@hark/protocol/api';

import { openStaffVault, type StaffVault } from '../src/staff.ts';

export const NOW = '2026-11-24T09:00:00Z';
export const SCHOOL = '0b6d2f5e-0000-4000-8000-000000000001';
const GROUPS = ['safeguarding', 'pastoral', 'head'] as const;
type GroupName = (typeof GROUPS)[number];

export interface Somebody {
  id: string;
  role: string;
  groups: GroupName[];
  keys: NewPerson;
  wrapKey: Uint8Array;
  vault: Vault;
}

export class TestSchool {
  readonly #rootSeed = random(32);
  root: SigningKey = undefined as unknown as SigningKey;
  readonly seeds = new Map<GroupName, Uint8Array>(GROUPS.map((name) => [name, random(32)]));
  readonly people: Somebody[] = [];

  static async open(): Promise<TestSchool> {
    const school = new TestSchool();
    school.root = await signingKey(school.#rootSeed);
    return school;
  }

  async employ(role: string, groups: GroupName[] = []): Promise<Somebody> {
    const id = crypto.randomUUID();
    const keys = await makePerson(this.root.publicKey);
    const owner = { school: SCHOOL, person: id };
    const [wrapKey, vaultKey] = [random(32), random(32)];
    const wraps = groups.map(async (group) => ({
      name: group,
      epoch: 1,
      wrap: b64u(await wrapGroupSeed(keys.kemPublic, { school: SCHOOL, group, epoch: 1, person: id }, this.seed(group))),
    }));
    const vault: Vault = {
      unlock: [{ method: 'passphrase', salt: b64u(random(16)), m: 65_536, t: 3, p: 1, box: b64u(await sealUnlock(wrapKey, owner, 'passphrase', vaultKey)) }],
      secrets: b64u(await sealVault(vaultKey, owner, keys.secrets)),
      groups: await Promise.all(wraps),
      root_wrap: null,
    };
    const somebody = { id, role, groups, keys, wrapKey, vault };
    this.people.push(somebody);
    return somebody;
  }

  seed(group: GroupName): Uint8Array {
    return this.seeds.get(group) ?? new Uint8Array(32);
  }

  async roster(number = 1, signer = this.root, expires = '2027-01-01T00:00:00Z'): Promise<StaffRoster> {
    const groups = GROUPS.map(async (name) => ({ name, epoch: 1, kem: b64u(await kemPublicKey(this.seed(name))) }));
    const people = this.people.map(async ({ id, role, groups: own, keys }) => ({
      id, alias: `Person ${role}`, title: role, role, groups: own, sign: b64u(keys.signPublic), kem: await kid(keys.kemPublic),
    }));
    const document = {
      v: 1, school: SCHOOL, number, issued: '2026-11-01T00:00:00Z', expires, root: b64u(this.root.publicKey),
      groups: await Promise.all(groups), people: await Promise.all(people),
    };
    const bytes = utf8(JSON.stringify(document));
    return {
      doc: b64u(bytes),
      sig: b64u(await sign(signer, context('sign/roster', bytes))),
      keys: this.people.map(({ id, keys }) => ({ person: id, kem: b64u(keys.kemPublic) })),
    };
  }

  /** Unlocked, and with this school's roster. */
  async unlock(somebody: Somebody): Promise<StaffVault> {
    const vault = await openStaffVault({ school: SCHOOL, person: somebody.id }, somebody.wrapKey.slice(), somebody.vault);
    await vault.acceptRoster(await this.roster(), { now: NOW, atLeast: 0 });
    return vault;
  }
}

/** A pupil and the log the server keeps of what they and others send. */
export class TestPupil {
  readonly conv = crypto.randomUUID();
  readonly stream = `conv:${this.conv}`;
  readonly #kemSeed = random(32);
  kem: Uint8Array = new Uint8Array();
  signer: SigningKey = undefined as unknown as SigningKey;
  readonly epochs: EpochRecord[] = [];
  readonly items: Item[] = [];
  readonly #keys = new Map<number, Uint8Array>();

  static async report(school: TestSchool, text: string, group: GroupName = 'safeguarding'): Promise<TestPupil> {
    const pupil = new TestPupil();
    pupil.kem = await kemPublicKey(pupil.#kemSeed);
    pupil.signer = await signingKey(random(32));
    await pupil.startEpoch([{ to: `group:${group}:1`, kem: await kemPublicKey(school.seed(group)) }]);
    await pupil.say({
      kind: 'report', text, topics: ['bullying'], chat: 'adult',
      pupil: { kem: b64u(pupil.kem), sign: b64u(pupil.signer.publicKey) },
      roster: { number: 1, root: b64u(school.root.publicKey) },
    });
    return pupil;
  }

  get key(): Uint8Array {
    return this.#keys.get(this.epochs.length) ?? new Uint8Array(32);
  }

  async startEpoch(readers: { to: string; kem: Uint8Array }[], signer = this.signer): Promise<EpochRecord> {
    const number = this.epochs.length + 1;
    const { record, key } = await makeEpoch({
      school: SCHOOL, stream: this.stream, number, previousKey: number === 1 ? null : this.key, by: 'pupil', signer, rosterNumber: 1,
      readers: [...readers, { to: 'pupil', kem: this.kem }],
    });
    this.epochs.push(record);
    this.#keys.set(number, key);
    return record;
  }

  /** Seals as the pupil (or as somebody who claims to be) and puts the item on the log. */
  async say(fields: Record<string, unknown>, { signer = this.signer, seen = undefined as Seen | undefined } = {}): Promise<Item> {
    const [epoch, cmid] = [this.epochs.length, crypto.randomUUID()];
    const body = { v: 1, from: 'pupil', at: NOW, seen: seen === undefined ? await this.seen() : seen, ...fields } as unknown as Body;
    const env = await sealItem({ school: SCHOOL, stream: this.stream, epoch, cmid, key: this.key, signer, body });
    return this.post({ cmid, epoch, kind: body.kind, env }, 'pupil');
  }

  post(item: { cmid: string; epoch: number; kind: string; env: string }, sender: string): Item {
    const stored = { seq: this.items.length + 1, type: 'msg', kind: item.kind, epoch: item.epoch, cmid: item.cmid, sender, body: item.env, at: NOW };
    this.items.push(stored);
    return stored;
  }

  clear(type: string, body: object): Item {
    const stored = { seq: this.items.length + 1, type, kind: type, epoch: 0, cmid: crypto.randomUUID(), sender: 'server', body: JSON.stringify(body), at: NOW };
    this.items.push(stored);
    return stored;
  }

  async seen(): Promise<Seen> {
    const last = this.items.at(-1);
    if (last === undefined) return null;
    return { seq: last.seq, hash: last.type === 'msg' ? await envelopeHash(last.body) : await clearHash(last.body) };
  }

  /** The streams as a reader is sent them: only their own wraps. */
  opened(...recipients: string[]): OpenStream[] {
    const mine = ({ wraps, ...rest }: EpochRecord): EpochRecord => ({ ...rest, wraps: wraps.filter(({ to }) => recipients.includes(to)) });
    return [
      { stream: this.stream, seq: this.items.length, epoch: this.epochs.length, rekey: false, epochs: this.epochs.map(mine), items: this.items },
      { stream: `file:${this.conv}`, seq: 0, epoch: 0, rekey: false, epochs: [], items: [] },
    ];
  }
}
