import { argon2id } from 'hash-wasm';

import { type Bytes, own } from './bytes.ts';
import { SealError } from './errors.ts';

/** Argon2id cost: KiB of memory, passes, lanes. */
export type Cost = { m: number; t: number; p: number };

/** The cost of return words, and the least that is accepted for a passphrase. */
export const COST: Cost = { m: 65_536, t: 3, p: 1 };
/** The most: a server that names more would only freeze the page. */
const MOST: Cost = { m: 1_048_576, t: 16, p: 4 };

/**
 * Argon2id (RFC 9106), 32 bytes. Takes about a second and 64 MiB, so it is meant for a worker. Refuses with
 * `cost_refused` a cost below the floor: a server that asked for less could guess the passphrase from what it is sent.
 */
export async function stretch(secret: string, salt: Uint8Array, cost: Cost = COST): Promise<Bytes> {
  for (const part of ['m', 't', 'p'] as const) {
    if (!Number.isInteger(cost[part]) || cost[part] < COST[part] || cost[part] > MOST[part]) throw new SealError('cost_refused');
  }
  const master = await argon2id({
    password: secret,
    salt,
    memorySize: cost.m,
    iterations: cost.t,
    parallelism: cost.p,
    hashLength: 32,
    outputType: 'binary',
  });
  return own(master);
}
