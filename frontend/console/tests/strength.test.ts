import { expect, test } from 'vitest';

import { judge, makePassphrase } from '../src/passphrase/strength.ts';

const ABOUT = ['maryam.khan@hillcrest.example', 'Ms Khan', 'Hillcrest School'];
const judged = (text: string): Promise<{ enough: boolean; strength: string }> => judge(text, ABOUT);

test.each(['password1234', 'qwertyuiop123', 'P@ssw0rd1234', '123456789012', 'iloveyou1234'])('%s, which many people use, is refused', async (text) => {
  expect((await judged(text)).enough).toBe(false);
});

test.each(['Hillcrest2026', 'khan hillcrest', 'maryam.khan.2026'])('%s, which anybody who knows the person would try, is refused', async (text) => {
  expect((await judged(text)).enough).toBe(false);
});

test('the same letters over and over are refused, however many', async () => {
  expect((await judged('a'.repeat(40))).enough).toBe(false);
});

test('a short one is refused, however odd', async () => {
  expect((await judged('x7$Qz!2')).enough).toBe(false);
});

test('a common password is called that, and a short one short', async () => {
  expect((await judge('password123', ABOUT)).words).toContain('many people use');
  expect((await judge('x7$Qz!2', ABOUT)).words).toContain('Too short');
});

test('six words made on this device are very strong, and never the same twice', async () => {
  const made = [makePassphrase(), makePassphrase()];
  expect(new Set(made).size).toBe(2);
  for (const one of made) {
    expect(one.split('-')).toHaveLength(6);
    expect(await judged(one)).toMatchObject({ enough: true, strength: 'very strong' });
  }
});

test('four words of one’s own are good enough', async () => {
  expect((await judged('kettle orbit walnut seventh')).enough).toBe(true);
});
