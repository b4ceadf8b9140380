/** Whether this browser can lock words: the parts of WebCrypto that the keys need, a worker, and WebAssembly for Argon2id. */
export async function canLock(): Promise<boolean> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (subtle === undefined || typeof Worker === 'undefined' || typeof WebAssembly === 'undefined') return false;
  try {
    await Promise.all([
      subtle.generateKey('Ed25519', false, ['sign', 'verify']),
      subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']),
    ]);
    return true;
  } catch {
    // A browser from before Ed25519 refuses the name; that is the answer, not a fault.
    return false;
  }
}
