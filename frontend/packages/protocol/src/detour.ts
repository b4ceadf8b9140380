/** By poll while no WebSocket gets through, and back as soon as one does. Loaded only where it is needed. */
import type { Carrier, CarrierEvents, Connection } from './carrier.ts';
import { MOVED } from './closing.ts';
import { PollCarrier } from './poll.ts';
import type { Clock } from './rt.ts';

const TRY_SOCKETS_MS = 10 * 60_000;

export class Detour implements Carrier {
  readonly #polls: PollCarrier;
  readonly #socket: Carrier;
  readonly #clock: Clock;
  readonly #over: () => void;

  /** `socket` is tried every ten minutes and whenever the device is online again. `over` is called when it should be used. */
  constructor(polls: PollCarrier, socket: Carrier, clock: Clock, over: () => void) {
    this.#polls = polls;
    this.#socket = socket;
    this.#clock = clock;
    this.#over = over;
  }

  open(events: CarrierEvents): Connection {
    let heard = false;
    let stopTrying = (): void => undefined;
    const line = this.#polls.open({
      opened: () => { events.opened(); },
      frame: (text) => {
        heard = true;
        events.frame(text);
      },
      closed: (code) => {
        stopTrying();
        // Nothing came this way either, so it is no better.
        if (!heard) this.#over();
        events.closed(code);
      },
    });
    stopTrying = this.#tryNowAndThen(() => {
      this.#over();
      void line.leave(MOVED);
    });
    return line;
  }

  /** Opens a socket now and then, says nothing on it, and calls `works` when one opened. Answers how to stop. */
  #tryNowAndThen(works: () => void): () => void {
    let probe: Connection | null = null;
    let cancel = (): void => undefined;
    const later = (): void => { cancel = this.#clock.after(TRY_SOCKETS_MS, tryNow); };
    const tryNow = (): void => {
      if (probe !== null) return;
      cancel();
      probe = this.#socket.open({
        opened: () => {
          stop();
          works();
        },
        frame: () => undefined,
        closed: () => {
          probe = null;
          later();
        },
      });
    };
    const stop = (): void => {
      removeEventListener('online', tryNow);
      probe?.close(1000);
      cancel();
    };
    addEventListener('online', tryNow);
    later();
    return stop;
  }
}

export const byPoll = (url: string, socket: Carrier, clock: Clock, over: () => void): Carrier =>
  new Detour(new PollCarrier(url, (address, init) => fetch(address, init), clock), socket, clock, over);
