import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Carrier } from '../src/carrier.ts';
import { SocketFirst } from '../src/carriers.ts';
import { Detour } from '../src/detour.ts';
import { PollCarrier } from '../src/poll.ts';
import { Rt, type Line } from '../src/rt.ts';
import { ev, item, settle, STREAM, TestClock, TestLine, welcome } from './line.ts';
import { pinged, PollServer, windowEvents } from './poll_server.ts';

const TEN_MINUTES = 10 * 60_000;
const PING_MS = 25_000;

let happens: (name: string) => void;
beforeEach(() => { happens = windowEvents(); });
afterEach(() => { vi.unstubAllGlobals(); });

/** Somebody on a network that may let sockets through, or not. */
class Somebody {
  readonly clock = new TestClock();
  readonly sockets = new TestLine();
  readonly server = new PollServer();
  readonly shown: number[] = [];
  readonly lines: Line[] = [];
  loads = 0;
  loadFails = false;
  readonly rt: Rt;

  constructor() {
    const detour = async (socket: Carrier, over: () => void): Promise<Carrier> => {
      this.loads += 1;
      await settle();
      if (this.loadFails) throw new TypeError('Failed to fetch dynamically imported module');
      return new Detour(new PollCarrier('/rt/poll', this.server.fetch, this.clock), socket, this.clock, over);
    };
    this.rt = new Rt({
      carrier: new SocketFirst(this.sockets, detour, this.clock),
      clock: this.clock,
      app: 'test',
      ticket: () => Promise.resolve('ticket'),
      on: {
        items: (_stream, items) => { this.shown.push(...items.map(({ seq }) => seq)); },
        reset: () => { this.shown.length = 0; },
        gone: () => undefined,
        line: (line) => { this.lines.push(line); },
      },
    });
    this.rt.follow(STREAM, 0);
  }

  async start(): Promise<void> {
    this.rt.start();
    await settle();
  }

  /** No socket opens, so it goes on by poll, where it is welcomed. */
  async blocked(): Promise<void> {
    await this.start();
    await this.socketFails();
    await this.socketFails();
    await this.server.last.answer({ frames: [welcome(0)] });
    await settle();
  }

  async socketFails(): Promise<void> {
    this.sockets.cut(1006);
    await settle();
    await settle();
    await this.clock.pass(1_000);
  }
}

describe('a network that lets no socket through', () => {
  it('is not believed to be one after a single failure', async () => {
    const who = new Somebody();
    await who.start();
    await who.socketFails();
    expect([who.loads, who.sockets.opens]).toEqual([0, 2]);
  });

  it('is not believed to be one when the failures lie far apart', async () => {
    const who = new Somebody();
    await who.start();
    await who.socketFails();
    await who.clock.pass(9_000);
    await who.socketFails();
    expect([who.loads, who.sockets.opens]).toEqual([0, 3]);
  });

  it('is not believed to be one when a line that was heard of breaks twice', async () => {
    const who = new Somebody();
    await who.start();
    for (let times = 0; times < 2; times += 1) {
      who.sockets.connect();
      who.sockets.hear(welcome(0));
      await who.socketFails();
    }
    expect(who.loads).toBe(0);
  });

  it('is tried by socket on while polls cannot be loaded', async () => {
    const who = new Somebody();
    who.loadFails = true;
    await who.start();
    for (let times = 0; times < 3; times += 1) await who.socketFails();
    expect([who.loads, who.server.asked.length]).toEqual([2, 0]);
    await who.clock.pass(2_000);
    expect(who.sockets.opens).toBe(4);
  });

  it('is passed by poll after two sockets that failed, and the person is live', async () => {
    const who = new Somebody();
    await who.blocked();
    expect(who.sockets.opens).toBe(2);
    expect(who.lines.at(-1)).toEqual({ state: 'live' });
  });

  it('is tried by socket again when polls bring nothing either', async () => {
    const who = new Somebody();
    await who.start();
    await who.socketFails();
    await who.socketFails();
    await who.server.last.lose();
    await who.clock.pass(3_000);
    expect(who.sockets.opens).toBe(3);
  });
});

describe('whoever is on polls', () => {
  it('stays there while the socket that is tried every ten minutes does not open', async () => {
    const who = new Somebody();
    await who.blocked();
    for (let passed = 0; passed < TEN_MINUTES; passed += PING_MS) {
      expect(who.sockets.opens).toBe(2);
      await who.server.last.answer({ frames: [pinged(passed)] });
      await who.clock.pass(PING_MS);
    }
    expect(who.sockets.opens).toBe(3);
    who.sockets.cut(1006);
    await who.server.last.answer({ frames: [ev(1, 1)] });
    expect(who.shown).toEqual([1]);
    expect(who.lines.at(-1)).toEqual({ state: 'live' });
  });
});

describe('whoever comes back to a socket', () => {
  /** The network has changed: the device says that it is online again, and a socket opens. */
  async function comesBack(who: Somebody): Promise<void> {
    happens('online');
    who.sockets.connect();
    await settle();
    // The goodbye of the polls is answered, and only then does the socket say hello, so that nobody has a line too many.
    expect(who.server.said().at(-1)).toBe('bye');
    expect(who.sockets.all('hello')).toHaveLength(0);
    await who.server.last.answer({ close: 1000 });
    await who.clock.pass(500);
    who.sockets.connect();
  }

  it('has everything once: what was shown is not shown again and what was missed is', async () => {
    const who = new Somebody();
    await who.blocked();
    await who.server.last.answer({ frames: [ev(1, 2)] });
    await comesBack(who);
    expect(who.sockets.last('hello').resume).toEqual([{ s: STREAM, epoch: 1, seq: 2 }]);
    who.sockets.hear(welcome(4));
    who.sockets.hear(ev(2, 4));
    expect(who.shown).toEqual([1, 2, 3, 4]);
    expect(who.lines.map(({ state }) => state)).toEqual(['live', 'catching up', 'live']);
  });

  it('says again what was not acknowledged, with the same bytes, and it is one message', async () => {
    const who = new Somebody();
    await who.blocked();
    const sent = who.rt.send({ s: STREAM, cmid: 'a', kep: 1, kind: 'msg', env: 'sealed' });
    await settle();
    const before = who.server.last.body.frames[0];
    await comesBack(who);
    who.sockets.hear(welcome(0));
    expect({ ...who.sockets.last('send'), id: 0 }).toEqual({ ...before, id: 0 });
    who.sockets.hear({ ...ev(1, 1), items: [item(1, 'a')] });
    await expect(sent).resolves.toMatchObject({ seq: 1 });
    expect(who.shown).toEqual([1]);
  });

  it('is not sent back to polls by one socket that breaks', async () => {
    const who = new Somebody();
    await who.blocked();
    await comesBack(who);
    who.sockets.hear(welcome(0));
    await who.socketFails();
    expect(who.sockets.opens).toBe(5);
  });
});
