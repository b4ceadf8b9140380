import * as calls from '@hark/protocol/mentoring';
import type { HeldMessage, Wall as WallNow } from '@hark/protocol/mentoring_api';
import { SvelteMap } from 'svelte/reactivity';

import { CaseRoom } from '../case/room.svelte.ts';
import type { Desk } from '../desk.svelte.ts';

/** A mentor's message that no pupil has seen, opened. */
export interface OpenedHeld {
  readonly cmid: string;
  /** Null: it did not open as a message of the mentor. */
  readonly text: string | null;
}

/** The live chats with mentors, and the ones that this adult watches: those are open on this device, and are wiped when it is left. */
export class Wall {
  now = $state.raw<WallNow | null>(null);
  readonly rooms = new SvelteMap<string, CaseRoom>();
  readonly held = new SvelteMap<string, readonly OpenedHeld[]>();

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async load(): Promise<void> {
    this.now = await calls.wall(this.#desk.session.http);
    const running = this.now.chats.map(({ id }) => id);
    for (const id of [...this.rooms.keys()].filter((one) => !running.includes(one))) this.stop(id);
    await Promise.all(this.now.chats.filter(({ id, holds }) => holds > 0 && this.rooms.has(id)).map(({ id }) => this.#readHeld(id)));
  }

  /** Open a chat here. The server writes down who does before it answers, and both sides were told that an adult can. */
  async watch(id: string): Promise<void> {
    if (this.rooms.has(id)) return;
    const room = new CaseRoom(this.#desk, id);
    this.rooms.set(id, room);
    await room.refresh();
    if (!(await room.open()) || !(await room.thread.act('watch'))) {
      this.#desk.notice = room.thread.problem;
      this.stop(id);
      return;
    }
    await this.#readHeld(id);
  }

  stop(id: string): void {
    this.rooms.get(id)?.leave();
    this.rooms.delete(id);
    this.held.delete(id);
  }

  async release(id: string, cmid: string): Promise<void> {
    await this.#decide(id, calls.releaseMessage(this.#desk.session.http, id, cmid));
  }

  async giveBack(id: string, cmid: string): Promise<void> {
    await this.#decide(id, calls.returnMessage(this.#desk.session.http, id, cmid));
  }

  leave(): void {
    for (const id of [...this.rooms.keys()]) this.stop(id);
  }

  /** What was refused is not waiting any more either: a colleague decided, or its mentor's page seals it again. */
  async #decide(id: string, decided: Promise<unknown>): Promise<void> {
    try {
      await decided;
    } finally {
      await this.load();
      await this.#readHeld(id);
    }
  }

  async #readHeld(id: string): Promise<void> {
    const room = this.rooms.get(id);
    if (room === undefined) return;
    const { items } = await calls.heldMessages(this.#desk.session.http, id);
    const open = async (message: HeldMessage): Promise<OpenedHeld> => {
      const { body } = await room.thread.sealed.openHeld(message);
      // What does not open is put before the adult all the same: they give it back.
      return { cmid: message.cmid, text: body?.kind === 'msg' ? body.text : null };
    };
    this.held.set(id, await Promise.all(items.map(open)));
  }
}
