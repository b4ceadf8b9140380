import { random } from '@hark/crypto/bytes';
import { beforeAll, describe, expect, test } from 'vitest';

import { openStaffVault } from '../src/staff.ts';
import { drawSheet, newPassphraseWay, passkeyWrapKey, sheetWay } from '../src/ways.ts';
import { SCHOOL, TestSchool, type Somebody } from './school.ts';

let school: TestSchool;
let lead: Somebody;

beforeAll(async () => {
  school = await TestSchool.open();
  lead = await school.employ('dsl', ['safeguarding']);
});

const refused = (code: string): object => expect.objectContaining({ code }) as object;
const owner = (): { school: string; person: string } => ({ school: SCHOOL, person: lead.id });
const opened = () => openStaffVault(owner(), lead.wrapKey.slice(), lead.vault);
const withWay = (method: string, box: string): Somebody['vault'] =>
  ({ ...lead.vault, unlock: [...lead.vault.unlock, { method, salt: '', box, m: 0, t: 0, p: 0 }] });

describe('a personal sheet', () => {
  test('with a word wrong, missing or in another place is refused before anything is sent', async () => {
    const words = await drawSheet();
    const [first = '', second = '', ...rest] = words;
    for (const wrong of [[second, first, ...rest], words.slice(1), ['notaword', ...words.slice(1)]]) {
      await expect(sheetWay(wrong.join(' '))).rejects.toEqual(refused('sheet_mistyped'));
    }
  });

  test('of somebody else does not open the vault', async () => {
    const box = await (await opened()).addUnlock('sheet', (await sheetWay((await drawSheet()).join(' '))).wrapKey);
    const { wrapKey } = await sheetWay((await drawSheet()).join(' '));
    await expect(openStaffVault(owner(), wrapKey, withWay('sheet', box), 'sheet')).rejects.toEqual(refused('commitment_wrong'));
  });

  test('opens the vault, however it is typed', async () => {
    const words = await drawSheet();
    const box = await (await opened()).addUnlock('sheet', (await sheetWay(words.join(' '))).wrapKey);
    const { wrapKey } = await sheetWay(`  ${words.join(',\n').toUpperCase()} `);
    const vault = await openStaffVault(owner(), wrapKey, withWay('sheet', box), 'sheet');
    expect(vault.me).toBe(`person:${lead.id}`);
  });
});

describe('a passkey', () => {
  test('of another name or person opens nothing', async () => {
    const prf = random(32);
    const box = await (await opened()).addUnlock('passkey:abc', await passkeyWrapKey(prf.slice(), owner(), 'abc'));
    const other = await passkeyWrapKey(prf.slice(), { school: SCHOOL, person: crypto.randomUUID() }, 'abc');
    await expect(openStaffVault(owner(), other, withWay('passkey:abc', box), 'passkey:abc')).rejects.toEqual(refused('commitment_wrong'));
    const renamed = await passkeyWrapKey(prf, owner(), 'abd');
    await expect(openStaffVault(owner(), renamed, withWay('passkey:abc', box), 'passkey:abc')).rejects.toEqual(refused('commitment_wrong'));
  });

  test('opens the vault, and what it gave is wiped', async () => {
    const prf = random(32);
    const [once, again] = [prf.slice(), prf.slice()];
    const box = await (await opened()).addUnlock('passkey:abc', await passkeyWrapKey(once, owner(), 'abc'));
    expect(once.every((byte) => byte === 0)).toBe(true);
    const vault = await openStaffVault(owner(), await passkeyWrapKey(again, owner(), 'abc'), withWay('passkey:abc', box), 'passkey:abc');
    expect(vault.locked).toBe(false);
  });
});

test('a way that the vault does not have is named', async () => {
  await expect(openStaffVault(owner(), random(32), lead.vault, 'sheet')).rejects.toEqual(refused('no_unlock'));
});

test('a locked vault takes no further way', async () => {
  const vault = await opened();
  vault.lock();
  await expect(vault.addUnlock('sheet', random(32))).rejects.toEqual(refused('vault_locked'));
});

test('a new passphrase has a salt of its own each time', async () => {
  const stretch = (): Promise<Uint8Array> => Promise.resolve(random(32));
  const [one, other] = await Promise.all([newPassphraseWay(stretch, 'kettle orbit walnut'), newPassphraseWay(stretch, 'kettle orbit walnut')]);
  expect(one.salt).toHaveLength(22);
  expect(one.salt).not.toBe(other.salt);
});
