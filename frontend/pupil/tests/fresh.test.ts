import { expect, test } from 'vitest';

import { isFresh } from '../src/fresh.ts';
import numbers from '../src/numbers.json';

test('a page that nobody has built anew for months relies on its own numbers no longer', () => {
  const read = Date.parse(numbers.checked);
  expect(isFresh(read + 119 * 86_400_000)).toBe(true);
  expect(isFresh(read + 121 * 86_400_000)).toBe(false);
});
