import { b64u, random } from '@hark/crypto/bytes';
import { wrapGroupSeed } from '@hark/crypto/groups';
import { group, person, verifyRoster } from '@hark/crypto/roster';
import { kemPublicKey } from '@hark/crypto/wrap';
import { beforeEach, describe, expect, test } from 'vitest';

import { checkAnswer, isNamed } from '../src/joining.ts';
import { nextRoster, proposeGroup, wrapsOwed, type Proposed } from '../src/school_keys.ts';
import { makeRecoverySet } from '../src/sheets.ts';
import type { StaffVault } from '../src/staff.ts';
import { NOW, RealSchool, SCHOOL, spoilt, type Somebody } from './real_school.ts';

let school: RealSchool;
let lead: Somebody;
let head: Somebody;
let chair: Somebody;
let deputy: Somebody;
let vault: StaffVault;

/** A lead, a head, a chair and a deputy, each confirmed. */
beforeEach(async () => {
  ({ school, lead } = await RealSchool.found());
  for (const role of ['head', 'chair', 'deputy'] as const) {
    vault = await school.unlock(lead);
    const joiner = await school.invite(vault, role);
    await school.confirm(vault, joiner);
    if (role === 'head') head = joiner;
    else if (role === 'chair') chair = joiner;
    else deputy = joiner;
  }
  vault = await school.unlock(lead);
});

const refused = (code: string): object => expect.objectContaining({ code }) as object;
const holds = async (somebody: Somebody): Promise<string[]> =>
  (await school.unlock(somebody)).groups.map(({ name, epoch }) => `${name} ${epoch}`);

describe('who holds what', () => {
  test('each group is held by its own, and the lead has the seed of neither head nor governors', async () => {
    expect(await holds(lead)).toEqual(['safeguarding 1', 'pastoral 1']);
    expect(await holds(deputy)).toEqual(['safeguarding 1', 'pastoral 1']);
    expect(await holds(head)).toEqual(['head 1']);
    expect(await holds(chair)).toEqual(['governors 1']);
    const sent = JSON.stringify(school.vaultOf(lead.id).groups);
    expect(sent).not.toContain('"head"');
  });

  test('the root is held by lead and head alone', async () => {
    for (const [somebody, root] of [[lead, true], [head, true], [chair, false], [deputy, false]] as const) {
      expect((await school.unlock(somebody)).holdsRoot).toBe(root);
    }
    await expect(nextRoster(await school.unlock(deputy), [], NOW)).rejects.toEqual(refused('root_missing'));
    expect((await nextRoster(await school.unlock(head), [], NOW)).groups).toEqual([]);
  });
});

describe('a school whose only lead has gone', () => {
  test('has the next one invited, checked and signed by the head, whom no lead has to help', async () => {
    const heads = await school.unlock(head);
    const next = await school.invite(heads, 'dsl');
    await expect(checkAnswer(vault, school.joining(next))).rejects.toEqual(refused('key_missing'));
    await school.confirm(heads, next);
    const theirs = await school.unlock(next);
    expect(person(theirs.roster, next.id)).toMatchObject({ role: 'dsl', groups: ['safeguarding', 'pastoral'] });
    // Their groups' keys are not the head's to give: a colleague's console does, or two sheets do.
    expect([theirs.holdsRoot, theirs.groups]).toEqual([true, []]);
  });
});

describe('somebody who joins', () => {
  test('brings no key of a group that their role is not in: they would read what its first member is sent', async () => {
    const { school: fresh, lead: founder } = await RealSchool.found();
    const theirs = await fresh.unlock(founder);
    const joiner = await fresh.invite(theirs, 'head');
    const joined = await checkAnswer(theirs, fresh.joining(joiner));
    expect(joined.groups.map(({ name }) => name)).toEqual(['head']);
    const change = { do: 'confirm' as const, joined, alias: 'Mr Reed', title: 'Head of Year 9', role: 'responder' as const };
    await expect(nextRoster(theirs, [change], NOW)).rejects.toEqual(refused('answer_wrong'));
  });

  test('is named once a roster says so with these very keys, so that nobody is confirmed twice', async () => {
    const joiner = await school.invite(vault, 'mentor');
    const joined = await checkAnswer(vault, school.joining(joiner));
    expect(isNamed(vault.roster, joined)).toBe(false);
    await school.confirm(vault, joiner);
    const { roster } = await school.unlock(lead);
    expect(isNamed(roster, joined)).toBe(true);
    // Whoever was let in again has other keys, and is to be confirmed anew.
    expect(isNamed(roster, { ...joined, sign: random(32) })).toBe(false);
    expect(isNamed({ ...roster, people: roster.people.map((one) => ({ ...one, role: 'left' as const })) }, joined)).toBe(false);
  });
});

