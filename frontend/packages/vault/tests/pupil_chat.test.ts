import { b64u, fromB64u, random } from '@hark/crypto/bytes';
import { openEpoch } from '@hark/crypto/epoch';
import { openItem } from '@hark/crypto/item';
import { kemPublicKey } from '@hark/crypto/wrap';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Chat } from '../src/pupil_chat.ts';
import { SCHOOL, TestSchool, type Somebody } from './school.ts';
import { DRAFT, TestServer, until } from './server.ts';

let school: TestSchool;
let server: TestServer;
let khan: Somebody;
let robin: Somebody;

beforeEach(async () => {
  school = await TestSchool.open();
  khan = await school.employ('dsl', ['safeguarding']);
  robin = await school.employ('mentor');
  server = await TestServer.of(school);
});

function claim(who: Somebody, { kem = who.keys.kemPublic, ...rest }: { kem?: Uint8Array; want?: 'mentor' } = {}): void {
  server.mailbox = { state: 'claimed', claim: { person: who.id, alias: 'Robin', kem: b64u(kem) }, ...rest };
  server.clear('state', { state: 'claimed' });
}

/** The page has applied everything that is on the stream. */
const caughtUp = (seen: () => Chat): Promise<void> => until(() => seen().items.length === server.items.length);
const shared = (): boolean => server.items.some(({ kind }) => kind === 'share');

describe('a mentor who claims the chat', () => {
  it('gets no key if the key the server gives is not the one in the roster', async () => {
    const { seen } = await server.pupil();
    claim(robin, { kem: await kemPublicKey(random(32)) });
    await until(() => seen().trouble !== null);
    expect(seen().trouble).toBe('kid_wrong');
    expect(server.epochs).toHaveLength(1);
  });

  it('gets no key if the pupil asked for an adult; an adult is asked instead', async () => {
    const { seen } = await server.pupil({ chat: 'adult', mentor: null });
    claim(robin);
    await until(() => server.acts.length > 0);
    expect(server.epochs).toHaveLength(1);
    expect(server.acts).toEqual([{ verb: 'escalate', args: { why: 'asked' } }]);
    expect(seen().trouble).toBeNull();
  });

  it('gets no key if the pupil would not meet them: the next one is asked', async () => {
    const { seen } = await server.pupil({}, (person) => person !== robin.id);
    claim(robin);
    await until(() => server.acts.length > 0);
    expect(server.epochs).toHaveLength(1);
    expect(server.acts).toEqual([{ verb: 'avoid', args: { person: robin.id } }]);
    expect(seen().trouble).toBeNull();
  });

  it('gets no key because the server alone says that the pupil wants a mentor', async () => {
    await server.pupil({ chat: 'adult', mentor: null });
    claim(robin, { want: 'mentor' });
    await until(() => server.acts.length > 0);
    expect(server.epochs).toHaveLength(1);
  });

  it('gets no key from a roster that is older than one seen before', async () => {
    server.roster = await school.roster(5);
    const { seen } = await server.pupil();
    server.roster = await school.roster(4);
    claim(robin);
    await until(() => seen().trouble !== null);
    expect(seen().trouble).toBe('roster_old');
    expect(server.epochs).toHaveLength(1);
  });

  it('gets a new key and the first message under it, and never the key before', async () => {
    await server.pupil();
    claim(robin);
    await until(shared);
    expect(server.epochs.map(({ wraps }) => wraps.map(({ to }) => to))).toEqual([
      ['group:safeguarding:1', 'pupil'],
      ['group:safeguarding:1', `person:${robin.id}`, 'pupil'],
    ]);
    expect(await readShare(robin)).toMatchObject({ kind: 'share', text: DRAFT.text, topics: DRAFT.topics });
  });

  it('is given the first message once, however often the page looks at its keys', async () => {
    const { seen } = await server.pupil();
    claim(robin);
    await until(shared);
    server.clear('status', { status: 'read' });
    server.clear('status', { status: 'asked' });
    await caughtUp(seen);
    expect(server.items.filter(({ kind }) => kind === 'share')).toHaveLength(1);
  });

  it('comes in with nothing left out of what happened while the keys changed', async () => {
    const { seen } = await server.pupil();
    claim(robin);
    await until(shared);
    await caughtUp(seen);
    expect(seen().items.map(({ seq }) => seq)).toEqual(server.items.map(({ seq }) => seq));
  });
});

