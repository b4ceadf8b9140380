/**
 * Boundary and risk prompts for a chat between pupils. They run on the device over words that its person can already see, and
 * nothing about them leaves it. A prompt is a hand on the shoulder: it never blocks, scores or decides.
 */
import { words } from './pattern.ts';
import { read, type Readings } from './reading.ts';
import { RULES, type Category, type Rule, type Side } from './rules.ts';

export { CATEGORIES, isRisk, RULES, type Boundary, type Category, type Risk, type Side } from './rules.ts';

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

/** Everything that these words by this side deserve a prompt for, one for each rule, in the order of the rules. */
export function fires(text: string, side: Side, lists: Lists = NO_CHANGES): Fired[] {
  const readings = read(text);
  const active = RULES.filter(({ id, sides }) => sides.includes(side) && !lists.off.includes(id));
  return [...active.flatMap((rule) => firedBy(rule, readings)), ...schoolsOwn(readings, lists)];
}

function firedBy({ id, category, why, patterns, inNumbers }: Rule, { plain, folded, rejoined, runs, numbers }: Readings): Fired[] {
  for (const pattern of patterns) {
    const heard = inNumbers === true ? firstMatch(pattern, numbers) : (firstMatch(pattern, [plain, folded, rejoined]) ?? firstMatch(spaceless(pattern), runs));
    if (heard !== null) return [{ rule: id, category, why, heard }];
  }
  return [];
}

function schoolsOwn({ plain, folded, rejoined }: Readings, { add }: Lists): Fired[] {
  return Object.entries(add).flatMap(([category, phrases]) => {
    const looked = phrases.map((phrase) => read(phrase).plain).filter((phrase) => phrase !== '');
    if (looked.length === 0) return [];
    const heard = firstMatch(words(...looked.map(literal)), [plain, folded, rejoined]);
    return heard === null ? [] : [{ rule: 'school', category: category as Category, why: 'Your school asked to be told about these words.', heard }];
  });
}

function firstMatch(pattern: RegExp, texts: readonly string[]): string | null {
  for (const text of texts) {
    const [heard] = pattern.exec(text) ?? [];
    if (heard !== undefined) return heard.trim();
  }
  return null;
}

const literal = (phrase: string): string => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const SPACELESS = new Map<RegExp, RegExp>();

/** The pattern for a run whose letters were set apart, so that where one word ended is not known any more. */
function spaceless(pattern: RegExp): RegExp {
  const known = SPACELESS.get(pattern);
  if (known !== undefined) return known;
  const source = pattern.source.replace('(?<![\\p{L}\\p{N}])', '').replace('(?![\\p{L}\\p{N}])', '').replace(/ \??/g, '');
  const made = new RegExp(source, pattern.flags);
  SPACELESS.set(pattern, made);
  return made;
}
