import { b64u, random } from '@hark/crypto/bytes';
import { makeEpoch, openEpoch, unwrapEpoch, verifyEpochSigner } from '@hark/crypto/epoch';
import { openItem, sealItem, type Body } from '@hark/crypto/item';
import { mailboxKeys } from '@hark/crypto/mailbox';
import { kemPublicKey } from '@hark/crypto/wrap';
import { expect, test } from 'vitest';

const school = '0191d0c0-0000-7000-8000-000000000001';
const stream = 'conv:4bf29f5e-2f0d-4f5e-9f5e-4bf29f5e2f0d';
const cmid = '7d0a86a4-45d7-4a30-8a34-5b5c3a1f7f11';

test('a report that a pupil seals is read by the group, which learns there who the pupil is', async () => {
  const groupSeed = random(32);
  const pupil = await mailboxKeys(random(32));
  const readers = [
    { to: 'group:safeguarding:1', kem: await kemPublicKey(groupSeed) },
    { to: 'pupil', kem: pupil.kem },
  ];
  const { record, key } = await makeEpoch({
    ...{ school, stream, number: 1, previousKey: null, by: 'pupil', signer: pupil.sign, rosterNumber: 1, readers },
  });
  const body: Body = {
    ...{ v: 1, kind: 'report', from: 'pupil', at: '2026-11-23T10:00:00Z', seen: null, text: 'hello', topics: ['friends'], chat: 'none' },
    pupil: { kem: b64u(pupil.kem), sign: b64u(pupil.sign.publicKey) },
    roster: { number: 1, root: b64u(random(32)) },
  };
  const env = await sealItem({ school, stream, epoch: 1, cmid, key, signer: pupil.sign, body });

  const reader = { school, stream, previousKey: null, recipient: 'group:safeguarding:1', seed: groupSeed, readerAllowed: () => true };
  const opened = await unwrapEpoch(record, reader);
  const first = await openItem({
    ...{ school, stream, epoch: 1, cmid, key: opened.key, kind: 'report', sender: 'pupil', env },
    signersOf: (_from, report) => (report.kind === 'report' ? [pupil.sign.publicKey] : []),
  });
  expect(first).toEqual(body);
  await verifyEpochSigner(record, reader, () => [pupil.sign.publicKey]);
  const again = await openEpoch(record, { ...reader, recipient: 'pupil', seed: pupil.kemSeed, signersOf: () => [pupil.sign.publicKey] });
  expect(again.key).toEqual(key);
});