describe('what a member of staff writes', () => {
  it('is refused under a key that a mentor made', async () => {
    const { seen } = await server.pupil();
    const { key } = await server.readAsGroup();
    const made = await server.start(robin, key, [{ to: `person:${robin.id}`, kem: robin.keys.kemPublic }, ...(await server.usualReaders())]);
    server.tell(await server.say(robin, made, 'only you and me'));
    await caughtUp(seen);
    expect(seen().items.at(-1)).toMatchObject({ body: null, problem: 'epoch_signer' });
  });

  it('stops the page when its sender was shown another past', async () => {
    const { seen } = await server.pupil();
    const { key } = await server.readAsGroup();
    server.tell(await server.say(khan, key, 'hello', b64u(random(32))));
    await until(() => seen().trouble !== null);
    expect(seen().trouble).toBe('seen_wrong');
  });

  it('is shown with the name that the roster gives', async () => {
    const { seen } = await server.pupil();
    const { key } = await server.readAsGroup();
    server.tell(await server.say(khan, key, 'Thank you for telling us.'));
    await caughtUp(seen);
    expect(seen().items.at(-1)?.body).toMatchObject({ text: 'Thank you for telling us.' });
    expect(seen().names.get(`person:${khan.id}`)).toEqual({ alias: 'Person dsl', mentor: false });
  });

  it('can be read though its writer joined after the page last asked who is at the school', async () => {
    const { seen } = await server.pupil();
    const { key } = await server.readAsGroup();
    const osei = await school.employ('deputy', ['safeguarding']);
    server.roster = await school.roster(2);
    server.tell(await server.say(osei, key, 'Hello, I am new.'));
    await caughtUp(seen);
    expect(seen().items.at(-1)?.body).toMatchObject({ text: 'Hello, I am new.' });
  });
});

describe('a line that fails in the middle', () => {
  it('leaves nothing out: what could not be opened for want of a key is opened a little later', async () => {
    const { seen } = await server.pupil();
    const { key } = await server.readAsGroup();
    server.failures.push({ path: '/api/mailbox/epochs', status: 0, code: '' }, { path: '/api/mailbox/epochs', status: 503, code: 'busy' });
    const made = await server.start(khan, key, await server.usualReaders());
    server.tell(await server.say(khan, made, 'under a new key'));
    await caughtUp(seen);
    expect(textsOf(seen())).toEqual(['under a new key']);
  });

  it('shows the page that its session is over', async () => {
    const { seen } = await server.pupil();
    server.failures.push({ path: '/api/mailbox', status: 401, code: 'not_signed_in' });
    server.clear('status', { status: 'read' });
    await until(() => seen().trouble !== null);
    expect(seen().trouble).toBe('gone');
  });
});

