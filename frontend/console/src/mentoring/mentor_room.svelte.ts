import type { OpenStream } from '@hark/protocol/api';
import * as api from '@hark/protocol/staff';

import { Thread } from '../case/thread.svelte.ts';
import type { Desk } from '../desk.svelte.ts';
import { codeOf } from '../errors.ts';

/**
 * One chat that a mentor has. After a claim the pupil's browser has to wrap the key; until it has, there is no thread. At its
 * end nothing of it is left on this device.
 */
export class MentorRoom {
  thread = $state.raw<Thread | null>(null);
  /** A held message that an adult gave back, to be written differently. */
  returned = $state<string | null>(null);

  readonly id: string;
  readonly #desk: Desk;
  #left = false;
  #looking: Promise<void> | null = null;

  constructor(desk: Desk, id: string) {
    this.#desk = desk;
    this.id = id;
  }

  /** Look whether the pupil's browser has let this mentor in. */
  look(): Promise<void> {
    return (this.#looking ??= this.#open().finally(() => { this.#looking = null; }));
  }

  /** `held`: an adult reads it first. */
  say(text: string, held: boolean): Promise<boolean> {
    const { thread } = this;
    if (thread === null) return Promise.resolve(false);
    this.returned = null;
    return held ? thread.hold(text) : thread.say('msg', text, null);
  }

  /** A held message came back: with `again`, because the keys have changed and it has to be sealed once more. */
  async cameBack(cmid: string, again: boolean): Promise<void> {
    const text = this.thread?.giveBack(cmid) ?? null;
    if (text === null) return;
    if (again) await this.say(text, true);
    else this.returned = text;
  }

  leave(): void {
    this.#left = true;
    this.thread?.leave();
    this.thread = null;
    this.returned = null;
  }

  async #open(): Promise<void> {
    if (this.thread !== null) return;
    const stream = await this.#read();
    if (stream === null || this.#left) return;
    const thread = new Thread(this.#desk, this.id, async () => {
      const again = await this.#read();
      if (again !== null) await thread.show([again]);
    });
    this.thread = thread;
    await thread.attempt(() => thread.show([stream]));
  }

  /** The part of the conversation that this mentor may read; null until the pupil's browser has let them in. */
  async #read(): Promise<OpenStream | null> {
    const { http } = this.#desk.session;
    const stream = `conv:${this.id}`;
    try {
      const { epochs } = await api.streamEpochs(http, stream);
      const items = [];
      let page;
      do {
        page = await api.streamItems(http, stream, { after: items.at(-1)?.seq ?? 0 });
        items.push(...page.items);
      } while (page.more);
      return { stream, seq: items.at(-1)?.seq ?? 0, epoch: epochs.at(-1)?.epoch ?? 0, rekey: false, epochs, items };
    } catch (error) {
      if (codeOf(error) === 'not_found' || codeOf(error) === 'stream_unknown' || codeOf(error) === 'forbidden') return null;
      throw error;
    }
  }
}
