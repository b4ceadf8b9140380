/**
 * What was said and not yet acknowledged. Each entry keeps its bytes and its `cmid` until the server has it on disk, so that a
 * retry is the same message again and never a second one, and never a second sealing.
 */
import type { Item } from './api.ts';
import { RtError } from './errors.ts';
import type { ActFrame, ErrFrame, SendFrame } from './frames.ts';

export interface Ack {
  cmid: string;
  seq: number;
  dup: boolean;
}

/** A frame before a connection has numbered it. */
export type Command = Omit<SendFrame, 'id'> | Omit<ActFrame, 'id'>;

interface Entry {
  command: Command;
  /** Its number on the present connection; null while it has not been sent on it. */
  id: number | null;
  settled: Promise<Ack>;
  resolve: (ack: Ack) => void;
  reject: (error: RtError) => void;
}

const CAPACITY = 20;

export class Outbox {
  readonly #entries = new Map<string, Entry>();

  /** Keeps it, and answers when it is on disk or refused. The same `cmid` again is the same entry. */
  add(command: Command): Promise<Ack> {
    const known = this.#entries.get(command.cmid);
    if (known !== undefined) return known.settled;
    if (this.#entries.size >= CAPACITY) return Promise.reject(new RtError('outbox_full', 'later', null));
    let resolve: Entry['resolve'] = () => undefined;
    let reject: Entry['reject'] = () => undefined;
    const settled = new Promise<Ack>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    this.#entries.set(command.cmid, { command, id: null, settled, resolve, reject });
    return settled;
  }

  /** Hands each entry not yet sent on this connection to `send`, oldest first. */
  flush(send: (command: Command) => number): void {
    for (const entry of this.#entries.values()) entry.id ??= send(entry.command);
  }

  /** The line was cut: everything left has to be said again on the next connection. */
  cut(): void {
    for (const entry of this.#entries.values()) entry.id = null;
  }

  acknowledged(ack: Ack): void {
    this.#entries.get(ack.cmid)?.resolve(ack);
    this.#entries.delete(ack.cmid);
  }

  /** Our own item came by on the stream: it is on disk, even if its `ack` was lost. */
  landed(stream: string, item: Item): void {
    if (this.#entries.get(item.cmid)?.command.s !== stream) return;
    this.acknowledged({ cmid: item.cmid, seq: item.seq, dup: false });
  }

  /**
   * A refusal. Answers how long to wait before flushing again where the same bytes may yet pass; null when nothing
   * here was meant, or when saying it again would not help (its promise then fails with the code).
   */
  refused(err: ErrFrame): number | null {
    const entry = [...this.#entries.values()].find(({ id }) => id !== null && id === err.re);
    if (entry === undefined) return null;
    if (err.retry === 'same' || err.retry === 'later') {
      entry.id = null;
      return err.after_ms ?? 1_000;
    }
    this.#entries.delete(entry.command.cmid);
    entry.reject(new RtError(err.code, err.retry, err.after_ms, err.data));
    return null;
  }

  /** Nothing kept for this stream (or, without one, for any) will be said any more. */
  abandon(code: string, stream?: string): void {
    for (const [cmid, { command, reject }] of this.#entries) {
      if (stream !== undefined && command.s !== stream) continue;
      this.#entries.delete(cmid);
      reject(new RtError(code, 'no', null));
    }
  }
}