describe('a group key that somebody spoilt', () => {
  test('opens nothing, and shuts nobody out of the rest', async () => {
    const { groups } = school.vaultOf(deputy.id);
    const [safeguarding, pastoral] = groups;
    if (safeguarding === undefined || pastoral === undefined) throw new Error('a deputy is in two groups');
    const stranger = await kemPublicKey(random(32));
    const lie = await wrapGroupSeed((await vault.kemOf(deputy.id)), { school: SCHOOL, group: 'pastoral', epoch: 1, person: deputy.id }, stranger.slice(0, 32));
    school.vaultOf(deputy.id).groups = [{ ...safeguarding, wrap: spoilt(safeguarding.wrap) }, { ...pastoral, wrap: b64u(lie) }];
    const theirs = await school.unlock(deputy);
    expect(theirs.groups).toEqual([]);
    expect(theirs.faults.map(({ group: name, code }) => [name, code])).toEqual([['safeguarding', 'wrap_broken'], ['pastoral', 'key_mismatch']]);
    school.vaultOf(deputy.id).groups = [{ ...safeguarding, wrap: spoilt(safeguarding.wrap) }, pastoral];
    expect((await school.unlock(deputy)).groups).toEqual([{ name: 'pastoral', epoch: 1 }]);
  });
});

describe('a renewal', () => {
  test('keeps everything and lasts a year', async () => {
    const before = vault.roster;
    await school.change(vault);
    const { roster } = await school.unlock(lead);
    expect(roster).toEqual({ ...before, number: before.number + 1, issued: NOW, expires: '2027-11-25T09:00:00.000Z' });
  });
});

describe('a roster that has run out', () => {
  const LATE = '2028-01-10T09:00:00.000Z';

  test('keeps out everybody who cannot sign the next', async () => {
    const theirs = await school.unlock(deputy);
    await expect(theirs.acceptRoster(school.roster(), { now: LATE, atLeast: 0 })).rejects.toEqual(refused('roster_expired'));
  });

  test('lets in whoever can, and all are in again once it is signed', async () => {
    await vault.acceptRoster(school.roster(), { now: LATE, atLeast: 0 });
    const { doc, sig } = await nextRoster(vault, [], LATE);
    const renewed = { ...school.roster(), doc, sig };
    const theirs = await school.unlock(deputy);
    expect((await theirs.acceptRoster(renewed, { now: LATE, atLeast: 0 })).number).toBe(vault.roster.number + 1);
  });
});

describe('a role', () => {
  test('that opens more brings the keys of before along, and the root to a second lead', async () => {
    const body = await school.change(vault, { do: 'role', person: chair.id, role: 'dsl', title: 'Second lead' });
    expect(body.wraps.map(({ group: name, epoch, person: id }) => [name, epoch, id])).toEqual([
      ['safeguarding', 1, chair.id], ['pastoral', 1, chair.id],
    ]);
    expect(body.root_wraps.map(({ person: id }) => id)).toEqual([chair.id]);
    const theirs = await school.unlock(chair);
    expect(theirs.holdsRoot).toBe(true);
    expect(person(theirs.roster, chair.id)?.was.map(({ role, until }) => [role, until])).toEqual([['chair', 4]]);
  });

  test('that opens less takes nothing along: the group has a new key', async () => {
    const body = await school.change(vault, { do: 'role', person: deputy.id, role: 'responder', title: 'Head of Year 9' });
    expect(body.groups.map(({ name, epoch, wraps }) => [name, epoch, wraps.map(({ person: id }) => id)])).toEqual([
      ['safeguarding', 2, [lead.id]],
    ]);
    expect(await holds(lead)).toEqual(['safeguarding 2', 'pastoral 1']);
    expect(await holds(deputy)).toEqual(['pastoral 1']);
  });

  test('of somebody whom no roster names is refused', async () => {
    await expect(nextRoster(vault, [{ do: 'role', person: SCHOOL, role: 'dsl', title: '' }], NOW)).rejects.toEqual(refused('person_unknown'));
  });

  test('may have another title and stay as it is', async () => {
    await school.change(vault, { do: 'rename', person: deputy.id, alias: 'Ms Okafor-Bell', title: 'Deputy lead' });
    expect(person((await school.unlock(lead)).roster, deputy.id)).toMatchObject({ alias: 'Ms Okafor-Bell', title: 'Deputy lead', role: 'deputy', was: [] });
  });
});

