import { readFileSync } from 'node:fs';

import { CATEGORIES } from '@hark/prompts/prompts';
import { describe, expect, test } from 'vitest';

import { listsOf, reminderFor, worriesIn } from '../src/mentoring/prompts.ts';
import { STAGES, stagesFor } from '../src/mentoring/starters.ts';

describe('a mentor is reminded', () => {
  test.each([
    ['my number is 07700 900123', /get in touch/],
    ['add me on snap', /get in touch/],
    ['meet me by the gate', /meet/],
    ['I promise', /secrets/],
    ['what’s your name?', /who they are/],
    ['just take some paracetamol', /medicine/],
    ['do you want to die', /serious/],
  ])('before sending “%s”', (draft, reminder) => {
    expect(reminderFor(draft)).toMatch(reminder);
  });

  test.each(['Hi. That sounds lonely.', 'What would help most right now?', 'I can’t keep it to myself if you might get hurt.'])('and is left alone with “%s”', (draft) => {
    expect(reminderFor(draft)).toBeNull();
  });

  test('but never by the words we put into their mouth', () => {
    expect(STAGES.flatMap(({ lines }) => lines).filter((line) => reminderFor(line) !== null)).toEqual([]);
  });

  test('by what their school added, and no more by what it switched off', () => {
    const lists = listsOf({ meeting: { add: ['the old mill'], off: [] }, secrecy: { add: [], off: ['secrecy-promised'] } });
    expect(reminderFor('see you at the old mill', lists)).toMatch(/meet/);
    expect(reminderFor('I promise', lists)).toBeNull();
  });
});

test('a pupil’s words are pointed out where an adult should look, with why', () => {
  expect(worriesIn('sometimes i feel like whats the point')).toMatchObject([{ category: 'suicide', why: expect.stringMatching(/\.$/) as string }]);
  expect(worriesIn('they keep leaving me out')).toEqual([]);
  // Giving a number is for the mentor to answer kindly; it is no worry.
  expect(worriesIn('my number is 07700 900123')).toEqual([]);
});

test('a school’s own starters stand in for ours, stage by stage', () => {
  const stages = stagesFor([{ stage: 'opening', lines: ['Hello from Hillcrest.'] }, { stage: 'closing', lines: [] }], false);
  expect(stages[0]?.lines).toEqual(['Hello from Hillcrest.']);
  expect(stages.at(-1)).toEqual(STAGES.at(-1));
});

test('where the lead has locked them, mentors see the school’s starters and none of ours', () => {
  const own = { stage: 'closing' as const, lines: ['Come to room 4.'] };
  expect(stagesFor([own], true).map(({ stage, lines }) => [stage, lines])).toEqual([['closing', ['Come to room 4.']]]);
});

test('the server knows each category that a school may change, and no other', () => {
  const rules = readFileSync(new URL('../../../app/mentoring/schemas/rules.py', import.meta.url), 'utf8');
  const [, listed = ''] = /PromptCategory = Literal\[([^\]]*)\]/.exec(rules) ?? [];
  expect([...listed.matchAll(/"(\w+)"/g)].map(([, category]) => category)).toEqual([...CATEGORIES]);
});
