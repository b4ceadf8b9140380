import { describe, expect, it } from 'vitest';

import { ApiError } from '../src/errors.ts';
import type { ErrFrame } from '../src/frames.ts';
import { ev, item, online, person, settle, STREAM, welcome } from './line.ts';

const message = (cmid: string): { s: string; cmid: string; kep: number; kind: string; env: string } =>
  ({ s: STREAM, cmid, kep: 1, kind: 'msg', env: `sealed-${cmid}` });
const err = (re: number, code: string, retry: ErrFrame['retry'], after_ms: number | null = null): ErrFrame =>
  ({ t: 'err', re, code, key: `error.${code}`, retry, after_ms });

describe('a person whose access ends', () => {
  it.each([4500, 4501, 4502, 4503, 4504, 4505])('does not come back after close code %i', async (code) => {
    const who = person();
    await online(who, 0);
    who.line.cut(code);
    await who.clock.pass(60_000);
    expect(who.line.opens).toBe(1);
    expect(who.lines.at(-1)).toEqual({ state: 'stopped', code });
  });

  it('stops when the ticket is refused, because the session is over', async () => {
    const who = person();
    who.tickets.push(() => Promise.reject(new ApiError('session_ended', 401, null)));
    who.rt.start();
    await who.clock.pass(60_000);
    expect(who.line.opens).toBe(0);
    expect(who.lines.at(-1)).toEqual({ state: 'stopped', code: 4500 });
  });

  it('is told that a stream is gone, and what was unsaid in it fails', async () => {
    const who = person();
    await online(who, 0);
    const refused = expect(who.rt.send(message('a'))).rejects.toMatchObject({ code: 'gone' });
    who.line.hear({ t: 'gone', s: STREAM });
    await refused;
    expect(who.lost).toEqual([STREAM]);
    who.line.hear(ev(1, 1));
    expect(who.shown).toEqual([]);
  });
});

describe('what is said', () => {
  it('is refused when the server says no, and not said again', async () => {
    const who = person();
    await online(who, 0);
    const refused = expect(who.rt.send(message('a'))).rejects.toMatchObject({ code: 'epoch_old', retry: 'new' });
    who.line.hear(err(who.line.last('send').id, 'epoch_old', 'new'));
    await refused;
    who.line.cut(1001);
    await who.clock.pass(20_000);
    who.line.connect();
    who.line.hear(welcome(0));
    expect(who.line.all('send')).toHaveLength(1);
  });

  it('is refused at once when twenty things wait', async () => {
    const who = person();
    const kept = Array.from({ length: 20 }, (_, index) => who.rt.send(message(`m${index}`)));
    await expect(who.rt.send(message('one too many'))).rejects.toMatchObject({ code: 'outbox_full' });
    who.rt.start();
    who.rt.stop();
    await Promise.allSettled(kept);
  });

  it('is not done until the server has acknowledged it', async () => {
    const who = person();
    await online(who, 0);
    let done = false;
    const sent = who.rt.send(message('a')).then(() => { done = true; });
    await settle();
    expect(done).toBe(false);
    who.line.hear({ t: 'ack', re: who.line.last('send').id, cmid: 'a', s: STREAM, seq: 1, dup: false });
    await sent;
    expect(done).toBe(true);
  });

  it('is said again with the same bytes after the line was cut before the acknowledgement', async () => {
    const who = person();
    await online(who, 0);
    const sent = who.rt.send(message('a'));
    who.line.cut(1006);
    await who.clock.pass(1_000);
    who.line.connect();
    who.line.hear(welcome(0));
    const [first, second] = who.line.all('send');
    expect({ ...second, id: 0 }).toEqual({ ...first, id: 0 });
    who.line.hear({ t: 'ack', re: second?.id ?? 0, cmid: 'a', s: STREAM, seq: 1, dup: true });
    await expect(sent).resolves.toMatchObject({ seq: 1, dup: true });
  });

  it('is not said again when it came back on the stream though its acknowledgement was lost', async () => {
    const who = person();
    await online(who, 0);
    const sent = who.rt.send(message('a'));
    who.line.hear({ ...ev(1, 1), items: [item(1, 'a')] });
    await expect(sent).resolves.toMatchObject({ cmid: 'a', seq: 1 });
    who.line.cut(1006);
    await who.clock.pass(1_000);
    who.line.connect();
    who.line.hear(welcome(1));
    expect(who.line.all('send')).toHaveLength(1);
  });

  it('is said again, unchanged, when the server asks for patience', async () => {
    const who = person();
    await online(who, 0);
    const sent = who.rt.send(message('a'));
    who.line.hear(err(who.line.last('send').id, 'busy', 'same', 2_000));
    await who.clock.pass(1_999);
    expect(who.line.all('send')).toHaveLength(1);
    await who.clock.pass(1);
    expect(who.line.all('send').map(({ env }) => env)).toEqual(['sealed-a', 'sealed-a']);
    who.line.hear({ t: 'ack', re: 0, cmid: 'a', s: STREAM, seq: 1, dup: false });
    await sent;
  });

  it('keeps its order across a cut', async () => {
    const who = person();
    const sent = ['a', 'b', 'c'].map((cmid) => who.rt.send(message(cmid)));
    await online(who, 0);
    expect(who.line.all('send').map(({ cmid }) => cmid)).toEqual(['a', 'b', 'c']);
    for (const cmid of ['a', 'b', 'c']) who.line.hear({ t: 'ack', re: 0, cmid, s: STREAM, seq: 1, dup: false });
    await Promise.all(sent);
  });
});

