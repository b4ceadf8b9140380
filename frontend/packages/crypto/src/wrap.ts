import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';

import { SUITE } from './box.ts';
import { type Bytes, b64u, concat, own, sha256 } from './bytes.ts';
import { SealError } from './errors.ts';
import { BaseModeXWing } from './kem.ts';

export const KEM_PUBLIC = 1216;
export const KEM_SEED = 32;
const ENC = 1120;
/** How many bytes a wrap is longer than its text: suite, encapsulation, tag. */
export const WRAP_OVERHEAD = 1 + ENC + 16;

const kem = new BaseModeXWing();
const hpke = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** The X-Wing public key (1216 bytes) of a 32-byte seed. */
export async function kemPublicKey(seed: Uint8Array): Promise<Bytes> {
  if (seed.length !== KEM_SEED) throw new SealError('bad_encoding');
  const pair = await kem.generateKeyPairDerand(seed.slice());
  return new Uint8Array(await kem.serializePublicKey(pair.publicKey));
}

/** Seal `plaintext` to a public key; its seed opens it, and nothing says who sealed it. `bad_encoding` for no such key. */
export async function wrapTo(publicKey: Uint8Array, ctx: Uint8Array, plaintext: Uint8Array): Promise<Bytes> {
  if (publicKey.length !== KEM_PUBLIC) throw new SealError('bad_encoding');
  const recipientPublicKey = await kem.deserializePublicKey(publicKey.slice().buffer);
  const sender = await hpke.createSenderContext({ recipientPublicKey, info: own(ctx) }).catch(() => {
    throw new SealError('bad_encoding');
  });
  const sealed = await sender.seal(own(plaintext));
  return concat(Uint8Array.of(SUITE), new Uint8Array(sender.enc), new Uint8Array(sealed));
}

/** Open a wrap. Refuses with `suite_unknown`, `size_wrong` or `wrap_broken` (another recipient, another context, or altered). */
export async function unwrap(seed: Uint8Array, ctx: Uint8Array, wrapped: Uint8Array): Promise<Bytes> {
  if (wrapped[0] !== SUITE) throw new SealError('suite_unknown');
  if (wrapped.length < WRAP_OVERHEAD) throw new SealError('size_wrong');
  if (seed.length !== KEM_SEED) throw new SealError('bad_encoding');
  const recipientKey = await kem.importKey('raw', seed.slice().buffer, false);
  const enc = wrapped.slice(1, 1 + ENC);
  try {
    return new Uint8Array(await hpke.open({ recipientKey, enc, info: own(ctx) }, wrapped.slice(1 + ENC)));
  } catch {
    throw new SealError('wrap_broken');
  }
}

/** The id of a public key: b64u of its SHA-256. */
export const kid = async (publicKey: Uint8Array): Promise<string> => b64u(await sha256(publicKey));
