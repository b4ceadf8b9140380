import type { OpenedItem } from '@hark/vault/staff_case';
import { expect, test } from 'vitest';

import { maySleep } from '../src/case/later.ts';
import { owed } from '../src/inbox/why.ts';
import { linksOf, sorted } from '../src/links/entries.ts';

type Body = NonNullable<OpenedItem['body']>;
const item = (fields: Record<string, unknown>): OpenedItem => ({ body: { v: 1, from: 'person:a', at: '', seen: null, ...fields } as unknown as Body }) as OpenedItem;
const link = (id: string, more = {}) => item({ kind: 'link', link: id, case: 'c2', name: 'Case 0131', relation: 'same_place', certainty: 'likely', reason: 'the bus', ...more });

test('a link that was taken away holds no longer, in whatever order the two came', () => {
  const gone = item({ kind: 'unlink', link: 'l1', case: 'c2', reason: 'another bus' });
  expect(linksOf([link('l1'), gone])).toEqual([]);
  expect(linksOf([gone, link('l1')])).toEqual([]);
});

test('a link that was written twice after a fault is there once', () => {
  expect(linksOf([link('l1'), link('l2'), link('l1')]).map((one) => one.link)).toEqual(['l1', 'l2']);
});

test('the story of a case says what was linked, how sure, and why', () => {
  const { body } = link('l1');
  if (body?.kind !== 'link') throw new Error('no link');
  expect(sorted(body, 'Ms Khan')).toEqual({ tone: 'step', heading: 'Ms Khan linked it with Case 0131: the same place, likely', text: 'the bus' });
});

test('what is owed is listed with the soonest first', () => {
  const head = { target: '2026-11-24T12:00:00Z', reply_due: '2026-11-24T10:00:00Z', follow_up: null, snoozed: null };
  expect(owed(head).map(({ words }) => words)).toEqual(['Answer', 'Look']);
  expect(owed({ ...head, follow_up: '2026-11-23T10:00:00Z', snoozed: '2026-11-23T10:00:00Z' })[0]?.words).toBe('Comes back');
});

test('nothing that presses is offered to be put aside', () => {
  const calm = { safe: 'yes', urgency: 'amber', state: 'open', opened: '2026-11-24T09:00:00Z', why: ['rest'] } as const;
  const may = (more: object): boolean => maySleep({ ...calm, why: ['rest'], ...more });
  expect(may({})).toBe(true);
  expect([may({ safe: 'no' }), may({ urgency: 'red' }), may({ state: 'waiting' }), may({ opened: null }), may({ why: ['past_target'] })]).toEqual([false, false, false, false, false]);
});
