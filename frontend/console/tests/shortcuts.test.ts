import { expect, test } from 'vitest';

import { DoubleEscape, shortcutFor } from '../src/shell/shortcuts.ts';

const take = { key: 't', words: 'take', run: () => undefined };
const press = { key: 't', ctrlKey: false, metaKey: false, altKey: false, typing: false };

test('a letter typed into a reply is never a shortcut', () => {
  expect(shortcutFor({ ...press, typing: true }, [take])).toBeNull();
});

test('a browser’s own shortcut is left to the browser', () => {
  expect(shortcutFor({ ...press, ctrlKey: true }, [take])).toBeNull();
  expect(shortcutFor({ ...press, metaKey: true }, [take])).toBeNull();
});

test('a single key does what it says', () => {
  expect(shortcutFor(press, [take])).toBe(take);
});

test('Escape twice within a moment blurs the screen', () => {
  const escape = new DoubleEscape();
  expect([escape.press('Escape', 0), escape.press('Escape', 300)]).toEqual([false, true]);
});

test('Escape twice with a pause, or with a key between, does not', () => {
  const slow = new DoubleEscape();
  expect([slow.press('Escape', 0), slow.press('Escape', 2_000)]).toEqual([false, false]);
  const between = new DoubleEscape();
  expect([between.press('Escape', 0), between.press('a', 100), between.press('Escape', 200)]).toEqual([false, false, false]);
});
