import { b64u } from '@hark/crypto/bytes';
import { beforeAll, describe, expect, test } from 'vitest';

import { wrapsOwed } from '../src/school_keys.ts';
import { makeRecoverySet, openGroupWithSheets, restoredWraps, wrongWords, type MadeSheets } from '../src/sheets.ts';
import type { StaffVault } from '../src/staff.ts';
import { RealSchool, type Somebody } from './real_school.ts';

const HOLDERS = { A: 'The head’s safe', B: 'The chair', C: 'The trust' };
let school: RealSchool;
let lead: Somebody;
let head: Somebody;
let vault: StaffVault;
let made: MadeSheets;

const refused = (code: string): object => expect.objectContaining({ code }) as object;
const typed = (sheets: MadeSheets, letter: 'A' | 'B' | 'C'): string => sheets.sheets[letter].join(' ');

/** Sheets of `safeguarding` that the roster has signed. */
beforeAll(async () => {
  ({ school, lead } = await RealSchool.found());
  head = await school.invite(await school.unlock(lead), 'head');
  await school.confirm(await school.unlock(lead), head);
  vault = await school.unlock(lead);
  made = await makeRecoverySet(vault, 'safeguarding', 1, HOLDERS);
  const { set, kem, sig } = made.body;
  await school.change(vault, { do: 'recovery', made: { group: 'safeguarding', set, kem, by: lead.id, sig } });
  vault = await school.unlock(lead);
});

describe('the sheets of a group', () => {
  test('are made by its members alone: a lead cannot print those of the head', async () => {
    await expect(makeRecoverySet(vault, 'head', 1, HOLDERS)).rejects.toEqual(refused('key_missing'));
    await expect(makeRecoverySet(await school.unlock(head), 'safeguarding', 2, HOLDERS)).rejects.toEqual(refused('key_missing'));
  });

  test('send nothing of what is printed', () => {
    const sent = JSON.stringify(made.body);
    expect(made.body.boxes.map(({ pair }) => pair)).toEqual(['AB', 'AC', 'BC']);
    expect(made.body.holders).toContainEqual({ sheet: 'B', name: 'The chair' });
    for (const letter of ['A', 'B', 'C'] as const) {
      expect(made.sheets[letter]).toHaveLength(24);
      expect(sent).not.toContain(made.sheets[letter].slice(0, 3).join(' '));
    }
  });

  test('are refused when mistyped, when one is brought twice, and when they are of two sets', async () => {
    const other = await makeRecoverySet(vault, 'safeguarding', 2, HOLDERS);
    const open = (one: string, second: string): Promise<unknown> => openGroupWithSheets(vault, 'safeguarding', [one, second], made.body);
    await expect(open(typed(made, 'A'), typed(made, 'B').replace(/\w+$/, ''))).rejects.toEqual(refused('sheet_mistyped'));
    await expect(open(typed(made, 'A'), typed(made, 'A'))).rejects.toEqual(refused('sheets_do_not_match'));
    await expect(open(typed(made, 'A'), typed(other, 'B'))).rejects.toEqual(refused('sheets_do_not_match'));
  });

  test('of a set that the roster does not name open nothing here', async () => {
    const other = await makeRecoverySet(vault, 'safeguarding', 1, HOLDERS);
    const open = openGroupWithSheets(vault, 'safeguarding', [typed(other, 'A'), typed(other, 'B')], other.body);
    await expect(open).rejects.toEqual(refused('key_mismatch'));
    const pastoral = openGroupWithSheets(vault, 'pastoral', [typed(made, 'A'), typed(made, 'B')], made.body);
    await expect(pastoral).rejects.toEqual(refused('key_missing'));
  });

  test('without the present key are not enough: the server kept it back', async () => {
    const open = openGroupWithSheets(vault, 'safeguarding', [typed(made, 'A'), typed(made, 'B')], { ...made.body, wraps: [] });
    await expect(open).rejects.toEqual(refused('key_mismatch'));
  });

  test('any two, however they are typed, open what the vault holds', async () => {
    for (const [one, other] of [['A', 'B'], ['C', 'A'], ['B', 'C']] as const) {
      const two = [typed(made, one).toUpperCase(), `  ${typed(made, other).replaceAll(' ', '\n')} `] as const;
      const opened = await openGroupWithSheets(vault, 'safeguarding', two, made.body);
      const held = vault.seedFor('group:safeguarding:1');
      expect([...opened].map(([epoch, seed]) => [epoch, b64u(seed)])).toEqual([[1, b64u(held ?? new Uint8Array())]]);
    }
  });

  test('go on opening after the group has a new key, without another print', async () => {
    const body = await school.change(vault, { do: 'rotate', group: 'safeguarding' });
    const [renewed] = body.groups;
    const wraps = [...made.body.wraps, { epoch: 2, wrap: renewed?.recovery?.wrap ?? '' }];
    vault = await school.unlock(lead);
    const opened = await openGroupWithSheets(vault, 'safeguarding', [typed(made, 'B'), typed(made, 'C')], { ...made.body, wraps });
    expect([...opened.keys()]).toEqual([1, 2]);
  });

  test('give the only member back what they lost, and nobody who is not one', async () => {
    const opened = new Map([[2, vault.seedFor('group:safeguarding:2') ?? new Uint8Array()]]);
    school.vaultOf(lead.id).groups = [];
    const empty = await school.unlock(lead);
    expect(empty.groups).toEqual([]);
    expect(await wrapsOwed(empty, [{ group: 'safeguarding', epoch: 2, person: lead.id }])).toEqual([]);
    for (const one of await restoredWraps(empty, 'safeguarding', opened)) {
      for (const { person, wrap } of one.wraps) school.give(person, one.group, one.epoch, wrap);
    }
    expect((await school.unlock(lead)).groups).toEqual([{ name: 'safeguarding', epoch: 2 }]);
    await expect(restoredWraps(await school.unlock(head), 'safeguarding', opened)).rejects.toEqual(refused('key_missing'));
  });
});

test('words that were typed back wrong are named by their place', () => {
  const sheet = ['apple', 'river', 'candle'];
  expect(wrongWords(sheet, new Map([[0, 'Apple '], [2, 'candel']]))).toEqual([2]);
  expect(wrongWords(sheet, new Map([[1, 'river'], [7, 'river']]))).toEqual([7]);
});