describe('a line that is cut', () => {
  it('loses and doubles nothing: the reader resumes where it was', async () => {
    const who = person();
    await online(who, 2);
    who.line.hear(ev(1, 2));
    who.line.cut(1006);
    await who.clock.pass(1_000);
    who.line.connect();
    expect(who.line.last('hello').resume).toEqual([{ s: STREAM, epoch: 1, seq: 2 }]);
    who.line.hear(welcome(4));
    who.line.hear(ev(2, 4));
    expect(who.shown).toEqual([1, 2, 3, 4]);
    expect(who.lines.at(-1)).toEqual({ state: 'live' });
  });

  it('is shown as offline since the moment it was lost, whatever the attempts since', async () => {
    const who = person();
    await online(who, 0);
    await who.clock.pass(5_000);
    who.line.cut(1006);
    await who.clock.pass(1_000);
    who.line.cut(1006);
    expect(who.lines.at(-1)).toEqual({ state: 'offline', since: 5_000 });
  });

  it('is not called offline while ways in are still being tried, and is after that', async () => {
    const who = person();
    who.rt.start();
    await settle();
    who.line.cut(1006);
    await who.clock.pass(500);
    who.line.cut(1006);
    await who.clock.pass(1_000);
    expect(who.lines).toEqual([]);
    who.line.cut(1006);
    expect(who.lines).toEqual([{ state: 'offline', since: 1_500 }]);
  });

  it('is called offline at once when not even a ticket can be had', async () => {
    const who = person();
    who.tickets.push(() => Promise.reject(new ApiError('offline', 0, null)));
    who.rt.start();
    await settle();
    expect(who.lines).toEqual([{ state: 'offline', since: 0 }]);
  });

  it('is tried again with growing waits, of at most twenty seconds', async () => {
    const who = person();
    who.rt.start();
    await settle();
    for (const [attempt, wait] of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000].entries()) {
      who.line.cut(1006);
      await who.clock.pass(wait * 0.99);
      expect(who.line.opens).toBe(attempt + 1);
      await who.clock.pass(wait * 0.01);
      expect(who.line.opens).toBe(attempt + 2);
    }
  });

  it('is tried at once when the device is online again', async () => {
    const who = person();
    who.rt.start();
    await settle();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      who.line.cut(1006);
      who.rt.wake();
      await settle();
    }
    expect(who.line.opens).toBe(7);
  });

  it('is left alone for thirty seconds after "too fast", even when woken', async () => {
    const who = person();
    await online(who, 0);
    who.line.cut(4006);
    await who.clock.pass(29_000);
    who.rt.wake();
    await settle();
    expect(who.line.opens).toBe(1);
    await who.clock.pass(2_000);
    expect(who.line.opens).toBe(2);
  });

  it('is taken for dead when nothing is heard for two and a half pings', async () => {
    const who = person();
    await online(who, 0);
    await who.clock.pass(62_000);
    expect(who.line.opens).toBe(1);
    await who.clock.pass(2_000);
    expect(who.line.opens).toBe(2);
  });

  it('is kept by pings, and each is answered', async () => {
    const who = person();
    await online(who, 0);
    for (let n = 0; n < 5; n += 1) {
      await who.clock.pass(25_000);
      who.line.hear({ t: 'ping', n, live: { place: 'none', who: 'none' }, pad: '' });
    }
    expect(who.line.opens).toBe(1);
    expect(who.line.all('pong')).toHaveLength(5);
  });

  it('is moved when the server drains, after the delay it gave', async () => {
    const who = person();
    await online(who, 0);
    who.line.hear({ t: 'drain', after_ms: 3_000 });
    await who.clock.pass(2_900);
    expect(who.line.opens).toBe(1);
    await who.clock.pass(1_000);
    expect(who.line.opens).toBe(2);
  });

  it('does not come back after the person left', async () => {
    const who = person();
    await online(who, 0);
    who.rt.stop();
    await who.clock.pass(60_000);
    expect(who.line.last('bye')).toBeDefined();
    expect(who.line.opens).toBe(1);
  });
});

describe('what is heard', () => {
  it('is passed over when it is not a frame', async () => {
    const who = person();
    await online(who, 0);
    for (const text of ['', 'null', '[]', '{"t":"unheard-of"}', '{']) who.line.hearText(text);
    who.line.hear(ev(1, 1));
    expect(who.shown).toEqual([1]);
  });

  it('is asked for when a jump shows that something is missing', async () => {
    const who = person();
    await online(who, 0);
    who.line.hear(ev(3, 3));
    expect(who.line.last('fetch')).toMatchObject({ s: STREAM, after: 0 });
    who.line.hear(ev(1, 3));
    expect(who.shown).toEqual([1, 2, 3]);
  });

  it('starts again from the first item on a reset', async () => {
    const who = person();
    await online(who, 2);
    who.line.hear(ev(1, 2));
    who.line.hear({ t: 'reset', s: STREAM, epoch: 2, seq: 1, why: 'restored' });
    expect(who.shown).toEqual([]);
    who.line.hear(ev(1, 1, false, 2));
    expect(who.shown).toEqual([1]);
  });

  it('follows the private feed from now on, without asking for its past', async () => {
    const who = person();
    who.rt.start();
    await settle();
    who.line.connect();
    const streams = [{ s: 'me:p', epoch: 1, seq: 900, role: 'me' }, { s: STREAM, epoch: 1, seq: 0, role: 'pupil' }];
    who.line.hear({ t: 'welcome', re: 1, conn: 'c', v: 1, ping_s: 25, streams, limits: {} });
    expect(who.line.all('fetch')).toEqual([]);
    who.line.hear({ ...ev(901, 901), s: 'me:p' });
    expect(who.shown).toEqual([901]);
  });
});
