/** Return words for the pages, which know no crypto: what to offer, what is one, and what was meant by what was typed. */
import { startsWith } from '@hark/crypto/words';

export { drawWords, normaliseWords, startsWith } from '@hark/crypto/words';

export const isWord = (text: string): boolean => startsWith(text).includes(text);
