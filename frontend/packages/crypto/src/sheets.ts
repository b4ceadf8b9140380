/**
 * Printed sheets: a person's own, and the three of a group of which any two open it (docs/protocol.md, section 4). Each pair of a
 * group's sheets opens the same recovery seed, so a sheet that is wrong, or of another set, has a name instead of giving nonsense.
 */
import { openBox, sealBox } from './box.ts';
import { type Bytes, concat, sha256, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { derive } from './hkdf.ts';
import { type SigningKey, sign, verify } from './sign.ts';
import { normaliseWords, WORDS } from './words.ts';
import { unwrap, wrapTo } from './wrap.ts';

export const SHEET = 32;
export const SHEET_WORDS = 24;
export const LETTERS = ['A', 'B', 'C'] as const;
export type Letter = (typeof LETTERS)[number];
export type Pair = 'AB' | 'AC' | 'BC';

/** Which sheets: the `set`th (from 1) of a group. */
export type RecoverySet = { school: string; group: string; set: number };

const checkOf = async (data: Uint8Array): Promise<Bytes> => (await sha256(concat(utf8('hark/1 sheet\0'), data))).slice(0, 1);
const bitsOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');

/** The 24 words of a sheet's 32 bytes; the last eight bits are a check. */
export async function writeSheet(data: Uint8Array): Promise<string[]> {
  if (data.length !== SHEET) throw new SealError('size_wrong');
  const bits = bitsOf(concat(data, await checkOf(data)));
  return (bits.match(/.{11}/g) ?? []).map((word) => WORDS[Number.parseInt(word, 2)] ?? '');
}

/** The bytes of a sheet as it was typed. `sheet_mistyped`: an unknown word, another number of words, or a wrong check. */
export async function readSheet(text: string): Promise<Bytes> {
  const numbers = normaliseWords(text).map((word) => WORDS.indexOf(word));
  if (numbers.length !== SHEET_WORDS || numbers.includes(-1)) throw new SealError('sheet_mistyped');
  const bits = numbers.map((number) => number.toString(2).padStart(11, '0')).join('');
  const data = Uint8Array.from(bits.slice(0, SHEET * 8).match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  if (bitsOf(await checkOf(data)) !== bits.slice(SHEET * 8)) throw new SealError('sheet_mistyped');
  return data;
}

/** A person's own sheet: `auth` is sent to sign in, `wrapKey` opens the vault key. 256 random bits need no stretching. */
export async function splitSheet(data: Uint8Array): Promise<{ auth: Bytes; wrapKey: Bytes }> {
  const [auth, wrapKey] = await Promise.all([derive(data, context('sheet/auth')), derive(data, context('sheet/wrap'))]);
  return { auth, wrapKey };
}

const pairContext = ({ school, group, set }: RecoverySet, pair: string): Bytes => context('sheet/pair', school, group, set, pair);
const wrapContext = ({ school, group, set }: RecoverySet, epoch: number): Bytes => context('wrap/recovery', school, group, epoch, set);

/** The recovery seed, once under each pair of sheets. */
export function sealPairs(of: RecoverySet, sheets: Record<Letter, Uint8Array>, seed: Uint8Array): Promise<{ pair: Pair; box: Bytes }[]> {
  const pairs = [['A', 'B'], ['A', 'C'], ['B', 'C']] as const;
  return Promise.all(pairs.map(async ([first, second]) => {
    const pair = `${first}${second}` as Pair;
    const key = await derive(concat(sheets[first], sheets[second]), pairContext(of, pair));
    return { pair, box: await sealBox(key, pairContext(of, pair), seed) };
  }));
}

/**
 * The recovery seed from two sheets, in either order: nobody has to say which two they hold. `sheets_do_not_match` if they are
 * of two sets, or one of them twice.
 */
export async function openPairs(
  of: RecoverySet, one: Uint8Array, other: Uint8Array, boxes: readonly { pair: string; box: Uint8Array }[],
): Promise<Bytes> {
  for (const { pair, box } of boxes) {
    for (const both of [concat(one, other), concat(other, one)]) {
      const seed = await openUnlessOther(await derive(both, pairContext(of, pair)), pairContext(of, pair), box);
      if (seed === null) continue;
      if (seed.length !== 32) throw new SealError('size_wrong');
      return seed;
    }
  }
  throw new SealError('sheets_do_not_match');
}

/** What is in a box, or null if it was sealed with another key. */
async function openUnlessOther(key: Uint8Array, ctx: Uint8Array, box: Uint8Array): Promise<Bytes | null> {
  try {
    return await openBox(key, ctx, box);
  } catch (error) {
    if (error instanceof SealError && error.code === 'commitment_wrong') return null;
    throw error;
  }
}

const vouch = ({ school, group, set }: RecoverySet, kem: Uint8Array): Bytes => context('sign/recovery', school, group, set, kem);

/** The member who made a set vouches for its key; whoever holds a root signs it into the roster. */
export const signRecovery = (member: SigningKey, of: RecoverySet, kem: Uint8Array): Promise<Bytes> => sign(member, vouch(of, kem));

/** Whether a member made this set, so that the server cannot bring into the roster a key that it holds itself. */
export const recoveryMadeBy = (memberSign: Uint8Array, of: RecoverySet, kem: Uint8Array, sig: Uint8Array): Promise<boolean> =>
  verify(memberSign, vouch(of, kem), sig);

/** Give a group's sheets the seed of one of its key epochs. */
export const wrapToRecovery = (recoveryKem: Uint8Array, of: RecoverySet, epoch: number, seed: Uint8Array): Promise<Bytes> =>
  wrapTo(recoveryKem, wrapContext(of, epoch), seed);

/** The seed of a group's key epoch. Refuses as `unwrap` does. */
export const unwrapFromRecovery = (recoverySeed: Uint8Array, of: RecoverySet, epoch: number, wrapped: Uint8Array): Promise<Bytes> =>
  unwrap(recoverySeed, wrapContext(of, epoch), wrapped);
