import { parseBody } from '@hark/crypto/every_body';
import { b64u, fromB64u, random, utf8 } from '@hark/crypto/bytes';
import { type Body, clearHash, envelopeHash, openItem, sealItem } from '@hark/crypto/item';
import { signingKey } from '@hark/crypto/sign';
import { expect, test } from 'vitest';

import { hex, refuses, vectors } from './vectors.ts';

type Place = { school: string; stream: string; epoch: number; cmid: string };
type Case = Place & { name: string; code: string; env: string; key: string; kind: string; sender: string; signer: string | null };
const known = vectors<{ accepted: (Case & { body: Body; hash: string })[]; refused: Case[] }>('item');

const open = (one: Case) =>
  openItem({ ...one, key: hex(one.key), signersOf: () => (one.signer === null ? [] : [fromB64u(one.signer)]) });

test.each(known.refused)('$name: $code', async (one) => {
  await refuses(one.code, () => open(one));
});

test.each(known.accepted)('$name, sealed by Python, opens', async (one) => {
  expect(await open(one)).toEqual(one.body);
  expect(await envelopeHash(one.env)).toBe(one.hash);
});

const signer = await signingKey(random(32));
const place: Place = known.accepted[0] ?? { school: '', stream: '', epoch: 1, cmid: '' };
const key = random(32);
const message = (text: string): Body => ({ v: 1, kind: 'msg', from: 'pupil', at: '2026-11-23T10:00:00Z', seen: null, text });
const sealed = (body: Body) => sealItem({ ...place, key, signer, body });
const opened = (env: string, kind: string) =>
  openItem({ ...place, key, kind, sender: 'pupil', env, signersOf: () => [signer.publicKey] });

test('a short message and a long one look the same from outside up to one KiB', async () => {
  const [short, long] = [await sealed(message('a')), await sealed(message('b'.repeat(800)))];
  expect(short.length).toBe(long.length);
  expect((await opened(long, 'msg')).kind).toBe('msg');
});

test('what is too long is refused before it is sent, and 4,000 characters of any script are not', async () => {
  await refuses('body_malformed', () => sealed(message('a'.repeat(4001))));
  await refuses('body_malformed', () => sealed(message('')));
  expect(await opened(await sealed(message('🙂'.repeat(4000))), 'msg')).toEqual(message('🙂'.repeat(4000)));
  const share: Body = { ...message(''), kind: 'share', text: 'a'.repeat(66_000), topics: [], pupil: { sign: b64u(random(32)) } };
  await refuses('too_long', () => sealed(share));
});

test('half a character that a keyboard left behind does not lose the rest of the message', async () => {
  expect(await opened(await sealed(message('I am\ud83d here')), 'msg')).toEqual(message('I am\ufffd here'));
});

test('a decision and every other kind comes back as it went', async () => {
  const staff = { v: 1, from: 'person:0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e21', at: '2026-11-23T10:00:00.5Z', seen: { seq: 3, hash: b64u(random(32)) } } as const;
  const told = { child_told: 'no', child_told_note: 'Not safe to', second_view: 'Agreed', review: null, choice: 'other', second: null, corrects: null } as const;
  const file: Body[] = [
    { ...staff, kind: 'note', text: 'x' },
    { ...staff, kind: 'handover', text: 'x', to: 'Mr Reed' },
    { ...staff, kind: 'decision', decision: 'x', why: 'y', considered: 'z', ...told },
    { ...staff, kind: 'decision', decision: 'x', why: 'y', considered: 'z', ...told, review: '2026-12-01' },
    { ...staff, kind: 'outcome', outcome: 'resolved', reason: 'x' },
    { ...staff, kind: 'reopen', reason: 'x' },
  ];
  const pupil = { v: 1, from: 'pupil', at: staff.at, seen: null } as const;
  const conversation: Body[] = [
    { ...pupil, kind: 'feedback', helped: 'a bit' },
    { ...pupil, kind: 'share', text: 'x', topics: ['friends'], pupil: { sign: b64u(random(32)) } },
    { ...staff, kind: 'last', text: 'x' },
  ];
  const aside: Body[] = [{ ...staff, kind: 'coach', text: 'x' }, { ...staff, kind: 'ask', text: 'x' }];
  const there = { ...place, key, signer };
  for (const body of [...file, ...conversation, ...aside]) {
    const stream = place.stream.replace('conv', file.includes(body) ? 'file' : aside.includes(body) ? 'side' : 'conv');
    const env = await sealItem({ ...there, stream, body });
    const back = await openItem({ ...there, stream, kind: body.kind, sender: body.from, env, signersOf: () => [signer.publicKey] });
    expect(back).toEqual(body);
  }
});

test('a decision that is older than what is asked today still opens', () => {
  const from = 'person:0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e21';
  const old = { v: 1, from, at: '2026-11-23T10:00:00Z', seen: null, kind: 'decision', decision: 'x', why: 'y', considered: 'z',
    child_told: 'yes', child_told_note: '', second_view: '', review: null };
  expect(parseBody(utf8(JSON.stringify(old)), 'file:x')).toEqual({ ...old, choice: 'other', second: null, corrects: null });
});

test('a clear item is known by the hash of its text', async () => {
  expect(await clearHash('{"status":"read"}')).toBe(b64u(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8('{"status":"read"}')))));
});
