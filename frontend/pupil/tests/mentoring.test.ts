import type { MentorCard, MentorCards } from '@hark/protocol/mentoring_api';
import { describe, expect, it, vi } from 'vitest';

import { cardsFor, meets } from '../src/mentoring.ts';
import { tipFor, topicsIn } from '../src/word_hints.ts';

const card = (id: string, year: number | null): MentorCard => ({ id, alias: id, band: '', year, topics: [], languages: [], free: true });
const cards: MentorCards = { mentors: [card('robin', 12), card('sam', 9), card('ash', null)], same_year: false };
const ids = (year: number | null, all = cards): string[] => cardsFor(all, year).map(({ id }) => id);

describe('a pupil who chooses a mentor', () => {
  it('is not shown one of their own year', () => { expect(ids(9)).toEqual(['robin', 'ash']); });
  it('is shown everybody if they do not say their year', () => { expect(ids(null)).toEqual(['robin', 'sam', 'ash']); });
  it('is shown everybody where the school allows it', () => { expect(ids(9, { ...cards, same_year: true })).toHaveLength(3); });

  it('does not meet one of their own year either, whoever claims the chat', () => {
    expect(meets(cards, 9, 'sam')).toBe(false);
    expect(meets(cards, 9, 'robin')).toBe(true);
  });

  it('meets whoever the page knows nothing of', () => {
    expect(meets(cards, 9, 'somebody else')).toBe(true);
    expect(meets(null, 9, 'sam')).toBe(true);
  });
});

describe('a tip', () => {
  it('is worked out on the page, and asks nothing of the network', () => {
    const asked = vi.fn();
    vi.stubGlobal('fetch', asked);
    vi.stubGlobal('WebSocket', asked);
    expect(tipFor('i want to die')).toBe('risk');
    expect(asked).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  it.each([
    ['they keep leaving me out', null],
    ['my number is 07700 900123', 'contact'],
    ['can you meet me by the gate', 'meeting'],
    ['please dont tell anyone', 'secrecy'],
    ['im in 8b and my name is jayden', 'identity'],
    ['i want to die, dont tell anyone', 'risk'],
  ])('for “%s” is: %s', (text, tip) => { expect(tipFor(text)).toBe(tip); });

  it('is not given again about what the writer wants to hear no more of, and still is about anything else', () => {
    const hushed = new Set(topicsIn('i want to die'));
    expect(tipFor('i want to die and nobody would miss me', hushed)).toBeNull();
    expect(tipFor('i want to die, he sent me nudes', hushed)).toBe('risk');
  });
});
