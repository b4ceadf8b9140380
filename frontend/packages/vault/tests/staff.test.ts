import { random } from '@hark/crypto/bytes';
import { signingKey } from '@hark/crypto/sign';
import { beforeAll, describe, expect, test } from 'vitest';

import { openStaffVault, stretchPassphrase, type StaffVault } from '../src/staff.ts';
import { NOW, SCHOOL, TestSchool, type Somebody } from './school.ts';

let school: TestSchool;
let lead: Somebody;

beforeAll(async () => {
  school = await TestSchool.open();
  lead = await school.employ('dsl', ['safeguarding']);
  await school.employ('mentor');
});

const refused = (code: string): object => expect.objectContaining({ code }) as object;
const open = (person: Somebody, wrapKey = person.wrapKey.slice()): Promise<StaffVault> =>
  openStaffVault({ school: SCHOOL, person: person.id }, wrapKey, person.vault);

describe('a vault', () => {
  test('does not open with another passphrase', async () => {
    await expect(open(lead, random(32))).rejects.toEqual(refused('commitment_wrong'));
  });

  test('of one person does not open for another', async () => {
    const owner = { school: SCHOOL, person: crypto.randomUUID() };
    await expect(openStaffVault(owner, lead.wrapKey.slice(), lead.vault)).rejects.toEqual(refused('commitment_wrong'));
  });

  test('refuses everything once it is locked', async () => {
    const vault = await school.unlock(lead);
    vault.lock();
    expect(() => vault.roster).toThrow('vault_locked');
    expect(() => vault.seedFor('group:safeguarding:1')).toThrow('vault_locked');
    await expect(vault.recoverySecret('safeguarding')).rejects.toEqual(refused('vault_locked'));
  });

  test('wipes the wrap key that opened it', async () => {
    const wrapKey = lead.wrapKey.slice();
    await open(lead, wrapKey);
    expect(wrapKey.every((byte) => byte === 0)).toBe(true);
  });

  test('sends only half of a stretched passphrase, and that half does not open it', async () => {
    const how = { salt: 'AAAAAAAAAAAAAAAAAAAAAA', m: 65_536, t: 3, p: 1 };
    const asked: string[] = [];
    const { auth, wrapKey } = await stretchPassphrase((secret) => {
      asked.push(secret);
      return Promise.resolve(random(32));
    }, '  caf\u0065\u0301 ', how);
    expect(asked).toEqual(['caf\u00e9']);
    expect(auth).toHaveLength(43);
    expect(wrapKey).toHaveLength(32);
  });
});

describe('a roster', () => {
  test('signed by another root is refused', async () => {
    const stranger = await signingKey(random(32));
    const vault = await open(lead);
    await expect(vault.acceptRoster(await school.roster(1, stranger), { now: NOW, atLeast: 0 })).rejects.toEqual(refused('roster_signature'));
  });

  test('older than one this browser has seen is refused', async () => {
    const vault = await open(lead);
    await expect(vault.acceptRoster(await school.roster(6), { now: NOW, atLeast: 7 })).rejects.toEqual(refused('roster_old'));
  });

  test('may not fall while the console is open, whatever the browser remembers', async () => {
    const vault = await open(lead);
    await vault.acceptRoster(await school.roster(7), { now: NOW, atLeast: 0 });
    await expect(vault.acceptRoster(await school.roster(6), { now: NOW, atLeast: 0 })).rejects.toEqual(refused('roster_old'));
  });

  test('past its end is refused', async () => {
    const vault = await open(lead);
    const old = await school.roster(1, school.root, '2026-11-24T08:59:59Z');
    await expect(vault.acceptRoster(old, { now: NOW, atLeast: 0 })).rejects.toEqual(refused('roster_expired'));
  });

  test('with a key that is not the one it signed gives nobody that key', async () => {
    const vault = await open(lead);
    const roster = await school.roster();
    const mentor = school.people.find(({ role }) => role === 'mentor');
    const swapped = roster.keys.map(({ person, kem }) => ({ person, kem: person === mentor?.id ? (roster.keys[0]?.kem ?? kem) : kem }));
    await vault.acceptRoster({ ...roster, keys: swapped }, { now: NOW, atLeast: 0 });
    await expect(vault.kemOf(mentor?.id ?? '')).rejects.toEqual(refused('kid_wrong'));
  });
});

describe('a group recovery secret', () => {
  test('is not given for a group this person is not in', async () => {
    const vault = await school.unlock(lead);
    await expect(vault.recoverySecret('head')).rejects.toEqual(refused('key_missing'));
  });

  test('is the seed in blocks of four with its name before it', async () => {
    const vault = await school.unlock(lead);
    expect(await vault.recoverySecret('safeguarding')).toMatch(/^hark-safeguarding-1-(?:[a-z2-7]{4}-){13}[a-z2-7]{4}$/);
    expect(vault.groups).toEqual([{ name: 'safeguarding', epoch: 1 }]);
  });
});
