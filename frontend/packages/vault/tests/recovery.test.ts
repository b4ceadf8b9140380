import { readFileSync } from 'node:fs';

import { fromB64u } from '@hark/crypto/bytes';
import { expect, test } from 'vitest';

import { base32, recoveryText } from '../src/recovery.ts';

type Known = { group: string; epoch: number; seed: string; text: string };
const file = new URL('../../../../tests/vectors/recovery.json', import.meta.url);
const known = JSON.parse(readFileSync(file, 'utf8')) as Known;

test('the sheet that is printed in a browser is the one that hark recover reads', async () => {
  const seed = fromB64u(Buffer.from(known.seed, 'hex').toString('base64url'));
  expect(await recoveryText(known.group, known.epoch, seed)).toBe(known.text);
});

test('base32 is that of RFC 4648, in lower case and without padding', () => {
  const encoded = ['', 'Zg', 'Zm8', 'Zm9v', 'Zm9vYg', 'Zm9vYmE', 'Zm9vYmFy'].map((text) => base32(fromB64u(text)));
  expect(encoded).toEqual(['', 'my', 'mzxq', 'mzxw6', 'mzxw6yq', 'mzxw6ytb', 'mzxw6ytboi']);
});
