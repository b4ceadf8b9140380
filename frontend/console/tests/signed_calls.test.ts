import { expect, test } from 'vitest';

import { fromB64u, sha256, b64u, utf8 } from '@hark/crypto/bytes';
import { context } from '@hark/crypto/contexts';
import { signingKey, verify } from '@hark/crypto/sign';

import { SignedCalls } from '../src/signed_calls.ts';

const owner = { school: 'the-school', person: 'ms-khan' };
const signer = await signingKey(new Uint8Array(32).fill(7));
const vault = { owner, signer, locked: false };

/** A server that keeps what it was sent and answers one thing after another. */
function server(...answers: Response[]): { send: (init: RequestInit) => Promise<Response>; headers: (string | undefined)[] } {
  const headers: (string | undefined)[] = [];
  return {
    headers,
    send: (init) => {
      headers.push((init.headers as Record<string, string>)['Hark-Act']);
      return Promise.resolve(answers.shift() ?? new Response('{}'));
    },
  };
}

const post = { method: 'POST', body: '{"v":3}', headers: { Accept: 'application/json' } };

test('a request that changes something bears a signature of its method, address without query, body, time and nonce', async () => {
  const { send, headers } = server();
  await new SignedCalls().send(vault, '/api/cases/7/take?x=1', post, send);
  const [seconds = '', nonce = '', sig = ''] = (headers[0] ?? '').split(' ');
  const body = b64u(await sha256(utf8(post.body)));
  const message = context('sign/act', owner.school, owner.person, 'POST', '/api/cases/7/take', body, seconds, nonce);
  expect(fromB64u(nonce, 16)).toHaveLength(16);
  expect(await verify(signer.publicKey, message, fromB64u(sig, 64))).toBe(true);
});

test('looking at the record is signed, other looking is not, and nothing is while the vault is locked', async () => {
  const { send, headers } = server();
  const calls = new SignedCalls();
  const get = { method: 'GET', headers: {} };
  for (const path of ['/api/audit?person=x', '/api/cases/7/proof', '/api/cases/7/proof/safeguarding/12', '/api/cases/7/export', '/api/cases', '/api/cases/7']) {
    await calls.send(vault, path, get, send);
  }
  await calls.send({ ...vault, locked: true }, '/api/cases/7/take', post, send);
  await calls.send(null, '/api/session', post, send);
  expect(headers.map((header) => header !== undefined)).toEqual([true, true, true, true, false, false, false, false]);
});

test('a device whose clock is wrong takes the time from the server and asks once more, with another nonce', async () => {
  const now = new Date(Date.now() + 3_600_000).toISOString();
  const wrong = (): Response => new Response(JSON.stringify({ code: 'act_clock', data: { now } }), { status: 422 });
  const { send, headers } = server(wrong());
  const calls = new SignedCalls();
  expect((await calls.send(vault, '/api/duty', post, send)).status).toBe(200);
  await calls.send(vault, '/api/duty', post, send);
  const times = headers.map((header) => Number((header ?? '').split(' ')[0]));
  expect(times).toHaveLength(3);
  for (const time of times.slice(1)) expect(Math.abs(time - Date.parse(now) / 1000)).toBeLessThan(60);
  expect(new Set(headers.map((header) => (header ?? '').split(' ')[1])).size).toBe(3);
});

test('a server that goes on refusing the time is not asked for ever', async () => {
  const wrong = (): Response => new Response(JSON.stringify({ code: 'act_clock', data: { now: new Date().toISOString() } }), { status: 422 });
  const { send, headers } = server(wrong(), wrong());
  expect((await new SignedCalls().send(vault, '/api/duty', post, send)).status).toBe(422);
  expect(headers).toHaveLength(2);
});
