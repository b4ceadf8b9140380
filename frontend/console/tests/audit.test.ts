import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { ACTION_CODES, actionWords, detailWords, logLine, partyWords, stateWords, witnessWords } from '../src/audit/words.ts';
import { midnight } from '../src/times.ts';

test('a log is described in the words of `hark audit verify`', () => {
  expect(logLine({ log: 'school', size: 25, root: 'abc', checkpoint: null, state: 'whole', findings: [], witnesses: [], checked: 25 })).toBe('whole, 25 entries, root abc');
  expect(logLine({ log: 'school', size: 0, root: null, checkpoint: null, state: 'broken', findings: ['x'], witnesses: [], checked: 0 })).toBe('broken, 0 entries, root unknown');
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

const log = { log: 'school', size: 3000, root: 'abc', checkpoint: null, findings: [], witnesses: [] };

test('a long log that was not checked whole does not claim that it was', () => {
  expect(stateWords({ ...log, state: 'whole', checked: 50 })).toBe('Nothing was changed of the 50 entries checked');
  expect(stateWords({ ...log, state: 'whole', checked: 3000 })).toBe('Nothing of the past was changed');
  expect(stateWords({ ...log, state: 'broken', checked: 50 })).toBe('Something of the past was changed');
});

test('a witness that stayed away is named, and what to do', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const witness = { name: 'trust.example.org', size: 0, at: null, late: false };
  expect(witnessWords(witness, now)).toBe('trust.example.org has not seen this log yet');
  expect(witnessWords({ ...witness, size: 40, at: '2026-11-10T12:00:00Z', late: true }, now)).toMatch(
    /^trust\.example\.org saw the first 40 entries, .+\. That is too long ago: ask its keeper$/u,
  );
});

test('a day of the filter begins at its midnight and ends at the next, also where the clocks change', () => {
  expect(midnight('', 0)).toBe('');
  expect(new Date(midnight('2026-03-29', 1)).getTime()).toBe(new Date(2026, 2, 30).getTime());
});
