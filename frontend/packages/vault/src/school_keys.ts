/**
 * What a holder of the root, or a member of a group, changes in a school's keys (docs/protocol.md, section 4). Everything here only
 * prepares what is to be sent; the server's answer, and the roster it then gives out, say whether it happened.
 *
 * For pages: `nextRoster(vault, changes, now)` gives the body of `POST /api/roster`; `wrapsOwed(vault, owed)` those of
 * `POST /api/keys/wraps`; `proposeGroup(vault, name)` that of `POST /api/keys/groups`.
 */
import { b64u, fromB64u, type Bytes } from '@hark/crypto/bytes';
import { SealError } from '@hark/crypto/errors';
import { groupProposedBy, signGroup } from '@hark/crypto/groups';
import { group as groupOf, person as personOf, type GroupName, type Role, type Roster } from '@hark/crypto/roster';
import { recoveryMadeBy } from '@hark/crypto/sheets';

import { newGroupKey, wrapFor, type NewGroupKey, type SeedWrap } from './group_keys.ts';
import type { Joined } from './joining.ts';
import { RosterDraft } from './roster_draft.ts';
import { StaffVaultError, type StaffVault } from './staff.ts';

export type { NewGroupKey, SeedWrap } from './group_keys.ts';

/** A key that a member proposed for their group, as `GET /api/keys/tasks` lists it. */
export interface Proposed {
  readonly group: GroupName;
  readonly epoch: number;
  readonly kem: string;
  readonly by: string;
  readonly sig: string;
}

/** A set of sheets that a member made for their group, as `GET /api/recovery` lists it. */
export interface MadeSet {
  readonly group: GroupName;
  readonly set: number;
  readonly kem: string;
  readonly by: string;
  readonly sig: string;
}

/**
 * One change of a roster. `confirm`: somebody who joined, checked by `checkAnswer`. `rename`: another name or title. `role`: another
 * office. `leave`: they have gone. `rotate`: a new key for a group of one's own. `sign`, `recovery`: what a member made. `root`: a new
 * root, which the old one names.
 */
export type Change =
  | { readonly do: 'confirm'; readonly joined: Joined; readonly alias: string; readonly title: string; readonly role: Role }
  | { readonly do: 'rename'; readonly person: string; readonly alias: string; readonly title: string }
  | { readonly do: 'role'; readonly person: string; readonly role: Role; readonly title: string }
  | { readonly do: 'leave'; readonly person: string }
  | { readonly do: 'rotate'; readonly group: GroupName }
  | { readonly do: 'sign'; readonly proposed: Proposed }
  | { readonly do: 'recovery'; readonly made: MadeSet }
  | { readonly do: 'root' };

/** The body of `POST /api/roster`. */
export interface RosterBody {
  readonly doc: string;
  readonly sig: string;
  readonly groups: readonly NewGroupKey[];
  readonly wraps: readonly { readonly group: GroupName; readonly epoch: number; readonly person: string; readonly wrap: string }[];
  readonly root_wraps: readonly SeedWrap[];
}

/**
 * The next roster with these changes, and everything that goes with it: no change renews it as it is. Whoever leaves an office that
 * opens something takes no key along: their groups get new keys, as far as this vault holds them (the members of the others
 * are told to propose theirs), and the school a new root if they held it.
 *
 * Refuses with `root_missing`, `person_unknown`, `signature_wrong` (a proposal or set that no member of the group made) and `answer_wrong`
 * (a joiner made the key of a group that their role is not in).
 */
export async function nextRoster(vault: StaffVault, changes: readonly Change[], now: string): Promise<RosterBody> {
  const draft = new RosterDraft(vault, now);
  for (const change of changes) await apply(draft, vault.roster, change);
  return draft.finish();
}

