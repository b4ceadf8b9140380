import type { Roster } from '@hark/vault/staff';
import { expect, test } from 'vitest';

import { spoiltKeys } from '../src/keys/spoilt.ts';

const person = (id: string, role: string, ...groups: string[]): object => ({ id, alias: id, role, groups });
const ROSTER = {
  groups: [{ name: 'safeguarding', epoch: 3 }, { name: 'head', epoch: 1 }],
  people: [
    person('Ms Khan', 'dsl', 'safeguarding'),
    person('Mr Osei', 'deputy', 'safeguarding'),
    person('Mrs Ward', 'head', 'head'),
    person('Robin', 'mentor'),
  ],
} as unknown as Roster;

test('whoever has no spoilt key is told of none', () => {
  expect(spoiltKeys([], ROSTER, 'Mr Osei')).toEqual([]);
});

test('a deputy reads which key it is, why, whom to ring and who gives it anew', () => {
  const [key] = spoiltKeys([{ group: 'safeguarding', epoch: 3, code: 'wrap_broken' }], ROSTER, 'Mr Osei');
  expect(key?.what).toBe('Your present key of safeguarding (key 3) could not be opened: it was damaged or changed on its way to you. This device opens no new report to safeguarding.');
  expect(key?.next).toContain('Ring Ms Khan or Mrs Ward and ask to be let in again');
  expect(key?.next).toContain('The console of Ms Khan then gives you this key anew.');
});

test('a key that is not the roster’s is told from one that was damaged, and an earlier one from the present one', () => {
  const [key] = spoiltKeys([{ group: 'safeguarding', epoch: 2, code: 'key_mismatch' }], ROSTER, 'Mr Osei');
  expect(key?.what).toContain('An earlier key of safeguarding (key 2) could not be opened: it is not the key that the roster names.');
});

test('a head who alone holds a key is sent to the sheets, after new keys of her own', () => {
  const [key] = spoiltKeys([{ group: 'head', epoch: 1, code: 'wrap_broken' }], ROSTER, 'Mrs Ward');
  expect(key?.next).toContain('Ring Ms Khan and ask to be let in again');
  expect(key?.next).toContain('bring two of the three recovery sheets of head');
});
