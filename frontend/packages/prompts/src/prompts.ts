/**
 * Boundary and risk prompts for a chat between pupils. They run on the device over words that its person can already see, and
 * nothing about them leaves it. A prompt is a hand on the shoulder: it never blocks, scores or decides.
 */
import { IDIOMS } from './idioms.ts';
import { find, literally, namedIn, type Phrases } from './phrase.ts';
import { phraseOf, read, type Readings, type Text } from './reading.ts';
import { RULES, type Category, type Rule, type Side } from './rules.ts';

export { CATEGORIES, isRisk, RULES, type Boundary, type Category, type Risk, type Side } from './rules.ts';

/** The edition of the rules, raised with every change to what they notice. */
export const EDITION = 2;

/** What a school changed: phrases of its own for a category, and rules that it switched off. */
export interface Lists {
  readonly add: Partial<Readonly<Record<Category, readonly string[]>>>;
  readonly off: readonly string[];
}

export const NO_CHANGES: Lists = { add: {}, off: [] };

/** One prompt: what it is about, why it spoke up, and the words that it heard. */
export interface Fired {
  readonly rule: string;
  readonly category: Category;
  readonly why: string;
  readonly heard: string;
}

/** What letters that were set apart may spell. */
const PARTS = new Set(['to', 'you', 'your', 'my', ...RULES.flatMap(({ listens }) => ('for' in listens ? namedIn(listens.for) : []))]);

/** Everything that these words by this side deserve a prompt for, one for each rule, in the order of the rules. */
export function fires(text: string, side: Side, lists: Lists = NO_CHANGES): Fired[] {
  const readings = read(text, PARTS);
  const without = readings.texts.map(withoutIdioms);
  const active = RULES.filter(({ id, sides }) => sides.includes(side) && !lists.off.includes(id));
  return [...active.flatMap((rule) => firedBy(rule, { ...readings, texts: without })), ...schoolsOwn(readings, lists)];
}

function firedBy({ id, category, why, listens }: Rule, readings: Readings): Fired[] {
  const heard = 'for' in listens ? firstSaid(listens.for, readings.texts) : firstMatch(listens.patterns, [readings[listens.among]].flat());
  return heard === null ? [] : [{ rule: id, category, why, heard }];
}

function schoolsOwn({ texts }: Readings, { add }: Lists): Fired[] {
  return Object.entries(add).flatMap(([category, own]) => {
    const heard = firstSaid(literally(own.map(phraseOf).filter((phrase) => phrase !== '')), texts);
    return heard === null ? [] : [{ rule: 'school', category: category as Category, why: 'Your school asked to be told about these words.', heard }];
  });
}

/** The words as they were said, of the first phrase that is found. */
function firstSaid(phrases: Phrases, texts: readonly Text[]): string | null {
  for (const { said, stems } of texts) {
    const place = find(phrases, stems);
    if (place !== null) return said.slice(place.from, place.to).join(' ');
  }
  return null;
}

function withoutIdioms({ said, stems }: Text): Text {
  const left = [...stems];
  for (let place = find(IDIOMS, left); place !== null; place = find(IDIOMS, left, place.to)) left.fill('·', place.from, place.to);
  return { said, stems: left };
}

function firstMatch(patterns: readonly RegExp[], texts: readonly string[]): string | null {
  for (const pattern of patterns) {
    const heard = texts.map((text) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
    if (heard !== undefined) return heard.trim();
  }
  return null;
}
