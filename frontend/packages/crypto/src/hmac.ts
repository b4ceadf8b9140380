import { type Bytes, own } from './bytes.ts';

/** HMAC-SHA256 (RFC 2104). */
export async function hmac(key: Uint8Array, message: Uint8Array): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', own(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, own(message)));
}
