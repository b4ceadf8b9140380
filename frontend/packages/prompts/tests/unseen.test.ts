import { describe, expect, test } from 'vitest';

import { CATEGORIES, type Category } from '../src/prompts.ts';
import { expectEveryCategory, measured } from './labelled.ts';

/** Lines written and committed before their author had read a rule, and looked at since in shares alone. Mend no rule from them: they would be unseen no longer. */
const FOLDER = new URL('./unseen/', import.meta.url);

/** One line under what was reached on 2026-11-24: it must not get worse. These are no goals. */
const LEAST_NOTICED: Readonly<Record<Category, number>> = {
  contact: 0.84,
  meeting: 0.53,
  secrecy: 0.8,
  identity: 0.73,
  medical: 0.65,
  suicide: 0.65,
  self_harm: 0.73,
  abuse: 0.61,
  grooming: 0.77,
  images: 0.8,
  weapons: 0.77,
  running: 0.57,
  eating: 0.61,
  exploitation: 0.73,
};
/** One line of sixteen above the two that meeting and weapons reached; most reached none. */
const MOST_FOR_NOTHING = 0.19;

describe('on lines that the rules had never seen', () => {
  test('every category has lines that must be noticed and lines that must be left alone', () => {
    expectEveryCategory(FOLDER, 25, 15);
  });

  test.each(CATEGORIES)('what is about %s is noticed no less often than before, and no more often for nothing', (category) => {
    const { missed, forNothing, recall, falseAlarms } = measured(FOLDER, category);
    expect(recall, missed.join('; ')).toBeGreaterThanOrEqual(LEAST_NOTICED[category]);
    expect(falseAlarms, forNothing.join('; ')).toBeLessThanOrEqual(MOST_FOR_NOTHING);
  });
});
