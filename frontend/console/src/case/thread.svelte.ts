import type { Group, Item, NewItem, OpenStream } from '@hark/protocol/api';
import type { Verb } from '@hark/protocol/frames';
import { holdMessage } from '@hark/protocol/mentoring';
import * as api from '@hark/protocol/staff';
import { StaffCase, type OpenedItem, type Written } from '@hark/vault/staff_case';
import { SvelteSet } from 'svelte/reactivity';

import type { Desk } from '../desk.svelte.ts';
import { codeOf, sentence } from '../errors.ts';
import { rightNowText } from '../times.ts';

/** Something written here that is not on the server's disk yet. */
export interface Outgoing {
  readonly cmid: string;
  readonly kind: 'msg' | 'note';
  readonly text: string;
  /** An adult has to let it through. */
  readonly held: boolean;
}

/** What is simply added to the file, with no call of its own. */
export type Filed = 'check' | 'lists' | 'identity';
type Writable = 'msg' | 'note' | 'coach' | 'ask' | 'decision' | 'second' | 'duty' | 'handover' | 'last' | 'outcome' | 'reopen' | 'category' | 'snooze' | 'link' | 'unlink' | Filed;

/**
 * The opened words of one case while they are on the screen, until it is left, when keys and text are wiped. Items are
 * applied one after another, because each is checked against those before it.
 */
export class Thread {
  items = $state.raw<readonly OpenedItem[]>([]);
  outgoing = $state.raw<readonly Outgoing[]>([]);
  /** The sealed items are on the screen. */
  opened = $state(false);
  busy = $state(false);
  problem = $state<string | null>(null);
  /** Access ended while this was on the screen. */
  gone = $state(false);

  readonly sealed: StaffCase;
  readonly #desk: Desk;
  readonly #again: () => Promise<void>;
  readonly #followed = new SvelteSet<string>();
  #stops: (() => void)[] = [];
  #queue: Promise<void> = Promise.resolve();
  #left = false;

  /** `again` reads the whole case anew, when the server cannot prove that nothing was missed. */
  constructor(desk: Desk, id: string, again: () => Promise<void>) {
    this.#desk = desk;
    this.#again = again;
    this.sealed = new StaffCase(desk.session.vault, id);
  }

  get conv(): string {
    return this.sealed.conv;
  }

  get file(): string {
    return this.sealed.file;
  }

  /** Show streams as they were opened, and follow them from there. */
  async show(streams: readonly OpenStream[]): Promise<void> {
    const items = await this.sealed.load(streams);
    if (this.#left) {
      this.sealed.wipe();
      return;
    }
    this.items = items;
    this.opened = true;
    for (const { stream } of streams) this.#follow(stream);
  }

