/** The next roster while it is put together: who is what in it, and which keys go with it. */
import { b64u, fromB64u, random, type Bytes } from '@hark/crypto/bytes';
import { SealError } from '@hark/crypto/errors';
import { wrapRootSeed } from '@hark/crypto/groups';
import { group as groupOf, type GroupName, type Role, type Roster, type RosterPerson } from '@hark/crypto/roster';
import { handOver, signRoster } from '@hark/crypto/roster_signing';
import { signingKey } from '@hark/crypto/sign';
import { kid } from '@hark/crypto/wrap';

import { newGroupKey, wrapFor, type NewGroupKey, type SeedWrap } from './group_keys.ts';
import type { Joined } from './joining.ts';
import { daysAfter, groupsOf, holdsRoot, ROSTER_DAYS } from './offices.ts';
import type { RosterBody } from './school_keys.ts';
import { StaffVaultError, type RootKey, type StaffVault } from './staff.ts';

export class RosterDraft {
  readonly #vault: StaffVault;
  readonly #before: Roster;
  readonly #roster: Roster;
  /** The keys of people who are confirmed with this roster, which the one before does not vouch for. */
  readonly #joined = new Map<string, Joined>();
  readonly #rotate = new Set<GroupName>();
  #replacesRoot = false;

  constructor(vault: StaffVault, now: string) {
    this.#vault = vault;
    this.#before = vault.roster;
    this.#roster = {
      ...this.#before,
      number: this.#before.number + 1,
      issued: now,
      expires: daysAfter(now, ROSTER_DAYS),
      groups: this.#before.groups.map((one) => ({ ...one })),
      people: this.#before.people.map((one) => ({ ...one })),
      handedOver: [...this.#before.handedOver],
    };
  }

