/**
 * Moving conversations to new keys, after somebody left or a group got a new key: each stream gets an epoch for the readers it has
 * now (docs/protocol.md, section 5). Safe to stop and to run twice: what is moved is not offered again.
 *
 * For pages: `moveConversations(vault, work)`; `newEpochOf(vault, entry)` makes one.
 */
import { makeEpoch, type Statement } from '@hark/crypto/epoch';
import { SealError } from '@hark/crypto/errors';
import { group as groupOf } from '@hark/crypto/roster';
import type { Epoch, Item } from '@hark/protocol/api';
import { ApiError } from '@hark/protocol/errors';

import { StaffVaultError, type StaffVault } from './staff.ts';
import { StaffStream, type Problem, type PupilKeys } from './staff_stream.ts';

/** One stream of `GET /api/keys/conversations`. `first` and `report` are there for a `conv:` stream: they say who the pupil is. */
export interface ToMove {
  readonly stream: string;
  readonly case: string;
  readonly epoch: Epoch;
  readonly first: Epoch | null;
  readonly report: Item | null;
  readonly readers_wanted: readonly string[];
}

export interface Work {
  /** At most `limit` of the streams that are left, and how many there are beside them. */
  readonly next: (limit: number) => Promise<{ streams: readonly ToMove[]; left: number }>;
  /** `POST /api/streams/{s}/epochs`. */
  readonly send: (stream: string, epoch: Epoch) => Promise<unknown>;
  readonly progress: (done: number, all: number) => void;
}

/** What could not be moved, and why: it stays as it is, readable by who reads it now. */
export interface Left {
  readonly stream: string;
  readonly case: string;
  readonly problem: Problem;
}

const BATCH = 20;
/** The server gives no more at once. */
const MOST = 200;
/** How often a stream may come round again: after that the server offers what it does not take. */
const ATTEMPTS = 3;

/** Moves all that can be moved; what cannot is named. Throws only what `next` and `send` throw, beside `epoch_taken`. */
export async function moveConversations(vault: StaffVault, { next, send, progress }: Work): Promise<{ moved: number; left: Left[] }> {
  const left = new Map<string, Left>();
  const attempts = new Map<string, number>();
  let moved = 0;
  for (;;) {
    const batch = await next(Math.min(BATCH + left.size, MOST));
    const fresh = batch.streams.filter(({ stream }) => !left.has(stream));
    if (fresh.length === 0) return { moved, left: [...left.values()] };
    const all = moved + left.size + fresh.length + batch.left;
    for (const entry of fresh) {
      const attempt = (attempts.get(entry.stream) ?? 0) + 1;
      attempts.set(entry.stream, attempt);
      const epoch = attempt > ATTEMPTS ? 'epoch_mismatch' : await made(vault, entry);
      if (typeof epoch === 'string') left.set(entry.stream, { stream: entry.stream, case: entry.case, problem: epoch });
      else if (await sent(send, entry.stream, epoch)) moved += 1;
      progress(moved + left.size, all);
    }
  }
}

async function made(vault: StaffVault, entry: ToMove): Promise<Epoch | Problem> {
  try {
    return await newEpochOf(vault, entry);
  } catch (error) {
    if (error instanceof SealError) return error.code;
    if (error instanceof StaffVaultError && error.code !== 'vault_locked') return error.code;
    throw error;
  }
}

/** Whether it was this one that was taken: a colleague may be moving the same conversations. */
async function sent(send: Work['send'], stream: string, epoch: Epoch): Promise<boolean> {
  try {
    await send(stream, epoch);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'epoch_taken') return false;
    throw error;
  }
}

/**
 * The next epoch of a stream, for those of `readers_wanted` who read it already: the server may leave somebody out, and nobody
 * comes in here. `epoch_reader` for anybody else that it names.
 */
export async function newEpochOf(vault: StaffVault, entry: ToMove): Promise<Epoch> {
  const pupil: PupilKeys = { sign: null, kem: null };
  const stream = new StaffStream(vault, entry.stream, pupil);
  try {
    await stream.addEpochs(entry.first === null ? [entry.epoch] : [entry.first, entry.epoch]);
    if (entry.report !== null) await stream.addItems([entry.report]);
    const { key, statement } = stream.held(entry.epoch.epoch);
    const { owner, me: by, signer, roster } = vault;
    const readers = await Promise.all(entry.readers_wanted.map((to) => readerOf(vault, statement, to, pupil)));
    const number = entry.epoch.epoch + 1;
    const next = { school: owner.school, stream: entry.stream, number, previousKey: key, by, signer, rosterNumber: roster.number, readers };
    return (await makeEpoch(next)).record;
  } finally {
    stream.wipe();
  }
}

async function readerOf(vault: StaffVault, { readers }: Statement, to: string, pupil: PupilKeys): Promise<{ to: string; kem: Uint8Array }> {
  const [what, name = ''] = to.split(':');
  if (what === 'group') {
    const group = groupOf(vault.roster, name);
    const present = group !== null && to === `group:${name}:${group.epoch}` && readers.some((one) => one.startsWith(`group:${name}:`));
    if (present) return { to, kem: group.kem };
  } else if (readers.includes(to)) {
    if (what === 'person') return { to, kem: await vault.kemOf(name) };
    if (pupil.kem === null) throw new StaffVaultError('pupil_key_missing');
    return { to, kem: pupil.kem };
  }
  throw new SealError('epoch_reader');
}
