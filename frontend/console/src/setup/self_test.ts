/** What school IT tries from a pupil's or a mentor's device: does this network let Hark through unharmed? */

import type { CheckName } from '@hark/protocol/school_api';

export interface Result {
  readonly check: CheckName;
  readonly ok: boolean;
  /** What was seen, for the person who mends it. */
  readonly saw: string;
}

/** The browser, as far as the checks need it. */
export interface Surroundings {
  readonly isSecureContext: boolean;
  fetch(path: string): Promise<{ ok: boolean; status: number; headers: { get(name: string): string | null } }>;
  /** Settles once the socket is open; rejects if it never is. */
  openSocket(): Promise<void>;
  /** Settles once a request that the server holds for a few seconds has been answered by it; rejects otherwise. */
  poll(): Promise<void>;
  /** Argon2id in the page's worker, as every sign-in runs it. */
  runWorker(): Promise<void>;
  now(): Date;
}

/** A clock further off than this breaks one-use codes, and with it signing in. */
const CLOCK_MINUTES = 2;

export async function selfTest(here: Surroundings): Promise<Result[]> {
  const results: Result[] = [
    here.isSecureContext
      ? { check: 'secure', ok: true, saw: 'This page came over a secure connection.' }
      : { check: 'secure', ok: false, saw: 'This page did not come over https, so the browser refuses to seal anything.' },
  ];
  const page = await outcome(() => here.fetch('/console/'));
  if (page.failed) {
    results.push({ check: 'server', ok: false, saw: 'Hark could not be reached with a plain request.' });
  } else {
    results.push({ check: 'server', ok: page.value.ok, saw: `Hark answered a plain request with ${page.value.status}.` });
    results.push(clockCheck(page.value.headers.get('date'), here.now()), policyCheck(page.value.headers.get('content-security-policy')));
  }
  const socket = await outcome(() => here.openSocket());
  results.push(socket.failed
    ? { check: 'socket', ok: false, saw: 'No WebSocket could be opened. A filter or proxy that inspects traffic often takes “Upgrade” out: make an exception for Hark’s address. Until then chats go by plain requests.' }
    : { check: 'socket', ok: true, saw: 'A WebSocket opened.' });
  const poll = await outcome(() => here.poll());
  results.push(poll.failed
    ? { check: 'poll', ok: false, saw: 'A request that the server answers after a few seconds got no answer. A proxy in between must wait for 30 seconds at least.' }
    : { check: 'poll', ok: true, saw: 'A request that waits was answered, so that chats go on where no WebSocket opens.' });
  const worker = await outcome(() => here.runWorker());
  results.push(worker.failed
    ? { check: 'worker', ok: false, saw: 'The part that works out keys could not run. A filter may withhold its script, or the device has too little memory.' }
    : { check: 'worker', ok: true, saw: 'Keys can be worked out on this device.' });
  return results;
}

function clockCheck(date: string | null, now: Date): Result {
  const server = date === null ? Number.NaN : new Date(date).getTime();
  if (Number.isNaN(server)) return { check: 'clock', ok: false, saw: 'The server’s time did not come through. A proxy takes the Date header out.' };
  const minutes = Math.abs(now.getTime() - server) / 60_000;
  return minutes <= CLOCK_MINUTES
    ? { check: 'clock', ok: true, saw: 'This device’s clock agrees with the server’s.' }
    : { check: 'clock', ok: false, saw: `This device’s clock is ${Math.round(minutes)} minutes off. Codes from an authenticator will not match: set the clock.` };
}

function policyCheck(policy: string | null): Result {
  const whole = policy?.includes("default-src 'none'") === true && policy.includes("script-src 'self'");
  return whole
    ? { check: 'policy', ok: true, saw: 'The page’s security policy came through whole.' }
    : { check: 'policy', ok: false, saw: 'The page’s security policy was changed or taken out on the way. A proxy that rewrites pages could then read what pupils write.' };
}

async function outcome<T>(work: () => Promise<T>): Promise<{ failed: false; value: T } | { failed: true }> {
  try {
    return { failed: false, value: await work() };
  } catch {
    // Whatever stopped it, the answer to the person is the same, and each check says it in its own words.
    return { failed: true };
  }
}
