import { expect, test } from 'vitest';

import { age, dayPart, localDate, moment, startOfDay, untilTarget } from '../src/times.ts';

const now = new Date(2026, 10, 24, 12, 0, 0);
const at = (...parts: [number, number, number, number?]): string => {
  const [month, day, hour, minute = 0] = parts;
  return new Date(2026, month - 1, day, hour, minute).toISOString();
};

test('an age is said in the one unit that matters', () => {
  expect([at(11, 24, 12), at(11, 24, 11, 58), at(11, 24, 9), at(11, 23, 11), at(11, 20, 9)].map((then) => age(then, now)))
    .toEqual(['just now', '2 min', '3 h', '1 day', '4 days']);
});

test('a clock that is ahead of the server’s does not make a report come from the future', () => {
  expect(age(at(11, 24, 12, 1), now)).toBe('just now');
});

test('a target that has passed is late, and one to come is not', () => {
  expect(untilTarget(at(11, 24, 12, 3), now)).toEqual({ late: false, words: 'in 3 min' });
  expect(untilTarget(at(11, 24, 10), now)).toEqual({ late: true, words: '2 h ago' });
});

test('a mentor and a responder see the part of a day and never the minute', () => {
  expect([at(11, 24, 9, 41), at(11, 24, 13, 5), at(11, 23, 18)].map(dayPart)).toEqual(['Tue morning', 'Tue afternoon', 'Mon evening']);
});

test('a moment in another year says which', () => {
  expect(moment(new Date(2027, 10, 21, 6, 37).toISOString(), now)).toContain('2027');
});

test('a date field gives eight in the morning of the same day', () => {
  expect(localDate(startOfDay('2026-12-01'))).toBe('2026-12-01');
});
