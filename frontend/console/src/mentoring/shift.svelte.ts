import { mentorWaiting } from '@hark/protocol/mentoring';
import type { ChatOutcome, Gate, MentorDay, MentorWaiting, Offer } from '@hark/protocol/mentoring_api';
import { SvelteMap } from 'svelte/reactivity';

import type { Notice } from '../audience.ts';
import type { Desk } from '../desk.svelte.ts';
import { codeOf, sentence } from '../errors.ts';
import { listsOf } from './prompts.ts';
import { MentorRoom } from './mentor_room.svelte.ts';
import { stagesFor } from './starters.ts';

/** How a mentor's chat came to its end, for the screen that follows it. */
export type Ending = 'finished' | 'passed' | 'asked' | 'taken_over' | 'moved_on' | null;

/** What the server says of a chat that somebody else ended. */
const ENDINGS: Readonly<Record<string, Ending>> = { asked: 'asked', taken_over: 'taken_over', serious: 'passed', know_them: 'passed', break: 'passed', avoided: 'moved_on' };

/** A mentor's time on duty: the gate, who waits, what they are offered, and the chats that they have. */
export class Shift {
  waiting = $state.raw<MentorWaiting['waiting']>([]);
  gate = $state.raw<Gate>({ open: false, conditions: [] });
  offer = $state.raw<Offer | null>(null);
  day = $state.raw<MentorDay | null>(null);
  rooms = $state.raw<readonly MentorRoom[]>([]);
  loading = $state(true);
  problem = $state<string | null>(null);
  ending = $state<Ending>(null);

  readonly lists = $derived(listsOf(this.day?.prompts ?? {}));
  readonly stages = $derived(stagesFor(this.day?.starters ?? [], this.day?.starters_locked ?? false));

  readonly #desk: Desk;
  readonly #stopListening: () => void;
  #left = false;
  /** How a chat that is being left will have ended, because “gone” may outrun the answer. */
  readonly #leaving = new SvelteMap<string, Ending>();
  #turn = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#stopListening = desk.feed.listen((notice) => void this.#hear(notice));
  }

  leave(): void {
    this.#left = true;
    this.#stopListening();
    for (const room of this.rooms) room.leave();
  }

  /** The list anew; `look` also asks whether a pupil's browser has let this mentor in, which costs a closed door until then. */
  async load(look: boolean): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { waiting, mine, offer, gate, day } = await mentorWaiting(this.#desk.session.http);
      // An answer that a later question has overtaken may not know of a claim made in between.
      if (this.#left || turn !== this.#turn) return;
      Object.assign(this, { waiting, offer, gate, day, loading: false });
      this.#have(mine);
      if (look) await Promise.all(this.rooms.map((room) => room.look()));
    } catch (error) {
      this.problem = sentence(error);
    }
  }

  async claim(id: string, v: number): Promise<void> {
    this.ending = null;
    const refused = await this.#act(id, 'claim', {}, v);
    await this.load(false);
    // The pupil said whom they would like first, or an adult looked at the case: nothing that a mentor decides on has changed.
    const still = refused === 'case_changed' ? this.waiting.find((one) => one.id === id) : undefined;
    if (still === undefined) return;
    await this.#act(id, 'claim', {}, still.v);
    await this.load(false);
  }

  /** Let the offer go to the next mentor. No reason is asked. */
  async decline(id: string): Promise<void> {
    await this.#act(id, 'decline', {});
    await this.load(false);
  }

  /** Pass to an adult. The chat, its keys and its words leave this device at once. */
  pass(room: MentorRoom, why: 'serious' | 'know_them' | 'break'): Promise<void> {
    return this.#leave(room, 'escalate', { why }, 'passed');
  }

  finish(room: MentorRoom, outcome: ChatOutcome): Promise<void> {
    return this.#leave(room, 'finish', { outcome }, 'finished');
  }

  /** A chat that the pupil's browser has not let this mentor into goes back to the queue. */
  giveBack(room: MentorRoom): Promise<void> {
    return this.#leave(room, 'finish', {}, null);
  }

  /** Ask an adult to come, with no words. */
  async ask(room: MentorRoom): Promise<void> {
    await this.#act(room.id, 'ask', {});
  }

  async #leave(room: MentorRoom, verb: 'escalate' | 'finish', args: Record<string, string>, ending: Ending): Promise<void> {
    this.#leaving.set(room.id, ending);
    const refused = await this.#act(room.id, verb, args);
    if (refused === null) {
      // The list that is on its way says what holds now; what was shown before the chat does not.
      this.gate = { ...this.gate, open: false, conditions: [] };
      this.#end(room);
    }
    this.#leaving.delete(room.id);
    await this.load(false);
  }

  /** Null if it was done, else the code of the refusal. A chat that has gone already is what was asked for. */
  async #act(id: string, verb: 'claim' | 'decline' | 'escalate' | 'finish' | 'ask', args: Record<string, string>, v?: number): Promise<string | null> {
    this.problem = null;
    try {
      await this.#desk.feed.act({ s: `conv:${id}`, verb, args, ...(v === undefined ? {} : { if_v: v }) });
      return null;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'gone') return null;
      this.problem = sentence(error);
      return code;
    }
  }

  #have(mine: readonly string[]): void {
    for (const room of this.rooms.filter(({ id }) => !mine.includes(id))) this.#end(room);
    const known = this.rooms.map(({ id }) => id);
    const begun = mine.filter((id) => !known.includes(id)).map((id) => new MentorRoom(this.#desk, id));
    if (begun.length > 0) this.ending = null;
    this.rooms = [...this.rooms, ...begun];
  }

  /** Whose doing it was that this chat is over, where it was not this mentor's. */
  #endingOf(id: string): Ending {
    const owed = this.day?.debrief ?? null;
    return (owed?.conv === id ? ENDINGS[owed.how] : undefined) ?? 'finished';
  }

  #end(room: MentorRoom): void {
    if (!this.rooms.includes(room)) return;
    const ending = this.#leaving.get(room.id);
    this.ending = ending === undefined ? this.#endingOf(room.id) : ending;
    room.leave();
    this.rooms = this.rooms.filter((one) => one !== room);
  }

  async #hear(notice: Notice): Promise<void> {
    switch (notice.what) {
      case 'roster':
        return;
      case 'returned':
      case 'seal_again':
        return this.rooms.find(({ id }) => id === notice.id)?.cameBack(notice.cmid, notice.what === 'seal_again');
      case 'moved_on':
        this.#leaving.set(notice.id, 'moved_on');
        await this.load(false);
        this.#leaving.delete(notice.id);
        // A claim that the pupil's page turned away at once may never have been in a list, so nothing has ended on this page.
        this.ending = 'moved_on';
        return;
      default:
        // “given” says that the pupil's browser has wrapped the key; anything else may have changed the list.
        return this.load(notice.what === 'given');
    }
  }
}