  /** One more stream of the case, which this person may read from now on. */
  async add(stream: OpenStream): Promise<void> {
    if (this.#followed.has(stream.stream)) return;
    const items = await this.sealed.load([stream]);
    if (this.#left) return;
    this.items = [...this.items, ...items];
    this.#follow(stream.stream);
  }

  leave(): void {
    this.#left = true;
    this.#clear();
    this.opened = false;
  }

  /** Say something; it stays on the screen as “sending” until it is on disk. */
  say(kind: 'msg' | 'note', text: string, group: Group | null): Promise<boolean> {
    const stream = kind === 'msg' ? this.conv : this.file;
    return this.#out(stream, { kind, text, held: false }, group, (item) => this.post(stream, item));
  }

  /** Put a message before the adults; it stays on the screen as “waiting” until one lets it through or gives it back. */
  hold(text: string): Promise<boolean> {
    return this.#out(this.conv, { kind: 'msg', text, held: true }, null, (item) => holdMessage(this.#http, this.sealed.id, item));
  }

  /** What was written in a message that came back, which is on the screen no longer. */
  giveBack(cmid: string): string | null {
    const given = this.outgoing.find((one) => one.cmid === cmid);
    this.outgoing = this.outgoing.filter((one) => one.cmid !== cmid);
    return given?.text ?? null;
  }

  act(verb: Verb, args: Record<string, string> = {}, v?: number): Promise<boolean> {
    const version = v === undefined ? {} : { if_v: v };
    return this.doing(async () => { await this.#desk.feed.act({ s: this.conv, verb, args, ...version }); });
  }

  /**
   * Seal and send; once more under new keys if the readers changed in between. `group` is that of the case; null for a
   * mentor, who never decides who reads.
   */
  async write<K extends Writable, R>(
    stream: string, kind: K, fields: Written<K>, group: Group | null, send: (item: NewItem) => Promise<R>,
  ): Promise<R> {
    await this.ensureEpoch(stream, group);
    try {
      return await send(await this.sealed.seal(stream, kind, fields, rightNowText()));
    } catch (error) {
      if (codeOf(error) !== 'epoch_old') throw error;
      this.sealed.expectEpoch(stream);
      await this.fetchEpochs(stream);
      await this.ensureEpoch(stream, group);
      return send(await this.sealed.seal(stream, kind, fields, rightNowText()));
    }
  }

  post(stream: string, { cmid, epoch, kind, env }: NewItem): Promise<{ seq: number }> {
    return this.#desk.feed.send({ s: stream, cmid, kep: epoch, kind, env });
  }

  async ensureEpoch(stream: string, group: Group | null): Promise<void> {
    if (group === null || !this.sealed.needsEpoch(stream)) return;
    const { record } = await this.sealed.newEpoch(stream, group);
    try {
      await api.startStreamEpoch(this.#http, stream, record);
    } catch (error) {
      // Another adult started the same number first, and theirs names the same readers.
      if (codeOf(error) !== 'epoch_taken') throw error;
    }
    await this.fetchEpochs(stream);
  }

  async fetchEpochs(stream: string): Promise<void> {
    const { epochs } = await api.streamEpochs(this.#http, stream);
    await this.sealed.addEpochs(stream, epochs);
  }

  async doing(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    try {
      return await this.attempt(work);
    } finally {
      this.busy = false;
    }
  }

  /** Something the person asked for. Whether it worked; if not, `problem` says why. */
  attempt(work: () => Promise<void>): Promise<boolean> {
    this.problem = null;
    return this.background(work);
  }

  /** Something that happens by itself, and so leaves alone what the screen last said. */
  async background(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      // Once access has ended the screen says so, and whatever else was refused follows from that.
      if (!this.gone) this.problem = sentence(error);
      return false;
    }
  }

  get #http(): Desk['session']['http'] {
    return this.#desk.session.http;
  }

  #out(stream: string, said: Omit<Outgoing, 'cmid'>, group: Group | null, send: (item: NewItem) => Promise<unknown>): Promise<boolean> {
    return this.attempt(() => this.write(stream, said.kind, { text: said.text }, group, async (item) => {
      this.outgoing = [...this.outgoing, { cmid: item.cmid, ...said }];
      try {
        await send(item);
      } catch (error) {
        this.giveBack(item.cmid);
        throw error;
      }
    }));
  }

  #follow(stream: string): void {
    this.#followed.add(stream);
    this.#stops.push(this.#desk.feed.follow(stream, this.sealed.cursor(stream), {
      items: (items) => { this.#enqueue(() => this.#apply(stream, items)); },
      reset: () => {
        this.#enqueue(() => this.#readAnew());
      },
      gone: () => {
        if (stream !== this.conv) {
          this.#followed.delete(stream);
          this.sealed.lose(stream);
          this.items = this.items.filter((item) => item.stream !== stream);
          return;
        }
        this.gone = true;
        this.leave();
      },
    }));
  }

  /** The case stays open meanwhile, so that what somebody is writing in it stays too. */
  async #readAnew(): Promise<void> {
    this.#clear();
    try {
      await this.#again();
    } catch (error) {
      this.opened = false;
      throw error;
    }
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (!this.#left) await this.background(work);
    });
  }

  async #apply(stream: string, items: readonly Item[]): Promise<void> {
    // A new epoch comes as a clear item; its keys have to be fetched before what was sealed under it.
    if (items.some(({ type }) => type === 'epoch')) await this.fetchEpochs(stream);
    const opened = await this.sealed.addItems(stream, items);
    if (this.#left) return;
    const landed = opened.map(({ cmid }) => cmid);
    this.items = [...this.items, ...opened];
    this.outgoing = this.outgoing.filter(({ cmid }) => !landed.includes(cmid));
    const last = items.at(-1);
    if (last !== undefined && document.visibilityState === 'visible') this.#desk.feed.mark(stream, last.seq);
  }

  #clear(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#followed.clear();
    this.sealed.wipe();
    this.items = [];
    this.outgoing = [];
  }
}
