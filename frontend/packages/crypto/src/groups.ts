import { type Bytes, equal } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { type SigningKey, sign, signingKey, verify } from './sign.ts';
import { kemPublicKey, unwrap, wrapTo } from './wrap.ts';

/** Which group key, and for whom it is wrapped. */
export type GroupSeat = { school: string; group: string; epoch: number; person: string };
export type RootSeat = { school: string; person: string };

const groupContext = ({ school, group, epoch, person }: GroupSeat): Bytes => context('wrap/group', school, group, epoch, person);
const rootContext = ({ school, person }: RootSeat): Bytes => context('wrap/root', school, person);

/** Give a member the group's KEM seed. */
export const wrapGroupSeed = (memberKem: Uint8Array, seat: GroupSeat, seed: Uint8Array): Promise<Bytes> =>
  wrapTo(memberKem, groupContext(seat), seed);

/** The group's KEM seed, if it is the one of the key the roster signed (`expected`, 1216 bytes); else `key_mismatch`. */
export async function unwrapGroupSeed(memberSeed: Uint8Array, seat: GroupSeat, wrapped: Uint8Array, expected: Uint8Array): Promise<Bytes> {
  const seed = await unwrap(memberSeed, groupContext(seat), wrapped);
  if (!equal(await kemPublicKey(seed), expected)) throw new SealError('key_mismatch');
  return seed;
}

/** Which key of a group is proposed. */
export type ProposedKey = { school: string; group: string; epoch: number; kem: Uint8Array };

const proposal = ({ school, group, epoch, kem }: ProposedKey): Bytes => context('sign/group', school, group, epoch, kem);

/** A member who holds no root proposes the group's next key; whoever holds one signs it into the roster. */
export const signGroup = (member: SigningKey, key: ProposedKey): Promise<Bytes> => sign(member, proposal(key));

/** Whether a member proposed this key, so that the server cannot bring one of its own into the roster. */
export const groupProposedBy = (memberSign: Uint8Array, key: ProposedKey, sig: Uint8Array): Promise<boolean> =>
  verify(memberSign, proposal(key), sig);

/** Give a holder the root's Ed25519 seed. */
export const wrapRootSeed = (holderKem: Uint8Array, seat: RootSeat, seed: Uint8Array): Promise<Bytes> =>
  wrapTo(holderKem, rootContext(seat), seed);

/** The root's seed, if it is that of the root the holder has pinned; else `key_mismatch`. */
export async function unwrapRootSeed(holderSeed: Uint8Array, seat: RootSeat, wrapped: Uint8Array, pinned: Uint8Array): Promise<Bytes> {
  const seed = await unwrap(holderSeed, rootContext(seat), wrapped);
  if (!equal((await signingKey(seed)).publicKey, pinned)) throw new SealError('key_mismatch');
  return seed;
}
