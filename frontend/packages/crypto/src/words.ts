import { random } from './bytes.ts';
import { WORDS } from './wordlist.ts';

export { WORDS } from './wordlist.ts';

const COUNT = 6;

/** Six words for one mailbox, drawn uniformly: 66 bits. */
export function drawWords(): string[] {
  const drawn = random(COUNT * 2);
  // 2,048 words are 11 bits, which two random bytes hold without favouring any word.
  return Array.from({ length: COUNT }, (_, i) => WORDS[(((drawn[2 * i] ?? 0) << 8) | (drawn[2 * i + 1] ?? 0)) % WORDS.length] ?? '');
}

/** The words in what was typed: NFKC, lower case, split on anything that is not a letter. Joined by one space they are stretched. */
export const normaliseWords = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(/\p{L}+/gu) ?? [];

/** The words of the list that begin like this, in order: what a pick list shows. */
export const startsWith = (prefix: string): string[] => WORDS.filter((word) => word.startsWith(prefix));
