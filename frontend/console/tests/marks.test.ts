import { NO_CHANGES } from '@hark/prompts/prompts';
import type { OpenedItem } from '@hark/vault/staff_case';
import { expect, test } from 'vitest';

import { lastLine, marksIn, openQuestion } from '../src/wall/marks.ts';

const ROBIN = '0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e23';

function said(seq: number, sender: string, text: string, kind: 'msg' | 'note' | 'ask' | 'coach' = 'msg'): OpenedItem {
  const body = { v: 1, kind, from: sender, at: '', seen: null, text } as OpenedItem['body'];
  return { stream: 'conv:1', seq, cmid: String(seq), at: '', kind, sender, body, clear: null, problem: null, doubts: [] };
}

test('an adult’s own words and notes are not marked', () => {
  const items = [said(1, 'person:khan', 'call me on 07700 900123'), said(2, 'person:khan', 'says he wants to die', 'note')];
  expect(marksIn(items, ROBIN, NO_CHANGES)).toEqual([]);
});

test('each side’s words are marked with why, by the rules that are for that side', () => {
  const items = [said(1, 'pupil', 'i want to die'), said(2, `person:${ROBIN}`, 'what’s your name?'), said(3, 'pupil', 'what is your name')];
  expect(marksIn(items, ROBIN, NO_CHANGES).map(({ seq, by, category }) => [seq, by, category])).toEqual([[1, 'pupil', 'suicide'], [2, 'mentor', 'identity']]);
});

test('the same hint is there once for whoever said it, in the report and again in the chat', () => {
  const items = [said(1, 'pupil', 'i want to die'), said(2, 'pupil', 'I want to die'), said(3, `person:${ROBIN}`, 'i want to die')];
  expect(marksIn(items, ROBIN, NO_CHANGES).map(({ seq, by }) => [seq, by])).toEqual([[1, 'pupil'], [3, 'mentor']]);
  const two = [said(1, 'pupil', 'i want to die'), said(2, 'pupil', 'my snap is lunchbox77')];
  expect(new Set(marksIn(two, ROBIN, NO_CHANGES).map(({ seq }) => seq))).toEqual(new Set([1, 2]));
});

test('the last words are the chat’s, and no note', () => {
  expect(lastLine([])).toBeNull();
  expect(lastLine([said(1, 'pupil', 'hello'), said(2, 'person:khan', 'quiet today', 'note')])).toBe('hello');
});

test('a mentor’s question stands until an adult answers it', () => {
  const asked = [said(1, 'person:khan', 'Ask about lunch.', 'coach'), said(2, `person:${ROBIN}`, 'May I?', 'ask')];
  expect(openQuestion(asked)).toBe('May I?');
  expect(openQuestion([...asked, said(3, 'person:khan', 'Yes.', 'coach')])).toBeNull();
});
