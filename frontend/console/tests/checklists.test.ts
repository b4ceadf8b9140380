import type { OpenedItem } from '@hark/vault/staff_case';
import { describe, expect, test } from 'vitest';

import { timeline } from '../src/case/timeline.ts';
import { checked, chosenLists, inOrder, LISTS, listsFor, merged, topicsOf } from '../src/checklist/checklists.ts';

let count = 0;
const item = (body: object): OpenedItem => {
  count += 1;
  return {
    stream: 'file:c', seq: count, cmid: String(count), at: '2026-11-24T09:00:00Z', kind: 'check', sender: 'person:p1', clear: null, problem: null, doubts: [],
    body: { v: 1, from: 'person:p1', at: '', seen: null, ...body } as unknown as OpenedItem['body'],
  };
};
const check = (step: string, state: string, outcome = 'x'): OpenedItem => item({ kind: 'check', step, state, who: 'Ms Khan', when: '2026-11-24T09:00:00Z', outcome });

describe('which lists a case has', () => {
  test('follows from what the pupil said it is about', () => {
    expect(listsFor(['online_contact', 'self_harm'], 'yes')).toEqual(inOrder(['self_harm', 'online_grooming']));
  });

  test('begins with danger when the pupil did not say that they are safe', () => {
    expect(listsFor(['friends'], 'no')).toEqual(['danger', 'pastoral']);
    expect(listsFor(['friends'], 'unsure')).toContain('danger');
    expect(listsFor(['friends'], 'yes')).not.toContain('danger');
  });

  test('is never empty, whatever a school has added to the topics', () => {
    expect(listsFor([], 'yes')).toEqual(['unknown']);
    expect(listsFor(['a-topic-of-the-schools-own'], 'yes')).toEqual(['unknown']);
  });

  test('is the adults’ choice once somebody has chosen, and the last choice holds', () => {
    expect(chosenLists([check('lado', 'done')])).toBeNull();
    expect(chosenLists([item({ kind: 'lists', lists: ['fgm'] }), item({ kind: 'lists', lists: ['home', 'no such list'] })])).toEqual(['home']);
  });
});

describe('several lists', () => {
  const all = LISTS.map(({ id }) => id);

  test('are one without a step twice, and lose none', () => {
    const ids = merged(all).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(LISTS.flatMap(({ steps }) => steps)));
  });

  test('have what cannot wait first and the next contact last, in whatever order they were chosen', () => {
    const both = merged(['online_grooming', 'nude_images']);
    const firstThatCanWait = both.findIndex(({ now }) => !now);
    expect(both.slice(firstThatCanWait).some(({ now }) => now)).toBe(false);
    expect(both.at(-1)?.id).toBe('next_contact');
    expect(merged(['nude_images', 'online_grooming'])).toEqual(both);
  });
});

describe('what is known of a step', () => {
  test('is the last word about it, and a step that was opened again is to be done', () => {
    const known = checked([check('ceop', 'done', 'ref 1'), check('ceop', 'done', 'ref 2'), check('lado', 'not_needed'), check('police', 'done'), check('police', 'open')]);
    expect(known.get('ceop')?.outcome).toBe('ref 2');
    expect(known.get('lado')?.state).toBe('not_needed');
    expect(known.has('police')).toBe(false);
  });

  test('stands in the story with every correction', () => {
    const story = timeline([check('ceop', 'done', 'ref 1'), check('ceop', 'done', 'ref 2')], () => 'Ms Khan', 'person:me');
    expect(story.map(({ text }) => text)).toEqual(['ref 1', 'ref 2']);
    expect(story[0]?.heading).toContain('CEOP told');
  });
});

test('a reader who was given the case later takes the topics from their copy', () => {
  expect(topicsOf([item({ kind: 'share', text: 'x', topics: ['home'], pupil: { sign: '' } })])).toEqual(['home']);
  expect(topicsOf([])).toEqual([]);
});
