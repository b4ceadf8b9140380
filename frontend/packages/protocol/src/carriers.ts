/** The way that gets through: a WebSocket, and polls where none does. */
import { WebSocketCarrier, type Carrier, type CarrierEvents, type Connection } from './carrier.ts';
import type { Clock } from './rt.ts';

/** Two sockets that failed within this long are taken for a network that lets none through. */
const FAILED_WITHIN_MS = 8_000;

/**
 * A caller has fetched a ticket before it opens anything, so the server is there, and a socket that fails says something about
 * the way to it.
 */
export class SocketFirst implements Carrier {
  readonly #socket: Carrier;
  readonly #detour: (socket: Carrier, over: () => void) => Promise<Carrier>;
  readonly #clock: Clock;
  #failedAt = -Infinity;
  #beyond: Carrier | null = null;

  constructor(socket: Carrier, detour: (socket: Carrier, over: () => void) => Promise<Carrier>, clock: Clock) {
    this.#socket = socket;
    this.#detour = detour;
    this.#clock = clock;
  }

  open(events: CarrierEvents): Connection {
    if (this.#beyond !== null) return this.#beyond.open(events);
    let heard = false;
    return this.#socket.open({
      opened: () => { events.opened(); },
      frame: (text) => {
        heard = true;
        events.frame(text);
      },
      closed: (code) => {
        if (!heard) this.#failed();
        events.closed(code);
      },
    });
  }

  #failed(): void {
    const now = this.#clock.now();
    const again = now - this.#failedAt <= FAILED_WITHIN_MS;
    this.#failedAt = now;
    if (!again) return;
    this.#detour(this.#socket, () => { this.#beyond = null; }).then(
      (beyond) => { this.#beyond = beyond; },
      // It could not be loaded: sockets are tried on, and it is asked for again when the next one fails.
      () => undefined,
    );
  }
}

/** For a page of the service's own: `/rt` and, where that does not get through, `/rt/poll`. */
export function ownCarrier(clock: Clock): Carrier {
  const address = (path: string): string => new URL(path, location.href).href;
  const socket = new WebSocketCarrier(address('/rt').replace('http', 'ws'), WebSocket, clock);
  return new SocketFirst(socket, async (sockets, over) => {
    const { byPoll } = await import('./detour.ts');
    return byPoll(address('/rt/poll'), sockets, clock, over);
  }, clock);
}
