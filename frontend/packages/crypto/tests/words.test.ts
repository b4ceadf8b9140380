import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { WORDS } from '../src/wordlist.ts';
import { drawWords } from '../src/words.ts';

const beside = (name: string): string => readFileSync(new URL(`../src/${name}`, import.meta.url), 'ascii');

test('the browser draws from the same list as everybody else, in the same order', () => {
  expect(WORDS).toEqual(beside('words.txt').trimEnd().split('\n'));
});

test('the list leaves room for the rest of the page on a slow line', () => {
  expect(gzipSync(beside('wordlist.ts'), { level: 9 }).length).toBeLessThanOrEqual(7 * 1024);
});

test('six words are six different words, however many pupils draw', () => {
  // Drawn with repeats, about fifteen of these two thousand would have a word twice.
  for (let pupil = 0; pupil < 2_000; pupil += 1) expect(new Set(drawWords()).size).toBe(6);
});
