/**
 * A group's printed sheets: made by a member, opened by any two who hold one (docs/protocol.md, section 4). A person's own sheet is
 * in `ways.ts`.
 *
 * For pages: `makeRecoverySet` gives the words to print and the body of `PUT /api/recovery/{group}`; `wrongWords` checks what
 * was typed back; `openWithSheets` opens a group's keys; `restoredWraps` gives them back to whoever opened them.
 */
import { b64u, fromB64u, random } from '@hark/crypto/bytes';
import { SealError } from '@hark/crypto/errors';
import { group as groupOf, person as personOf, type GroupName } from '@hark/crypto/roster';
import {
  LETTERS, openPairs, readSheet, sealPairs, SHEET, signRecovery, unwrapFromRecovery, wrapToRecovery, writeSheet,
  type Letter, type Pair, type RecoverySet,
} from '@hark/crypto/sheets';
import { kemPublicKey } from '@hark/crypto/wrap';

import { wrapFor } from './group_keys.ts';
import type { WrapsBody } from './school_keys.ts';
import { StaffVaultError, type StaffVault } from './staff.ts';

export { LETTERS, type Letter } from '@hark/crypto/sheets';

/** The body of `PUT /api/recovery/{group}`. */
export interface RecoveryBody {
  readonly set: number;
  readonly kem: string;
  readonly sig: string;
  readonly holders: readonly { readonly sheet: Letter; readonly name: string }[];
  readonly boxes: readonly { readonly pair: Pair; readonly box: string }[];
  readonly wraps: readonly { readonly epoch: number; readonly wrap: string }[];
}

export interface MadeSheets {
  /** 24 words each: on paper, and nowhere else. */
  readonly sheets: Readonly<Record<Letter, readonly string[]>>;
  readonly body: RecoveryBody;
}

/**
 * Three new sheets for a group of one's own, of which any two open every key that this vault holds of it. They count once a
 * holder of the root has signed the set into the roster (`nextRoster` with `recovery`).
 */
export async function makeRecoverySet(
  vault: StaffVault, name: GroupName, set: number, holders: Readonly<Record<Letter, string>>,
): Promise<MadeSheets> {
  const held = vault.heldEpochs(name);
  if (held.length === 0) throw new StaffVaultError('key_missing');
  const of = { school: vault.owner.school, group: name, set };
  const [seed, bytes] = [random(32), { A: random(SHEET), B: random(SHEET), C: random(SHEET) }];
  const kem = await kemPublicKey(seed);
  const boxes = (await sealPairs(of, bytes, seed)).map(({ pair, box }) => ({ pair, box: b64u(box) }));
  const wraps = held.map(async (one) => ({ epoch: one.epoch, wrap: b64u(await wrapToRecovery(kem, of, one.epoch, one.seed)) }));
  const sheets = { A: await writeSheet(bytes.A), B: await writeSheet(bytes.B), C: await writeSheet(bytes.C) };
  for (const secret of [seed, ...Object.values(bytes)]) secret.fill(0);
  const body = {
    set,
    kem: b64u(kem),
    sig: b64u(await signRecovery(vault.signer, of, kem)),
    holders: LETTERS.map((sheet) => ({ sheet, name: holders[sheet] })),
    boxes,
    wraps: await Promise.all(wraps),
  };
  return { sheets, body };
}

/** The places (from 0) at which what was typed back is not what the sheet says. */
export function wrongWords(sheet: readonly string[], typed: ReadonlyMap<number, string>): number[] {
  return [...typed].filter(([place, word]) => sheet[place] !== word.trim().toLowerCase()).map(([place]) => place);
}

/** What `POST /api/recovery/{group}/{set}/use` gives. */
export interface SealedSet {
  readonly boxes: readonly { readonly pair: string; readonly box: string }[];
  readonly wraps: readonly { readonly epoch: number; readonly wrap: string }[];
}

/**
 * Every key of a group, by epoch, from two of its sheets as they were typed. `expected` is the recovery key that the roster signed.
 * Refuses with `sheet_mistyped`, `sheets_do_not_match`, or `key_mismatch` for a set that is not the signed one.
 */
export async function openWithSheets(
  of: RecoverySet, two: readonly [string, string], sealed: SealedSet, expected: Uint8Array,
): Promise<Map<number, Uint8Array>> {
  const [one, other] = [await readSheet(two[0]), await readSheet(two[1])];
  const seed = await openPairs(of, one, other, sealed.boxes.map(({ pair, box }) => ({ pair, box: fromB64u(box) })));
  const kem = await kemPublicKey(seed);
  if (b64u(kem) !== b64u(expected)) throw new SealError('key_mismatch');
  const opened = new Map<number, Uint8Array>();
  for (const { epoch, wrap } of sealed.wraps) opened.set(epoch, await unwrapFromRecovery(seed, of, epoch, fromB64u(wrap)));
  for (const secret of [one, other, seed]) secret.fill(0);
  return opened;
}

/** The same for a group of the roster that this vault trusts: its present set, and a present key that is the signed one. */
export async function openGroupWithSheets(
  vault: StaffVault, name: GroupName, two: readonly [string, string], sealed: SealedSet,
): Promise<Map<number, Uint8Array>> {
  const group = groupOf(vault.roster, name);
  if (group === null || group.recovery === null) throw new StaffVaultError('key_missing');
  const opened = await openWithSheets({ school: vault.owner.school, group: name, set: group.recovery.set }, two, sealed, group.recovery.kem);
  const present = opened.get(group.epoch);
  if (present === undefined || b64u(await kemPublicKey(present)) !== b64u(group.kem)) throw new SealError('key_mismatch');
  return opened;
}

/** A member who lost their keys gets those of the group back: the bodies of `POST /api/keys/wraps`, one for each epoch. */
export async function restoredWraps(vault: StaffVault, name: GroupName, opened: ReadonlyMap<number, Uint8Array>): Promise<WrapsBody[]> {
  const { school, person } = vault.owner;
  if (personOf(vault.roster, person)?.groups.includes(name) !== true) throw new StaffVaultError('key_missing');
  const kem = await vault.kemOf(person);
  return Promise.all([...opened].map(async ([epoch, seed]) => {
    const wrap = await wrapFor(school, { name, epoch, seed }, person, kem);
    return { group: name, epoch, wraps: [{ person, wrap }] };
  }));
}
