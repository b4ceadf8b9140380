/**
 * A message as a reader would hear it, whatever was done to hide its words: capitals and apostrophes go, figures that stand
 * for letters are letters again, letters set apart are a word again, and numbers said in words are figures.
 */

/** The same message read in each way. A pattern that is found in any of them is found. */
export interface Readings {
  /** Lower case, without apostrophes or other marks, one space between words. */
  readonly plain: string;
  /** `plain` with the figures inside words read as letters: “kn1fe”. */
  readonly folded: string;
  /** `folded` with what was written letter by letter as words: “s n a p me”. */
  readonly rejoined: string;
  /** Each run of letters set apart, joined, for phrases whose words cannot be told apart any more. */
  readonly runs: readonly string[];
  /** What was written in figures or number words, each run joined: “oh seven, double zero”. */
  readonly numbers: readonly string[];
}

const LETTERS: Readonly<Record<string, string>> = {
  '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', '$': 's', '!': 'i',
};

const FIGURES: Readonly<Record<string, string>> = {
  zero: '0', oh: '0', o: '0', nought: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8',
  nine: '9', ten: '10', hundred: '00', thousand: '000',
};

const TIMES: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3 };

export function read(text: string): Readings {
  const lower = text.normalize('NFKC').toLowerCase().replace(/[\u200b-\u200f\u2060\ufeff]/g, '').replace(/['’‘`´]/g, '');
  const shown = lower.replace(/([a-z])\1{2,}/g, '$1');
  return {
    plain: spaced(wordsOf(shown).replace(/[$!#_]|\.(?=\s|$)/g, ' ')),
    folded: folded(shown),
    rejoined: folded(shown.replace(SET_APART, letters)),
    runs: (shown.match(SET_APART) ?? []).map((run) => unfigured(letters(run))),
    numbers: numbersIn(shown),
  };
}

/** Three letters or more with something between each and the next. */
const SET_APART = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[\s.,*_-]+[\p{L}\p{N}](?![\p{L}\p{N}])){2,}/gu;

const letters = (run: string): string => run.replace(/[^\p{L}\p{N}]/gu, '');

/** Emoji stay, because they are words too; so do the signs that belong to addresses and to letters in disguise. */
const wordsOf = (text: string): string => text.replace(/[^\p{L}\p{N}\p{Extended_Pictographic}@$!+._#]+/gu, ' ');

const folded = (text: string): string => spaced(wordsOf(text).split(' ').map(unfigured).join(' ').replace(/[$!#_.]/g, ' '));

const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim();

function unfigured(word: string): string {
  if (!/[a-z]/.test(word)) return word;
  return word.replace(/[013457$8!]|(?<=[a-z])@(?=[a-z])/g, (sign) => LETTERS[sign] ?? sign);
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
