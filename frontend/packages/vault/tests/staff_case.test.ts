import { b64u, random } from '@hark/crypto/bytes';
import { signingKey } from '@hark/crypto/sign';
import { kemPublicKey } from '@hark/crypto/wrap';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { StaffCase, type OpenedItem } from '../src/staff_case.ts';
import { NOW, TestPupil, TestSchool, type Somebody } from './school.ts';

const GROUP = 'group:safeguarding:1';
const TEXT = 'They keep leaving me out.';

let school: TestSchool;
let lead: Somebody;
let mentor: Somebody;
let responder: Somebody;
let head: Somebody;
let pupil: TestPupil;

beforeAll(async () => {
  school = await TestSchool.open();
  lead = await school.employ('dsl', ['safeguarding']);
  mentor = await school.employ('mentor');
  responder = await school.employ('responder');
  head = await school.employ('head', ['head']);
});

beforeEach(async () => {
  pupil = await TestPupil.report(school, TEXT);
});

async function openAs(person: Somebody, ...recipients: string[]): Promise<{ room: StaffCase; items: OpenedItem[] }> {
  const room = new StaffCase(await school.unlock(person), pupil.conv);
  return { room, items: await room.load(pupil.opened(...recipients)) };
}

const textOf = (item: OpenedItem | undefined): string | null => (item?.body !== null && item?.body !== undefined && 'text' in item.body ? item.body.text : null);
const problems = (items: OpenedItem[]): (string | null)[] => items.map(({ problem }) => problem);

describe('an item is refused by name', () => {
  test('when this device does not hold its key', async () => {
    const { items } = await openAs(head, GROUP);
    expect(problems(items)).toEqual(['key_missing']);
  });

  test('when somebody else signed it as the pupil', async () => {
    await pupil.say({ kind: 'msg', text: 'not me' }, { signer: await signingKey(random(32)) });
    const { items } = await openAs(lead, GROUP);
    expect(problems(items)).toEqual([null, 'signature_wrong']);
  });

  test('when the clear frame says another kind', async () => {
    const item = await pupil.say({ kind: 'msg', text: 'hello' });
    pupil.items[1] = { ...item, kind: 'feedback' };
    const { items } = await openAs(lead, GROUP);
    expect(problems(items)).toEqual([null, 'kind_mismatch']);
  });

  test('when a byte of it changed', async () => {
    const item = await pupil.say({ kind: 'msg', text: 'hello' });
    pupil.items[1] = { ...item, body: `${item.body.slice(0, -6)}AAAAAA` };
    const { items } = await openAs(lead, GROUP);
    expect(problems(items)).toEqual([null, 'box_broken']);
  });

  test('when its epoch was started by somebody who is not the pupil of the report', async () => {
    await pupil.startEpoch([{ to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) }], await signingKey(random(32)));
    await pupil.say({ kind: 'msg', text: 'hello' });
    const { items } = await openAs(lead, GROUP);
    expect(problems(items)[1]).toBe('signature_wrong');
  });

  test('when an epoch names a reader whom the roster does not know', async () => {
    const seed = random(32);
    await pupil.startEpoch([
      { to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) },
      { to: `person:${crypto.randomUUID()}`, kem: await kemPublicKey(seed) },
    ]);
    await pupil.say({ kind: 'msg', text: 'hello' });
    const { items } = await openAs(lead, GROUP);
    expect(problems(items)).toEqual([null, 'epoch_reader']);
  });

  test('and the others are shown all the same', async () => {
    await pupil.say({ kind: 'msg', text: 'one' }, { signer: await signingKey(random(32)) });
    await pupil.say({ kind: 'msg', text: 'two' });
    const { items } = await openAs(lead, GROUP);
    expect(items.map(textOf)).toEqual([TEXT, null, 'two']);
  });
});

