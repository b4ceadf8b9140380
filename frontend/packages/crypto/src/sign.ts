import { type Bytes, concat, fromB64u, own } from './bytes.ts';
import { SealError } from './errors.ts';

/** An Ed25519 pair (RFC 8032): 32 public bytes, and a private key that no script can read back. */
export type SigningKey = { publicKey: Bytes; privateKey: CryptoKey };

export const SIGNATURE = 64;
const SEED = 32;
// The fixed head of PKCS #8 (RFC 8410, section 7) before an Ed25519 seed: the one private form every browser imports.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

const importSeed = (pkcs8: Bytes, extractable: boolean): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', extractable, ['sign']);

/** The signing pair of a 32-byte seed. */
export async function signingKey(seed: Uint8Array): Promise<SigningKey> {
  if (seed.length !== SEED) throw new SealError('bad_encoding');
  const pkcs8 = concat(PKCS8, seed);
  // Only an exported key tells its public half; the one that is kept cannot be exported.
  const { x = '' } = await crypto.subtle.exportKey('jwk', await importSeed(pkcs8, true));
  return { publicKey: fromB64u(x, 32), privateKey: await importSeed(pkcs8, false) };
}

/** Sign a message that is already a context (`sign/…`), so that no signature can be moved to another use. */
export async function sign(key: SigningKey, message: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, own(message)));
}

/** Whether one of these keys made the signature: somebody who was given new keys signed with another one before. */
export async function verifyAny(publicKeys: readonly Uint8Array[], message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  for (const key of publicKeys) if (await verify(key, message, signature)) return true;
  return false;
}

/** Whether the signature holds. A key that is no Ed25519 key verifies nothing. */
export async function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== SIGNATURE) return false;
  try {
    const key = await crypto.subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, own(signature), own(message));
  } catch {
    // Some browsers refuse to import bytes that are no point of the curve, others import them and verify nothing.
    return false;
  }
}
