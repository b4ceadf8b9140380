/** The frames of rt.v1 (docs/protocol.md section 7). One JSON object in each text frame; `t` names the frame. */
import type { Item } from './api.ts';

export type Verb =
  | 'wait' | 'unwait' | 'avoid' | 'claim' | 'decline' | 'join' | 'leave' | 'escalate' | 'finish' | 'ask'
  | 'watch' | 'freeze' | 'unfreeze' | 'take_over';

export interface Cursor {
  s: string;
  /** The generation of the stream: another one means that the numbers started again. */
  epoch: number;
  seq: number;
}

export interface SendFrame {
  t: 'send';
  id: number;
  s: string;
  cmid: string;
  kep: number;
  kind: string;
  env: string;
}

export interface ActFrame {
  t: 'act';
  id: number;
  cmid: string;
  s: string;
  verb: Verb;
  args: Record<string, string>;
  if_v: number | null;
}

export type ClientFrame =
  | { t: 'hello'; id: number; v: 1; ticket: string; app: string; resume: Cursor[] }
  | SendFrame
  | ActFrame
  | { t: 'mark'; id: number; s: string; read: number }
  | { t: 'fetch'; id: number; s: string; after: number; limit: number }
  | { t: 'duty'; id: number; state: 'on' | 'off' }
  | { t: 'pong' }
  | { t: 'bye'; id: number };

export interface WelcomeFrame {
  t: 'welcome';
  re: number;
  conn: string;
  v: number;
  ping_s: number;
  streams: (Cursor & { role: string })[];
  limits: Record<string, number>;
}

export interface EvFrame {
  t: 'ev';
  s: string;
  epoch: number;
  from: number;
  to: number;
  items: Item[];
  more: boolean;
}

export interface AckFrame {
  t: 'ack';
  re: number;
  cmid: string;
  s: string;
  seq: number;
  dup: boolean;
}

export interface ErrFrame {
  t: 'err';
  re: number | null;
  code: string;
  key: string;
  retry: 'no' | 'same' | 'new' | 'later';
  after_ms: number | null;
  data?: Readonly<Record<string, unknown>>;
}

export interface Live {
  place: 'none' | '1' | '2' | 'more';
  who: 'none' | 'waiting' | 'here' | 'away' | 'writing';
}

export type ServerFrame =
  | WelcomeFrame
  | EvFrame
  | AckFrame
  | ErrFrame
  | { t: 'reset'; s: string; epoch: number; seq: number; why: string }
  | { t: 'ping'; n: number; live: Live; pad: string }
  | { t: 'drain'; after_ms: number }
  | { t: 'gone'; s: string };

/**
 * A frame from the server, or null when the text is not one.
 *
 * Only the shape that everything else leans on is checked: an object with a known `t`. A newer server may send frames this
 * client does not know; they are passed over, as the protocol asks.
 */
export function parseFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON, so not a frame: the caller treats null as "pass over", and the watchdog ends a connection that only talks nonsense.
    return null;
  }
  if (typeof value !== 'object' || value === null || !('t' in value)) return null;
  return KNOWN.has(value.t) ? (value as ServerFrame) : null;
}

const KNOWN = new Set<unknown>(['welcome', 'ev', 'ack', 'err', 'reset', 'ping', 'drain', 'gone']);