describe('whoever leaves', () => {
  test('is out of every group of theirs, and stands in the roster for what they signed', async () => {
    const body = await school.change(vault, { do: 'leave', person: deputy.id });
    expect(body.groups.map(({ name, epoch }) => [name, epoch])).toEqual([['safeguarding', 2], ['pastoral', 2]]);
    for (const { wraps } of body.groups) expect(wraps.map(({ person: id }) => id)).toEqual([lead.id]);
    expect(body.root_wraps).toEqual([]);
    const { roster } = await school.unlock(lead);
    const gone = person(roster, deputy.id);
    expect([gone?.role, gone?.groups]).toEqual(['left', []]);
    expect(gone?.was).toMatchObject([{ role: 'deputy', groups: ['safeguarding', 'pastoral'], until: 4 }]);
    expect(roster.handedOver).toEqual([]);
  });

  test('with the root leaves the school a new one, which everybody follows and the leaver does not hold', async () => {
    const old = vault.roster.root;
    const before = { ...school.vaultOf(head.id) };
    const body = await school.change(vault, { do: 'leave', person: head.id });
    expect(body.root_wraps.map(({ person: id }) => id)).toEqual([lead.id]);
    // The head's group is not the lead's: its members are told to make a new key.
    expect(body.groups).toEqual([]);
    expect(school.vaultOf(head.id).root_wrap).toBe(before.root_wrap);
    const theirs = await school.unlock(deputy);
    expect(b64u(theirs.roster.root)).not.toBe(b64u(old));
    const again = await verifyRoster(school.signed, { school: SCHOOL, root: old, atLeast: 1, now: NOW });
    expect(again.handedOver).toHaveLength(1);
    await expect(verifyRoster(school.signed, { school: SCHOOL, root: random(32), atLeast: 1, now: NOW })).rejects.toEqual(refused('roster_signature'));
  });

  test('gets no key once more, whatever the server says they are owed', async () => {
    await school.change(vault, { do: 'leave', person: deputy.id });
    const mine = await school.unlock(lead);
    expect(await wrapsOwed(mine, [{ group: 'safeguarding', epoch: 2, person: deputy.id }])).toEqual([]);
    await expect(mine.kemOf(deputy.id)).rejects.toEqual(refused('kid_wrong'));
  });
});

describe('after a new root', () => {
  test('a vault that pinned the old one is stored again with the new one, and opens with it', async () => {
    await school.change(vault, { do: 'root' });
    const theirs = await school.unlock(chair);
    const secrets = await theirs.repinned();
    expect(secrets).not.toBeNull();
    school.vaultOf(chair.id).secrets = secrets ?? '';
    expect(await (await school.unlock(chair)).repinned()).toBeNull();
    expect((await theirs.fingerprint()).kid).toBe((await (await school.unlock(chair)).fingerprint()).kid);
  });

  test('lead and head sign with it, and with a third after it', async () => {
    await school.change(vault, { do: 'root' });
    await school.change(await school.unlock(head), { do: 'root' });
    const mine = await school.unlock(lead);
    expect(mine.roster.handedOver).toHaveLength(2);
    await school.change(mine);
    expect((await school.unlock(deputy)).roster.number).toBe(7);
  });
});

