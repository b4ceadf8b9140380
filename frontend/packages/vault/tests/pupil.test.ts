import { random } from '@hark/crypto/bytes';
import { signingKey } from '@hark/crypto/sign';
import { beforeEach, describe, expect, it } from 'vitest';

import { TestSchool } from './school.ts';
import { DRAFT, TestServer } from './server.ts';

let school: TestSchool;
let server: TestServer;

beforeEach(async () => {
  school = await TestSchool.open();
  await school.employ('dsl', ['safeguarding']);
  await school.employ('mentor');
  server = await TestServer.of(school);
});

const reportsSent = (): unknown[] => server.calls.filter(({ path }) => path.endsWith('/reports')).map(({ body }) => body);

describe('a report', () => {
  it('goes out as the very same bytes again when nobody knows whether it arrived', async () => {
    server.failures.push({ path: '/reports', status: 0, code: '', store: true });
    const vault = server.page();
    await expect(vault.report(DRAFT, () => undefined)).rejects.toMatchObject({ code: 'offline' });
    await vault.report(DRAFT, () => undefined);
    expect(reportsSent()).toHaveLength(2);
    expect(reportsSent()[1]).toEqual(reportsSent()[0]);
  });

  it('is sealed anew only after the server found that it no longer fits', async () => {
    server.failures.push({ path: '/reports', status: 422, code: 'reader_unknown' });
    const vault = server.page();
    await expect(vault.report(DRAFT, () => undefined)).rejects.toMatchObject({ code: 'reader_unknown' });
    await vault.report(DRAFT, () => undefined);
    const [first, second] = reportsSent() as { conv: string; locator_hash: string }[];
    expect(second?.conv).not.toBe(first?.conv);
    expect(second?.locator_hash).toBe(first?.locator_hash);
  });

  it('is not sent to a group that a roster past its day names', async () => {
    server.roster = await school.roster(1, school.root, '2026-11-23T00:00:00Z');
    await expect(server.page().report(DRAFT, () => undefined)).rejects.toMatchObject({ code: 'roster_expired' });
    expect(reportsSent()).toEqual([]);
  });

  it('is not sent to a group that a roster signed by another names', async () => {
    server.roster = await school.roster(1, await signingKey(random(32)));
    await expect(server.page().report(DRAFT, () => undefined)).rejects.toMatchObject({ code: 'roster_signature' });
  });

  it('says in the clear neither what was written nor what it is about nor the words', async () => {
    const { words } = await server.pupil({ text: 'a sentence to look for', topics: ['hurt'], chat: 'none', mentor: null });
    const sent = JSON.stringify(server.calls);
    for (const kept of ['a sentence to look for', '"hurt"', ...words.map((word) => `"${word}"`)]) expect(sent).not.toContain(kept);
  });

  it('goes to the head alone when it is about a member of staff', async () => {
    await server.pupil({ route: 'head', chat: 'none', mentor: null });
    expect(server.report?.epoch.wraps.map(({ to }) => to)).toEqual(['group:head:1', 'pupil']);
  });

  it('goes to the pastoral team and to the safety team together, where the school has chosen that', async () => {
    await server.pupil({ route: 'pastoral' });
    expect(server.report?.epoch.wraps.map(({ to }) => to)).toEqual(['group:pastoral:1', 'group:safeguarding:1', 'pupil']);
  });

  it('can be read by the group it was sent to', async () => {
    await server.pupil();
    expect((await server.readAsGroup()).body).toMatchObject({ kind: 'report', text: DRAFT.text, topics: DRAFT.topics, chat: 'mentor' });
  });

  it('is given six words once it is on disk, which open it again', async () => {
    const { words } = await server.pupil();
    expect(words).toHaveLength(6);
    const { seen } = await server.enter(await server.page().comeBack(words));
    expect(seen().items[0]?.body).toMatchObject({ kind: 'report', text: DRAFT.text });
  });
});

describe('coming back', () => {
  it('is refused with the words in another order', async () => {
    const { words } = await server.pupil();
    await expect(server.page().comeBack([...words].reverse())).rejects.toMatchObject({ code: 'words_unknown' });
  });

  it('stops when the school has another root than the pupil once saw', async () => {
    const { words } = await server.pupil();
    const other = await TestSchool.open();
    await other.employ('dsl', ['safeguarding']);
    other.seeds.clear();
    for (const [name, seed] of school.seeds) other.seeds.set(name, seed);
    server.roster = await other.roster();
    const { seen } = await server.enter(await server.page().comeBack(words));
    expect(seen().trouble).toBe('roster_signature');
  });

  it('stops when an item was left out', async () => {
    const { words, chat } = await server.pupil();
    chat.close();
    server.clear('status', { status: 'read' });
    server.clear('status', { status: 'asked' });
    server.items.splice(1, 1);
    const { seen } = await server.enter(await server.page().comeBack(words));
    expect(seen().trouble).toBe('seen_wrong');
  });

  it('shows what was written, and what was altered as not to be shown', async () => {
    const { words, chat } = await server.pupil();
    chat.close();
    const report = server.items[0];
    if (report === undefined) throw new Error('there is no report');
    const other = report.body.at(-3) === 'A' ? 'Q' : 'A';
    const altered = { ...report, body: `${report.body.slice(0, -3)}${other}${report.body.slice(-2)}` };
    const { seen } = await server.enter(await server.page().comeBack(words));
    expect(seen().items.map(({ body }) => body?.kind)).toEqual(['report']);
    server.items.splice(0, 1, altered);
    const again = await server.enter(await server.page().comeBack(words));
    expect(again.seen().items[0]).toMatchObject({ body: null, problem: 'box_broken' });
  });
});

describe('leaving', () => {
  it('takes every key along: what is left on the page seals and opens nothing', async () => {
    const vault = server.page();
    const { thread } = await vault.report(DRAFT, () => undefined);
    vault.leave();
    expect(thread.holds(1)).toBe(false);
    await expect(thread.seal({ kind: 'msg', text: 'still here?' })).rejects.toMatchObject({ code: 'epoch_reader' });
  });

  it('tells the server without content and without waiting', async () => {
    const { vault } = await server.pupil();
    vault.leave();
    expect(server.calls.at(-1)).toEqual({ method: 'DELETE', path: '/api/mailbox/session', body: null, bearer: 'Bearer token' });
  });

  it('says nothing to the server when there was nothing to leave', () => {
    server.page().leave();
    expect(server.calls).toEqual([]);
  });
});
