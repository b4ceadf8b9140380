import { NO_CHANGES } from '@hark/prompts/prompts';
import type { OpenedItem } from '@hark/vault/staff_case';
import { expect, test, vi } from 'vitest';

import { hintsIn, WordHints } from '../src/case/word_hints.svelte.ts';

function said(seq: number, sender: string, text: string, kind: 'report' | 'msg' | 'note' = 'msg'): OpenedItem {
  const body = { v: 1, kind, from: sender, at: '', seen: null, text } as OpenedItem['body'];
  return { stream: 'conv:1', seq, cmid: String(seq), at: '', kind, sender, body, clear: null, problem: null, doubts: [] };
}

test('what an adult wrote gives a case no label, and neither does a number that a pupil gave away', () => {
  const items = [said(1, 'person:khan', 'do you want to die'), said(2, 'person:khan', 'says he wants to die', 'note'), said(3, 'pupil', 'my number is 07700 900123')];
  expect(hintsIn(items, NO_CHANGES)).toEqual([]);
});

test('a pupil’s words say what they may be about, why and which words, once however often they are said', () => {
  const items = [said(1, 'pupil', 'i wanna die', 'report'), said(2, 'pupil', 'i really want to die'), said(3, 'pupil', 'and he hits me')];
  expect(hintsIn(items, NO_CHANGES)).toMatchObject([
    { category: 'suicide', why: 'This may be about wanting to die.', heard: 'want to die' },
    { category: 'abuse', heard: 'he hits me' },
  ]);
});

test('a school’s own words count, and what it switched off does not', () => {
  const lists = { add: { weapons: ['the old mill'] }, off: ['suicide'] };
  expect(hintsIn([said(1, 'pupil', 'i want to die at the old mill', 'report')], lists)).toMatchObject([{ rule: 'school', category: 'weapons' }]);
});

test('hints are kept for the case that was opened, ask nothing of the network, and go with the access to it', async () => {
  const asked = vi.fn();
  vi.stubGlobal('fetch', asked);
  const hints = new WordHints(Promise.resolve(NO_CHANGES));
  await hints.put('one', [said(1, 'pupil', 'i want to die', 'report')]);
  expect(hints.of('one')).toHaveLength(1);
  expect(hints.of('another')).toEqual([]);
  hints.drop('one');
  expect(hints.of('one')).toEqual([]);
  expect(asked).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});
