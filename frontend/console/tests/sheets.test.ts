import { expect, test } from 'vitest';

import { nth, placesAsked, randomBelow } from '../src/sheets/asked.ts';

test('three different words of a sheet are asked back, in the order of the paper', () => {
  const drawn = [5, 5, 23, 0];
  expect(placesAsked(24, () => drawn.shift() ?? 0)).toEqual([0, 5, 23]);
});

test('every place of a sheet can be asked, and none beyond it', () => {
  const places = new Set(Array.from({ length: 2000 }, () => randomBelow(24)));
  expect(Math.max(...places)).toBe(23);
  expect(places.size).toBe(24);
});

test('places are said as people count', () => {
  expect([0, 1, 2, 3, 10, 11, 12, 20, 21, 22].map(nth)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '23rd']);
});
