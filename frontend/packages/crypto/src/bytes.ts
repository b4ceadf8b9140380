import { SealError } from './errors.ts';

/** Bytes of a buffer of their own, as WebCrypto asks for them. Everything here returns these and takes any `Uint8Array`. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The same bytes, for WebCrypto's types. A view of shared memory is refused by WebCrypto itself, which throws. */
export const own = (bytes: Uint8Array): Bytes => bytes as Bytes;

/** UTF-8. */
export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** The text of UTF-8 bytes; `bad_encoding` if they are not UTF-8. A byte order mark is kept, as Python keeps it. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SealError('bad_encoding');
  }
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Four bytes, big-endian. */
export function u32(n: number): Bytes {
  if (!Number.isInteger(n) || n < 0 || n > 0xffffffff) throw new RangeError('not a u32');
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}

export function readU32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

/** base64url without padding (RFC 4648, section 5). */
export function b64u(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The bytes of the one canonical spelling, of exactly `length` bytes where that is given; else `bad_encoding`. */
export function fromB64u(text: string, length?: number): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new SealError('bad_encoding');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  // Stray bits in the last character would give one byte string two spellings.
  if (b64u(bytes) !== text || (length !== undefined && bytes.length !== length)) throw new SealError('bad_encoding');
  return bytes;
}

/** Equality in time that depends only on the length, so that a secret cannot be guessed byte by byte. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [i, byte] of a.entries()) difference |= byte ^ (b[i] ?? 0);
  return difference === 0;
}

/** `n` random bytes from the operating system. */
export const random = (n: number): Bytes => crypto.getRandomValues(new Uint8Array(n));

export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', own(bytes)));
}
