import { rightNow } from '../times.ts';
import type { Surroundings } from './self_test.ts';

const SOCKET_MS = 8_000;
const POLL_MS = 20_000;
/** With this code the server ends a line on which nobody said hello. */
const NO_HELLO = 4004;

/** The browser this page runs in. `stretch` is the vault's Argon2id in its worker. */
export function thisBrowser(stretch: (secret: string, salt: Uint8Array) => Promise<unknown>): Surroundings {
  return {
    isSecureContext: window.isSecureContext,
    fetch: (path) => fetch(path, { cache: 'no-store', credentials: 'omit' }),
    openSocket,
    poll,
    runWorker: async () => { await stretch('a test of this device', new Uint8Array(16)); },
    now: rightNow,
  };
}

/** A line that says nothing: the server holds it as long as it waits for a hello, and then says so. */
async function poll(): Promise<void> {
  const response = await fetch('/rt/poll', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    credentials: 'omit',
    cache: 'no-store',
    body: '{"line":null,"got":0,"at":0,"frames":[]}',
    signal: AbortSignal.timeout(POLL_MS),
  });
  const answer = await response.json() as { close?: unknown };
  if (answer.close !== NO_HELLO) throw new Error('something else answered');
}

function openSocket(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/rt`, 'rt.v1');
    const patience = setTimeout(() => { settle(false); }, SOCKET_MS);
    const settle = (opened: boolean): void => {
      clearTimeout(patience);
      socket.onopen = socket.onerror = socket.onclose = null;
      socket.close();
      if (opened) resolve();
      else reject(new Error('the socket did not open'));
    };
    socket.onopen = () => { settle(true); };
    socket.onerror = socket.onclose = () => { settle(false); };
  });
}
