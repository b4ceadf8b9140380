import type { Line } from '@hark/protocol/rt';
import { expect, test } from 'vitest';

import { lineWords, waitWords } from '../src/shell/line.ts';

const since = new Date(2026, 10, 24, 9, 5).getTime();
const LINES: Line[] = [
  { state: 'live' }, { state: 'catching up' }, { state: 'offline', since }, { state: 'stopped', code: 4500 },
];

test('nobody is ever told to refresh the page', () => {
  for (const line of LINES) expect(`${lineWords(line)} ${waitWords(line) ?? ''}`).not.toMatch(/refresh|reload/iu);
});

test('whoever does not see all that was said, or is not there, cannot send and reads why', () => {
  for (const line of LINES.slice(1)) expect(waitWords(line)).toMatch(/nothing can be sent.*Your words stay here/u);
  expect(waitWords({ state: 'live' })).toBeNull();
});

test('whoever is offline reads since when', () => {
  expect(LINES.map(lineWords)).toEqual(['Live', 'Catching up', 'Offline since 09:05', 'Disconnected']);
});