describe('somebody who is let in again', () => {
  test('has new keys, holds what their groups hold, and what they signed before still holds', async () => {
    const before = person(vault.roster, deputy.id)?.sign ?? new Uint8Array();
    const again = await school.invite(vault, 'deputy', deputy.id);
    const body = await school.confirm(vault, again);
    expect(body.wraps.map(({ group: name }) => name)).toEqual(['safeguarding', 'pastoral']);
    expect(await holds(again)).toEqual(['safeguarding 1', 'pastoral 1']);
    const line = person((await school.unlock(lead)).roster, deputy.id);
    expect(line?.was.map(({ sign, until }) => [b64u(sign), until])).toEqual([[b64u(before), 4]]);
    expect(b64u(line?.sign ?? new Uint8Array())).toBe(again.body.sign);
  });

  test('after they had left keeps the office they once had, and no office of having left', async () => {
    await school.change(vault, { do: 'leave', person: deputy.id });
    const mine = await school.unlock(lead);
    await school.confirm(mine, await school.invite(mine, 'deputy', deputy.id));
    const line = person((await school.unlock(lead)).roster, deputy.id);
    expect([line?.role, line?.was.map(({ role }) => role)]).toEqual(['deputy', ['deputy']]);
  });
});

describe('what a member who holds no root makes', () => {
  const proposed = async (): Promise<Proposed> => {
    const { name, epoch, kem, sig } = await proposeGroup(await school.unlock(chair), 'governors');
    return { group: name, epoch, kem, by: chair.id, sig };
  };

  test('is signed into no roster if the server made it, changed it or named another maker', async () => {
    const right = await proposed();
    const stranger = b64u(await kemPublicKey(random(32)));
    for (const lie of [{ kem: stranger }, { by: deputy.id }, { by: SCHOOL }, { epoch: 3 }, { group: 'head' as const }]) {
      await expect(nextRoster(vault, [{ do: 'sign', proposed: { ...right, ...lie } }], NOW)).rejects.toEqual(refused('signature_wrong'));
    }
    await expect(proposeGroup(await school.unlock(chair), 'head')).rejects.toEqual(refused('key_missing'));
  });

  test('is the next key of their group once it is signed', async () => {
    const proposal = await proposeGroup(await school.unlock(chair), 'governors');
    const { name, epoch, kem, sig, wraps } = proposal;
    await school.change(vault, { do: 'sign', proposed: { group: name, epoch, kem, by: chair.id, sig } });
    for (const { person: id, wrap } of wraps) school.give(id, name, epoch, wrap);
    expect(await holds(chair)).toEqual(['governors 2']);
  });

  test('sheets of a group are signed only if a member made them, and never an older set', async () => {
    const theirs = await school.unlock(chair);
    const { body } = await makeRecoverySet(theirs, 'governors', 1, { A: 'Safe', B: 'Clerk', C: 'Trust' });
    const made = { group: 'governors' as const, set: 1, kem: body.kem, by: chair.id, sig: body.sig };
    const stranger = b64u(await kemPublicKey(random(32)));
    for (const lie of [{ kem: stranger }, { by: lead.id }, { set: 2 }, { group: 'head' as const }]) {
      await expect(nextRoster(vault, [{ do: 'recovery', made: { ...made, ...lie } }], NOW)).rejects.toEqual(refused('signature_wrong'));
    }
    await school.change(vault, { do: 'recovery', made });
    const mine = await school.unlock(lead);
    expect(group(mine.roster, 'governors')?.recovery?.set).toBe(1);
    await expect(nextRoster(mine, [{ do: 'recovery', made }], NOW)).rejects.toEqual(refused('signature_wrong'));
    // The next key of the group opens with these sheets too.
    expect((await proposeGroup(await school.unlock(chair), 'governors')).recovery?.set).toBe(1);
  });
});

describe('wraps that are owed', () => {
  test('are given by a member to a member, and to nobody else', async () => {
    school.vaultOf(deputy.id).groups = [];
    const owed = [
      { group: 'pastoral' as const, epoch: 1, person: deputy.id },
      { group: 'pastoral' as const, epoch: 1, person: head.id },
      { group: 'pastoral' as const, epoch: 9, person: deputy.id },
      { group: 'head' as const, epoch: 1, person: deputy.id },
    ];
    const bodies = await wrapsOwed(vault, owed);
    expect(bodies.map((one) => [one.group, one.epoch, one.wraps.map(({ person: id }) => id)])).toEqual([['pastoral', 1, [deputy.id]]]);
    for (const one of bodies) for (const { person: id, wrap } of one.wraps) school.give(id, one.group, one.epoch, wrap);
    expect(await holds(deputy)).toEqual(['pastoral 1']);
  });
});