describe('an adult is told', () => {
  test('when the sender had seen another past', async () => {
    await pupil.say({ kind: 'msg', text: 'hello' }, { seen: { seq: 1, hash: b64u(random(32)) } });
    const { items } = await openAs(lead, GROUP);
    expect(items[1]?.doubts).toEqual(['seen_wrong']);
  });

  test('when the pupil was shown another root than the school has', async () => {
    const root = school.root;
    const other = await TestSchool.open();
    school.root = other.root;
    pupil = await TestPupil.report(school, TEXT);
    school.root = root;
    const { items } = await openAs(lead, GROUP);
    expect(items[0]?.doubts).toEqual(['root_differs']);
  });
});

describe('the lead', () => {
  test('reads the report and replies so that the next reader sees both', async () => {
    const { room } = await openAs(lead, GROUP);
    const reply = await room.seal(room.conv, 'msg', { text: 'Thank you for telling us.' }, NOW);
    pupil.post(reply, `person:${lead.id}`);
    const { items } = await openAs(lead, GROUP);
    expect(items.map(textOf)).toEqual([TEXT, 'Thank you for telling us.']);
    expect(items[1]?.doubts).toEqual([]);
  });

  test('starts the adults’ file without the pupil before the first note', async () => {
    const { room } = await openAs(lead, GROUP);
    expect(room.needsEpoch(room.file)).toBe(true);
    const epoch = await room.newEpoch(room.file, 'safeguarding');
    expect(epoch.record.wraps.map(({ to }) => to)).toEqual([GROUP]);
    await room.addEpochs(room.file, [epoch.record]);
    const note = await room.seal(room.file, 'note', { text: 'Spoke to the tutor.' }, NOW);
    const [opened] = await room.addItems(room.file, [{ ...note, seq: 1, type: 'msg', sender: `person:${lead.id}`, body: note.env, at: NOW }]);
    expect(textOf(opened)).toBe('Spoke to the tutor.');
  });

  test('cannot seal a note into the conversation, where the pupil would read it', async () => {
    const { room } = await openAs(lead, GROUP);
    await expect(room.seal(room.conv, 'note', { text: 'for adults' }, NOW)).rejects.toEqual(expect.objectContaining({ code: 'kind_mismatch' }));
  });

  test('leaves nothing behind when the case is closed on the screen', async () => {
    const { room } = await openAs(lead, GROUP);
    room.wipe();
    await expect(room.seal(room.conv, 'msg', { text: 'too late' }, NOW)).rejects.toEqual(expect.objectContaining({ code: 'key_missing' }));
    expect(room.cursor(room.conv)).toBe(0);
  });
});

describe('a mentor who is given the chat', () => {
  async function given(): Promise<{ room: StaffCase; items: OpenedItem[] }> {
    const { room } = await openAs(lead, GROUP);
    const give = await room.give(mentor.id, 'safeguarding', NOW);
    expect(give.earlier).toEqual([]);
    expect(give.file_epoch).toBeNull();
    pupil.epochs.push(give.epoch);
    const from = pupil.clear('epoch', { epoch: 2, by: `person:${lead.id}`, readers: [] }).seq;
    if (give.share !== null) pupil.post({ ...give.share, kind: 'share' }, `person:${lead.id}`);
    const theirs = new StaffCase(await school.unlock(mentor), pupil.conv);
    const [conv] = pupil.opened(`person:${mentor.id}`);
    if (conv === undefined) throw new Error('no conversation');
    return { room: theirs, items: await theirs.load([{ ...conv, items: conv.items.slice(from - 1) }]) };
  }

  test('reads what was shared and answers', async () => {
    const { room, items } = await given();
    expect(items.map(textOf)).toEqual([null, TEXT]);
    expect((await room.seal(room.conv, 'msg', { text: 'Hi.' }, NOW)).epoch).toBe(2);
  });

  test('cannot open what was said before', async () => {
    await pupil.say({ kind: 'msg', text: 'before' });
    const { room } = await given();
    const before = await room.addItems(room.conv, [{ ...(pupil.items[1] as never as (typeof pupil.items)[0]), seq: 99 }]);
    expect(problems(before)).toEqual(['key_missing']);
  });

  test('believes no pupil but the one of the share', async () => {
    const { room } = await given();
    const item = await pupil.say({ kind: 'msg', text: 'somebody else' }).catch(() => null);
    expect(item).not.toBeNull();
    const [opened] = await room.addItems(room.conv, item === null ? [] : [item]);
    expect(opened?.problem).not.toBeNull();
  });
});

