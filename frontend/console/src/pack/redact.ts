/** What is taken out of a pack. It is gone before anything is drawn: a page never holds what stands behind a bar. */

/** A part of a text, in UTF-16 units as strings have them. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/** A text as it stands in the pack. Null is a removal, which says nothing of how much was there. */
export type Pieces = readonly (string | null)[];

/** A word or a name that goes wherever it stands. */
export interface Term {
  readonly words: string;
  /** Also as a part of a longer word. */
  readonly inside: boolean;
}

const words = new Intl.Segmenter('en', { granularity: 'word' });

/** A selection, widened to whole words: half a name is a name. */
export function widen(text: string, { start, end }: Cut): Cut {
  const first = words.segment(text).containing(start);
  const last = end > start ? words.segment(text).containing(end - 1) : undefined;
  if (first === undefined || last === undefined) return { start, end: start };
  return { start: first.index, end: last.index + last.segment.length };
}

/** Every place where a term stands, in any case. */
export function occurrences(text: string, { words: term, inside }: Term): Cut[] {
  const parts = term.normalize('NFC').trim().split(/\s+/u).filter((part) => part !== '');
  if (parts.length === 0) return [];
  const pattern = parts.map(escaped).join('\\s+').replaceAll(/['’]/gu, "['’]");
  const whole = inside || !/[\p{L}\p{N}]/u.test(term) ? pattern : `(?<![\\p{L}\\p{N}\\p{M}])${pattern}(?![\\p{L}\\p{N}\\p{M}])`;
  return [...text.matchAll(new RegExp(whole, 'giu'))].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}

const escaped = (part: string): string => part.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

/** In order, without overlaps, and with nothing but spaces between two of them: else the count of bars would count words. */
export function merged(text: string, cuts: readonly Cut[]): Cut[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of [...cuts].sort((a, b) => a.start - b.start)) {
    if (end <= start) continue;
    const last = found.at(-1);
    if (last !== undefined && text.slice(last.end, Math.max(start, last.end)).trim() === '') last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

/** The text without what is cut from it. */
export function cutOut(text: string, cuts: readonly Cut[]): Pieces {
  const pieces: (string | null)[] = [];
  let from = 0;
  for (const { start, end } of merged(text, cuts)) {
    if (start > from) pieces.push(text.slice(from, start));
    pieces.push(null);
    from = end;
  }
  if (from < text.length || pieces.length === 0) pieces.push(text.slice(from));
  return pieces;
}

export const REMOVED = '[removed]';

/** As plain text, for a list and for a screen reader. */
export const asText = (pieces: Pieces): string => pieces.map((piece) => piece ?? REMOVED).join('');

export const bars = (pieces: Pieces): number => pieces.filter((piece) => piece === null).length;
