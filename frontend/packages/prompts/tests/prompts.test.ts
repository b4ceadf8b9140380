import { describe, expect, test } from 'vitest';

import { find } from '../src/phrase.ts';
import { CATEGORIES, fires, isRisk, RULES } from '../src/prompts.ts';

const about = (text: string, side: 'mentor' | 'pupil' = 'pupil'): string[] => fires(text, side).map(({ category }) => category);

describe('a prompt is left out', () => {
  test('where a rule is for the other side: a pupil may ask a mentor who they are', () => {
    expect(about('who are you', 'pupil')).toEqual([]);
    expect(about('who are you', 'mentor')).toEqual(['identity']);
  });

  test.each(['Call Childline on 0800 1111.', 'Text SHOUT to 85258.', 'Ring 999 if you are in danger.', 'The Samaritans are on 116 123.'])('for a helpline: “%s”', (text) => {
    expect(about(text, 'mentor')).toEqual([]);
  });

  test('for a rule that the school has switched off', () => {
    expect(fires('i promise', 'mentor', { add: {}, off: ['secrecy-promised'] })).toEqual([]);
  });

  test('for an empty message, and for one of marks alone', () => {
    expect(about('')).toEqual([]);
    expect(about('... !!! ???')).toEqual([]);
  });
});

describe('hidden words are heard', () => {
  test.each([
    ['zero seven seven double zero nine oh oh one two three', 'contact'],
    ['0-7-7-0-0 9 0 0 1 2 3', 'contact'],
    ['add me on Sn4p', 'contact'],
    ['I W A N T T O D I E', 'suicide'],
    ['k1ll\u200bing my\u200bself', 'suicide'],
    ['ｋｍｓ', 'suicide'],
    ['nuuuudes', 'images'],
    ['don’t tell anyone', 'secrecy'],
  ])('in “%s”', (text, category) => {
    expect(about(text)).toContain(category);
  });
});

test('what fired says why in a sentence, and which words it heard', () => {
  const [fired] = fires('ok, meet me by the gate', 'pupil');
  expect(fired).toEqual({ rule: 'meeting', category: 'meeting', why: 'This looks like a plan to meet.', heard: 'meet me' });
  for (const { why } of RULES) expect(why).toMatch(/^(?:This|Your) .*\.$/);
});

test('a school’s own words are heard in any dress, as words and not as parts of words', () => {
  const lists = { add: { meeting: ['the old mill', 'c++'] }, off: [] };
  expect(fires('we were at The Old M1ll', 'pupil', lists)).toMatchObject([{ rule: 'school', category: 'meeting', heard: 'the old mill' }]);
  expect(fires('the old millers', 'pupil', lists)).toEqual([]);
});

test('a prompt is either about a boundary or about a risk', () => {
  expect(CATEGORIES.filter((category) => !isRisk(category))).toEqual(['contact', 'meeting', 'secrecy', 'identity', 'medical']);
});

describe('a message is read in one go, whatever is in it', () => {
  test('letters, figures and signs without end', () => {
    expect(about(`${'a b '.repeat(1_000)} ${'0 '.repeat(1_000)} ${'@'.repeat(1_000)}`)).not.toContain('suicide');
  });

  /** How often a rule looks at a word of this message. */
  const looks = (stems: readonly string[]): number => {
    let count = 0;
    const watched = new Proxy(stems, { get: (all, key) => { count += 1; return Reflect.get(all, key) as unknown; } });
    for (const { listens } of RULES) if ('for' in listens) find(listens.for, watched);
    return count;
  };

  // Beginnings that many phrases share, and words that may be left out, are what a message would be made of to keep a rule busy.
  test.each(['to the of my', 'i not to be', 'they want me to', 'he have a bag of', 'my mum and my dad', 'go to go to'])('and twice as long takes no more than twice the looks: “%s”', (words) => {
    const stems = words.split(' ');
    const [once, twice] = [100, 200].map((times) => looks(Array.from({ length: times }, () => stems).flat())) as [number, number];
    expect(twice).toBeLessThanOrEqual(2.1 * once);
    expect(twice / (200 * stems.length)).toBeLessThan(6_000);
  });
});
