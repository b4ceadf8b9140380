import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { WORDS } from '../src/wordlist.ts';

const beside = (name: string): string => readFileSync(new URL(`../src/${name}`, import.meta.url), 'ascii');

test('the browser draws from the same list as everybody else, in the same order', () => {
  expect(WORDS).toEqual(beside('words.txt').trimEnd().split('\n'));
});

test('the list leaves room for the rest of the page on a slow line', () => {
  expect(gzipSync(beside('wordlist.ts'), { level: 9 }).length).toBeLessThanOrEqual(7 * 1024);
});
