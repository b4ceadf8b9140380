import { b64u, fromB64u } from '@hark/crypto/bytes';
import type { Statement } from '@hark/crypto/epoch';
import { epochSigners, itemSigners, office, personKem, readerAllowed, type SignedRoster, succeeds, verifyRoster } from '@hark/crypto/roster';
import { handOver, signRoster } from '@hark/crypto/roster_signing';
import { signingKey } from '@hark/crypto/sign';
import { describe, expect, test } from 'vitest';

import { hex, refuses, vectors } from './vectors.ts';

type Signed = { stream: string; by: string; roster: number; readers: string[] };
type Known = {
  school: string;
  now: string;
  root_seed: string;
  signed: SignedRoster;
  pins: string[];
  refused: { name: string; code: string; root: string; signed: SignedRoster }[];
  starts: (Signed & { name: string; keys: string[] })[];
  reads: { name: string; stream: string; roster: number; to: string; allowed: boolean }[];
  writes: { name: string; from: string; keys: string[] }[];
  kem_keys: { name: string; person: string; kem: string; code: string | null }[];
};
const known = vectors<Known>('roster-history');
const check = (root: string, signed = known.signed, atLeast = 12) =>
  verifyRoster(signed, { school: known.school, root: fromB64u(root), atLeast, now: known.now });
const root = await signingKey(hex(known.root_seed));
const roster = await check(b64u(root.publicKey));

const stated = (signed: Partial<Signed>): Statement => ({
  school: known.school, epoch: 2, commit: new Uint8Array(32), link: null, stream: '', by: 'pupil', roster: 1, readers: [], ...signed,
});

describe('a root that was handed on', () => {
  test.each(known.refused)('$name: $code', async (one) => {
    await refuses(one.code, () => check(one.root, one.signed));
  });

  test('may not bring an older roster', async () => {
    await refuses('roster_old', () => check(known.pins[0] ?? '', known.signed, 13));
  });

  test.each(known.pins)('is followed from %s to the present one', async (pin) => {
    expect(await check(pin)).toEqual(roster);
    expect(await succeeds(roster, fromB64u(pin))).toBe(true);
  });

  test('a roster is signed here byte for byte as in Python, and its next root is believed', async () => {
    expect(await signRoster(root, roster)).toEqual(known.signed);
    const next = await signingKey(new Uint8Array(32));
    const handedOver = [...roster.handedOver, await handOver(root, known.school, next.publicKey)];
    const signed = await signRoster(next, { ...roster, number: 13, root: next.publicKey, handedOver });
    for (const pin of [...known.pins, b64u(next.publicKey)]) expect((await check(pin, signed)).number).toBe(13);
  });

  test('nobody signs a roster with another key than the root it names, or nonsense', async () => {
    await refuses('roster_signature', async () => signRoster(await signingKey(new Uint8Array(32)), roster));
    await refuses('roster_malformed', () => signRoster(root, { ...roster, number: 0 }));
  });
});

describe('what somebody was', () => {
  test.each(known.starts)('$name may have started an epoch, or not', ({ keys, ...signed }) => {
    expect(epochSigners(roster, null, stated(signed)).map(b64u)).toEqual(keys);
  });

  test.each(known.reads)('$name', ({ stream, roster: number, to, allowed }) => {
    expect(readerAllowed(roster, stated({ stream, roster: number }), to)).toBe(allowed);
  });

  test.each(known.writes)('$name wrote with the keys of their time', ({ from, keys }) => {
    expect(itemSigners(roster, null, from).map(b64u)).toEqual(keys);
  });

  test.each(known.kem_keys)('nothing is wrapped to $name if they left or read nothing', async ({ person, kem, code }) => {
    if (code === null) expect(b64u(await personKem(roster, person, kem))).toBe(kem);
    else await refuses(code, () => personKem(roster, person, kem));
  });

  test('whoever left is still called what they last were', () => {
    expect(roster.people.map(office)).toEqual(['dsl', 'responder', 'mentor', 'dsl', 'governor', 'administrator']);
  });

  test('a group says which set of sheets opens it', () => {
    expect(roster.groups.map(({ recovery }) => recovery?.set ?? null)).toEqual([3, null]);
  });
});
