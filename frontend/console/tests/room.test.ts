import { kemPublicKey } from '@hark/crypto/wrap';
import type { CaseHead, Item } from '@hark/protocol/api';
import { RtError } from '@hark/protocol/errors';
import { Http } from '@hark/protocol/http';
import type { StaffVault } from '@hark/vault/staff';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { TestPupil, TestSchool, type Somebody } from '../../packages/vault/tests/school.ts';
import type { Follower, Notice } from '../src/audience.ts';
import { CaseRoom } from '../src/case/room.svelte.ts';
import type { Desk } from '../src/desk.svelte.ts';

const GROUP = 'group:safeguarding:1';

let school: TestSchool;
let lead: Somebody;
let vault: StaffVault;
let pupil: TestPupil;
let room: CaseRoom;
let answers: Record<string, (body: unknown) => { status?: number; body: unknown }>;
let followers: Map<string, Follower>;
let notice: (notice: Notice) => void;
let send: (message: { s: string; cmid: string; kep: number; kind: string; env: string }) => Promise<{ seq: number }>;
let asked: string[];

const head = (fields: Partial<CaseHead> = {}): CaseHead => ({
  id: pupil.conv, number: 1, group: 'safeguarding', safe: 'yes', want: 'adult', state: 'open', mentor: null, urgency: 'amber',
  owner: null, holder: null, why: ['rest'], received: '', last_pupil: null, last_staff: null, opened: null, target: null, reply_due: null, snoozed: null,
  follow_up: null, overflow: false, rekey: false, frozen: false, v: 3, ...fields,
});
const refuse = (code: string, status = 409) => () => ({ status, body: { code } });

async function fetchStub(input: string, init: RequestInit): Promise<Response> {
  const call = `${init.method ?? 'GET'} ${decodeURIComponent(input).replaceAll(pupil.conv, '*')}`;
  asked.push(call);
  const answer = answers[call]?.(typeof init.body === 'string' ? JSON.parse(init.body) : null) ?? { status: 404, body: { code: 'not_found' } };
  return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status ?? 200 }));
}

beforeAll(async () => {
  school = await TestSchool.open();
  lead = await school.employ('dsl', ['safeguarding']);
});

beforeEach(async () => {
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vault = await school.unlock(lead);
  pupil = await TestPupil.report(school, 'They keep leaving me out.');
  followers = new Map();
  asked = [];
  send = (message) => Promise.resolve({ seq: pupil.post({ ...message, epoch: message.kep }, `person:${lead.id}`).seq });
  answers = {
    'POST /api/cases/*/open': () => ({ body: { case: head(), streams: pupil.opened(GROUP), opened_by: [] } }),
    'GET /api/cases/*': () => ({ body: head({ v: 4, owner: { id: 'o', alias: 'Mr Osei' } }) }),
    'GET /api/streams/conv:*/epochs': () => ({ body: { epochs: pupil.opened(GROUP)[0]?.epochs } }),
  };
  const desk = {
    me: { id: lead.id, role: 'dsl', groups: ['safeguarding'] },
    session: { vault, http: new Http({ fetch: fetchStub, mode: { kind: 'cookie' } }) },
    feed: {
      listen: (listener: typeof notice) => {
        notice = listener;
        return () => undefined;
      },
      follow: (stream: string, _seq: number, follower: Follower) => {
        followers.set(stream, follower);
        return () => { followers.delete(stream); };
      },
      send: (message: Parameters<typeof send>[0]) => send(message),
      mark: () => undefined,
    },
  } as unknown as Desk;
  room = new CaseRoom(desk, pupil.conv);
  room.show(head());
});

afterEach(() => {
  room.leave();
  vi.unstubAllGlobals();
});

const texts = (): (string | null)[] => room.thread.items.map(({ body }) => (body !== null && 'text' in body ? body.text : null));
const arrives = (...items: Item[]): void => { followers.get(pupil.stream)?.items(items); };

test('looking at a case opens nothing and asks for nothing', () => {
  expect(room.thread.items).toEqual([]);
  expect(asked).toEqual([]);
});

test('a notice about another case is none of this one’s business', () => {
  notice({ what: 'case', id: crypto.randomUUID(), v: 9 });
  notice({ what: 'case', id: pupil.conv, v: 3 });
  expect(asked).toEqual([]);
});

test('an older word about a case never replaces a newer one', () => {
  room.show(head({ v: 5, state: 'closed' }));
  room.show(head({ v: 4, state: 'live' }));
  expect(room.head?.state).toBe('closed');
});

