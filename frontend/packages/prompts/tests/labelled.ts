import { readdirSync, readFileSync } from 'node:fs';

import { expect } from 'vitest';

import { CATEGORIES, fires, type Category } from '../src/prompts.ts';

export interface Measured {
  readonly missed: readonly string[];
  readonly forNothing: readonly string[];
  /** The share noticed of the lines that must be, and of those that must be left alone, from 0 to 1. */
  readonly recall: number;
  readonly falseAlarms: number;
}

const noticed = (category: Category, text: string): boolean =>
  [...fires(text, 'mentor'), ...fires(text, 'pupil')].some((fired) => fired.category === category);

const percent = (share: number): string => `${Math.round(100 * share)} %`.padStart(5);

/** The lines of a category: `+ ` must be noticed, `- ` must be left alone. */
function labelled(folder: URL, category: Category): { readonly harmful: readonly string[]; readonly harmless: readonly string[] } {
  const lines = readFileSync(new URL(`${category}.txt`, folder), 'utf8').split('\n');
  const marked = (mark: string): string[] => lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2));
  return { harmful: marked('+'), harmless: marked('-') };
}

export function expectEveryCategory(folder: URL, leastHarmful: number, leastHarmless: number): void {
  expect(readdirSync(folder).sort()).toEqual(CATEGORIES.map((category) => `${category}.txt`).sort());
  for (const category of CATEGORIES) {
    const { harmful, harmless } = labelled(folder, category);
    expect(harmful.length, category).toBeGreaterThanOrEqual(leastHarmful);
    expect(harmless.length, category).toBeGreaterThanOrEqual(leastHarmless);
  }
}

/** What the rules make of a category's lines, printed as well. */
export function measured(folder: URL, category: Category): Measured {
  const { harmful, harmless } = labelled(folder, category);
  const missed = harmful.filter((text) => !noticed(category, text));
  const forNothing = harmless.filter((text) => noticed(category, text));
  const recall = (harmful.length - missed.length) / harmful.length;
  const falseAlarms = forNothing.length / harmless.length;
  process.stdout.write(
    `${category.padEnd(13)} noticed ${percent(recall)} of ${harmful.length}, for nothing ${percent(falseAlarms)} of ${harmless.length}\n`,
  );
  return { missed, forNothing, recall, falseAlarms };
}