describe('what the pupil writes', () => {
  it('is sealed again under a new key, and said once, when a reader has left', async () => {
    const { chat, seen } = await server.pupil();
    server.mailbox = { rekey: true };
    chat.say('are you there?');
    await until(() => seen().outgoing.length === 0);
    expect(server.epochs).toHaveLength(2);
    expect(server.items.filter(({ kind }) => kind === 'msg')).toMatchObject([{ epoch: 2 }]);
    await caughtUp(seen);
    expect(textsOf(seen())).toEqual(['are you there?']);
  });

  it('stays with both teams while the pastoral team has it, and is the safety team\'s alone once it was handed up', async () => {
    const { chat, seen } = await server.pupil({ route: 'pastoral' });
    server.mailbox = { rekey: true };
    chat.say('are you there?');
    await until(() => seen().outgoing.length === 0);
    expect(server.epochs.at(-1)?.wraps.map(({ to }) => to)).toEqual(['group:pastoral:1', 'group:safeguarding:1', 'pupil']);
    server.mailbox = { rekey: true, route: 'safeguarding' };
    chat.say('and now?');
    await until(() => seen().outgoing.length === 0);
    expect(server.epochs.at(-1)?.wraps.map(({ to }) => to)).toEqual(['group:safeguarding:1', 'pupil']);
  });

  it.each([['head', 'safeguarding'], ['safeguarding', 'pastoral'], ['safeguarding', 'head']] as const)(
    'sent to %s is not made readable to another group on the server\'s word: %s', async (route, claimed) => {
      const { chat, seen } = await server.pupil({ route, chat: 'none', mentor: null });
      const before = server.epochs.length;
      server.mailbox = { rekey: true, route: claimed };
      chat.say('are you there?');
      await until(() => seen().trouble !== null);
      expect(seen().trouble).toBe('epoch_reader');
      expect(server.epochs).toHaveLength(before);
    });

  it('stays readable to a responder whom an adult gave the chat, under the new key too', async () => {
    const { chat, seen } = await server.pupil();
    const patel = await school.employ('responder');
    server.roster = await school.roster(2);
    const { key } = await server.readAsGroup();
    const responder = { to: `person:${patel.id}`, kem: patel.keys.kemPublic };
    await server.start(khan, key, [...(await server.usualReaders()), responder]);
    await caughtUp(seen);
    server.mailbox = { rekey: true, given: [{ person: patel.id, kem: b64u(patel.keys.kemPublic) }] };
    chat.say('are you there?');
    await until(() => seen().outgoing.length === 0);
    expect(server.epochs.at(-1)?.wraps.map(({ to }) => to).sort()).toEqual(['group:safeguarding:1', responder.to, 'pupil'].sort());
  });

  it('is not made readable to somebody whom only the server says the chat was given to', async () => {
    const { chat, seen } = await server.pupil();
    server.mailbox = { rekey: true, given: [{ person: robin.id, kem: b64u(robin.keys.kemPublic) }] };
    chat.say('are you there?');
    await until(() => seen().outgoing.length === 0);
    expect(server.epochs.at(-1)?.wraps.map(({ to }) => to)).toEqual(['group:safeguarding:1', 'pupil']);
  });

  it('is shown as being sent until it is on disk', async () => {
    const { chat, seen } = await server.pupil();
    chat.say('first');
    expect(seen().outgoing).toMatchObject([{ text: 'first', saved: false, refused: null }]);
    await until(() => seen().outgoing.length === 0);
    expect(textsOf(seen())).toEqual(['first']);
  });

  it('keeps its order', async () => {
    const { chat, seen } = await server.pupil();
    for (const text of ['one', 'two', 'three']) chat.say(text);
    await until(() => seen().outgoing.length === 0);
    expect(textsOf(seen())).toEqual(['one', 'two', 'three']);
  });

  it('waits for the pupil to try again when it was refused, and is then said once', async () => {
    const { chat, seen } = await server.pupil();
    server.refusals.push('too_fast');
    chat.say('quick');
    await until(() => seen().outgoing.some(({ refused }) => refused !== null));
    const [kept] = seen().outgoing;
    expect(kept).toMatchObject({ text: 'quick', refused: 'too_fast' });
    chat.again(kept?.id ?? '');
    await until(() => seen().outgoing.length === 0);
    expect(textsOf(seen())).toEqual(['quick']);
  });
});

const textsOf = (chat: Chat): string[] => chat.items.flatMap(({ body }) => (body?.kind === 'msg' ? [body.text] : []));

/** The first message as somebody who was let in later opens it. */
async function readShare(who: Somebody): Promise<unknown> {
  const { body: report } = await server.readAsGroup();
  const pupil = report.kind === 'report' ? [fromB64u(report.pupil.sign)] : [];
  const [, record] = server.epochs;
  const item = server.items.find(({ kind }) => kind === 'share');
  if (record === undefined || item === undefined) throw new Error('nothing was shared');
  const place = { school: SCHOOL, stream: server.stream };
  const { key } = await openEpoch(record, {
    ...place, previousKey: null, recipient: `person:${who.id}`, seed: who.keys.secrets.kem, readerAllowed: () => true, signersOf: () => pupil,
  });
  return openItem({ ...place, epoch: 2, cmid: item.cmid, key, kind: 'share', sender: 'pupil', env: item.body, signersOf: () => pupil });
}
