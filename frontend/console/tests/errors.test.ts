import { readdirSync, readFileSync } from 'node:fs';

import { ApiError, RtError } from '@hark/protocol/errors';
import { expect, test } from 'vitest';

import { missingSentence } from '../src/case/required.ts';
import { codeOf, sentence, sentenceOf } from '../src/errors.ts';
import { refusal } from '../src/sign_in/words.ts';

test('a fault of the page is thrown on and never dressed up as a refusal', () => {
  expect(() => sentence(new TypeError('x is undefined'))).toThrow(TypeError);
});

test('a refusal without words of its own is named, so that it can be looked up', () => {
  expect(sentence(new ApiError('brand_new', 400, null))).toContain('brand_new');
});

test('a wrong passphrase and a roster that cannot be trusted are told apart', () => {
  const refused = (code: string): Error => Object.assign(new Error(code), { code });
  expect(refusal(refused('commitment_wrong'))).toContain('passphrase');
  expect(refusal(refused('roster_signature'))).toContain('could not be trusted');
  expect(refusal(refused('kid_wrong'))).toContain('could not be trusted');
});

test('a refused sign-in says nothing about which part was wrong', () => {
  expect(refusal(new ApiError('sign_in_failed', 401, null))).toBe(
    'Those details do not match. Check all three, see that your phone’s clock is right, and try again.',
  );
});

test('whoever’s clock is wrong is told to look at it, and not only that the list of keys has run out', () => {
  expect(refusal(Object.assign(new Error('roster_expired'), { code: 'roster_expired' }))).toContain('clock is wrong');
});

test('a lost claim is the server’s code whichever way it came', () => {
  expect(codeOf(new RtError('claim_lost', 'no', null))).toBe(codeOf(new ApiError('claim_lost', 409, null)));
});

test('whoever was too late is told who has the chat', () => {
  expect(sentence(new RtError('claim_lost', 'no', null, { by: 'Robin' }))).toBe('Robin is helping them already.');
  expect(sentence(new RtError('claim_lost', 'no', null))).toBe('Somebody else is helping them already.');
});

test('whoever closes or reopens second is told who was first where it is known, and that their words are still there', () => {
  expect(sentence(new ApiError('already_closed', 409, null, { by: 'Mrs Khan' }))).toMatch(/^Mrs Khan has closed .* still here/);
  expect(sentence(new ApiError('already_closed', 409, null))).toMatch(/^Somebody else has closed .* still here/);
  expect(sentence(new ApiError('already_open', 409, null, { by: 'Mrs Khan' }))).toMatch(/^Mrs Khan has opened .* still here/);
  expect(sentence(new ApiError('already_open', 409, null))).toMatch(/^This case is open already\. .* still here/);
});

test('a case does not close while anything that must be there is blank', () => {
  expect(missingSentence({ 'the outcome': 'done', 'the reason': '  ', 'the last word to the pupil': '' })).toBe(
    'Still to be filled in: the reason, the last word to the pupil.',
  );
  expect(missingSentence({ 'the outcome': 'done' })).toBeNull();
});

test('everything that mentoring refuses has words here', () => {
  const folder = new URL('../../../app/mentoring/errors/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.py'));
  const codes = files.flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/code = "(\w+)"/g)].map(([, code]) => code ?? ''));
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => sentenceOf(code).includes(code))).toEqual([]);
});