  /** Somebody new, or somebody who was let in again with new keys: what they signed with the old ones still holds. */
  confirm(joined: Joined, { alias, title, role }: { alias: string; title: string; role: Role }): void {
    const { person: id, sign, groups } = joined;
    // Whoever joins could make the key of a group that they are not in, before its first member comes, and read all that it gets.
    if (groups.some(({ name }) => !groupsOf(role).includes(name))) throw new SealError('answer_wrong');
    const known = this.#roster.people.find((one) => one.id === id);
    if (known === undefined) this.#roster.people.push({ id, alias, title, role, groups: [...groupsOf(role)], sign, kem: '', was: [] });
    else {
      this.#become(known, role, title);
      Object.assign(known, { alias, sign });
    }
    this.#joined.set(id, joined);
    for (const { name, epoch, kem } of groups) {
      // The first of a group makes its key. Where it has one already, only its members make the next.
      if (groupOf(this.#roster, name) === null) this.#roster.groups.push({ name, epoch, kem, recovery: null });
    }
  }

  rename(id: string, { alias, title }: { alias: string; title: string }): void {
    Object.assign(this.#person(id), { alias, title });
  }

  changeRole(id: string, role: Role, title: string): void {
    this.#become(this.#person(id), role, title);
  }

  leave(id: string): void {
    const person = this.#person(id);
    this.#become(person, 'left', person.title);
  }

  rotate(name: GroupName): void {
    this.#rotate.add(name);
  }

  /** A key that a member of the group has proposed. */
  take(name: GroupName, epoch: number, kem: Bytes): void {
    const current = groupOf(this.#roster, name);
    if (current === null) this.#roster.groups.push({ name, epoch, kem, recovery: null });
    else Object.assign(current, { epoch, kem });
    this.#rotate.delete(name);
  }

  setRecovery(name: GroupName, set: number, kem: Bytes): void {
    const current = groupOf(this.#roster, name);
    if (current === null) throw new StaffVaultError('key_missing');
    current.recovery = { set, kem };
  }

  replaceRoot(): void {
    this.#replacesRoot = true;
  }

  async finish(): Promise<RosterBody> {
    for (const [id, { kem }] of this.#joined) this.#person(id).kem = await kid(kem);
    const root = await this.#vault.rootKey();
    try {
      const groups = await this.#newGroupKeys();
      return { ...(await this.#signed(root)), groups, wraps: await this.#wrapsGained() };
    } finally {
      root.seed.fill(0);
    }
  }

  #person(id: string): RosterPerson {
    const found = this.#roster.people.find((one) => one.id === id);
    if (found === undefined) throw new StaffVaultError('person_unknown');
    return found;
  }

  /** What somebody was up to now. Having left is no office, and is not kept. */
  #pastOf({ role, groups, sign, was }: RosterPerson): RosterPerson['was'] {
    return role === 'left' ? was : [...was, { role, groups, sign, until: this.#before.number }];
  }

  #become(person: RosterPerson, role: Role, title: string): void {
    const groups = [...groupsOf(role)];
    // A seed cannot be taken back: whoever gives one up is shut out by the next one.
    for (const lost of person.groups) if (!groups.includes(lost)) this.#rotate.add(lost);
    if (holdsRoot(person.role) && !holdsRoot(role)) this.#replacesRoot = true;
    Object.assign(person, { was: this.#pastOf(person), role, title, groups });
  }

  async #kemOf(id: string): Promise<Uint8Array> {
    return this.#joined.get(id)?.kem ?? this.#vault.kemOf(id);
  }

  /** New keys for the groups of this vault's owner. Those of others are theirs to make. */
  async #newGroupKeys(): Promise<NewGroupKey[]> {
    const own = this.#person(this.#vault.owner.person).groups.filter((name) => this.#rotate.has(name));
    const made = await Promise.all(own.map((name) => newGroupKey(this.#roster, name, (id) => this.#kemOf(id))));
    for (const { name, epoch, kem } of made) Object.assign(groupOf(this.#roster, name) ?? {}, { epoch, kem: fromB64u(kem) });
    return made;
  }

  /** For whoever comes into a group: every key of it that this vault holds. New ones hold a wrap for them already. */
  async #wrapsGained(): Promise<RosterBody['wraps']> {
    const wraps = this.#roster.people.flatMap((person) => this.#gained(person).flatMap((name) =>
      this.#vault.heldEpochs(name).map(async ({ epoch, seed }) => {
        const wrap = await wrapFor(this.#roster.school, { name, epoch, seed }, person.id, await this.#kemOf(person.id));
        return { group: name, epoch, person: person.id, wrap };
      })));
    return Promise.all(wraps);
  }

  /** The groups whose seeds somebody has not been given yet, or had under keys that they lost. */
  #gained({ id, groups }: RosterPerson): GroupName[] {
    const before = this.#joined.has(id) ? undefined : this.#before.people.find((one) => one.id === id);
    return groups.filter((name) => before?.groups.includes(name) !== true);
  }

  async #signed(root: RootKey): Promise<Pick<RosterBody, 'doc' | 'sig' | 'root_wraps'>> {
    if (!this.#replacesRoot) {
      const gained = await this.#rootWraps(root.seed, (one) => this.#gainsRoot(one));
      return { ...(await signRoster(root.key, this.#roster)), root_wraps: gained };
    }
    const seed = random(32);
    const key = await signingKey(seed);
    this.#roster.handedOver.push(await handOver(root.key, this.#roster.school, key.publicKey));
    this.#roster.root = key.publicKey;
    const signed = await signRoster(key, this.#roster);
    const wraps = await this.#rootWraps(seed, () => true);
    seed.fill(0);
    return { ...signed, root_wraps: wraps };
  }

  #gainsRoot({ id }: RosterPerson): boolean {
    const before = this.#before.people.find((one) => one.id === id);
    return this.#joined.has(id) || before === undefined || !holdsRoot(before.role);
  }

  #rootWraps(seed: Uint8Array, to: (person: RosterPerson) => boolean): Promise<SeedWrap[]> {
    const holders = this.#roster.people.filter((one) => holdsRoot(one.role) && to(one));
    return Promise.all(holders.map(async ({ id }) => {
      const wrap = await wrapRootSeed(await this.#kemOf(id), { school: this.#roster.school, person: id }, seed);
      return { person: id, wrap: b64u(wrap) };
    }));
  }
}
