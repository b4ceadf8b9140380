/** What adults say to a mentor aside, and what a mentor writes that an adult reads first: who can open it, and for how long. */
import { b64u } from '@hark/crypto/bytes';
import { makeEpoch } from '@hark/crypto/epoch';
import { kemPublicKey } from '@hark/crypto/wrap';
import type { Epoch, Item, NewItem } from '@hark/protocol/api';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import { StaffCase, type OpenedItem } from '../src/staff_case.ts';
import { NOW, SCHOOL, TestPupil, TestSchool, type Somebody } from './school.ts';

const GROUP = 'group:safeguarding:1';

let school: TestSchool;
let lead: Somebody;
let robin: Somebody;
let sam: Somebody;
let responder: Somebody;
let pupil: TestPupil;
let adult: StaffCase;
let mentor: StaffCase;

beforeAll(async () => {
  school = await TestSchool.open();
  lead = await school.employ('dsl', ['safeguarding']);
  robin = await school.employ('mentor');
  sam = await school.employ('mentor');
  responder = await school.employ('responder');
});

const party = (who: Somebody, change: 'joined' | 'left', why: string): Item =>
  pupil.clear('party', { who: who.role === 'mentor' ? 'mentor' : 'adult', alias: 'Somebody', person: who.id, change, why });
const onlyFor = (record: Epoch, to: string): Epoch => ({ ...record, wraps: record.wraps.filter((wrap) => wrap.to === to) });
const stored = (item: NewItem, sender: string, seq: number): Item =>
  ({ seq, type: 'msg', kind: item.kind, epoch: item.epoch, cmid: item.cmid, sender, body: item.env, at: NOW });
const text = ([item]: OpenedItem[]): string | null => (item?.body !== null && item?.body !== undefined && 'text' in item.body ? item.body.text : null);

async function roomOf(person: Somebody, recipient: string): Promise<StaffCase> {
  const room = new StaffCase(await school.unlock(person), pupil.conv);
  const [conv] = pupil.opened(recipient);
  if (conv !== undefined) await room.load([conv]);
  return room;
}

/** Robin is in the chat, let in by the pupil. */
beforeEach(async () => {
  pupil = await TestPupil.report(school, 'They leave me out.');
  await pupil.startEpoch([
    { to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) },
    { to: `person:${robin.id}`, kem: robin.keys.kemPublic },
  ]);
  pupil.clear('epoch', { epoch: 2, by: 'pupil', readers: [] });
  await pupil.say({ kind: 'share', text: 'They leave me out.', topics: ['friends'], pupil: { sign: b64u(pupil.signer.publicKey) } });
  party(robin, 'joined', 'claimed');
  adult = await roomOf(lead, GROUP);
  mentor = await roomOf(robin, `person:${robin.id}`);
});

/** An adult says the first word aside, and both read it. */
async function coached(): Promise<Epoch> {
  const epoch = await adult.newEpoch(adult.side, 'safeguarding');
  await adult.addEpochs(adult.side, [onlyFor(epoch.record, GROUP)]);
  await mentor.addEpochs(mentor.side, [onlyFor(epoch.record, `person:${robin.id}`)]);
  const item = await adult.seal(adult.side, 'coach', { text: 'Ask what happened at lunch.' }, NOW);
  expect(text(await mentor.addItems(mentor.side, [stored(item, `person:${lead.id}`, 1)]))).toBe('Ask what happened at lunch.');
  await adult.addItems(adult.side, [stored(item, `person:${lead.id}`, 1)]);
  return epoch.record;
}

test('the first key of what is said aside is for the team and the mentor in the chat, and for no pupil', async () => {
  expect(adult.needsEpoch(adult.side)).toBe(true);
  expect((await coached()).wraps.map(({ to }) => to)).toEqual([GROUP, `person:${robin.id}`]);
  expect(adult.needsEpoch(adult.side)).toBe(false);
});

test('a responder who has the case as well hears nothing aside', async () => {
  await adult.addItems(adult.conv, [party(responder, 'joined', 'given')]);
  const { record } = await adult.newEpoch(adult.side, 'safeguarding');
  expect(record.wraps.map(({ to }) => to)).toEqual([GROUP, `person:${robin.id}`]);
});

