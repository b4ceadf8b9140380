import type { OpenedItem } from '@hark/vault/staff_case';
import { describe, expect, test } from 'vitest';

import { hoursText } from '../src/mentoring/hours.ts';
import { isFrozen, quietWords, running, silence } from '../src/mentoring/silence.ts';

const START = Date.parse('2026-11-24T12:00:00Z');
const at = (minute: number): Date => new Date(START + minute * 60_000);

function item(minute: number, sender: string, text: string): OpenedItem {
  const body = { v: 1, kind: 'msg', from: sender, at: at(minute).toISOString(), seen: null, text } as OpenedItem['body'];
  return { stream: 'conv:1', seq: minute + 1, cmid: `${minute}`, at: at(minute).toISOString(), kind: 'msg', sender, body, clear: null, problem: null, doubts: [] };
}

const state = (minute: number, name: string): OpenedItem => ({ ...item(minute, 'server', ''), kind: 'state', body: null, clear: { state: name } });

describe('when a chat goes quiet', () => {
  test('nothing is said before anybody has spoken', () => {
    expect(silence([], at(30))).toBeNull();
  });

  test('the wall says so from three minutes on, whose turn it is, and that ten are long', () => {
    const last = { at: at(0).toISOString(), by: 'mentor' } as const;
    expect(quietWords(last, at(2))).toBeNull();
    expect(quietWords(last, at(3))).toEqual({ words: 'The pupil has been quiet for 3 min.', long: false });
    expect(quietWords({ ...last, by: 'pupil' }, at(10))).toEqual({ words: 'The pupil has waited 10 min for an answer.', long: true });
  });

  test('it is the mentor’s turn while the pupil spoke last', () => {
    expect(silence([item(0, 'pupil', 'hi')], at(4))).toEqual({ minutes: 4, theirTurn: true, next: null });
  });

  test.each([
    [2, null],
    [3, /still there/],
    [6, /still here/],
    [10, /finish this chat/],
  ])('after %i minutes without the pupil the ladder says its own', (minute, words) => {
    const quiet = silence([item(0, 'pupil', 'hi'), item(0, 'person:r', 'hello')], at(minute));
    if (words === null) expect(quiet?.next).toBeNull();
    else expect(quiet?.next?.words).toMatch(words);
  });

  test('a check-in that was sent is not offered again, and does not set the clock back', () => {
    const before = [item(0, 'pupil', 'hi'), item(0, 'person:r', 'hello')];
    const words = silence(before, at(3))?.next?.words ?? '';
    const after = [...before, item(3, 'person:r', words)];
    expect(silence(after, at(5))).toMatchObject({ minutes: 5, next: null });
    expect(silence(after, at(6))?.next?.words).toMatch(/still here/);
  });

  test('a word of the pupil begins it anew', () => {
    const items = [item(0, 'pupil', 'hi'), item(0, 'person:r', 'hello'), item(9, 'pupil', 'sorry'), item(9, 'person:r', 'no hurry')];
    expect(silence(items, at(11))).toMatchObject({ minutes: 2, next: null });
  });
});

test('a chat has run since it last became live, and is frozen until it goes on', () => {
  const items = [item(0, 'pupil', 'hi'), state(5, 'live'), state(8, 'frozen')];
  expect(running(items, at(10))).toBe(5);
  expect(isFrozen(items)).toBe(true);
  const goesOn = [...items, state(9, 'live')];
  expect(isFrozen(goesOn)).toBe(false);
  expect(running(goesOn, at(10))).toBe(5);
});

test.each([[0, '0 minutes'], [1, '1 minute'], [60, '1 hour'], [150, '2 hours 30 minutes']])('%i minutes are said as people say them', (minutes, words) => {
  expect(hoursText(minutes)).toBe(words);
});
