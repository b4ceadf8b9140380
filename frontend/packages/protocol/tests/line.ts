/** A line that tests can cut, and a clock that they turn: both as the client's interfaces ask. */
import type { Item } from '../src/api.ts';
import type { Carrier, CarrierEvents, Connection } from '../src/carrier.ts';
import type { ClientFrame, ServerFrame } from '../src/frames.ts';
import { Rt, type Clock, type Line } from '../src/rt.ts';

export class TestClock implements Clock {
  #now = 0;
  #waiting: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + ms, run };
    this.#waiting.push(entry);
    return () => { this.#waiting = this.#waiting.filter((other) => other !== entry); };
  }

  /** The longest wait every time, so that tests know when it is over. */
  random(): number {
    return 0.999;
  }

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#now = next.at;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      next.run();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets every promise that can go on do so. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export class TestLine implements Carrier, Connection {
  readonly said: ClientFrame[] = [];
  opens = 0;
  #events: CarrierEvents | null = null;

  open(events: CarrierEvents): Connection {
    this.opens += 1;
    this.#events = events;
    return this;
  }

  send(text: string): void {
    this.said.push(JSON.parse(text) as ClientFrame);
  }

  close(code: number): void {
    this.cut(code);
  }

  connect(): void {
    this.#events?.opened();
  }

  hear(frame: ServerFrame): void {
    this.#events?.frame(JSON.stringify(frame));
  }

  hearText(text: string): void {
    this.#events?.frame(text);
  }

  cut(code: number): void {
    this.#events?.closed(code);
  }

  last<T extends ClientFrame['t']>(t: T): Extract<ClientFrame, { t: T }> {
    const found = this.said.findLast((frame) => frame.t === t);
    if (found === undefined) throw new Error(`nothing was said with t=${t}`);
    return found as Extract<ClientFrame, { t: T }>;
  }

  all<T extends ClientFrame['t']>(t: T): Extract<ClientFrame, { t: T }>[] {
    return this.said.filter((frame) => frame.t === t) as Extract<ClientFrame, { t: T }>[];
  }
}

export const item = (seq: number, cmid = `cmid-${seq}`): Item =>
  ({ seq, type: 'msg', kind: 'msg', epoch: 1, cmid, sender: 'pupil', body: `sealed ${seq}`, at: '2026-11-23T10:00:00Z' });

export const ev = (from: number, to: number, more = false, epoch = 1): Extract<ServerFrame, { t: 'ev' }> => ({
  t: 'ev', s: STREAM, epoch, from, to, more,
  items: Array.from({ length: to - from + 1 }, (_, index) => item(from + index)),
});

export const STREAM = 'conv:0b0e4f0a-6f5c-4b64-9f0e-0d8f6f1a2b3c';

export const welcome = (seq: number, epoch = 1): ServerFrame => ({
  t: 'welcome', re: 1, conn: 'c', v: 1, ping_s: 25, streams: [{ s: STREAM, epoch, seq, role: 'pupil' }], limits: {},
});

export interface Person {
  rt: Rt;
  line: TestLine;
  clock: TestClock;
  shown: number[];
  lines: Line[];
  lost: string[];
  tickets: (() => Promise<string>)[];
}

/** Somebody whose page has shown everything up to `seq`. */
export function person(seq = 0): Person {
  const line = new TestLine();
  const clock = new TestClock();
  const shown: number[] = [];
  const lines: Line[] = [];
  const lost: string[] = [];
  const tickets: (() => Promise<string>)[] = [];
  const rt = new Rt({
    carrier: line,
    clock,
    app: 'test',
    ticket: () => (tickets.shift() ?? (() => Promise.resolve('ticket')))(),
    on: {
      items: (_stream, items) => { shown.push(...items.map((one) => one.seq)); },
      reset: () => { shown.length = 0; },
      gone: (stream) => { lost.push(stream); },
      line: (state) => { lines.push(state); },
    },
  });
  rt.follow(STREAM, seq);
  return { rt, line, clock, shown, lines, lost, tickets };
}

export async function online(who: Person, seq: number): Promise<void> {
  who.rt.start();
  await settle();
  who.line.connect();
  who.line.hear(welcome(seq));
}
