import type { OpenStream } from '@hark/protocol/api';

import { readStream } from '../case/reading.ts';
import { Thread } from '../case/thread.svelte.ts';
import type { Desk } from '../desk.svelte.ts';

/**
 * One chat that a mentor has. After a claim the pupil's browser has to wrap the key; until it has, there is no thread. At its
 * end nothing of it is left on this device.
 */
export class MentorRoom {
  thread = $state.raw<Thread | null>(null);
  /** A held message that an adult gave back, to be written differently. */
  returned = $state<string | null>(null);
  /** Adults have said something aside, and can be answered there. */
  aside = $state(false);

  readonly id: string;
  readonly #desk: Desk;
  #left = false;
  #looking: Promise<void> | null = null;

  constructor(desk: Desk, id: string) {
    this.#desk = desk;
    this.id = id;
  }

  /** Look whether the pupil's browser has let this mentor in, and whether an adult has said something aside. */
  look(): Promise<void> {
    return (this.#looking ??= this.#open().finally(() => { this.#looking = null; }));
  }

  /** A word to the adults alone, which the pupil never sees. Only once an adult has begun. */
  ask(text: string): Promise<boolean> {
    const { thread } = this;
    if (thread === null) return Promise.resolve(false);
    const { side } = thread.sealed;
    return thread.doing(async () => {
      await thread.write(side, 'ask', { text }, null, (item) => thread.post(side, item));
    });
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
    if (this.thread === null) await this.#enter();
    if (this.thread !== null && !this.aside) await this.#listenAside(this.thread);
  }

  async #enter(): Promise<void> {
    const stream = await this.#read('conv');
    if (stream === null || this.#left) return;
    const thread = new Thread(this.#desk, this.id, async () => {
      const again = await this.#read('conv');
      if (again !== null) await thread.show([again]);
      this.aside = false;
      await this.#listenAside(thread);
    });
    this.thread = thread;
    await thread.attempt(() => thread.show([stream]));
  }

  async #listenAside(thread: Thread): Promise<void> {
    const stream = await this.#read('side');
    if (stream === null || this.#left) return;
    this.aside = true;
    await thread.attempt(() => thread.add(stream));
  }

  #read(kind: 'conv' | 'side'): Promise<OpenStream | null> {
    return readStream(this.#desk.session.http, `${kind}:${this.id}`);
  }
}
