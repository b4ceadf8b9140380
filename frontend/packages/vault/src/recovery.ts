import { concat, sha256, utf8 } from '@hark/crypto/bytes';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ZERO = new Uint8Array(1);

/** RFC 4648 base32, lower case, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
      held &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
}

/**
 * A group's recovery secret as it is printed (docs/protocol.md section 8): its KEM seed and three check bytes, in blocks
 * of four. Whoever holds this text opens every case file of the group, so it is made only when it is asked for.
 */
export async function recoveryText(group: string, epoch: number, seed: Uint8Array): Promise<string> {
  const check = await sha256(concat(utf8('hark/1 recovery'), ZERO, utf8(group), ZERO, seed));
  const blocks = base32(concat(seed, check.subarray(0, 3))).match(/.{1,4}/g) ?? [];
  return `hark-${group}-${epoch}-${blocks.join('-')}`;
}
