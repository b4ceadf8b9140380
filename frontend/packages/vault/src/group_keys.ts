/** Making a group's key, and wrapping it to those who are to hold it. */
import { b64u, random } from '@hark/crypto/bytes';
import { wrapGroupSeed } from '@hark/crypto/groups';
import { group as groupOf, type GroupName, type Roster, type RosterGroup } from '@hark/crypto/roster';
import { wrapToRecovery } from '@hark/crypto/sheets';
import { kemPublicKey } from '@hark/crypto/wrap';

export interface SeedWrap {
  readonly person: string;
  readonly wrap: string;
}

export interface NewGroupKey {
  readonly name: GroupName;
  readonly epoch: number;
  readonly kem: string;
  readonly wraps: readonly SeedWrap[];
  readonly recovery: { readonly set: number; readonly wrap: string } | null;
}

/** A fresh key for a group as a roster describes it, wrapped to each of its members and to its sheets. */
export async function newGroupKey(
  roster: Roster, name: GroupName, kemOf: (id: string) => Promise<Uint8Array>,
): Promise<NewGroupKey> {
  const current = groupOf(roster, name);
  const [seed, epoch] = [random(32), (current?.epoch ?? 0) + 1];
  const members = roster.people.filter(({ groups }) => groups.includes(name));
  const wraps = members.map(async ({ id }) => ({ person: id, wrap: await wrapFor(roster.school, { name, epoch, seed }, id, await kemOf(id)) }));
  const made = {
    name, epoch, kem: b64u(await kemPublicKey(seed)), wraps: await Promise.all(wraps), recovery: await forSheets(roster, current, epoch, seed),
  };
  seed.fill(0);
  return made;
}

async function forSheets(roster: Roster, current: RosterGroup | null, epoch: number, seed: Uint8Array): Promise<NewGroupKey['recovery']> {
  if (current === null || current.recovery === null) return null;
  const { name, recovery: { set, kem } } = current;
  return { set, wrap: b64u(await wrapToRecovery(kem, { school: roster.school, group: name, set }, epoch, seed)) };
}

/** A group's seed, wrapped to one person. */
export async function wrapFor(
  school: string, { name, epoch, seed }: { name: GroupName; epoch: number; seed: Uint8Array }, id: string, kem: Uint8Array,
): Promise<string> {
  return b64u(await wrapGroupSeed(kem, { school, group: name, epoch, person: id }, seed));
}
