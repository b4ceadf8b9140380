import { expect, test } from 'vitest';

import { renewalOf } from '../src/keys/renewal.ts';

const ROSTER = { expires: '2027-11-24T09:00:00Z' };

test('nobody is asked to sign a roster who cannot', () => {
  expect(renewalOf(ROSTER, false, new Date('2027-12-01T09:00:00Z'))).toBeNull();
});

test('61 days before its end nobody is troubled, and 60 days before it a holder of the root is', () => {
  expect(renewalOf(ROSTER, true, new Date('2027-09-24T08:00:00Z'))).toBeNull();
  expect(renewalOf(ROSTER, true, new Date('2027-09-25T09:00:00Z'))).toEqual({ expires: ROSTER.expires, over: false });
});

test('at its end it is over', () => {
  expect(renewalOf(ROSTER, true, new Date(ROSTER.expires))).toMatchObject({ over: true });
});
