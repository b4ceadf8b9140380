import type { PersonLine, TrainingRule } from '@hark/protocol/people_api';
import { describe, expect, test } from 'vitest';

import { daysLeft, monthsLater, standings, toRenew, worst } from '../src/people/training.ts';

const TODAY = '2026-11-24';
const RULES: readonly TrainingRule[] = [
  { role: 'dsl', module: 'safeguarding lead', months: 24, warn_days: 60 },
  { role: 'mentor', module: 'peer mentor', months: 12, warn_days: 30 },
];

function lead(...expires: readonly string[]): PersonLine {
  const training = expires.map((day, at) => ({ id: String(at), module: 'safeguarding lead', on: '2025-01-01', assessor: 'Trust', expires: day }));
  return {
    id: 'khan', alias: 'Ms Khan', title: 'Lead', email: 'khan@hillcrest.example', role: 'dsl', groups: [], state: 'active', training, invitation: null,
  };
}

const stateOf = (person: PersonLine): string | undefined => standings(person, RULES, TODAY)[0]?.state;

describe('the training of a lead', () => {
  test('that was never done is missing', () => {
    expect(stateOf(lead())).toBe('missing');
  });

  test('that ran out yesterday has run out, and counts on its last day', () => {
    expect(stateOf(lead('2026-11-23'))).toBe('over');
    expect(stateOf(lead('2026-11-24'))).toBe('soon');
  });

  test('is warned of sixty days ahead, and not a day earlier', () => {
    expect(stateOf(lead('2027-01-23'))).toBe('soon');
    expect(stateOf(lead('2027-01-24'))).toBe('in_date');
  });

  test('counts by the one that lasts longest, in whatever order they stand', () => {
    expect(standings(lead('2028-01-01', '2025-06-01'), RULES, TODAY)).toEqual([{ module: 'safeguarding lead', until: '2028-01-01', state: 'in_date' }]);
  });

  test('is not asked of another role', () => {
    expect(standings({ ...lead(), role: 'responder' }, RULES, TODAY)).toEqual([]);
    expect(worst([])).toBeNull();
  });
});

test('a rule that warns late, or never, is still shown a week before the end', () => {
  const rules = RULES.map((rule) => ({ ...rule, warn_days: 0 }));
  expect(standings(lead('2026-12-01'), rules, TODAY)[0]?.state).toBe('soon');
  expect(standings(lead('2026-12-02'), rules, TODAY)[0]?.state).toBe('in_date');
});

test('whoever has left or is only invited is not counted among those whose training is to be renewed', () => {
  const people = [lead('2026-12-01'), { ...lead('2026-11-01'), state: 'paused' } as const, { ...lead(), state: 'left' } as const, lead('2028-01-01')];
  expect(toRenew(people, RULES, TODAY)).toEqual({ soon: 1, over: 1 });
});

test('the worst of several modules is what a person is shown for', () => {
  const one = (state: 'missing' | 'over' | 'soon' | 'in_date') => ({ module: 'm', until: null, state });
  expect(worst([one('in_date'), one('soon'), one('over')])).toBe('over');
});

test('two years from the last of February end on the last of February', () => {
  expect(monthsLater('2024-02-29', 24)).toBe('2026-02-28');
  expect(monthsLater('2026-08-31', 6)).toBe('2027-02-28');
  expect(monthsLater('2026-11-24', 12)).toBe('2027-11-24');
});

test('days are counted across the change of the clocks', () => {
  expect(daysLeft('2026-10-26', '2026-10-24')).toBe(2);
});
