/**
 * The poll carrier (docs/protocol.md section 7.1), for networks that let no WebSocket through: one request after another, each
 * held by the server until there is news. Both ways are numbered, so whatever becomes of a request or of its answer, asking
 * again loses nothing and doubles nothing.
 */
import type { Carrier, CarrierEvents, Connection } from './carrier.ts';
import { NO_PONG } from './closing.ts';
import type { Clock } from './rt.ts';

interface Answer {
  line: string;
  /** How many of our frames have been taken. */
  got: number;
  /** The number of the first of `frames`. */
  at: number;
  close: number | null;
  frames: unknown[];
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const LOST = 1006;
const TRIES = 4;
const FIRST_RETRY_MS = 500;
/** Half of what the server takes: a frame is at most 96 KiB, and one is always sent. */
const BODY_CHARS = 128 * 1024;
const BYE = '{"t":"bye","id":0}';

export class PollCarrier implements Carrier {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #clock: Clock;

  constructor(url: string, fetcher: Fetch, clock: Clock) {
    this.#url = url;
    this.#fetch = fetcher;
    this.#clock = clock;
  }

  open(events: CarrierEvents): Polling {
    return new Polling(this.#url, this.#fetch, this.#clock, events);
  }
}

export class Polling implements Connection {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  readonly #events: CarrierEvents;
  readonly #aborted = new AbortController();
  /** Keeps one line with one of several processes, where a balancer is told to look at it. It opens nothing. */
  readonly #stay = crypto.randomUUID();
  #line: string | null = null;
  /** What the server has not yet said that it took, and the number of the first of it. */
  #said: string[] = [];
  #first = 0;
  #asked = 0;
  #got = 0;
  #inFlight = 0;
  #failures = 0;
  #soon = false;
  #over = false;

  constructor(url: string, fetcher: Fetch, clock: Clock, events: CarrierEvents) {
    this.#url = url;
    this.#fetch = fetcher;
    this.#clock = clock;
    this.#events = events;
    addEventListener('offline', this.#offline);
    addEventListener('pagehide', this.#leaving);
    queueMicrotask(() => { if (!this.#over) events.opened(); });
  }

  send(text: string): void {
    if (this.#over) return;
    this.#said.push(text);
    // Until the first answer the line has no name, so nothing more can be said on it.
    if (this.#line !== null || this.#inFlight === 0) this.#askSoon();
  }

  close(code: number): void {
    if (this.#over) return;
    this.#end(code, () => {
      // Whether it arrives or not, the line is over here, and the server lets go of a line that nobody asks for.
      this.#bye().catch(() => undefined);
    });
  }

  /** `close`, once the server has let the line go or will not say so. */
  async leave(code: number): Promise<void> {
    if (this.#over) return;
    await this.#bye().catch(() => undefined);
    this.#end(code, () => undefined);
  }

  readonly #offline = (): void => { this.close(NO_PONG); };
  readonly #leaving = (): void => { this.close(LOST); };

  #askSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      if (!this.#over) void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const frames = this.#fitting();
    this.#asked = this.#first + frames.length;
    this.#inFlight += 1;
    const answer = await this.#post(frames, { signal: this.#aborted.signal }).catch(() => null);
    this.#inFlight -= 1;
    if (this.#over) return;
    if (answer === null) this.#failed();
    else this.#heard(answer);
  }

  #heard(answer: Answer): void {
    this.#failures = 0;
    this.#line = answer.line;
    this.#said.splice(0, Math.max(0, answer.got - this.#first));
    this.#first = Math.max(this.#first, answer.got);
    const fresh = answer.frames.slice(Math.max(0, this.#got - answer.at));
    this.#got = Math.max(this.#got, answer.at + answer.frames.length);
    for (const frame of fresh) if (!this.#isOver()) this.#events.frame(JSON.stringify(frame));
    if (this.#isOver()) return;
    if (answer.close !== null) this.#end(answer.close, () => undefined);
    else if (this.#inFlight === 0 || this.#first + this.#said.length > this.#asked) this.#askSoon();
  }

  /** No answer, or none of ours. The same again does no harm, except for a hello, whose ticket may be spent. */
  #failed(): void {
    this.#failures += 1;
    if (this.#line === null || this.#failures === TRIES) this.#end(LOST, () => undefined);
    else if (this.#inFlight === 0) this.#clock.after(FIRST_RETRY_MS * 2 ** (this.#failures - 1), () => { this.#askSoon(); });
  }

  #end(code: number, say: () => void): void {
    this.#over = true;
    removeEventListener('offline', this.#offline);
    removeEventListener('pagehide', this.#leaving);
    say();
    this.#aborted.abort();
    this.#events.closed(code);
  }

  async #bye(): Promise<void> {
    // It outlives the page, for which a browser takes 64 KiB; a longer one is refused and the line runs out by itself.
    if (this.#line !== null) await this.#post([...this.#said, BYE], { keepalive: true });
  }

  async #post(frames: string[], more: RequestInit): Promise<Answer> {
    const response = await this.#fetch(this.#url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Hark-Line': this.#stay },
      // The ticket says who this is. A cookie would only be one more thing that travels.
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      body: `{"line":${JSON.stringify(this.#line)},"got":${this.#got},"at":${this.#first},"frames":[${frames.join(',')}]}`,
      ...more,
    });
    if (!response.ok) throw new Error(`a poll was answered with ${response.status}`);
    return answerOf(await response.json());
  }

  #fitting(): string[] {
    let chars = 0;
    const past = this.#said.findIndex((frame, index) => (chars += frame.length) > BODY_CHARS && index > 0);
    return past === -1 ? this.#said : this.#said.slice(0, past);
  }

  /** A method, because whoever hears a frame may end the line, which the compiler cannot know of a field. */
  #isOver(): boolean {
    return this.#over;
  }
}

/** Throws for what is no answer of ours, such as the page of a proxy that wants somebody to sign in. */
function answerOf(value: unknown): Answer {
  const answer = value as Answer | null;
  if (typeof answer?.line !== 'string' || !Array.isArray(answer.frames)) throw new Error('a poll was answered with something else');
  return answer;
}
