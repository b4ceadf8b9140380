import { fromB64u, random } from '@hark/crypto/bytes';
import { type EpochRecord, makeEpoch, openEpoch } from '@hark/crypto/epoch';
import { epochSigners, itemSigners, readerAllowed, type SignedRoster, verifyRoster } from '@hark/crypto/roster';
import { signingKey } from '@hark/crypto/sign';
import { kemPublicKey } from '@hark/crypto/wrap';
import { expect, test } from 'vitest';

import { hex, refuses, toHex, vectors } from './vectors.ts';

type Case = { name: string; code: string; record: EpochRecord; school: string; stream: string; recipient: string; seed: string };
type Opened = Case & { previous_key: string | null; key?: string | null };
type Known = { roster: SignedRoster; root: string; now: string; pupil_sign: string; accepted: Opened[]; refused: Opened[] };
const known = vectors<Known>('epoch');
const pupil = fromB64u(known.pupil_sign);
const school = known.accepted[0]?.school ?? '';
const roster = await verifyRoster(known.roster, { school, root: fromB64u(known.root), atLeast: 1, now: known.now });

const open = (one: Opened) =>
  openEpoch(one.record, {
    school: one.school,
    stream: one.stream,
    previousKey: one.previous_key === null ? null : hex(one.previous_key),
    recipient: one.recipient,
    seed: hex(one.seed),
    readerAllowed: (to, statement) => readerAllowed(roster, statement, to),
    signersOf: (statement) => epochSigners(roster, pupil, statement),
  });

test.each(known.refused)('$name: $code', async (one) => {
  await refuses(one.code, () => open(one));
});

test.each(known.accepted)('$name opens', async (one) => {
  const { key, statement } = await open(one);
  if (typeof one.key === 'string') expect(toHex(key)).toBe(one.key);
  expect(statement.epoch).toBe(one.record.epoch);
});

test('the first epoch has none before it, and every other has', async () => {
  const signer = await signingKey(random(32));
  const readers = [{ to: 'pupil', kem: await kemPublicKey(random(32)) }];
  const epoch = { school, stream: known.accepted[0]?.stream ?? '', by: 'pupil', signer, rosterNumber: 1, readers };
  await refuses('epoch_link', () => makeEpoch({ ...epoch, number: 1, previousKey: random(32) }));
  await refuses('epoch_link', () => makeEpoch({ ...epoch, number: 2, previousKey: null }));
  await refuses('epoch_malformed', () => makeEpoch({ ...epoch, number: 1, previousKey: null, readers: [] }));
});

test('a message is signed by a pupil, by a person in the roster, or by nobody', () => {
  expect(itemSigners(roster, pupil, 'pupil')).toEqual([pupil]);
  expect(itemSigners(roster, null, 'pupil')).toEqual([]);
  expect(itemSigners(roster, pupil, `person:${roster.people[2]?.id ?? ''}`)).toEqual([roster.people[2]?.sign]);
  expect(itemSigners(roster, pupil, `person:${school}`)).toEqual([]);
});
