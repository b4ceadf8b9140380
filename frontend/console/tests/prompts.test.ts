import { describe, expect, test } from 'vitest';

import { promptForDraft, promptForPupil, STARTERS } from '../src/mentoring/prompts.ts';

describe('a mentor is reminded', () => {
  test.each([
    ['my number is 07700 900123', 'contact'],
    ['add me on snap', 'contact'],
    ['write to me at robin@example.org', 'contact'],
    ['I promise', 'promise'],
    ['I won’t tell anyone', 'promise'],
    ['what’s your name?', 'identity'],
    ['just take some paracetamol', 'medical'],
  ])('before sending “%s”', (draft, prompt) => {
    expect(promptForDraft(draft)).toBe(prompt);
  });

  test.each(['Hi. That sounds lonely.', 'What would help most right now?', 'I can’t keep it to myself if you might get hurt.'])('and is left alone with “%s”', (draft) => {
    expect(promptForDraft(draft)).toBeNull();
  });

  test('but never by the words we put into their mouth', () => {
    expect(STARTERS.flatMap(({ lines }) => lines).filter((line) => promptForDraft(line) !== null)).toEqual([]);
  });
});

describe('a pupil’s words are pointed out', () => {
  test.each(['i dont want to be here any more', 'sometimes i feel like whats the point', 'he keeps hitting me', 'she wants a nude', 'i cut myself'])('where they say “%s”', (text) => {
    expect(promptForPupil(text)).toBe('serious');
  });

  test.each(['they keep leaving me out', 'maths is so hard', 'i lost my bag'])('and not where they say “%s”', (text) => {
    expect(promptForPupil(text)).toBeNull();
  });
});
