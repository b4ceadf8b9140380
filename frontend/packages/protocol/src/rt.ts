/**
 * The rt.v1 client (docs/protocol.md section 7): says hello, resumes by cursor, applies each item once and in order, keeps what
 * was said until it is on disk, and comes back after the line was cut. It knows no key and touches no page: the carrier, the
 * ticket and the clock are given to it.
 */
import type { Carrier, Connection } from './carrier.ts';
import { backoff, closing, MOVED, NO_PONG, SESSION_ENDED } from './closing.ts';
import { ApiError } from './errors.ts';
import { parseFrame, type ClientFrame, type ErrFrame, type Live, type ServerFrame, type Verb, type WelcomeFrame } from './frames.ts';
import type { Item } from './api.ts';
import { Outbox, type Ack, type Command } from './outbox.ts';
import { ask, behind, cut, following, heard, restart, welcomed, type Step, type StreamState } from './stream.ts';

/** What a person may be told about the line. */
export type Line =
  | { state: 'live' }
  | { state: 'catching up' }
  | { state: 'offline'; since: number }
  /** Over for good: the session ended, access was taken away, or this page is too old. */
  | { state: 'stopped'; code: number };

export interface Clock {
  /** Milliseconds; only differences are used. */
  now(): number;
  /** Runs once after this many milliseconds, unless the answer is called first. */
  after(ms: number, run: () => void): () => void;
  /** From 0 up to but not including 1. */
  random(): number;
}

export interface RtEvents {
  /** New items of a followed stream: each exactly once, in order. */
  items(stream: string, items: Item[]): void;
  /** Forget what was shown of this stream; all of it follows again. */
  reset(stream: string): void;
  /** Access ended: drop keys and text now. */
  gone(stream: string): void;
  line(line: Line): void;
  live?(live: Live): void;
  /** The streams the server says are this person's, at each welcome. */
  streams?(streams: WelcomeFrame['streams']): void;
}

export interface RtOptions {
  carrier: Carrier;
  ticket(): Promise<string>;
  /** Which page and which build is speaking. */
  app: string;
  clock: Clock;
  on: RtEvents;
}

const FETCH_LIMIT = 50;
const WELCOME_WITHIN_MS = 10_000;
const DEFAULT_PING_S = 25;
/** A network that lets no WebSocket through is found out by two that fail, and whoever is on it is not offline. */
const TRIED_QUIETLY = 2;

export class Rt {
  readonly #options: RtOptions;
  readonly #streams = new Map<string, StreamState>();
  readonly #outbox = new Outbox();
  readonly #fetches = new Map<number, string>();
  #connection: Connection | null = null;
  #welcomed = false;
  /** Somebody has been welcomed since the start, by whichever way. */
  #met = false;
  #resumed = new Set<string>();
  #nextId = 1;
  #attempt = 0;
  #turn = 0;
  #stopped = true;
  #notBefore = 0;
  #heardAt = 0;
  #patienceMs = WELCOME_WITHIN_MS;
  #cancelRetry: (() => void) | null = null;
  #cancelWatch: (() => void) | null = null;
  #line: Line = { state: 'catching up' };

  constructor(options: RtOptions) {
    this.#options = options;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#connect();
  }

