import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { highestRoster, rememberRoster } from '../src/keys/highest_roster.ts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('window', {
    localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) },
  });
});
afterEach(() => { vi.unstubAllGlobals(); });

test('a server that shows an older list again does not make this browser forget that it saw a newer one', () => {
  rememberRoster('brook', 7);
  rememberRoster('brook', 6);
  expect(highestRoster('brook')).toBe(7);
});

test('one school’s list says nothing of another’s, and a browser that saw none begins at nothing', () => {
  rememberRoster('brook', 7);
  expect(highestRoster('field')).toBe(0);
});

test('what somebody wrote into the store by hand counts for nothing, and nothing but a number is ever in it', () => {
  kept.set('hark-roster-brook', 'everything');
  expect(highestRoster('brook')).toBe(0);
  rememberRoster('brook', 3);
  expect([...kept.values()]).toEqual(['3']);
});
