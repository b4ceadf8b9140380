import { expect, test } from 'vitest';

import type { CheckName } from '@hark/protocol/school_api';

import { selfTest, type Surroundings } from '../src/setup/self_test.ts';

const NOW = new Date('2026-11-24T09:00:00Z');
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

function answer(date: string | null, policy: string | null): Awaited<ReturnType<Surroundings['fetch']>> {
  const headers: Record<string, string | null> = { date, 'content-security-policy': policy };
  return { ok: true, status: 200, headers: { get: (name) => headers[name] ?? null } };
}

const GOOD: Surroundings = {
  isSecureContext: true,
  fetch: () => Promise.resolve(answer('Tue, 24 Nov 2026 09:00:20 GMT', POLICY)),
  openSocket: () => Promise.resolve(),
  poll: () => Promise.resolve(),
  runWorker: () => Promise.resolve(),
  now: () => NOW,
};

const bad = async (change: Partial<Surroundings>): Promise<CheckName[]> =>
  (await selfTest({ ...GOOD, ...change })).filter(({ ok }) => !ok).map(({ check }) => check);

const refuses = (): Promise<never> => Promise.reject(new Error('no'));

test('a page over plain http is told that nothing can be sealed', async () => {
  expect(await bad({ isSecureContext: false })).toEqual(['secure']);
});

test('a filter that takes the upgrade out is found, and nothing else is blamed', async () => {
  expect(await bad({ openSocket: refuses })).toEqual(['socket']);
});

test('a proxy that cuts requests that wait is found, whether or not sockets open', async () => {
  expect(await bad({ poll: refuses })).toEqual(['poll']);
  expect(await bad({ poll: refuses, openSocket: refuses })).toEqual(['socket', 'poll']);
});

test('a filter that withholds the worker is found', async () => {
  expect(await bad({ runWorker: refuses })).toEqual(['worker']);
});

test('a clock five minutes wrong is named with its minutes', async () => {
  const results = await selfTest({ ...GOOD, now: () => new Date('2026-11-24T09:05:20Z') });
  expect(results.find(({ check }) => check === 'clock')).toMatchObject({ ok: false, saw: expect.stringContaining('5 minutes') as string });
});

test.each([[null], ["script-src *"]])('a proxy that changes the security policy to %s is found', async (policy) => {
  expect(await bad({ fetch: () => Promise.resolve(answer('Tue, 24 Nov 2026 09:00:20 GMT', policy)) })).toEqual(['policy']);
});

test('a server that cannot be reached is said once, and what could not be seen is not judged', async () => {
  expect(await bad({ fetch: refuses })).toEqual(['server']);
});

test('a network that lets everything through is good', async () => {
  expect(await bad({})).toEqual([]);
});