test('the mentor asks in words, and the adults read it', async () => {
  await coached();
  const item = await mentor.seal(mentor.side, 'ask', { text: 'May I say I know the place?' }, NOW);
  expect(text(await adult.addItems(adult.side, [stored(item, `person:${robin.id}`, 2)]))).toBe('May I say I know the place?');
});

test('what is said aside cannot be sealed into the conversation, where the pupil would read it', async () => {
  await coached();
  await expect(adult.seal(adult.conv, 'coach', { text: 'x' }, NOW)).rejects.toMatchObject({ code: 'kind_mismatch' });
  await expect(mentor.seal(mentor.conv, 'ask', { text: 'x' }, NOW)).rejects.toMatchObject({ code: 'kind_mismatch' });
});

test('an epoch aside that names the pupil is refused by every reader', async () => {
  const vault = await school.unlock(lead);
  const { record } = await makeEpoch({
    school: SCHOOL, stream: adult.side, number: 1, previousKey: null, by: vault.me, signer: vault.signer, rosterNumber: 1,
    readers: [{ to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) }, { to: 'pupil', kem: pupil.kem }],
  });
  await adult.addEpochs(adult.side, [record]);
  await expect(adult.seal(adult.side, 'coach', { text: 'x' }, NOW)).rejects.toMatchObject({ code: 'epoch_reader' });
});

test('when the mentor goes, nothing more is said aside under a key that they hold', async () => {
  await coached();
  await adult.addItems(adult.conv, [party(robin, 'left', 'finished')]);
  expect(adult.needsEpoch(adult.side)).toBe(true);
  expect((await adult.newEpoch(adult.side, 'safeguarding')).record.wraps.map(({ to }) => to)).toEqual([GROUP]);
});

test('when another mentor comes, a new key is made for them, and what was said before is not theirs', async () => {
  const before = await coached();
  await adult.addItems(adult.conv, [party(robin, 'left', 'avoided'), party(sam, 'joined', 'claimed')]);
  expect(adult.needsEpoch(adult.side)).toBe(true);
  const { record } = await adult.newEpoch(adult.side, 'safeguarding');
  expect(record.wraps.map(({ to }) => to)).toEqual([GROUP, `person:${sam.id}`]);
  const theirs = await roomOf(sam, `person:${sam.id}`);
  await theirs.addEpochs(theirs.side, [onlyFor(before, `person:${sam.id}`), onlyFor(record, `person:${sam.id}`)]);
  await expect(theirs.seal(theirs.side, 'ask', { text: 'x' }, NOW)).resolves.toMatchObject({ epoch: 2 });
});

test('a mentor who loses the chat keeps no key of it and none of what was said aside', async () => {
  await coached();
  mentor.lose(mentor.conv);
  await expect(mentor.seal(mentor.conv, 'msg', { text: 'x' }, NOW)).rejects.toMatchObject({ code: 'key_missing' });
  await expect(mentor.seal(mentor.side, 'ask', { text: 'x' }, NOW)).rejects.toMatchObject({ code: 'key_missing' });
});

test('whoever loses only what is said aside keeps the chat', async () => {
  await coached();
  mentor.lose(mentor.side);
  await expect(mentor.seal(mentor.side, 'ask', { text: 'x' }, NOW)).rejects.toMatchObject({ code: 'key_missing' });
  await expect(mentor.seal(mentor.conv, 'msg', { text: 'still here' }, NOW)).resolves.toMatchObject({ epoch: 2 });
});

test('an adult reads a held message before anybody else, and it counts as nothing that was said', async () => {
  const { cmid, epoch, kind, env } = await mentor.seal(mentor.conv, 'msg', { text: 'That sounds lonely.' }, NOW);
  const before = adult.cursor(adult.conv);
  const opened = await adult.openHeld({ cmid, epoch, kind, env, sender: `person:${robin.id}`, at: NOW });
  expect([opened.problem, text([opened])]).toEqual([null, 'That sounds lonely.']);
  expect(adult.cursor(adult.conv)).toBe(before);
});

test('a held message that is not the mentor’s is refused, whatever the server says', async () => {
  const { cmid, epoch, kind, env } = await adult.seal(adult.conv, 'msg', { text: 'forged' }, NOW);
  const opened = await adult.openHeld({ cmid, epoch, kind, env, sender: `person:${robin.id}`, at: NOW });
  expect([opened.problem, opened.body]).toEqual(['kind_mismatch', null]);
});
