import { describe, expect, test } from 'vitest';

import { CATEGORIES, type Category } from '../src/prompts.ts';
import { expectEveryCategory, measured } from './labelled.ts';

/** Lines written by somebody who had not read the rules. Mend no rule from them: they would be unseen no longer. */
const FOLDER = new URL('./unseen/', import.meta.url);

/** One line in twenty under what was reached on 2026-11-24: it must not get worse. These are no goals. */
const LEAST_NOTICED: Readonly<Record<Category, number>> = {
  contact: 0.6,
  meeting: 0.45,
  secrecy: 0.35,
  identity: 0.5,
  medical: 0.4,
  suicide: 0.6,
  self_harm: 0.4,
  abuse: 0.5,
  grooming: 0.45,
  images: 0.25,
  weapons: 0.5,
  running: 0.4,
  eating: 0.5,
  exploitation: 0.4,
};
/** One line in twenty above the 5 % that most categories reached; secrecy is at 15 %. */
const MOST_FOR_NOTHING = 0.1;
const MOST_FOR_NOTHING_IN_SECRECY = 0.2;

describe('on lines that the rules had never seen', () => {
  test('every category has lines that must be noticed and lines that must be left alone', () => {
    expectEveryCategory(FOLDER, 20);
  });

  test.each(CATEGORIES)('what is about %s is noticed no less often than before, and no more often for nothing', (category) => {
    const { missed, forNothing, recall, falseAlarms } = measured(FOLDER, category);
    const mostForNothing = category === 'secrecy' ? MOST_FOR_NOTHING_IN_SECRECY : MOST_FOR_NOTHING;
    expect(recall, missed.join('; ')).toBeGreaterThanOrEqual(LEAST_NOTICED[category]);
    expect(falseAlarms, forNothing.join('; ')).toBeLessThanOrEqual(mostForNothing);
  });
});
