/**
 * Phrases as data, one on each line, found in the stems of a message word by word. A phrase is words in a row, with these signs:
 * `(a|b c)` is one of these, `?` may be left out, `*` and `+` behind brackets may come up to four times, `{1,3}` once to three times, `..` has room for up to four
 * words of any kind, `{name}` is a family of `families.ts`, a word that ends in `*` has any ending, `^` and `$` are where the message
 * begins and ends, `(?! …)` must not follow and `(?<! …)` must not stand before. Small words may stand between any two (“cut my own
 * arm” is `cut arm`). A word may be a regular expression of its own, without spaces.
 *
 * There is no backtracking: each part takes the set of places that the part before could reach, so the steps are bounded by the number
 * of words times the size of the phrases, whatever somebody writes. Places are bits, counted from where the phrase begins, so no phrase
 * is heard over more than thirty words.
 */
import { FAMILIES } from './families.ts';
import { stem } from './spelling.ts';

type Part =
  | { readonly is: 'word'; readonly words: ReadonlySet<string> }
  | { readonly is: 'like'; readonly pattern: RegExp }
  | { readonly is: 'one' | 'row'; readonly of: readonly Part[] }
  | { readonly is: 'times'; readonly of: Part; readonly least: number; readonly most: number }
  | { readonly is: 'before' | 'after'; readonly of: Part }
  | { readonly is: 'start' | 'end' | 'room' };

/** Phrases by the word that they begin with; those that can begin with several kinds of word stand under `null`. */
export type Phrases = ReadonlyMap<string | null, readonly Part[]>;

export interface Place {
  readonly from: number;
  readonly to: number;
}

const SMALL = new Set('a an the my his her our their your some any of to all this that thi it own for'.split(' '));
const MOST_SMALL = 3;
const MOST_WORDS = 30;
const MOST_TIMES = 4;

export function phrases(source: string): Phrases {
  const whole = parsed(source.trim().replace(/\n\s*/g, '|'));
  return indexed(whole.is === 'one' ? whole.of : [whole]);
}

/** These very words in a row. */
export function literally(stems: readonly string[]): Phrases {
  return indexed(stems.map((each) => ({ is: 'row', of: each.split(' ').map((word) => ({ is: 'word', words: new Set([word]) })) })));
}

/** Where the first of these phrases stands among the stems from this place on, or null. */
export function find(all: Phrases, stems: readonly string[], start = 0): Place | null {
  const anywhere = all.get(null) ?? [];
  for (let from = start; from < stems.length; from += 1) {
    for (const some of [all.get(stems[from] ?? '') ?? [], anywhere]) {
      for (const phrase of some) {
        const places = reached(phrase, stems, from, 1);
        if (places > 1) return { from, to: from + 31 - Math.clz32(places) };
      }
    }
  }
  return null;
}

/** Every word that phrases name in full. */
export function namedIn(all: Phrases): string[] {
  const named = (part: Part): string[] => (part.is === 'word' ? [...part.words] : 'of' in part ? [part.of].flat().flatMap(named) : []);
  return [...all.values()].flat().flatMap(named);
}

/** The places behind a part that begins at any of these places: bit n stands for the place n words behind `from`. */
function reached(part: Part, stems: readonly string[], from: number, places: number): number {
  switch (part.is) {
    case 'word':
    case 'like':
      return behindWord(part, stems, from, places);
    case 'one':
      return part.of.reduce((all, each) => all | reached(each, stems, from, places), 0);
    case 'row':
      return part.of.reduce((now, each) => (now === 0 ? 0 : reached(each, stems, from, now)), places);
    case 'times': {
      let all = part.least === 0 ? places : 0;
      let now = places;
      for (let time = 0; time < part.most && now !== 0; time += 1) {
        now = reached(part.of, stems, from, now);
        all |= now;
      }
      return all;
    }
    case 'room':
      return (places | (places << 1) | (places << 2) | (places << 3) | (places << 4)) & within(stems, from);
    case 'before':
      return only(places, (place) => reached(part.of, stems, from, 1 << place) === 0);
    case 'after':
      return only(places, (place) => from + place === 0 || reached(part.of, stems, from + place - 1, 1) === 0);
    case 'start':
      return only(places, (place) => from + place === 0);
    case 'end':
      return only(places, (place) => from + place === stems.length);
  }
}

type Word = Extract<Part, { is: 'word' | 'like' }>;