  /** A clean leave. What was not acknowledged is abandoned. */
  stop(): void {
    if (this.#stopped) return;
    this.#end('left');
    if (this.#welcomed) this.#say({ t: 'bye', id: this.#number() });
    this.#hangUp(1000);
  }

  /** The device is back on a network or the page is looked at again: do not sit out a waiting time. */
  wake(): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    if (this.#connection !== null) {
      if (clock.now() - this.#heardAt > this.#patienceMs) this.#hangUp(NO_PONG);
    } else if (this.#cancelRetry !== null && clock.now() >= this.#notBefore) {
      void this.#connect();
    }
  }

  /** Read a stream from what was already shown (0 for nothing yet). */
  follow(stream: string, seq: number): void {
    this.#streams.set(stream, following(seq));
    if (this.#welcomed) this.#take(stream, ask(following(seq)));
  }

  unfollow(stream: string): void {
    this.#streams.delete(stream);
  }

  /** Answers once the bytes are on disk. They are kept, and said again unchanged, until then. */
  send(message: { s: string; cmid: string; kep: number; kind: string; env: string }): Promise<Ack> {
    return this.#command({ t: 'send', ...message });
  }

  act(act: { s: string; cmid: string; verb: Verb; args?: Record<string, string>; if_v?: number | null }): Promise<Ack> {
    const { s, cmid, verb, args = {}, if_v = null } = act;
    return this.#command({ t: 'act', cmid, s, verb, args, if_v });
  }

  /** Staff: everything up to here has been seen by a person. Lost marks do no harm: the next one covers them. */
  mark(stream: string, read: number): void {
    if (this.#welcomed) this.#say({ t: 'mark', id: this.#number(), s: stream, read });
  }

  #command(command: Command): Promise<Ack> {
    const settled = this.#outbox.add(command);
    this.#flush();
    return settled;
  }

  async #connect(): Promise<void> {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    const turn = ++this.#turn;
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch (error) {
      if (turn !== this.#turn || this.#stopped) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.mayRetry) this.#lost(error.retryAfterMs ?? 0);
      else this.#over(SESSION_ENDED);
      return;
    }
    if (turn !== this.#turn || this.#stopped) return;
    this.#patienceMs = WELCOME_WITHIN_MS;
    this.#watch();
    this.#connection = this.#options.carrier.open({
      opened: () => { if (turn === this.#turn) this.#hello(ticket); },
      frame: (text) => { if (turn === this.#turn) this.#frame(text); },
      closed: (code) => { if (turn === this.#turn) this.#closed(code); },
    });
  }

  #hello(ticket: string): void {
    const resume = [...this.#streams].flatMap(([s, { generation, last }]) =>
      generation === null ? [] : [{ s, epoch: generation, seq: last }]);
    this.#resumed = new Set(resume.map(({ s }) => s));
    this.#nextId = 1;
    this.#say({ t: 'hello', id: this.#number(), v: 1, ticket, app: this.#options.app, resume });
  }

  #frame(text: string): void {
    const frame = parseFrame(text);
    if (frame === null) return;
    this.#watch();
    this.#handle(frame);
    this.#announce();
  }

  #handle(frame: ServerFrame): void {
    switch (frame.t) {
      case 'welcome': this.#welcome(frame); break;
      case 'ev': this.#advance(frame.s, (state) => heard(state, frame)); break;
      case 'reset': this.#advance(frame.s, () => restart(frame)); break;
      case 'ack': this.#outbox.acknowledged(frame); break;
      case 'err': this.#refused(frame); break;
      case 'gone': this.#gone(frame.s); break;
      case 'ping':
        this.#say({ t: 'pong' });
        this.#options.on.live?.(frame.live);
        break;
      case 'drain': {
        const turn = this.#turn;
        this.#options.clock.after(frame.after_ms, () => { if (turn === this.#turn) this.#hangUp(MOVED); });
      }
    }
  }

  #welcome(frame: WelcomeFrame): void {
    this.#welcomed = this.#met = true;
    this.#attempt = 0;
    this.#patienceMs = (frame.ping_s > 0 ? frame.ping_s : DEFAULT_PING_S) * 2_500;
    this.#watch();
    const listed = new Set<string>();
    for (const at of frame.streams) {
      listed.add(at.s);
      // The private feed says "look again", so its past is of no use: it is read from here on.
      if (at.s.startsWith('me:') && !this.#streams.has(at.s)) this.#streams.set(at.s, following(at.seq));
      this.#advance(at.s, (state) => welcomed(state, at, this.#resumed.has(at.s)));
    }
    // A stream opened during an earlier connection may not be listed. Asking for it either brings it back or shows that it is gone.
    for (const [s, state] of this.#streams) if (!listed.has(s)) this.#take(s, ask(state));
    this.#options.on.streams?.(frame.streams);
    this.#flush();
  }

  #advance(stream: string, reduce: (state: StreamState) => Step): void {
    const state = this.#streams.get(stream);
    if (state !== undefined) this.#take(stream, reduce(state));
  }

  #take(stream: string, { state, apply, fetchAfter, reset }: Step): void {
    this.#streams.set(stream, state);
    if (reset) this.#options.on.reset(stream);
    for (const item of apply) this.#outbox.landed(stream, item);
    if (apply.length > 0) this.#options.on.items(stream, apply);
    if (fetchAfter === null) return;
    const id = this.#number();
    this.#fetches.set(id, stream);
    this.#say({ t: 'fetch', id, s: stream, after: fetchAfter, limit: FETCH_LIMIT });
  }

  #refused(err: ErrFrame): void {
    const stream = err.re === null ? undefined : this.#fetches.get(err.re);
    if (stream === undefined) {
      const wait = this.#outbox.refused(err);
      if (wait !== null) this.#options.clock.after(wait, () => { this.#flush(); });
    } else if (err.retry === 'no') {
      this.#gone(stream);
    } else {
      const turn = this.#turn;
      this.#options.clock.after(err.after_ms ?? 1_000, () => { if (turn === this.#turn) this.#advance(stream, ask); });
    }
  }

  #gone(stream: string): void {
    if (!this.#streams.delete(stream)) return;
    this.#outbox.abandon('gone', stream);
    this.#options.on.gone(stream);
  }

  #closed(code: number): void {
    const quietly = this.#met ? code === MOVED && this.#welcomed : this.#attempt < TRIED_QUIETLY;
    this.#dropConnection();
    if (this.#stopped) return;
    const end = closing(code);
    if (end.then === 'stop') this.#over(end.code);
    else this.#lost(end.atLeastMs, quietly);
  }

  /** `quietly`: it moved, or another way in is still to be tried, so nobody is told that they are offline yet. */
  #lost(atLeastMs: number, quietly = false): void {
    const { clock } = this.#options;
    this.#notBefore = clock.now() + atLeastMs;
    const wait = Math.max(atLeastMs, backoff(this.#attempt++, () => clock.random()));
    this.#cancelRetry = clock.after(wait, () => void this.#connect());
    if (quietly) this.#setLine({ state: 'catching up' });
    else if (this.#line.state !== 'offline') this.#setLine({ state: 'offline', since: clock.now() });
  }

  #over(code: number): void {
    this.#end('stopped');
    this.#setLine({ state: 'stopped', code });
  }

  #end(why: string): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#outbox.abandon(why);
  }

  #hangUp(code: number): void {
    // The carrier calls `closed` before this returns; without a connection there is nothing to close.
    this.#connection?.close(code);
  }

  #dropConnection(): void {
    this.#turn += 1;
    this.#connection = null;
    this.#welcomed = false;
    this.#cancelWatch?.();
    this.#cancelWatch = null;
    this.#fetches.clear();
    this.#outbox.cut();
    for (const [s, state] of this.#streams) this.#streams.set(s, cut(state));
  }

  /** Starts the patience anew: a line on which nothing at all is heard for that long is taken for dead. */
  #watch(): void {
    const { clock } = this.#options;
    this.#heardAt = clock.now();
    this.#cancelWatch?.();
    this.#cancelWatch = clock.after(this.#patienceMs, () => { this.#hangUp(NO_PONG); });
  }

  #flush(): void {
    if (!this.#welcomed) return;
    this.#outbox.flush((command) => {
      const id = this.#number();
      this.#say({ ...command, id });
      return id;
    });
  }

  #announce(): void {
    if (!this.#welcomed) return;
    this.#setLine({ state: [...this.#streams.values()].some(behind) ? 'catching up' : 'live' });
  }

  #setLine(line: Line): void {
    if (line.state === this.#line.state && line.state !== 'stopped') return;
    this.#line = line;
    this.#options.on.line(line);
  }

  #number(): number {
    return this.#nextId++;
  }

  #say(frame: ClientFrame): void {
    this.#connection?.send(JSON.stringify(frame));
  }
}
