import { beforeEach, expect, test } from 'vitest';

import { IDLE_MS, IdleWatch, WARN_MS } from '../src/shell/idle.ts';

let time = 0;
let beat: (() => void) | null = null;
let said: (number | null | 'locked')[] = [];
let watch: IdleWatch;

/** Lets time pass, with a beat at each of these moments. */
function pass(...moments: number[]): void {
  for (const moment of moments) {
    time = moment;
    const run = beat;
    beat = null;
    run?.();
  }
}

beforeEach(() => {
  [time, beat, said] = [0, null, []];
  const clock = {
    now: () => time,
    after: (_ms: number, run: () => void) => {
      beat = run;
      return () => { beat = null; };
    },
  };
  watch = new IdleWatch(clock, { warn: (left) => said.push(left), lock: () => said.push('locked') });
});

test('somebody who is working is neither warned nor locked out', () => {
  pass(IDLE_MS - WARN_MS - 1);
  watch.touch();
  pass(IDLE_MS);
  expect(said).toEqual([]);
});

test('somebody who is away is warned a minute ahead and then locked', () => {
  pass(IDLE_MS - WARN_MS, IDLE_MS);
  expect(said).toEqual([WARN_MS, 'locked']);
});

test('a touch during the warning takes it away', () => {
  pass(IDLE_MS - 10_000);
  watch.touch();
  expect(said).toEqual([10_000, null]);
});

test('a laptop that slept for an hour is locked when it wakes, even if the first thing is a click', () => {
  time = 3_600_000;
  watch.touch();
  pass(3_600_000);
  expect(said).toEqual(['locked']);
});

test('nothing happens after it was stopped', () => {
  watch.stop();
  pass(IDLE_MS);
  expect(said).toEqual([]);
});
