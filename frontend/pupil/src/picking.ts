/** Typing return words: what to offer for the start of a word, what a paste fills in, and what is wrong with what was typed. */

export const WORD_COUNT = 6;
const LETTERS_BEFORE_A_LIST = 3;
const OFFERS = 4;

/** What the list of return words, which is loaded late, can tell. */
export interface WordList {
  startsWith(prefix: string): string[];
  isWord(text: string): boolean;
  normaliseWords(text: string): string[];
}

/** The words to pick from, once three letters are there; none when the word is whole already. */
export function offers(typed: string, list: WordList): string[] {
  const [start] = list.normaliseWords(typed);
  if (start === undefined || start.length < LETTERS_BEFORE_A_LIST) return [];
  const found = list.startsWith(start);
  return found.length === 1 && found[0] === start ? [] : found.slice(0, OFFERS);
}

/** What the fields hold after `text` was put into field `at`: several words fill the fields that follow, one stays as typed. */
export function put(fields: readonly string[], at: number, text: string): string[] {
  const words = text.match(/\p{L}+/gu) ?? [];
  if (words.length < 2) return fields.map((field, index) => (index === at ? text : field));
  return fields.map((field, index) => (index < at ? field : (words[index - at] ?? field)));
}

export type WordError = { field: number; why: 'missing' | 'unknown' };

/** The six words, or what is wrong with which field. A whole word is known by itself; no start of one is guessed at. */
export function read(fields: readonly string[], list: WordList): { words: string[]; errors: WordError[] } {
  const words = fields.map((field) => list.normaliseWords(field).join(' '));
  const errors = words.flatMap((word, field): WordError[] => {
    if (word === '') return [{ field, why: 'missing' }];
    return list.isWord(word) ? [] : [{ field, why: 'unknown' }];
  });
  return { words, errors };
}
