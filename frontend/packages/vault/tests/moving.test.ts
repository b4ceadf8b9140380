import { b64u, random } from '@hark/crypto/bytes';
import { makeEpoch, readStatement, type EpochRecord } from '@hark/crypto/epoch';
import { sealItem, type Body } from '@hark/crypto/item';
import { group } from '@hark/crypto/roster';
import { signingKey, type SigningKey } from '@hark/crypto/sign';
import { kemPublicKey } from '@hark/crypto/wrap';
import type { Item } from '@hark/protocol/api';
import { ApiError } from '@hark/protocol/errors';
import { beforeAll, describe, expect, test } from 'vitest';

import { moveConversations, newEpochOf, type ToMove } from '../src/moving.ts';
import type { StaffVault } from '../src/staff.ts';
import { NOW, RealSchool, SCHOOL, spoilt, type Somebody } from './real_school.ts';

let school: RealSchool;
let lead: Somebody;
let mentor: Somebody;
let vault: StaffVault;
const [pupilSeed, pupilSign] = [random(32), random(32)];
let pupilSigner: SigningKey;

const refused = (code: string): object => expect.objectContaining({ code }) as object;

/** A pupil's conversation as it stood before the group had its second key, as the server offers it. */
async function conversation(before: StaffVault, named: { to: string; kem: Uint8Array }[] = []): Promise<ToMove> {
  const id = crypto.randomUUID();
  const stream = `conv:${id}`;
  const kem = await kemPublicKey(pupilSeed);
  const leads = group(before.roster, 'safeguarding');
  const readers = [{ to: `group:safeguarding:${leads?.epoch ?? 0}`, kem: leads?.kem ?? kem }, ...named, { to: 'pupil', kem }];
  const { record, key } = await makeEpoch({
    school: SCHOOL, stream, number: 1, previousKey: null, by: 'pupil', signer: pupilSigner, rosterNumber: before.roster.number, readers,
  });
  const pupil = { kem: b64u(kem), sign: b64u(pupilSigner.publicKey) };
  const roster = { number: 1, root: b64u(before.roster.root) };
  const body = { v: 1, kind: 'report', from: 'pupil', at: NOW, seen: null, text: 'x', topics: [], chat: 'none', pupil, roster } as unknown as Body;
  const cmid = crypto.randomUUID();
  const env = await sealItem({ school: SCHOOL, stream, epoch: 1, cmid, key, signer: pupilSigner, body });
  const report: Item = { seq: 1, type: 'msg', kind: 'report', epoch: 1, cmid, sender: 'pupil', body: env, at: NOW };
  const wanted = ['group:safeguarding:2', 'pupil', ...named.map(({ to }) => to)];
  return { stream, case: id, epoch: record, first: record, report, readers_wanted: wanted };
}

/** The adults' file of a case. */
async function file(before: StaffVault): Promise<ToMove> {
  const id = crypto.randomUUID();
  const stream = `file:${id}`;
  const { record } = await makeEpoch({
    school: SCHOOL, stream, number: 1, previousKey: null, by: before.me, signer: before.signer, rosterNumber: before.roster.number,
    readers: [{ to: 'group:safeguarding:1', kem: group(before.roster, 'safeguarding')?.kem ?? new Uint8Array() }],
  });
  return { stream, case: id, epoch: record, first: null, report: null, readers_wanted: ['group:safeguarding:2'] };
}

let talk: ToMove;
let notes: ToMove;
let chat: ToMove;

beforeAll(async () => {
  pupilSigner = await signingKey(pupilSign.slice());
  ({ school, lead } = await RealSchool.found());
  for (const role of ['mentor', 'responder'] as const) {
    const by = await school.unlock(lead);
    const joiner = await school.invite(by, role);
    await school.confirm(by, joiner);
    if (role === 'mentor') mentor = joiner;
  }
  const before = await school.unlock(lead);
  [talk, notes] = [await conversation(before), await file(before)];
  chat = await conversation(before, [{ to: `person:${mentor.id}`, kem: await before.kemOf(mentor.id) }]);
  await school.change(before, { do: 'rotate', group: 'safeguarding' });
  vault = await school.unlock(lead);
});

