import { expect, test } from 'vitest';

import { caseName, reason, risk } from '../src/inbox/why.ts';

test('a pupil who is not safe is urgent, whatever colour an adult has set since', () => {
  expect(risk({ safe: 'no', urgency: 'green' })).toBe('urgent');
});

test('a case takes its chip from its colour', () => {
  expect(['red', 'amber', 'green'].map((urgency) => risk({ safe: 'yes', urgency }))).toEqual(['high', 'medium', 'low']);
});

test('every reason of the protocol has words, and one that is unknown is shown as it came', () => {
  const codes = ['not_safe', 'waiting_live', 'passed_on', 'past_target', 'red', 'follow_up_due', 'new', 'rest'];
  expect(codes.filter((code) => reason(code) === code)).toEqual([]);
  expect(reason('later_reason')).toBe('later_reason');
});

test('a case number looks nothing like return words', () => {
  expect(caseName({ number: 147, group: 'safeguarding' })).toBe('Case 0147');
  expect(caseName({ number: 147, group: 'pastoral' })).toBe('Case P0147');
});
