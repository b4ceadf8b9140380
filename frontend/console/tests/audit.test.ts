import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { ACTION_CODES, actionWords, detailWords, logLine, partyWords } from '../src/audit/words.ts';

test('a log is described in the words of `hark audit verify`', () => {
  expect(logLine({ log: 'school', size: 25, root: 'abc', checkpoint: null, state: 'whole', findings: [] })).toBe('whole, 25 entries, root abc');
  expect(logLine({ log: 'school', size: 0, root: null, checkpoint: null, state: 'broken', findings: ['x'] })).toBe('broken, 0 entries, root unknown');
});

test('a person is named, and somebody who has left is not made up', () => {
  expect(partyWords({ kind: 'person', id: 'p1', alias: 'Ms Khan' })).toBe('Ms Khan');
  expect(partyWords({ kind: 'person', id: 'p1', alias: null })).toBe('Somebody who has left');
  expect(partyWords({ kind: 'case', id: '23982fd5-0000', alias: null })).toBe('Case 23982fd5');
});

test('details leave out what is empty and name the people in them', () => {
  expect(detailWords({ person: 'p2', at: null, late_by: 3 }, (id) => (id === 'p2' ? 'Miss Patel' : null))).toBe('person: Miss Patel, late by: 3');
});

test('an action that a newer server records is shown as it came', () => {
  expect(actionWords('report.opened')).toBe('Opened a report');
  expect(actionWords('witness.signed')).toBe('witness.signed');
});

test('everything the server records has words here', () => {
  const source = readFileSync(new URL('../../../app/audit/schemas.py', import.meta.url), 'utf8');
  const recorded = [...source.matchAll(/^ {4}[A-Z_]+ = "([a-z_.]+)"$/gm)].map(([, action]) => action ?? '');
  expect(recorded.length).toBeGreaterThan(20);
  expect(recorded.filter((action) => !ACTION_CODES.includes(action))).toEqual([]);
});
