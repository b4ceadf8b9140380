import { rightNow } from '../times.ts';
import type { Surroundings } from './self_test.ts';

const SOCKET_MS = 8_000;

/** The browser this page runs in. `stretch` is the vault's Argon2id in its worker. */
export function thisBrowser(stretch: (secret: string, salt: Uint8Array) => Promise<unknown>): Surroundings {
  return {
    isSecureContext: window.isSecureContext,
    fetch: (path) => fetch(path, { cache: 'no-store', credentials: 'omit' }),
    openSocket,
    runWorker: async () => { await stretch('a test of this device', new Uint8Array(16)); },
    now: rightNow,
  };
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
