import { random } from './bytes.ts';
import { WORDS } from './wordlist.ts';

export { WORDS } from './wordlist.ts';

const COUNT = 6;

/** Six different words for one mailbox, drawn uniformly: 66 bits less a hundredth. The same word twice would look like a mistake. */
export function drawWords(): string[] {
  const drawn = new Set<string>();
  while (drawn.size < COUNT) {
    // 2,048 words are 11 bits, which two random bytes hold without favouring any word.
    const [high = 0, low = 0] = random(2);
    drawn.add(WORDS[((high << 8) | low) % WORDS.length] ?? '');
  }
  return [...drawn];
}

/** The words in what was typed: NFKC, lower case, split on anything that is not a letter. Joined by one space they are stretched. */
export const normaliseWords = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(/\p{L}+/gu) ?? [];

/** The words of the list that begin like this, in order: what a pick list shows. */
export const startsWith = (prefix: string): string[] => WORDS.filter((word) => word.startsWith(prefix));
