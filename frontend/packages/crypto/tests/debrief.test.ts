import { fromB64u } from '@hark/crypto/bytes';
import { openDebrief, sealDebrief, type Note } from '@hark/crypto/debrief';
import { signingKey } from '@hark/crypto/sign';
import { kemPublicKey } from '@hark/crypto/wrap';
import { expect, test } from 'vitest';

import { hex, refuses, vectors } from './vectors.ts';

interface Place {
  school: string;
  conversation: string;
  person: string;
}

const known = vectors<Place & { sign: string; group_seed: string; text: string; note: Note; refused: (Partial<Place> & { name: string; code: string; note: Note })[] }>('debrief');
const about = ({ school, conversation, person }: Place): Place => ({ school, conversation, person });
const [seed, signer] = [hex(known.group_seed), fromB64u(known.sign)];

test.each(known.refused)('a debrief with $name is refused', async ({ code, note, school = known.school, person = known.person }) => {
  await refuses(code, () => openDebrief(seed, about({ ...known, school, person }), [signer], note));
});

test('a debrief longer than four KiB is refused before it is sealed', async () => {
  const key = await signingKey(new Uint8Array(32));
  await refuses('too_long', async () => sealDebrief({ kem: await kemPublicKey(seed), epoch: 1 }, about(known), key, 'x'.repeat(4096)));
});

test('the team reads what a mentor wrote, here and in the other language', async () => {
  expect(await openDebrief(seed, about(known), [signer], known.note)).toBe(known.text);
  const key = await signingKey(new Uint8Array(32).fill(7));
  const own = await sealDebrief({ kem: await kemPublicKey(seed), epoch: 5 }, about(known), key, `${known.text}\uD800`);
  expect(await openDebrief(seed, about(known), [key.publicKey], own)).toBe(`${known.text}\uFFFD`);
});
