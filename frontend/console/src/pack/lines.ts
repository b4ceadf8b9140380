/** Paragraphs as pdfmake takes them. It sets words from left to right, so whatever reads the other way is put in order here. */
import bidiFactory from 'bidi-js';
import type { Content, ContentText } from 'pdfmake/interfaces';

import { BAR, clustersOf, type Glyphs } from './glyphs.ts';

interface Inline { text: string; font: string; noWrap?: boolean; background?: string; color?: string; bold?: boolean; fontFeatures?: Features }
type Features = NonNullable<ContentText['fontFeatures']>;

/** Every removal is this wide, whatever it hides, and says in words that it is one. */
const REMOVAL: Inline = { text: '\u00A0removed\u00A0', font: 'Roboto', background: 'black', color: 'white', noWrap: true };

/** Placing marks makes the shaper fail on some words of these; unplaced, a mark stands beside its letter. */
const UNPLACED = { mark: false, mkmk: false, abvm: false, blwm: false, curs: false } as unknown as Features;
const CAREFUL: ReadonlySet<string> = new Set(['gurmukhi', 'gujarati']);

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** A line that is put in order here is broken here too, at a width, in ems, that no line of an A4 page passes. */
const LINE_EMS = 42;

const bidi = bidiFactory();

/** A drawn text, paragraph by paragraph. */
export function paragraphs(text: string, known: Glyphs): Content[] {
  return text.split('\n').flatMap((one) => {
    if (one.trim() === '') return [{ text: ' ' }];
    return RIGHT_TO_LEFT.test(one) ? bothWays(one, known) : [{ text: oneWay(one, known) }];
  });
}

/** In one line of a table or a heading, where nothing is broken by hand. */
export function oneWay(text: string, known: Glyphs): Inline[] {
  return runs(text, known).map(({ text: run, font }) => inline(run, font));
}

function bothWays(text: string, known: Glyphs): Content[] {
  const embedding = bidi.getEmbeddingLevels(text);
  const alignment = (embedding.paragraphs[0]?.level ?? 0) % 2 === 1 ? 'right' : 'left';
  return broken(text).map(([start, end]) => ({
    text: ordered(start, end, embedding.levels).flatMap(({ start: from, end: to, level }) => facing(text.slice(from, to), level % 2 === 1, known)),
    alignment,
  }));
}

interface Level { readonly start: number; readonly end: number; readonly level: number }

/** The runs of one line as the eye meets them, from the left: rule L2 of Unicode's bidirectional algorithm. */
function ordered(start: number, end: number, levels: Uint8Array): Level[] {
  const found: { start: number; end: number; level: number }[] = [];
  for (let at = start; at < end; at += 1) {
    const level = levels[at] ?? 0;
    const last = found.at(-1);
    if (last?.level === level) last.end = at + 1;
    else found.push({ start: at, end: at + 1, level });
  }
  const highest = Math.max(0, ...found.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) turn(found, level);
  return found;
}

function turn(found: Level[], level: number): void {
  for (let from = 0; from < found.length; from += 1) {
    let to = from;
    while ((found[to]?.level ?? -1) >= level) to += 1;
    if (to === from) continue;
    found.splice(from, to - from, ...found.slice(from, to).reverse());
    from = to;
  }
}

/** The words of a run. The shaper turns right-to-left letters itself, within a word; all else is turned here. */
function facing(text: string, backwards: boolean, known: Glyphs): Inline[] {
  const words = text.split(/(\s+)/u).filter((word) => word !== '').flatMap((word) => runs(word, known));
  const faced = backwards ? words.reverse() : words;
  return faced.map(({ text: run, font }) => {
    const seen = backwards ? mirrored(run) : run;
    const turned = RIGHT_TO_LEFT.test(seen) === backwards ? seen : clustersOf(seen).reverse().join('');
    return { ...inline(turned, font), noWrap: true };
  });
}

const mirrored = (text: string): string => Array.from(text, (char) => bidi.getMirroredCharacter(char) ?? char).join('');

function runs(text: string, known: Glyphs): { text: string; font: string }[] {
  const found: { text: string; font: string }[] = [];
  for (const cluster of clustersOf(text)) {
    const font = cluster === BAR ? BAR : known.fontOf(cluster) ?? 'Roboto';
    const last = found.at(-1);
    if (last?.font === font && font !== BAR) last.text += cluster;
    else found.push({ text: cluster, font });
  }
  return found;
}

function inline(text: string, font: string): Inline {
  if (font === BAR) return REMOVAL;
  return CAREFUL.has(font) ? { text, font, fontFeatures: UNPLACED } : { text, font };
}

/** Where lines begin and end. A word that is longer than a line is broken inside. */
function broken(text: string): [number, number][] {
  const lines: [number, number][] = [];
  let start = 0;
  let width = 0;
  let space = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (/\s/u.test(text.charAt(at))) space = at;
    width += ems(text.charAt(at));
    if (width <= LINE_EMS) continue;
    const end = space > start ? space : at;
    lines.push([start, end]);
    start = space > start ? space + 1 : at;
    at = start - 1;
    width = 0;
  }
  lines.push([start, text.length]);
  return lines;
}

function ems(char: string): number {
  if (char === BAR) return 5;
  if (/\p{M}/u.test(char)) return 0;
  if (/[\s.,:;!'’|()[\]ijlft]/u.test(char)) return 0.4;
  return /[\p{Lu}MWmw@%—\u0633-\u0636]/u.test(char) ? 0.95 : 0.65;
}
