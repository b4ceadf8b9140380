import { ticket } from '@hark/protocol/calls';
import { ownCarrier } from '@hark/protocol/carriers';
import type { Verb } from '@hark/protocol/frames';
import type { Http } from '@hark/protocol/http';
import { Rt, type Line } from '@hark/protocol/rt';
import type { Ack } from '@hark/protocol/outbox';

import { Audience, type Follower, type Notice } from './audience.ts';

const clock = {
  now: (): number => Date.now(),
  after: (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, ms);
    return () => { clearTimeout(timer); };
  },
  random: (): number => Math.random(),
};

/** The live connection of the console: one socket, the streams that screens follow, and notices for whoever listens. */
export class Feed {
  line = $state.raw<Line>({ state: 'catching up' });

  readonly #http: Http;
  readonly #ended: () => void;
  readonly #caughtUp: () => void;
  readonly #audience = new Audience();
  #rt: Rt | null = null;

  /** `caughtUp` is called each time the connection is live again; `ended` when it will not come back. */
  constructor(http: Http, caughtUp: () => void, ended: () => void) {
    this.#http = http;
    this.#caughtUp = caughtUp;
    this.#ended = ended;
  }

  start(): void {
    this.#rt = new Rt({
      carrier: ownCarrier(clock),
      ticket: async () => (await ticket(this.#http)).ticket,
      app: 'console',
      clock,
      on: {
        items: (stream, items) => { this.#audience.items(stream, items); },
        reset: (stream) => { this.#audience.reset(stream); },
        gone: (stream) => { this.#audience.gone(stream); },
        line: (line) => { this.#setLine(line); },
      },
    });
    this.#rt.start();
    addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
  }

  stop(): void {
    removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#rt?.stop();
    this.#rt = null;
    this.#audience.clear();
    this.line = { state: 'catching up' };
  }

  /** Follow a stream from the item already shown. Answers how to stop. */
  follow(stream: string, seq: number, follower: Follower): () => void {
    const stop = this.#audience.follow(stream, follower);
    this.#rt?.follow(stream, seq);
    return () => {
      if (stop()) this.#rt?.unfollow(stream);
    };
  }

  listen(listener: (notice: Notice) => void): () => void {
    return this.#audience.listen(listener);
  }

  send(message: { s: string; cmid: string; kep: number; kind: string; env: string }): Promise<Ack> {
    return this.#open().send(message);
  }

  act(act: { s: string; verb: Verb; args?: Record<string, string>; if_v?: number }): Promise<Ack> {
    return this.#open().act({ cmid: crypto.randomUUID(), ...act });
  }

  mark(stream: string, read: number): void {
    this.#rt?.mark(stream, read);
  }

  #open(): Rt {
    if (this.#rt === null) throw new Error('the live connection is closed');
    return this.#rt;
  }

  #setLine(line: Line): void {
    this.line = line;
    if (line.state === 'live') this.#caughtUp();
    if (line.state === 'stopped') this.#ended();
  }

  readonly #wake = (): void => {
    if (document.visibilityState === 'visible') this.#rt?.wake();
  };
}
