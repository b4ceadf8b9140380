/**
 * A message as a reader would hear it, whatever was done to hide its words: capitals and apostrophes go, figures that stand
 * for letters are letters again, letters set apart are a word again, and numbers said in words are figures.
 */
import { respelled, stem } from './spelling.ts';

/** A message in one spelling, word by word, and the same with each word brought to its stem. */
export interface Text {
  readonly said: readonly string[];
  readonly stems: readonly string[];
}

/** The same message read in each way. What is found in any of them is found. */
export interface Readings {
  /** As written; with the figures inside words read as letters (“kn1fe”); and with what was written letter by letter as words (“s n a p me”). */
  readonly texts: readonly Text[];
  /** What was written in figures or number words, each run joined: “oh seven, double zero”. */
  readonly numbers: readonly string[];
  /** Lower case with its signs, for addresses. */
  readonly signs: string;
}

const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', '$': 's', '!': 'i',
};

const FIGURES: Readonly<Record<string, string>> = {
  zero: '0', oh: '0', o: '0', nought: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8',
  nine: '9', ten: '10', hundred: '00', thousand: '000',
};

const TIMES: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3 };

/** `parts` are the words that a run of letters set apart may be made of. */
export function read(text: string, parts: ReadonlySet<string> = new Set()): Readings {
  const lower = text.normalize('NFKD').toLowerCase().replace(/[\p{M}\u200b-\u200f\u2060\ufeff]/gu, '').replace(/['’‘`´]/g, '');
  const shown = lower.replace(/([a-z])\1{2,}/g, '$1').replace(/(?<=[a-z])\*+(?=[a-z])/g, '');
  const together = shown.replace(SET_APART, (run) => wordsIn(unfigured(run.replace(/[^\p{L}\p{N}]/gu, '')), parts));
  return {
    texts: [...new Set([shown, unfigured(shown), unfigured(together)])].map(textOf),
    numbers: numbersIn(shown),
    signs: shown,
  };
}

/** One phrase of the school's own, as it would stand in the stems of a text. */
export function phraseOf(text: string): string {
  return textOf(text.toLowerCase().replace(/['’‘`´]/g, '')).stems.join(' ');
}

/** Three letters or more with something between each and the next. */
const SET_APART = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[\s.,*_-]+[\p{L}\p{N}](?![\p{L}\p{N}])){2,}/gu;

/** Letters as the fewest words that they can be made of, or as they are: where one word ended is not known any more. */
function wordsIn(letters: string, parts: ReadonlySet<string>): string {
  if (parts.has(stem(letters))) return letters;
  const fewest: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= letters.length; end += 1) {
    for (let start = Math.max(0, end - LONGEST_PART); start < end; start += 1) {
      const before = fewest[start];
      const part = letters.slice(start, end);
      if (before === undefined || !parts.has(part)) continue;
      if (before.length + 1 < (fewest[end]?.length ?? Infinity)) fewest[end] = [...before, part];
    }
  }
  return fewest[letters.length]?.join(' ') ?? letters;
}

const LONGEST_PART = 12;

/** Emoji stay, each as a word. */
function textOf(text: string): Text {
  const apart = text.replace(/[^\p{L}\p{N}\p{Extended_Pictographic}@+]+/gu, ' ').replace(/[^\w\s](?<=\p{Extended_Pictographic})/gu, ' $& ');
  const said = respelled(apart.replace(/\s+/g, ' ').trim()).split(' ');
  return { said, stems: said.map(stem) };
}

/** Figures and signs that stand for letters, in words that have letters; and the v that stands for a u. */
function unfigured(text: string): string {
  return text.replace(/[^\s]*[a-z][^\s]*/g, (word) =>
    word.replace(/[01345780$]|!(?=[a-z])|(?<=[a-z])@(?=[a-z])/g, (sign) => LETTERS[sign] ?? sign).replace(/(?<=[b-df-hj-np-tw-z])v(?=[b-df-hj-np-tw-z])/g, 'u'),
  );
}

function numbersIn(text: string): string[] {
  const runs: string[] = [];
  let run = '';
  let times = 1;
  for (const word of text.split(/[\s.,()/-]+/)) {
    const figures = figuresOf(word);
    if (word in TIMES) {
      times = TIMES[word] ?? 1;
    } else if (figures !== null) {
      run += figures.repeat(times);
      times = 1;
    } else {
      runs.push(run);
      run = '';
      times = 1;
    }
  }
  return [...runs, run].filter((each) => each !== '');
}

function figuresOf(word: string): string | null {
  if (word in FIGURES) return FIGURES[word] ?? null;
  const figures = /\d/.test(word) ? word.replace(/[oil]/g, (sign) => (sign === 'o' ? '0' : '1')) : word;
  return /^\+?\d+$/.test(figures) ? figures : null;
}
