import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { PollCarrier, type Polling } from '../src/poll.ts';
import { settle, TestClock } from './line.ts';
import { LINE, pinged, PollServer, windowEvents } from './poll_server.ts';

let happens: (name: string) => void;
beforeEach(() => { happens = windowEvents(); });
afterEach(() => { vi.unstubAllGlobals(); });

interface Caller {
  line: Polling;
  server: PollServer;
  clock: TestClock;
  heard: string[];
  closed: number[];
}

/** Somebody who has said hello and waits for the answer. */
async function caller(): Promise<Caller> {
  const server = new PollServer();
  const clock = new TestClock();
  const heard: string[] = [];
  const closed: number[] = [];
  const line = new PollCarrier('https://hark.example/rt/poll', server.fetch, clock).open({
    opened: () => { line.send('{"t":"hello","id":1}'); },
    frame: (text) => { heard.push((JSON.parse(text) as { t: string; n?: number }).n?.toString() ?? text); },
    closed: (code) => { closed.push(code); },
  });
  await settle();
  return { line, server, clock, heard, closed };
}

/** Somebody who has been welcomed, and whose next request is held. */
async function welcomed(): Promise<Caller> {
  const who = await caller();
  await who.server.last.answer({ frames: [pinged(0)] });
  who.heard.length = 0;
  return who;
}

describe('a hello by poll', () => {
  it('is not said again when it fails, because its ticket may be spent', async () => {
    const who = await caller();
    await who.server.last.lose();
    await who.clock.pass(60_000);
    expect(who.server.asked).toHaveLength(1);
    expect(who.closed).toEqual([1006]);
  });

  it('is over when the server is busy, or when something else than the server answers', async () => {
    for (const answer of ['refuse', 'say'] as const) {
      const who = await caller();
      await (answer === 'refuse' ? who.server.last.refuse(503) : who.server.last.say('<h1>Sign in to this network</h1>'));
      expect(who.closed).toEqual([1006]);
    }
  });

  it('sends no cookie and puts nothing into the address', async () => {
    const who = await caller();
    expect(who.server.last.init).toMatchObject({ method: 'POST', credentials: 'omit', cache: 'no-store', redirect: 'error' });
    expect(who.server.last.url).toBe('https://hark.example/rt/poll');
    expect(who.server.last.body).toMatchObject({ line: null, got: 0, at: 0 });
  });

  it('is told why it is refused', async () => {
    const who = await caller();
    await who.server.last.answer({ frames: [pinged(1)], close: 4004 });
    expect([who.heard, who.closed]).toEqual([['1'], [4004]]);
    expect(who.server.asked).toHaveLength(1);
  });
});

describe('a line by poll', () => {
  it('asks again at once, from where it stands, and hears each frame once', async () => {
    const who = await welcomed();
    expect(who.server.last.body).toEqual({ line: LINE, got: 1, at: 1, frames: [] });
    await who.server.last.answer({ frames: [pinged(1), pinged(2)] });
    await who.server.last.answer({ frames: [pinged(2), pinged(3)], at: 2 });
    expect(who.heard).toEqual(['1', '2', '3']);
    expect(who.server.last.body.got).toBe(4);
  });

  it('says what it has to say without waiting for the request that is held', async () => {
    const who = await welcomed();
    const held = who.server.last;
    who.line.send('{"t":"send","id":2}');
    who.line.send('{"t":"pong"}');
    await settle();
    expect(who.server.said()).toEqual(['send', 'pong']);
    await held.answer();
    expect(who.server.asked).toHaveLength(3);
    await who.server.last.answer({ frames: [pinged(1)] });
    expect(who.server.said()).toEqual([]);
  });

  it('says again what it was not told was taken, and nothing that was', async () => {
    const who = await welcomed();
    who.line.send('{"t":"send","id":2}');
    who.line.send('{"t":"send","id":3}');
    await settle();
    await who.server.last.answer({ got: 2 });
    who.line.send('{"t":"pong"}');
    await settle();
    expect(who.server.last.body).toMatchObject({ at: 2, frames: [{ id: 3 }, { t: 'pong' }] });
  });

  it('asks for the same again when an answer is lost, and hears it once', async () => {
    const who = await welcomed();
    who.line.send('{"t":"send","id":2}');
    await settle();
    for (const held of who.server.asked.slice(1)) await held.lose();
    await who.clock.pass(1_000);
    expect(who.server.last.body).toMatchObject({ line: LINE, got: 1, at: 1, frames: [{ id: 2 }] });
    await who.server.last.answer({ frames: [pinged(1)] });
    expect([who.heard, who.closed]).toEqual([['1'], []]);
  });

  it('is over after four requests in a row that came to nothing', async () => {
    const who = await welcomed();
    for (let tries = 0; tries < 4; tries += 1) {
      expect(who.closed).toEqual([]);
      await who.server.last.lose();
      await who.clock.pass(8_000);
    }
    expect(who.closed).toEqual([1006]);
    expect(who.server.asked).toHaveLength(5);
  });

  it('sends a few long messages one after another, so that no request is longer than the server takes', async () => {
    const who = await welcomed();
    for (const id of [2, 3, 4]) who.line.send(JSON.stringify({ t: 'send', id, env: 'A'.repeat(87_490) }));
    await settle();
    expect(who.server.last.body.frames).toHaveLength(1);
    await who.server.last.answer();
    expect(who.server.last.body).toMatchObject({ at: 2, frames: [{ id: 3 }] });
  });

  it('is over, with the server’s code, when the server ends it', async () => {
    const who = await welcomed();
    await who.server.last.answer({ close: 4504 });
    await who.clock.pass(60_000);
    expect(who.closed).toEqual([4504]);
    expect(who.server.asked).toHaveLength(2);
  });

  it('says goodbye when it is closed, with whatever had not been said, and hears nothing more', async () => {
    const who = await welcomed();
    const held = who.server.last;
    who.line.send('{"t":"send","id":2}');
    who.line.close(1000);
    await held.answer({ frames: [pinged(1)] });
    expect(who.server.said()).toEqual(['send', 'bye']);
    expect(who.server.last.init.keepalive).toBe(true);
    expect([who.heard, who.closed]).toEqual([[], [1000]]);
  });

  it.each([['offline', 4002], ['pagehide', 1006]])('is over at once when the window says "%s"', async (event, code) => {
    const who = await welcomed();
    happens(event);
    await settle();
    expect([who.closed, who.server.said()]).toEqual([[code], ['bye']]);
  });
});