describe('the next epoch of a conversation', () => {
  test('lets nobody in whom the one before did not name', async () => {
    for (const stranger of ['group:pastoral:1', `person:${mentor.id}`, `person:${SCHOOL}`, 'group:head:1', 'group:safeguarding:1', 'everyone']) {
      const entry = { ...talk, readers_wanted: [...talk.readers_wanted, stranger] };
      await expect(newEpochOf(vault, entry)).rejects.toEqual(refused('epoch_reader'));
    }
    await expect(newEpochOf(vault, { ...notes, readers_wanted: [...notes.readers_wanted, 'pupil'] })).rejects.toEqual(refused('epoch_reader'));
  });

  test('names no mentor who has left since', async () => {
    const by = await school.unlock(lead);
    const gone = await school.invite(by, 'mentor');
    await school.confirm(by, gone);
    const before = await school.unlock(lead);
    const entry = await conversation(before, [{ to: `person:${gone.id}`, kem: await before.kemOf(gone.id) }]);
    await school.change(before, { do: 'leave', person: gone.id });
    await expect(newEpochOf(await school.unlock(lead), entry)).rejects.toEqual(refused('kid_wrong'));
  });

  test('is not made from a report or an epoch that was touched', async () => {
    const report = talk.report === null ? null : { ...talk.report, body: spoilt(talk.report.body) };
    await expect(newEpochOf(vault, { ...talk, report })).rejects.toEqual(refused('key_missing'));
    const epoch = { ...talk.epoch, sig: spoilt(talk.epoch.sig) };
    await expect(newEpochOf(vault, { ...talk, epoch, first: epoch })).rejects.toEqual(refused('signature_wrong'));
    await expect(newEpochOf(vault, { ...notes, epoch: { ...notes.epoch, wraps: [] } })).rejects.toEqual(refused('key_missing'));
  });

  test('is for those who read it, under their present keys, and follows the one before', async () => {
    for (const [entry, readers] of [
      [talk, ['group:safeguarding:2', 'pupil']],
      [notes, ['group:safeguarding:2']],
      [chat, ['group:safeguarding:2', 'pupil', `person:${mentor.id}`]],
    ] as const) {
      const record = await newEpochOf(vault, entry);
      const statement = readStatement(record, { school: SCHOOL, stream: entry.stream });
      expect(statement).toMatchObject({ epoch: 2, by: vault.me, roster: vault.roster.number });
      expect([...statement.readers].sort()).toEqual([...readers].sort());
      expect(record.wraps.map(({ to }) => to).sort()).toEqual([...readers].sort());
      expect(statement.link).not.toBeNull();
    }
  });

  test('may leave somebody out whom the server no longer wants there', async () => {
    const entry = { ...chat, readers_wanted: ['group:safeguarding:2', 'pupil'] };
    expect((await newEpochOf(vault, entry)).wraps).toHaveLength(2);
  });
});

describe('moving everything', () => {
  /** A server with these streams, which offers what was not moved yet and stops being there after some calls. */
  class Offering {
    readonly moved = new Map<string, EpochRecord>();
    readonly seen: [number, number][] = [];
    taken = new Set<string>();
    calls = Infinity;
    readonly #all: ToMove[];

    constructor(all: ToMove[]) {
      this.#all = all;
    }

    run = (): ReturnType<typeof moveConversations> => moveConversations(vault, {
      next: (limit) => {
        const left = this.#all.filter(({ stream }) => !this.moved.has(stream));
        return Promise.resolve({ streams: left.slice(0, Math.min(limit, 2)), left: Math.max(0, left.length - Math.min(limit, 2)) });
      },
      send: (stream, epoch) => {
        if (this.calls-- <= 0) throw new Error('the line is down');
        if (this.taken.has(stream)) throw new ApiError('epoch_taken', 409, null);
        this.moved.set(stream, epoch);
        return Promise.resolve();
      },
      progress: (done, all) => { this.seen.push([done, all]); },
    });
  }

  test('names what it cannot open, leaves it as it is, and goes on', async () => {
    const broken = { ...notes, epoch: { ...notes.epoch, wraps: [] } };
    const server = new Offering([broken, talk, chat]);
    const { moved, left } = await server.run();
    expect([moved, left]).toEqual([2, [{ stream: notes.stream, case: notes.case, problem: 'key_missing' }]]);
    expect([...server.moved.keys()]).toEqual([talk.stream, chat.stream]);
  });

  test('ends although a server offers for ever what it never takes', async () => {
    const server = new Offering([talk]);
    server.taken = new Set([talk.stream]);
    expect(await server.run()).toEqual({ moved: 0, left: [{ stream: talk.stream, case: talk.case, problem: 'epoch_mismatch' }] });
  });

  test('goes on where it was interrupted, and moves nothing twice', async () => {
    const server = new Offering([talk, notes, chat]);
    server.calls = 1;
    await expect(server.run()).rejects.toThrow('the line is down');
    const first = server.moved.get(talk.stream);
    server.calls = Infinity;
    expect(await server.run()).toEqual({ moved: 2, left: [] });
    expect(server.moved.get(talk.stream)).toBe(first);
    expect(server.seen.at(-1)).toEqual([2, 2]);
  });
});
