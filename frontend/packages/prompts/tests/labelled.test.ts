import { describe, expect, test } from 'vitest';

import { CATEGORIES } from '../src/prompts.ts';
import { expectEveryCategory, measured } from './labelled.ts';

const FOLDER = new URL('./labelled/', import.meta.url);

/** What the rules must reach on the lines that they were mended from: the share noticed, and the share noticed for nothing. */
const LEAST_NOTICED = 0.95;
const MOST_FOR_NOTHING = 0.05;

describe('on the labelled set', () => {
  test('every category has lines that must be noticed and lines that must be left alone', () => {
    expectEveryCategory(FOLDER, 40, 40);
  });

  test.each(CATEGORIES)('what is about %s is noticed, and what is not is mostly left alone', (category) => {
    const { missed, forNothing, recall, falseAlarms } = measured(FOLDER, category);
    expect(recall, missed.join('; ')).toBeGreaterThanOrEqual(LEAST_NOTICED);
    expect(falseAlarms, forNothing.join('; ')).toBeLessThanOrEqual(MOST_FOR_NOTHING);
  });
});
