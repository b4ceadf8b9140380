import file from '../../../app/escalation/help_routes.json' with { type: 'json' };
import type { OpenedItem } from '@hark/vault/staff_case';
import { describe, expect, test } from 'vitest';

import { ceopFacts } from '../src/help/ceop_facts.ts';
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

describe('the facts for CEOP', () => {
  const about = { alias: 'Ms Khan', title: 'Safeguarding lead', school: 'Hillcrest', caseName: 'Case 0147', received: '2026-11-24T09:00:00Z' };
  const item = (body: object): OpenedItem => ({
    stream: 'conv:c', seq: 1, cmid: 'x', at: '2026-11-24T09:00:00Z', kind: 'msg', sender: 'pupil', clear: null, problem: null, doubts: [],
    body: { v: 1, at: '', seen: null, ...body } as unknown as OpenedItem['body'],
  });
  const text = (items: OpenedItem[], id: string): string => ceopFacts(items, about, new Date('2026-11-24T12:00:00Z')).find((fact) => fact.id === id)?.text ?? '';

  test('stand in the order of CEOP’s own form', () => {
    expect(ceopFacts([], about, new Date()).map(({ id }) => id)).toEqual(['you', 'what', 'when', 'whom', 'suspect', 'contact']);
  });

  test('are the child’s own words, and nobody else’s', () => {
    const items = [
      item({ kind: 'report', from: 'pupil', text: 'he wants to meet', topics: [] }), item({ kind: 'msg', from: 'person:p1', text: 'thank you' }),
      item({ kind: 'note', from: 'person:p1', text: 'our own note' }), item({ kind: 'msg', from: 'pupil', text: 'on friday' }),
    ];
    expect(text(items, 'what')).toContain('he wants to meet');
    expect(text(items, 'what')).toContain('on friday');
    expect(text(items, 'what')).not.toMatch(/thank you|our own note/);
  });

  test('name the child only where somebody has written down who they are, and say so where nobody knows', () => {
    expect(text([], 'whom')).toContain('Not known');
    const known = item({ kind: 'identity', from: 'person:p1', how: 'told', who: 'Ada L., Year 9', basis: '', why: '' });
    expect(text([known], 'whom')).toBe('Ada L., Year 9');
  });
});
