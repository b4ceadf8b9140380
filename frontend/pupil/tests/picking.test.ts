import { isWord, normaliseWords, startsWith } from '@hark/vault/words';
import { describe, expect, it } from 'vitest';

import { offers, put, read, WORD_COUNT } from '../src/picking.ts';

const list = { isWord, normaliseWords, startsWith };
const none = Array.from({ length: WORD_COUNT }, () => '');
const six = ['otter', 'lemon', 'train', 'cloud', 'drum', 'boot'];

describe('the list to pick from', () => {
  it.each(['', 'o', 'ot', ' o '])('does not show for "%s": two letters fit too many words', (typed) => {
    expect(offers(typed, list)).toEqual([]);
  });

  it('does not show for letters that begin no word', () => {
    expect(offers('zzz', list)).toEqual([]);
  });

  it('does not offer a word that is whole already', () => {
    expect(offers('otter', list)).toEqual([]);
  });

  it('shows from the third letter, however it is typed', () => {
    expect(offers('ott', list)).toContain('otter');
    expect(offers('OTT', list)).toContain('otter');
  });

  it('is short', () => {
    for (const start of ['con', 'par', 'tri', 'sta']) expect(offers(start, list).length).toBeLessThanOrEqual(4);
  });
});

describe('a paste', () => {
  it.each([' ', ', ', '\n', ' 2. ', ' - '])('of six words apart by "%s" fills all fields in order', (between) => {
    expect(put(none, 0, six.join(between))).toEqual(six);
  });

  it('into a later field fills from there and leaves those before alone', () => {
    expect(put(['otter', '', '', '', '', ''], 1, 'lemon train')).toEqual(['otter', 'lemon', 'train', '', '', '']);
  });

  it('of more words than fields drops none of the first six', () => {
    expect(put(none, 0, [...six, 'extra'].join(' '))).toEqual(six);
  });

  it('of one word stays as it was typed', () => {
    expect(put(none, 2, 'Tra')).toEqual(['', '', 'Tra', '', '', '']);
  });
});

describe('reading what was typed', () => {
  it('names each field that is empty or holds no word of the list', () => {
    const { errors } = read(['otter', '', 'trayn', 'cloud', 'drum', 'ott'], list);
    expect(errors).toEqual([{ field: 1, why: 'missing' }, { field: 2, why: 'unknown' }, { field: 5, why: 'unknown' }]);
  });

  it('keeps the order, which matters', () => {
    expect(read([...six].reverse(), list).words).toEqual([...six].reverse());
  });

  it('takes capitals and stray spaces for what they mean', () => {
    expect(read([' Otter', 'LEMON', 'train ', 'cloud', 'drum', 'boot.'], list)).toEqual({ words: six, errors: [] });
  });
});