describe('a case that is open on the screen', () => {
  beforeEach(async () => {
    await room.open();
  });

  test('shows what comes, each once and in order', async () => {
    const hello = await pupil.say({ kind: 'msg', text: 'hello' });
    arrives(hello);
    arrives(hello, await pupil.say({ kind: 'msg', text: 'again' }));
    await vi.waitFor(() => { expect(texts()).toEqual(['They keep leaving me out.', 'hello', 'again']); });
  });

  test('fetches new keys before it reads what was sealed under them', async () => {
    await pupil.startEpoch([{ to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) }]);
    const epoch = pupil.clear('epoch', { epoch: 2, by: 'pupil', readers: [] });
    arrives(epoch, await pupil.say({ kind: 'msg', text: 'under new keys' }));
    await vi.waitFor(() => { expect(texts().at(-1)).toBe('under new keys'); });
  });

  test('seals again under the new keys when the readers changed while somebody wrote', async () => {
    await pupil.startEpoch([{ to: GROUP, kem: await kemPublicKey(school.seed('safeguarding')) }]);
    const sent: number[] = [];
    send = ({ kep }) => {
      sent.push(kep);
      return kep === 1 ? Promise.reject(new RtError('epoch_old', 'new', null)) : Promise.resolve({ seq: 9 });
    };
    expect(await room.reply('hello')).toBe(true);
    expect(sent).toEqual([1, 2]);
  });

  test('keeps nothing as “sending” after a refusal, and says why', async () => {
    send = () => Promise.reject(new RtError('too_fast', 'later', null));
    expect(await room.reply('hello')).toBe(false);
    expect(room.thread.outgoing).toEqual([]);
    expect(room.thread.problem).toContain('Wait a moment');
  });

  test('shows a reply as sending until it comes by, and then once', async () => {
    await room.reply('hello');
    expect(room.thread.outgoing.map(({ text }) => text)).toEqual(['hello']);
    arrives(...pupil.items.slice(1));
    await vi.waitFor(() => { expect(texts()).toEqual(['They keep leaving me out.', 'hello']); });
    expect(room.thread.outgoing).toEqual([]);
  });

  test('leaves a refusal on the screen when something comes in', async () => {
    send = () => Promise.reject(new RtError('too_fast', 'later', null));
    await room.reply('hello');
    arrives(await pupil.say({ kind: 'msg', text: 'are you there?' }));
    await vi.waitFor(() => { expect(texts()).toContain('are you there?'); });
    expect(room.thread.problem).toContain('Wait a moment');
  });

  test('says who was quicker when a colleague changed it first', async () => {
    answers['POST /api/cases/*/take'] = refuse('case_changed');
    expect(await room.take()).toBe(false);
    expect(room.head?.owner?.alias).toBe('Mr Osei');
    expect(room.thread.problem).toContain('It is with Mr Osei now');
  });

  test('tells whoever closes second who was first, that nothing of theirs was stored, and shows the case closed', async () => {
    answers['POST /api/cases/*/close'] = () => ({ status: 409, body: { code: 'already_closed', data: { by: 'Mrs Khan' } } });
    answers['GET /api/cases/*'] = () => ({ body: head({ v: 4, state: 'closed' }) });
    const epochs: unknown[] = [];
    answers['POST /api/streams/file:*/epochs'] = (body) => {
      epochs.push(body);
      return { body: { seq: 1 } };
    };
    answers['GET /api/streams/file:*/epochs'] = () => ({ body: { epochs } });
    expect(await room.close('Resolved', 'It stopped', 'Come back any time')).toBe(false);
    expect(room.thread.problem).toMatch(/^Mrs Khan has closed this case already/);
    expect(room.thread.problem).toContain('Yours were not stored, and the pupil did not get them. They are still here');
    expect(room.head?.state).toBe('closed');
  });

  test('drops every word and key at once when access ends', async () => {
    followers.get(pupil.stream)?.gone();
    expect(room.thread.gone).toBe(true);
    expect(room.thread.items).toEqual([]);
    expect(await room.reply('too late')).toBe(false);
  });

  test('stays open, with what somebody is writing in it, while it is read anew from the first item', async () => {
    let openWhileReading = false;
    const whole = answers['POST /api/cases/*/open'];
    answers['POST /api/cases/*/open'] = (body) => {
      openWhileReading = room.thread.opened;
      return whole?.(body) ?? { body: null };
    };
    followers.get(pupil.stream)?.reset();
    await vi.waitFor(() => { expect(texts()).toEqual(['They keep leaving me out.']); });
    expect([openWhileReading, room.thread.opened]).toEqual([true, true]);
  });

  test('can be opened again when it could not be read anew', async () => {
    answers['POST /api/cases/*/open'] = refuse('busy', 503);
    followers.get(pupil.stream)?.reset();
    await vi.waitFor(() => { expect(room.thread.opened).toBe(false); });
  });

  test('shows nothing that is still being opened when the screen is left', async () => {
    const again = new Promise<void>((resolve) => { setTimeout(resolve, 0); });
    arrives(await pupil.say({ kind: 'msg', text: 'late' }));
    room.leave();
    await again;
    expect(room.thread.items).toEqual([]);
  });

  test('refuses by name what was sealed under a key it was never given', async () => {
    await pupil.startEpoch([{ to: 'group:head:1', kem: await kemPublicKey(school.seed('head')) }]);
    const epoch = pupil.clear('epoch', { epoch: 2, by: 'pupil', readers: [] });
    arrives(epoch, await pupil.say({ kind: 'msg', text: 'not for you' }));
    await vi.waitFor(() => { expect(room.thread.items.at(-1)?.problem).toBe('key_missing'); });
    expect(texts()).not.toContain('not for you');
  });

  test('cannot be closed by a page that lost the group’s key', async () => {
    vault.lock();
    await expect(room.close('done', 'reason', 'goodbye')).resolves.toBe(false);
  });
});
