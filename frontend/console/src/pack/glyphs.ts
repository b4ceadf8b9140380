/** What a pack can draw. Text that no typeface has is written in another way, and never left out. */
import coverage from './coverage.json';
import type { Pieces } from './redact.ts';

/** A removal, among characters that are all drawn. Its own character is in no typeface, so no text can pass for one. */
export const BAR = '\uFFFC';

export interface Glyphs {
  /** The typeface that draws all of a cluster, or null. */
  fontOf(cluster: string): string | null;
  /** What an emoji is called, or null. */
  emojiName(cluster: string): string | null;
}

/** The names of unicode-emoji-json: by emoji, without skin tones. */
export type EmojiNames = Readonly<Record<string, { readonly name: string }>>;

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
export const clustersOf = (text: string): string[] => Array.from(clusters.segment(text), ({ segment }) => segment);

const covered = Object.entries(coverage).map(([font, ranges]) => ({
  font,
  ranges: ranges.split(' ').map((range) => range.split('-').map((code) => Number.parseInt(code, 16))),
}));

/** `plain` draws with the first typeface alone, for a text on which the others fail. */
export function glyphs(names: EmojiNames, plain = false): Glyphs {
  const known = new Map<string, string | null>();
  const fonts = plain ? covered.slice(0, 1) : covered;
  const draws = ({ ranges }: (typeof covered)[number], text: string): boolean =>
    Array.from(text).every((char) => ranges.some(([from = 0, to = from]) => code(char) >= from && code(char) <= to));
  return {
    fontOf(cluster) {
      const found = known.get(cluster);
      if (found !== undefined) return found;
      const font = fonts.find((one) => draws(one, cluster))?.font ?? null;
      known.set(cluster, font);
      return font;
    },
    emojiName: (cluster) => emojiName(names, cluster),
  };
}

const TONES: Readonly<Record<string, string>> = {
  '🏻': 'light skin tone', '🏼': 'medium-light skin tone', '🏽': 'medium skin tone', '🏾': 'medium-dark skin tone', '🏿': 'dark skin tone',
};

function emojiName(names: EmojiNames, cluster: string): string | null {
  const tones = Array.from(cluster).flatMap((char) => TONES[char] ?? []);
  const bare = Array.from(cluster).filter((char) => !(char in TONES)).join('');
  const found = names[cluster] ?? names[bare] ?? names[`${bare}\uFE0F`] ?? names[bare.replaceAll('\uFE0F', '')];
  return found === undefined ? null : [found.name, ...new Set(tones)].join(', ');
}

/** A text as it is drawn: what has no glyph is called by its name or its number, and a removal is `BAR`. */
export function drawn(pieces: Pieces, known: Glyphs): string {
  return pieces.map((piece) => (piece === null ? BAR : legible(piece, known))).join('').replaceAll(/(?<=\[U\+[0-9A-F]+)\]\[U\+/gu, ' U+');
}

function legible(text: string, known: Glyphs): string {
  return clustersOf(text.replaceAll('\t', '    ').replaceAll(/\r\n?|[\u2028\u2029]/gu, '\n')).map((cluster) => {
    if (cluster === '\n' || known.fontOf(cluster) !== null) return cluster;
    const name = known.emojiName(cluster);
    return name === null ? spelt(cluster, known) : `[emoji: ${name}]`;
  }).join('');
}

function spelt(cluster: string, known: Glyphs): string {
  return Array.from(cluster).map((char) => (known.fontOf(char) === null ? `[U+${code(char).toString(16).toUpperCase().padStart(4, '0')}]` : char)).join('');
}

function code(char: string): number {
  return char.codePointAt(0) ?? 0;
}