function behindWord(part: Word, stems: readonly string[], from: number, places: number): number {
  let all = 0;
  for (let left = places; left !== 0; left &= left - 1) {
    const first = 31 - Math.clz32(left & -left);
    // Nothing small is left out before a phrase begins.
    const last = first === 0 ? 0 : first + MOST_SMALL;
    for (let place = first; place <= last && place < MOST_WORDS; place += 1) {
      const here = stems[from + place];
      if (here === undefined) break;
      if (part.is === 'word' ? part.words.has(here) : part.pattern.test(here)) {
        all |= 2 << place;
        break;
      }
      if (!SMALL.has(here)) break;
    }
  }
  return all;
}

/** Those of these places for which this holds. */
function only(places: number, holds: (place: number) => boolean): number {
  let all = 0;
  for (let left = places; left !== 0; left &= left - 1) {
    const place = 31 - Math.clz32(left & -left);
    if (holds(place)) all |= 1 << place;
  }
  return all;
}

/** The places that a message still has, up to its very end. */
function within(stems: readonly string[], from: number): number {
  const left = stems.length - from;
  return left >= MOST_WORDS ? (1 << MOST_WORDS) - 1 : (2 << left) - 1;
}

function indexed(all: readonly Part[]): Phrases {
  const found = new Map<string | null, Part[]>();
  for (const phrase of all) {
    for (const first of new Set(firstWords(phrase))) found.set(first, [...(found.get(first) ?? []), phrase]);
  }
  return found;
}

/** The words that a phrase can begin with; null where that is not a word in full. */
function firstWords(part: Part): (string | null)[] {
  switch (part.is) {
    case 'word':
      return [...part.words];
    case 'one':
      return part.of.flatMap(firstWords);
    case 'row': {
      const from = part.of.findIndex(({ is }) => is !== 'after' && is !== 'start');
      const [first, ...more] = part.of.slice(Math.max(0, from));
      if (first === undefined) return [null];
      return first.is === 'times' && first.least === 0 ? [...firstWords(first.of), ...firstWords({ is: 'row', of: more })] : firstWords(first);
    }
    case 'times':
      return firstWords(part.of);
    default:
      return [null];
  }
}

const SIGNS = /\(\?<!|\(\?!|\(|\)(?:[?*+]|\{\d,\d\})?|\||\.\.|[\^$]|[^\s()|^$]+(?:\([^ ()]*\)[^\s()|^$]*)*/g;

function parsed(source: string): Part {
  const known = source.replace(/\{([a-z]+)\}/g, (_, name: string) => `(${FAMILIES[name] ?? ''})`);
  if (known !== source) return parsed(known);
  const signs = known.match(SIGNS) ?? [];
  let at = 0;

  function oneOf(): Part {
    const rows: Part[][] = [];
    let row: Part[] = [];
    for (; at < signs.length && !signs[at]?.startsWith(')'); at += 1) {
      if (signs[at] === '|') {
        rows.push(row);
        row = [];
      } else {
        row.push(part(signs[at] ?? ''));
      }
    }
    rows.push(row);
    return together(rows);
  }

  function part(sign: string): Part {
    if (sign === '..') return { is: 'room' };
    if (sign === '^') return { is: 'start' };
    if (sign === '$') return { is: 'end' };
    if (!sign.startsWith('(')) return wordOf(sign);
    at += 1;
    const of = oneOf();
    const times = signs[at]?.slice(1) ?? '';
    if (sign !== '(') return { is: sign === '(?!' ? 'before' : 'after', of };
    return times === '' ? of : { is: 'times', of, ...timesOf(times) };
  }

  return oneOf();
}

function timesOf(sign: string): { readonly least: number; readonly most: number } {
  const [, least, most] = /^\{(\d),(\d)\}$/.exec(sign) ?? [];
  return { least: sign === '+' || least === '1' ? 1 : 0, most: sign === '?' ? 1 : Number(most ?? MOST_TIMES) };
}

function wordOf(sign: string): Word {
  if (!/[\\[*?(]/.test(sign)) return { is: 'word', words: new Set([stem(sign)]) };
  return { is: 'like', pattern: new RegExp(`^(?:${sign.replace(/([a-z])\*/g, '$1.*')})$`, 'u') };
}

/** One of these rows, where those of a single word are looked up at once. */
function together(rows: readonly (readonly Part[])[]): Part {
  const words = new Set<string>();
  const others: Part[] = [];
  for (const row of rows) {
    const [first, ...more] = row;
    if (first?.is === 'word' && more.length === 0) for (const word of first.words) words.add(word);
    else if (first !== undefined) others.push(more.length === 0 ? first : { is: 'row', of: row });
  }
  if (words.size > 0) others.unshift({ is: 'word', words });
  return others.length === 1 && others[0] !== undefined ? others[0] : { is: 'one', of: others };
}
