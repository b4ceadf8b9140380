/** The idle lock: after five minutes without a key or a pointer the keys are wiped; one minute before that, a warning. */

export interface IdleClock {
  now(): number;
  after(ms: number, run: () => void): () => void;
}

export interface IdleEvents {
  /** Milliseconds left, or null when there is nothing to warn of. */
  warn(leftMs: number | null): void;
  lock(): void;
}

export const IDLE_MS = 5 * 60_000;
export const WARN_MS = 60_000;
const BEAT_MS = 1_000;

/**
 * Asks the clock again at each beat instead of trusting one long timer: a laptop that slept must be locked when it
 * wakes, not five minutes later.
 */
export class IdleWatch {
  readonly #clock: IdleClock;
  readonly #on: IdleEvents;
  #seen: number;
  #warned = false;
  #cancel: () => void;

  constructor(clock: IdleClock, on: IdleEvents) {
    this.#clock = clock;
    this.#on = on;
    this.#seen = clock.now();
    this.#cancel = clock.after(BEAT_MS, this.#beat);
  }

  /** The person did something. */
  touch(): void {
    // A click that lands after the time has run out must not open what should have been locked.
    if (this.#left() <= 0) return;
    this.#seen = this.#clock.now();
    if (this.#warned) this.#on.warn(null);
    this.#warned = false;
  }

  stop(): void {
    this.#cancel();
  }

  readonly #beat = (): void => {
    const left = this.#left();
    if (left <= 0) {
      this.#on.lock();
      return;
    }
    this.#warned = left <= WARN_MS;
    if (this.#warned) this.#on.warn(left);
    this.#cancel = this.#clock.after(BEAT_MS, this.#beat);
  };

  #left(): number {
    return this.#seen + IDLE_MS - this.#clock.now();
  }
}
