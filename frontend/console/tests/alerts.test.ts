import type { AlertLine } from '@hark/protocol/alerts_api';
import { expect, test, vi } from 'vitest';

import { coverOf, stepsOf } from '../src/alerts/ladder.ts';
import { stands, unwritten, what, whoWasTold } from '../src/alerts/words.ts';
import { Bell } from '../src/shell/bell.ts';

const STEPS = { leads: '3', team: '6', head: '10', repeat: '15', look: '10' };
const ROW = { day: 5, opens: '09:00', closes: '12:00', people: ['a'] };

test('whoever may not know which case it is reads only whom it waits for', () => {
  expect(what({ cause: null, team: 'safeguarding' })).toBe('Something urgent waits for the safeguarding team.');
  expect(what({ cause: null, team: 'head' })).toBe('Something urgent waits for the head.');
  expect(what({ cause: 'not_safe', team: 'safeguarding' })).toBe('A pupil said that they are not safe.');
});

const LINE = {
  id: 'a', team: 'safeguarding', cause: 'not_safe', case: { id: 'c', number: 8, group: 'safeguarding' }, raised: '2026-11-27T16:05:00Z',
  level: 2, next: '2026-11-27T16:11:00Z', answered: null, rings: true, told: [{ alias: 'Ms Khan', channels: ['push'], at: '', waits: false }],
} as const;

test('it says who was told and what comes next, who has answered, and when nobody is called', () => {
  const now = new Date('2026-11-27T16:06:00Z');
  const line = (changes: object) => stands({ ...LINE, ...changes } as unknown as AlertLine, now);
  expect(line({})).toMatch(/^Told so far: Ms Khan \(by push\)\. Next step at \d\d:11\.$/);
  expect(line({ level: 0, next: null })).toContain('Nobody is called');
  expect(line({ answered: { alias: 'Mr Osei', at: LINE.raised, me: false } })).toMatch(/^Mr Osei is dealing with it, since \d\d:05\. It rings again/);
  expect(line({ case: null, told: [] })).toContain('Find somebody who can');
});

test('a letter that the mail server has not taken is named, and one that went is not', () => {
  const told = (waits: boolean) => [{ alias: 'Ms Khan', channels: ['screen' as const, 'mail' as const], at: '', waits }];
  expect(whoWasTold(told(false))).toBe('Ms Khan (on the screen and by e-mail)');
  expect(unwritten(told(false))).toBeNull();
  expect(unwritten(told(true))).toContain('has not taken the letter to Ms Khan');
});

test('a ladder whose steps are out of order or no numbers is said so before it is sent', () => {
  expect(stepsOf(STEPS)).toEqual({ leads: 3, team: 6, head: 10, repeat: 15, look: 10 });
  expect(stepsOf({ ...STEPS, team: '2' })).toContain('later than the one before');
  expect(stepsOf({ ...STEPS, head: 'ten' })).toContain('is a whole number');
});

test('cover without a person, without a time or past midnight is said so before it is sent', () => {
  expect(coverOf([ROW])).toEqual([{ day: 5, opens: 540, closes: 720, people: ['a'] }]);
  expect(coverOf([{ ...ROW, people: [] }])).toContain('Say who');
  expect(coverOf([{ ...ROW, closes: '' }])).toContain('needs both times');
  expect(coverOf([{ ...ROW, opens: '22:00', closes: '02:00' }])).toContain('two lines');
});

test('answering one thing that rings does not still another', () => {
  vi.useFakeTimers();
  const bell = new Bell();
  const rang = vi.spyOn(bell, 'once');
  bell.ring('alarms');
  bell.ring('urgent');
  bell.hush('alarms');
  rang.mockClear();
  vi.advanceTimersByTime(3_000);
  expect(rang).toHaveBeenCalledTimes(1);
  bell.hush('urgent');
  vi.advanceTimersByTime(30_000);
  expect(rang).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
