import { readFileSync } from 'node:fs';

import { fromB64u } from '@hark/crypto/bytes';
import { expect, test } from 'vitest';

import { recoveryText } from '../src/recovery.ts';

type Known = { group: string; epoch: number; seed: string; text: string };
const file = new URL('../../../../tests/vectors/recovery.json', import.meta.url);
const known = JSON.parse(readFileSync(file, 'utf8')) as Known;

test('the sheet that is printed in a browser is the one that hark recover reads', async () => {
  const seed = fromB64u(Buffer.from(known.seed, 'hex').toString('base64url'));
  expect(await recoveryText(known.group, known.epoch, seed)).toBe(known.text);
});
