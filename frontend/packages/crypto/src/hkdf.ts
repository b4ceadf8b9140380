import { type Bytes, own } from './bytes.ts';

/** HKDF-SHA256 (RFC 5869), extract and expand. An empty salt is the RFC's string of zeros. */
export async function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', own(ikm), 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: own(salt), info: own(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

/** HKDF without a salt, for input that is uniform already: 32 bytes for one purpose. */
export const derive = (ikm: Uint8Array, info: Uint8Array): Promise<Bytes> => hkdf(ikm, new Uint8Array(0), info, 32);
