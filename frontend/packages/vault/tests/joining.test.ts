import { b64u, random } from '@hark/crypto/bytes';
import { kemPublicKey } from '@hark/crypto/wrap';
import { beforeAll, describe, expect, test } from 'vitest';

import { checkAnswer, drawInvitation, enrol, openedWords } from '../src/joining.ts';
import type { StaffVault } from '../src/staff.ts';
import { NOW, RealSchool, SCHOOL, spoilt, stretch, type Somebody } from './real_school.ts';

let school: RealSchool;
let lead: Somebody;
let vault: StaffVault;
let head: Somebody;

beforeAll(async () => {
  ({ school, lead } = await RealSchool.found());
  vault = await school.unlock(lead);
  head = await school.invite(vault, 'head');
});

const refused = (code: string): object => expect.objectContaining({ code }) as object;

describe('whoever is invited', () => {
  const joinWith = async (words: string, change: object): Promise<unknown> => {
    const id = crypto.randomUUID();
    const drawn = await drawInvitation(vault, stretch, id);
    const opened = await openedWords(stretch, words === '' ? drawn.words.join(' ') : words, { m: 65_536, t: 3, p: 1, salt: drawn.salt });
    const invited = {
      school: { id: SCHOOL, slug: 'hillcrest', name: 'Hillcrest' }, founding: false, person: crypto.randomUUID(), email: '', alias: '', title: '',
      role: 'responder' as const, groups: ['pastoral' as const], offer: drawn.offer, make: [], mfa: true, totp: null, ...change,
    };
    return enrol({ stretch, invitation: id, words: opened, invited, who: { email: '', alias: 'A', title: 'B' }, passphrase: 'x', now: NOW });
  };

  test('with other words is shown no root that they would trust', async () => {
    await expect(joinWith('six other words', {})).rejects.toEqual(refused('commitment_wrong'));
  });

  test("trusts no root of the server's, and no invitation without one", async () => {
    const other = await drawInvitation(vault, stretch, crypto.randomUUID());
    await expect(joinWith('', { offer: other.offer })).rejects.toEqual(refused('commitment_wrong'));
    await expect(joinWith('', { offer: null })).rejects.toEqual(refused('invitation_malformed'));
  });

  test('makes no key of a group that their role does not open', async () => {
    await expect(joinWith('', { make: ['head'] })).rejects.toEqual(refused('invitation_malformed'));
  });

  test('gets another auth from other words, and never sends what opens the offer', async () => {
    const how = { m: 65_536, t: 3, p: 1, salt: b64u(random(16)) };
    const [one, same, other] = await Promise.all(['Apple  river', 'apple-river', 'river apple'].map((words) => openedWords(stretch, words, how)));
    expect(one?.auth).toBe(same?.auth);
    expect(one?.auth).not.toBe(other?.auth);
    expect(b64u(one?.key ?? new Uint8Array())).not.toBe(one?.auth);
  });
});

describe('before somebody is confirmed', () => {
  test('their answer shows keys that the server swapped', async () => {
    const joining = school.joining(head);
    const stranger = b64u(await kemPublicKey(random(32)));
    const [made] = joining.groups;
    if (made === undefined) throw new Error('the head makes the key of their group');
    for (const lie of [
      { kem: stranger },
      { sign: b64u(random(32)) },
      { groups: [] },
      { groups: [{ ...made, kem: stranger }] },
      { groups: [{ ...made, epoch: 2 }] },
      { groups: [made, { ...made, name: 'governors' as const }] },
      { answer: null },
      { key: null },
      { answer: spoilt(joining.answer ?? '') },
      { invitation: crypto.randomUUID() },
    ]) {
      await expect(checkAnswer(vault, { ...joining, ...lie })).rejects.toEqual(refused('answer_wrong'));
    }
  });

  test('an answer to another invitation is not theirs', async () => {
    const other = await school.invite(vault, 'mentor');
    const { answer, key, invitation } = school.joining(other);
    await expect(checkAnswer(vault, { ...school.joining(head), answer, key, invitation })).rejects.toEqual(refused('answer_wrong'));
  });

  test('somebody who does not hold the key of the leads cannot check them', async () => {
    const key = { ...(school.joining(head).key ?? { group: 'safeguarding' as const, wrap: '' }), epoch: 7 };
    await expect(checkAnswer(vault, { ...school.joining(head), key })).rejects.toEqual(refused('key_missing'));
  });

  test('their own keys are told from any other', async () => {
    const { kem, groups } = await checkAnswer(vault, school.joining(head));
    expect(b64u(kem)).toBe(head.body.kem);
    expect(groups.map(({ name, epoch }) => [name, epoch])).toEqual([['head', 1]]);
  });
});

describe('a founder', () => {
  test('holds both groups of a lead, the root, and a roster that names nobody else', () => {
    expect(vault.groups).toEqual([{ name: 'safeguarding', epoch: 1 }, { name: 'pastoral', epoch: 1 }]);
    expect(vault.holdsRoot).toBe(true);
    expect(vault.roster.number).toBe(1);
    expect(vault.roster.people.map(({ role }) => role)).toEqual(['dsl']);
    expect(vault.roster.expires).toBe('2027-11-25T09:00:00.000Z');
    expect(lead.body.answer).toBeNull();
  });
});
