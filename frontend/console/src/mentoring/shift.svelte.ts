import type { OpenStream, Waiting } from '@hark/protocol/api';
import * as api from '@hark/protocol/staff';

import { Thread } from '../case/thread.svelte.ts';
import type { Desk } from '../desk.svelte.ts';
import { codeOf, sentence } from '../errors.ts';

/** How a mentor's chat came to its end, for the screen that follows it. */
export type Ending = 'finished' | 'passed' | null;

/**
 * A mentor's time on duty: who waits, the one chat they may hold, and its end, after which nothing of it is left on this
 * device. After a claim the pupil's browser has to wrap the key; until it has, the chat is `claimed` and cannot be opened.
 */
export class Shift {
  waiting = $state.raw<Waiting['waiting']>([]);
  gate = $state.raw<Waiting['gate']>({ open: false, reasons: [] });
  thread = $state.raw<Thread | null>(null);
  /** Claimed, and waiting for the pupil's browser. */
  claimed = $state(false);
  loading = $state(true);
  problem = $state<string | null>(null);
  ending = $state<Ending>(null);

  readonly #desk: Desk;
  readonly #stopListening: () => void;
  #mine: string | null = null;
  #left = false;
  #claiming = false;
  #look = false;
  #turn = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#stopListening = desk.feed.listen(({ what }) => {
      if (what !== 'roster') void this.load(what === 'given');
    });
  }

  leave(): void {
    this.#left = true;
    this.#stopListening();
    this.#end(null);
  }

  /** `look`: the pupil's browser may have let this mentor in. Asking before that only meets a closed door. */
  async load(look: boolean): Promise<void> {
    this.#look ||= look;
    const turn = ++this.#turn;
    try {
      const { waiting, mine, gate } = await api.waiting(this.#desk.session.http);
      // An answer that a later question has overtaken may not know of a claim made in between.
      if (this.#left || turn !== this.#turn) return;
      this.waiting = waiting;
      this.gate = gate;
      this.loading = false;
      await this.#hold(mine);
    } catch (error) {
      this.problem = sentence(error);
    }
  }

  async claim(id: string, v: number): Promise<void> {
    this.problem = null;
    this.ending = null;
    this.#claiming = true;
    try {
      await this.#desk.feed.act({ s: `conv:${id}`, verb: 'claim', if_v: v });
      this.claimed = this.thread === null;
    } catch (error) {
      this.problem = sentence(error);
    } finally {
      this.#claiming = false;
    }
    await this.load(false);
  }

  /** Pass to an adult. The chat, its keys and its words leave this device at once. */
  async pass(why: 'serious' | 'know_them' | 'break'): Promise<void> {
    await this.#act('escalate', { why }, 'passed');
  }

  /** End the chat, or give back one that the pupil's browser has not let this mentor into. */
  async finish(): Promise<void> {
    await this.#act('finish', {}, this.claimed ? null : 'finished');
  }

  async #act(verb: 'escalate' | 'finish', args: Record<string, string>, ending: Ending): Promise<void> {
    if (this.#mine === null) return;
    this.problem = null;
    try {
      await this.#desk.feed.act({ s: `conv:${this.#mine}`, verb, args });
      this.#end(ending);
    } catch (error) {
      // “gone” may outrun the answer: access has ended, which is what was asked for.
      if (codeOf(error) === 'gone') this.#end(ending);
      else this.problem = sentence(error);
    }
    await this.load(false);
  }

  async #hold(mine: string | null): Promise<void> {
    if (mine === null) {
      this.#look = false;
      if (this.#mine !== null) this.#end('finished');
      return;
    }
    this.#mine = mine;
    if (this.thread !== null || ((this.claimed || this.#claiming) && !this.#look)) return;
    this.#look = false;
    this.ending = null;
    await this.#open(mine);
  }

  async #open(id: string): Promise<void> {
    const stream = await this.#read(`conv:${id}`);
    this.claimed = stream === null;
    if (stream === null || this.#left || this.thread !== null) return;
    const thread = new Thread(this.#desk, id, async () => {
      const again = await this.#read(`conv:${id}`);
      if (again !== null) await thread.show([again]);
    });
    this.thread = thread;
    await thread.attempt(() => thread.show([stream]));
  }

  /** The part of the conversation that this mentor may read; null until the pupil's browser has let them in. */
  async #read(stream: string): Promise<OpenStream | null> {
    const { http } = this.#desk.session;
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

  #end(ending: Ending): void {
    this.thread?.leave();
    this.thread = null;
    this.claimed = false;
    this.#mine = null;
    this.ending = ending;
  }
}