test('a mentor whom the pupil lets in reads from the pupil’s own share', async () => {
  const kem = mentor.keys.kemPublic;
  await pupil.startEpoch([{ to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) }, { to: `person:${mentor.id}`, kem }]);
  const from = pupil.clear('epoch', { epoch: 2, by: 'pupil', readers: [] }).seq;
  await pupil.say({ kind: 'share', text: TEXT, topics: ['bullying'], pupil: { sign: b64u(pupil.signer.publicKey) } });
  await pupil.say({ kind: 'msg', text: 'are you there?' });
  const room = new StaffCase(await school.unlock(mentor), pupil.conv);
  const [conv] = pupil.opened(`person:${mentor.id}`);
  const items = conv === undefined ? [] : await room.load([{ ...conv, items: conv.items.slice(from - 1) }]);
  expect(items.map(textOf)).toEqual([null, TEXT, 'are you there?']);
});

describe('after somebody outside the group', () => {
  async function withMentor(): Promise<StaffCase> {
    const { room } = await openAs(lead, GROUP);
    const { epoch } = await room.give(mentor.id, 'safeguarding', NOW);
    await room.addEpochs(room.conv, [epoch]);
    await room.addItems(room.conv, [pupil.clear('party', { who: 'mentor', alias: 'Robin', person: mentor.id, change: 'joined', why: 'given' })]);
    return room;
  }

  test('came, a new key is made for them too', async () => {
    const room = await withMentor();
    const { record } = await room.newEpoch(room.conv, 'safeguarding');
    expect(record.wraps.map(({ to }) => to)).toEqual([GROUP, `person:${mentor.id}`, 'pupil']);
  });

  test('came into a case of the pastoral team, both teams have the new key', async () => {
    const { room } = await openAs(lead, GROUP);
    const { record } = await room.newEpoch(room.conv, 'pastoral');
    expect(record.wraps.map(({ to }) => to)).toEqual(['group:pastoral:1', GROUP, 'pupil']);
  });

  test('left, nothing is written before a new key is made without them', async () => {
    const room = await withMentor();
    await room.addItems(room.conv, [pupil.clear('party', { who: 'mentor', alias: 'Robin', person: mentor.id, change: 'left', why: 'serious' })]);
    expect(room.needsEpoch(room.conv)).toBe(true);
    const { record } = await room.newEpoch(room.conv, 'safeguarding');
    expect(record.wraps.map(({ to }) => to)).toEqual([GROUP, 'pupil']);
    await room.addEpochs(room.conv, [record]);
    expect(room.needsEpoch(room.conv)).toBe(false);
  });

  test('an adult of the group may come and go without new keys', async () => {
    const { room } = await openAs(lead, GROUP);
    await room.addItems(room.conv, [pupil.clear('party', { who: 'adult', alias: 'Ms Khan', person: lead.id, change: 'left', why: 'left' })]);
    expect(room.needsEpoch(room.conv)).toBe(false);
  });
});

test('a responder who is given the case reads everything of it, and may write in the file', async () => {
  await pupil.say({ kind: 'msg', text: 'before' });
  const { room } = await openAs(lead, GROUP);
  const give = await room.give(responder.id, 'safeguarding', NOW);
  expect(give.share).toBeNull();
  const me = `person:${responder.id}`;
  for (const { epoch, wrap } of give.earlier) pupil.epochs[epoch - 1]?.wraps.push({ to: me, wrap });
  pupil.epochs.push(give.epoch);
  const theirs = new StaffCase(await school.unlock(responder), pupil.conv);
  expect((await theirs.load(pupil.opened(me))).map(textOf)).toEqual([TEXT, 'before']);
  await theirs.addEpochs(theirs.file, give.file_epoch === null ? [] : [give.file_epoch]);
  expect((await theirs.seal(theirs.file, 'note', { text: 'mine' }, NOW)).epoch).toBe(1);
});
