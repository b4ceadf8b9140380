/** What a close code of rt.v1 means for the one whose connection it ends. */

export type Closing =
  /** The person's right or session is over, or this client cannot be understood: connecting again would not help. */
  | { then: 'stop'; code: number }
  /** Connect again, but not before this many milliseconds. */
  | { then: 'reconnect'; atLeastMs: number };

const FIRST_STOP = 4500;
const LAST_STOP = 4505;
const TOO_FAST = 4006;

export function closing(code: number): Closing {
  if (code >= FIRST_STOP && code <= LAST_STOP) return { then: 'stop', code };
  return { then: 'reconnect', atLeastMs: code === TOO_FAST ? 30_000 : 0 };
}

export const SESSION_ENDED = 4500;
export const NO_PONG = 4002;
/** The line goes on elsewhere: another process, another carrier. */
export const MOVED = 4000;

const FLOOR_MS = 500;
const CEILING_MS = 20_000;

/**
 * How long to wait before the n-th attempt in a row (from 0): "full jitter", so that a class whose line came back together
 * does not come back in the same instant.
 */
export function backoff(attempt: number, random: () => number): number {
  return Math.max(FLOOR_MS, Math.min(CEILING_MS, FLOOR_MS * 2 ** attempt) * random());
}
