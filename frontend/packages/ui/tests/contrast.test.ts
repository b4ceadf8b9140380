import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../src/tokens.css', import.meta.url), 'utf8');
const [plain = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');
const colours = (block: string): [string, string][] => [...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name = '', hex = '']) => [name, hex]);
const light = new Map(colours(plain));
const THEMES = { light, dark: new Map([...light, ...colours(dark)]) };

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const value = parseInt(full.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

const SURFACES = ['page', 'surface', 'surface-2', 'hover', 'selected'];
const TEXT: [string, string[]][] = [
  ['ink', [...SURFACES, 'bubble', 'bubble-other', 'mentor-bg', 'note-bg', 'urgent-bg', 'warning-bg', 'good-bg', 'info-bg']],
  ['muted', [...SURFACES, 'bubble', 'bubble-other', 'mentor-bg', 'note-bg']],
  ['link', [...SURFACES]],
  ['urgent', [...SURFACES, 'urgent-bg', 'bubble', 'bubble-other']],
  ['warning', ['page', 'surface', 'warning-bg']],
  ['good', ['page', 'surface', 'good-bg']],
  ['info', ['page', 'surface', 'info-bg']],
  ['mentor', ['page', 'surface', 'mentor-bg']],
  ['note', ['surface', 'note-bg']],
  ['on-primary', ['primary', 'primary-strong']],
  ['on-leave', ['leave']],
  ['on-risk-urgent', ['risk-urgent']],
  ['on-risk-high', ['risk-high']],
  ['on-risk-medium', ['risk-medium']],
  ['on-risk-low', ['risk-low']],
];
const LINES: [string, string[]][] = [
  ['field-line', ['page', 'surface', 'hover', 'selected']],
  ['primary', ['page', 'surface', 'selected']],
  ['focus', ['focus-edge']],
];

describe.each(Object.entries(THEMES))('in the %s', (_, theme) => {
  const colour = (name: string): string => theme.get(name) ?? expect.fail(`tokens.css has no colour --${name}`);
  const below = (pairs: [string, string[]][], least: number): string[] =>
    pairs.flatMap(([front, backs]) =>
      backs.map((back) => ({ pair: `${front} on ${back}`, ratio: contrast(colour(front), colour(back)) })).filter(({ ratio }) => ratio < least).map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`),
    );

  test('all text can be read by somebody with low vision (4.5 to 1)', () => {
    expect(below(TEXT, 4.5)).toEqual([]);
  });

  test('fields, chosen tiles and the focus can be made out (3 to 1)', () => {
    expect(below(LINES, 3)).toEqual([]);
  });
});

test('the known ends of the scale come out right, so the sums can be trusted', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
