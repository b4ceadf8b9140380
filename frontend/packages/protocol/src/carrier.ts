/** How frames travel. The client above is the same whichever carrier is below. */
import { NO_PONG } from './closing.ts';
import type { Clock } from './rt.ts';

export interface CarrierEvents {
  opened(): void;
  frame(text: string): void;
  /** Called exactly once for each connection, also when it never opened. */
  closed(code: number): void;
}

export interface Connection {
  send(text: string): void;
  /** Ends it here and now; `closed` is called with this code (1000, or 4000 and above) before this returns. */
  close(code: number): void;
}

export interface Carrier {
  open(events: CarrierEvents): Connection;
}

/** A socket that has not opened by then is not waited for. */
const OPEN_WITHIN_MS = 4_000;

/** `wss://<origin>/rt`, sub-protocol `rt.v1`. Nothing is in the address: the ticket goes in the first frame. */
export class WebSocketCarrier implements Carrier {
  readonly #url: string;
  readonly #socket: typeof WebSocket;
  readonly #clock: Clock;

  constructor(url: string, socket: typeof WebSocket, clock: Clock) {
    this.#url = url;
    this.#socket = socket;
    this.#clock = clock;
  }

  open(events: CarrierEvents): Connection {
    const socket = new this.#socket(this.#url, 'rt.v1');
    let over = false;
    const end = (code: number): void => {
      if (over) return;
      over = true;
      opened();
      removeEventListener('offline', offline);
      events.closed(code);
    };
    const close = (code: number): void => {
      // A dead line can take minutes to say that it is closed. Nobody waits for it.
      socket.close(code);
      end(code);
    };
    // Nor would anybody learn for a minute that nothing they write goes out.
    const offline = (): void => { close(NO_PONG); };
    addEventListener('offline', offline);
    const opened = this.#clock.after(OPEN_WITHIN_MS, () => { close(NO_PONG); });
    socket.onopen = () => {
      opened();
      if (!over) events.opened();
    };
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (!over && typeof message.data === 'string') events.frame(message.data);
    };
    socket.onclose = (event) => { end(event.code); };
    return {
      send: (text) => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      },
      close,
    };
  }
}
