import file from '../../../app/escalation/help_routes.json' with { type: 'json' };
import { expect, test } from 'vitest';

import { ceopVerdict, type Answer, type CeopAnswers } from '../src/help/ceop.ts';

const ANSWERS: readonly Answer[] = ['yes', 'no', null];
const every: readonly CeopAnswers[] = ANSWERS.flatMap((online) => ANSWERS.flatMap((sexual) => ANSWERS.map((under18) => [online, sexual, under18] as const)));

test('CEOP is offered for one set of answers only', () => {
  expect(every.filter((answers) => ceopVerdict(answers)?.offer === true)).toEqual([['yes', 'yes', 'yes']]);
});

test('the link comes with the warning that a name is needed', () => {
  expect(ceopVerdict(['yes', 'yes', 'yes'])?.words).toContain('not anonymous');
});

test('bullying is sent elsewhere as soon as that is known', () => {
  const verdict = ceopVerdict([null, 'no', null]);
  expect(verdict?.offer).toBe(false);
  expect(verdict?.instead).toContain('report-harmful-content');
});

test('nothing is said before there is something to say', () => {
  expect(ceopVerdict(['yes', null, 'yes'])).toBeNull();
});

test('every place named instead is on the list of help routes', () => {
  const known = file.routes.map(({ id }) => id);
  const named = every.flatMap((answers) => ceopVerdict(answers)?.instead ?? []);
  expect(named.filter((id) => !known.includes(id))).toEqual([]);
});

test('CEOP asks three questions, which the verdict takes in their order', () => {
  expect(file.routes.find(({ id }) => id === 'ceop')?.ask_first).toHaveLength(3);
});
