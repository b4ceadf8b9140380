import { describe, expect, test } from 'vitest';

import { arrivals } from '../src/arrivals.ts';
import { counted } from '../src/counting.ts';
import { catalogue, messages } from '../src/messages.ts';

describe('the words of a page', () => {
  const english = { greeting: 'Hello {name}, you have {count}.', plain: 'Hello' } as const;

  test('places are filled, and words that a person wrote are put in as they are', () => {
    const t = catalogue(english);
    expect(t('greeting', { name: '{count} $& <b>', count: 2 })).toBe('Hello {count} $& <b>, you have 2.');
    expect(t('plain')).toBe('Hello');
  });

  test('another language fills the same places, in its own order', () => {
    const t = catalogue(english, { greeting: '{count} i {name}', plain: 'Helo' });
    expect(t('greeting', { name: 'Mali', count: 3 })).toBe('3 i Mali');
  });

  test('a component never says what the pupil’s page may not', () => {
    expect(Object.values(messages).filter((text) => /anonymous|secret|confidential|next/i.test(text))).toEqual([]);
  });
});

describe('the length of a text', () => {
  test('is not mentioned to somebody who has only begun', () => {
    expect(counted('x'.repeat(74), 100).shown).toBe(false);
    expect(counted('x'.repeat(75), 100)).toEqual({ shown: true, over: false, letters: 25 });
  });

  test('at the limit may be sent, and one more may not', () => {
    expect(counted('x'.repeat(100), 100)).toEqual({ shown: true, over: false, letters: 0 });
    expect(counted('x'.repeat(101), 100)).toEqual({ shown: true, over: true, letters: 1 });
  });

  test('counts a smiling face once', () => {
    expect(counted('🙂'.repeat(4), 4)).toEqual({ shown: true, over: false, letters: 0 });
  });
});

describe('what has come in a log', () => {
  const entry = (id: string): { id: string } => ({ id });

  test('is nothing at the first look, however long the log is', () => {
    expect(arrivals(null, [entry('a'), entry('b')]).fresh).toEqual([]);
  });

  test('is each entry once, wherever it was put', () => {
    const { known } = arrivals(null, [entry('b')]);
    const next = arrivals(known, [entry('a'), entry('b'), entry('c')]);
    expect(next.fresh).toEqual([entry('a'), entry('c')]);
    expect(arrivals(next.known, [entry('a'), entry('b'), entry('c')]).fresh).toEqual([]);
  });
});