async function apply(draft: RosterDraft, roster: Roster, change: Change): Promise<void> {
  switch (change.do) {
    case 'confirm': draft.confirm(change.joined, change); return;
    case 'rename': draft.rename(change.person, change); return;
    case 'role': draft.changeRole(change.person, change.role, change.title); return;
    case 'leave': draft.leave(change.person); return;
    case 'rotate': draft.rotate(change.group); return;
    case 'sign': draft.take(change.proposed.group, change.proposed.epoch, await proposedKey(roster, change.proposed)); return;
    case 'recovery': draft.setRecovery(change.made.group, change.made.set, await recoveryKey(roster, change.made)); return;
    case 'root': draft.replaceRoot();
  }
}

/** The key by which a present member of a group signs; nobody else may bring a key into the roster. */
function memberSign(roster: Roster, name: GroupName, id: string): Uint8Array {
  const member = personOf(roster, id);
  if (member?.groups.includes(name) !== true) throw new SealError('signature_wrong');
  return member.sign;
}

async function proposedKey(roster: Roster, { group, epoch, kem, by, sig }: Proposed): Promise<Bytes> {
  const key = fromB64u(kem, 1216);
  const next = (groupOf(roster, group)?.epoch ?? 0) + 1;
  const made = await groupProposedBy(memberSign(roster, group, by), { school: roster.school, group, epoch, kem: key }, fromB64u(sig));
  if (epoch !== next || !made) throw new SealError('signature_wrong');
  return key;
}

async function recoveryKey(roster: Roster, { group, set, kem, by, sig }: MadeSet): Promise<Bytes> {
  const key = fromB64u(kem, 1216);
  const made = await recoveryMadeBy(memberSign(roster, group, by), { school: roster.school, group, set }, key, fromB64u(sig));
  if (!made || set <= (groupOf(roster, group)?.recovery?.set ?? 0)) throw new SealError('signature_wrong');
  return key;
}

/** A wrap that a member of the roster lacks, as `GET /api/keys/tasks` lists it. */
export interface Owed {
  readonly group: GroupName;
  readonly epoch: number;
  readonly person: string;
}

/** The body of `POST /api/keys/wraps`. */
export interface WrapsBody {
  readonly group: GroupName;
  readonly epoch: number;
  readonly wraps: readonly SeedWrap[];
}

/**
 * The wraps that this vault can give. Whoever the signed roster does not name as a member of the group is left out, whatever the
 * server says they are owed.
 */
export async function wrapsOwed(vault: StaffVault, owed: readonly Owed[]): Promise<WrapsBody[]> {
  const bodies = new Map<string, { group: GroupName; epoch: number; wraps: SeedWrap[] }>();
  for (const { group, epoch, person } of owed) {
    const recipient = `group:${group}:${epoch}`;
    const seed = vault.seedFor(recipient);
    if (seed === null || personOf(vault.roster, person)?.groups.includes(group) !== true) continue;
    const body = bodies.get(recipient) ?? { group, epoch, wraps: [] };
    bodies.set(recipient, body);
    body.wraps.push({ person, wrap: await wrapFor(vault.owner.school, { name: group, epoch, seed }, person, await vault.kemOf(person)) });
  }
  return [...bodies.values()];
}

/** The body of `POST /api/keys/groups`: the next key of a group, until a holder of the root signs it. */
export interface ProposalBody extends NewGroupKey {
  readonly sig: string;
}

/** The next key (or the first) of a group of one's own, for a member who holds no root. */
export async function proposeGroup(vault: StaffVault, name: GroupName): Promise<ProposalBody> {
  if (personOf(vault.roster, vault.owner.person)?.groups.includes(name) !== true) throw new StaffVaultError('key_missing');
  const made = await newGroupKey(vault.roster, name, (id) => vault.kemOf(id));
  const proposal = { school: vault.owner.school, group: name, epoch: made.epoch, kem: fromB64u(made.kem) };
  return { ...made, sig: b64u(await signGroup(vault.signer, proposal)) };
}
