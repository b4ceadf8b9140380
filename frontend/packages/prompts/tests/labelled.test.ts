import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { CATEGORIES, fires, type Category } from '../src/prompts.ts';

const FOLDER = new URL('./labelled/', import.meta.url);

/** What the rules must reach on the set that the project wrote by hand: the share noticed, and the share noticed for nothing. */
const LEAST_NOTICED = 0.9;
const MOST_FOR_NOTHING = 0.1;

interface Labelled {
  readonly harmful: readonly string[];
  readonly harmless: readonly string[];
}

function labelled(category: Category): Labelled {
  const lines = readFileSync(new URL(`${category}.txt`, FOLDER), 'utf8').split('\n');
  const marked = (mark: string): string[] => lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2));
  return { harmful: marked('+'), harmless: marked('-') };
}

const noticed = (category: Category, text: string): boolean =>
  [...fires(text, 'mentor'), ...fires(text, 'pupil')].some((fired) => fired.category === category);

describe('on the labelled set', () => {
  test('every category has lines that must be noticed and lines that must be left alone', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(CATEGORIES.map((category) => `${category}.txt`).sort());
    for (const category of CATEGORIES) {
      const { harmful, harmless } = labelled(category);
      expect(Math.min(harmful.length, harmless.length)).toBeGreaterThanOrEqual(25);
    }
  });

  test.each(CATEGORIES)('what is about %s is noticed, and what is not is mostly left alone', (category) => {
    const { harmful, harmless } = labelled(category);
    const missed = harmful.filter((text) => !noticed(category, text));
    const forNothing = harmless.filter((text) => noticed(category, text));
    const recall = 1 - missed.length / harmful.length;
    const falseAlarms = forNothing.length / harmless.length;
    process.stdout.write(`${category.padEnd(13)} noticed ${percent(recall)} of ${harmful.length}, for nothing ${percent(falseAlarms)} of ${harmless.length}\n`);
    expect(recall, missed.join('; ')).toBeGreaterThanOrEqual(LEAST_NOTICED);
    expect(falseAlarms, forNothing.join('; ')).toBeLessThanOrEqual(MOST_FOR_NOTHING);
  });
});

const percent = (share: number): string => `${Math.round(100 * share)} %`.padStart(5);
