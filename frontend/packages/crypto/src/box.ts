import { type Bytes, concat, equal, own, random } from './bytes.ts';
import { SealError } from './errors.ts';
import { hkdf } from './hkdf.ts';

/** The byte that opens every sealed thing and names the suite (docs/protocol.md, section 2). */
export const SUITE = 0x01;
const SALT = 32;
const COMMITMENT = 32;
const HEAD = 1 + SALT + COMMITMENT;
/** How many bytes a box is longer than its text: suite, salt, commitment, tag. */
export const BOX_OVERHEAD = HEAD + 16;

// The AES key comes from a fresh salt and so is used once: a fixed nonce never repeats under one key.
const CIPHER = { name: 'AES-GCM', iv: new Uint8Array(12) };

async function schedule(key: Uint8Array, salt: Uint8Array, ctx: Uint8Array, usage: 'encrypt' | 'decrypt') {
  if (key.length !== 32) throw new RangeError('a box key is 32 bytes');
  const okm = await hkdf(key, salt, ctx, 64);
  const aes = await crypto.subtle.importKey('raw', okm.subarray(0, 32), 'AES-GCM', false, [usage]);
  return { aes, commitment: okm.subarray(32) };
}

/** Seal `plaintext` under a 32-byte key for one context. The result commits to the key. */
export async function sealBox(key: Uint8Array, ctx: Uint8Array, plaintext: Uint8Array): Promise<Bytes> {
  const salt = random(SALT);
  const { aes, commitment } = await schedule(key, salt, ctx, 'encrypt');
  const sealed = await crypto.subtle.encrypt(CIPHER, aes, own(plaintext));
  return concat(Uint8Array.of(SUITE), salt, commitment, new Uint8Array(sealed));
}

/** Open a box. Refuses with `suite_unknown`, `size_wrong`, `commitment_wrong` or `box_broken`. */
export async function openBox(key: Uint8Array, ctx: Uint8Array, box: Uint8Array): Promise<Bytes> {
  if (box[0] !== SUITE) throw new SealError('suite_unknown');
  if (box.length < BOX_OVERHEAD) throw new SealError('size_wrong');
  const { aes, commitment } = await schedule(key, box.subarray(1, 1 + SALT), ctx, 'decrypt');
  // AES-GCM does not bind its key: without this, one box could be made to show two readers two texts ("salamander").
  if (!equal(commitment, box.subarray(1 + SALT, HEAD))) throw new SealError('commitment_wrong');
  try {
    return new Uint8Array(await crypto.subtle.decrypt(CIPHER, aes, own(box.subarray(HEAD))));
  } catch {
    throw new SealError('box_broken');
  }
}
