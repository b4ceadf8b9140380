/**
 * The pupil's conversation while it is on the screen: what was said, what is being sent, who is there. It keeps the line, opens
 * what comes, and starts a new key epoch where a reader left or a mentor has claimed the chat.
 */
import { b64u } from '@hark/crypto/bytes';
import { SealError, type SealCode } from '@hark/crypto/errors';
import { office, person, personKem, type Roster } from '@hark/crypto/roster';
import type { Item, Mailbox, NewItem, Want } from '@hark/protocol/api';
import { mailbox as getMailbox, mailboxEpochs, mailboxItems, startEpoch, ticket } from '@hark/protocol/calls';
import type { Carrier } from '@hark/protocol/carrier';
import { ApiError, RtError } from '@hark/protocol/errors';
import type { Live, Verb } from '@hark/protocol/frames';
import type { Http } from '@hark/protocol/http';
import { Rt, type Clock, type Line } from '@hark/protocol/rt';

import { groupReaders, readersOf } from './group_readers.ts';
import type { PinnedRoster } from './pupil_roster.ts';
import type { Opened, PupilThread, Saying } from './pupil_thread.ts';

/** Something said that has not come by on the stream yet. */
export interface Outgoing {
  readonly id: string;
  readonly text: string;
  /** The item it was last sealed as. */
  readonly cmid: string | null;
  /** It is on disk. */
  readonly saved: boolean;
  /** Null while it is on its way; a code once it was refused and waits for the pupil to try again. */
  readonly refused: string | null;
}

/** Why nothing more should be written here: this page was shown something that does not fit together, or access is over. */
export type Trouble = SealCode | 'gone';

export interface Chat {
  readonly mailbox: Mailbox;
  readonly items: readonly Opened[];
  readonly outgoing: readonly Outgoing[];
  readonly line: Line;
  readonly live: Live;
  readonly trouble: Trouble | null;
  /** How each person who wrote is called, by `sender`. */
  readonly names: ReadonlyMap<string, { alias: string; mentor: boolean }>;
}

export interface PupilChatOptions {
  mailbox: Mailbox;
  thread: PupilThread;
  roster: PinnedRoster;
  http: Http;
  carrier: Carrier;
  clock: Clock;
  changed: (chat: Chat) => void;
  /** Whether the pupil would meet this mentor. It is asked before any key is made; what it knows stays on the page. */
  meets?: (person: string) => boolean;
}

const SEAL_ATTEMPTS = 3;
const LOOK_AGAIN_MS = 3_000;
const NOBODY: Live = { place: 'none', who: 'none' };

export class PupilChat {
  readonly #options: PupilChatOptions;
  readonly #rt: Rt;
  readonly #names = new Map<string, { alias: string; mentor: boolean }>();
  #mailbox: Mailbox;
  #items: Opened[] = [];
  #outgoing: Outgoing[] = [];
  #line: Line = { state: 'catching up' };
  #live = NOBODY;
  #trouble: Trouble | null = null;
  #closed = false;
  /** Heard and not yet applied. */
  #heard: Item[] = [];
  /** The epoch whose readers the first message was last given to. */
  #shared = 0;
  /** Everything that reads or changes keys happens one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: PupilChatOptions) {
    this.#options = options;
    this.#mailbox = options.mailbox;
    const { http, carrier, clock } = options;
    this.#rt = new Rt({
      carrier,
      clock,
      app: 'pupil',
      ticket: async () => (await ticket(http)).ticket,
      on: {
        items: (_stream, items) => {
          this.#heard = [...this.#heard, ...items];
          this.#applyHeard();
        },
        reset: () => {
          this.#heard = [];
          void this.#inTurn(() => { this.#rewind(); });
        },
        gone: () => { this.#stop('gone'); },
        line: (line) => { this.#line = line; this.#tell(); },
        live: (live) => { this.#live = live; this.#tell(); },
      },
    });
  }

  /** Reads what is there, then listens. May be called again after it failed with `ApiError`. */
  async open(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#readEpochs();
      for (let more = true; more;) {
        const page = await mailboxItems(this.#options.http, this.#options.thread.last);
        await this.#show(page.items);
        more = page.more;
      }
      await this.#settleKeys();
    });
    if (this.#trouble !== null) return;
    this.#rt.follow(this.#options.thread.stream, this.#options.thread.last);
    this.#rt.start();
  }

  wake(): void {
    this.#rt.wake();
  }

  close(): void {
    this.#closed = true;
    this.#rt.stop();
  }

  /** Shown at once as being sent; what becomes of it is in `outgoing` and then in `items`. */
  say(text: string): void {
    this.#out({ id: crypto.randomUUID(), text, cmid: null, saved: false, refused: null });
  }

  /** Once more, for something that was refused. */
  again(id: string): void {
    const refused = this.#outgoing.find((one) => one.id === id);
    if (refused === undefined) return;
    this.#outgoing = this.#outgoing.filter((one) => one !== refused);
    this.#out({ ...refused, refused: null });
  }

  feedback(helped: 'yes' | 'a bit' | 'no'): Promise<void> {
    return this.#deliver({ kind: 'feedback', helped }, () => undefined);
  }

  /** `mentor`: whom the pupil would like to meet first. */
  wait(want: Exclude<Want, 'none'>, mentor: string | null = null): Promise<void> {
    return this.#act('wait', mentor === null ? { want } : { want, mentor });
  }

  /** Not this mentor, now or later. Nobody is asked why, and the place in the queue stays. */
  avoid(person: string): Promise<void> {
    return this.#act('avoid', { person });
  }

  unwait(): Promise<void> {
    return this.#act('unwait', {});
  }

  /** Passes the chat to an adult, in one step. */
  escalate(why: 'serious' | 'know_them' | 'break' | 'asked'): Promise<void> {
    return this.#act('escalate', { why });
  }

  finish(): Promise<void> {
    return this.#act('finish', {});
  }

  async #act(verb: Verb, args: Record<string, string>): Promise<void> {
    await this.#rt.act({ s: this.#options.thread.stream, cmid: crypto.randomUUID(), verb, args });
    await this.#inTurn(() => this.#refresh());
  }

  #out(message: Outgoing): void {
    this.#outgoing = [...this.#outgoing, message];
    this.#tell();
    const change = (now: Partial<Outgoing>): void => {
      this.#outgoing = this.#outgoing.map((one) => (one.id === message.id ? { ...one, ...now } : one));
      this.#dropShown();
      this.#tell();
    };
    this.#deliver({ kind: 'msg', text: message.text }, (cmid) => { change({ cmid }); }).then(
      () => { change({ saved: true }); },
      (error: unknown) => { change({ refused: codeOf(error) }); },
    );
  }

  /** What is on the stream is shown there, and nowhere else. */
  #dropShown(): void {
    const shown = new Set(this.#items.map(({ cmid }) => cmid));
    this.#outgoing = this.#outgoing.filter(({ cmid }) => cmid === null || !shown.has(cmid));
  }

  /**
   * Seals and sends until it is on disk. The sealed bytes are kept by the line and repeated unchanged; only after the server has
   * refused them because the keys changed (and so stored nothing) is the text sealed again under the new key.
   */
  async #deliver(saying: Saying, sealedAs: (cmid: string) => void): Promise<void> {
    const { thread } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const sealed = await this.#sealInTurn(saying);
      sealedAs(sealed.cmid);
      try {
        await this.#rt.send({ s: thread.stream, cmid: sealed.cmid, kep: sealed.epoch, kind: sealed.kind, env: sealed.env });
        return;
      } catch (error) {
        if (!(error instanceof RtError && error.code === 'epoch_old') || attempt === SEAL_ATTEMPTS) throw error;
        await this.#inTurn(() => this.#renewKeys());
      }
    }
  }

  async #sealInTurn(saying: Saying): Promise<NewItem> {
    const sealed = this.#turn.then(() => this.#options.thread.seal(saying));
    this.#turn = sealed.then(() => undefined, () => undefined);
    return sealed;
  }

  /** One at a time and in order. A refusal by the checks of the protocol ends the conversation on this page. */
  #inTurn(work: () => Promise<void> | void): Promise<void> {
    const done = this.#turn.then(work).catch((error: unknown) => {
      if (!(error instanceof SealError)) throw error;
      this.#stop(error.code);
    });
    // The caller is told of a failure; whoever is next in line goes on.
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Applies what was heard. What a failed call leaves over is taken up again a little later, so that nothing is lost. */
  #applyHeard(): void {
    const { clock } = this.#options;
    this.#inTurn(async () => {
      const items = this.#heard;
      await this.#apply(items);
      this.#heard = this.#heard.filter((item) => !items.includes(item));
    }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) this.#stop('gone');
      // Any other plain refusal would come again; the next thing that is heard is reason enough to look again.
      else if (error.mayRetry) clock.after(error.retryAfterMs ?? LOOK_AGAIN_MS, () => { if (!this.#closed) this.#applyHeard(); });
    });
  }

  async #apply(items: readonly Item[]): Promise<void> {
    if (items.some(({ type, epoch }) => type === 'epoch' || (epoch > 0 && !this.#options.thread.holds(epoch)))) await this.#readEpochs();
    await this.#show(items);
    if (items.some(({ type }) => type !== 'msg')) await this.#settleKeys();
  }

  async #show(items: readonly Item[]): Promise<void> {
    const { thread, roster } = this.#options;
    for (const item of items) {
      const opened = await thread.addItem(item);
      if (opened === null) continue;
      if (opened.forked) throw new SealError('seen_wrong');
      name(await roster.current(), opened.sender, this.#names);
      this.#items = [...this.#items, opened];
    }
    this.#dropShown();
    this.#tell();
  }

  #rewind(): void {
    this.#options.thread.rewind();
    this.#items = [];
    this.#tell();
  }

  async #readEpochs(): Promise<void> {
    const { epochs } = await mailboxEpochs(this.#options.http);
    await this.#options.thread.addEpochs(epochs);
  }

  async #refresh(): Promise<void> {
    this.#mailbox = await getMailbox(this.#options.http);
    this.#tell();
  }

  /** Whatever the state of the conversation asks of the pupil's keys. Nothing to do is the usual case. */
  async #settleKeys(): Promise<void> {
    await this.#refresh();
    const { claim, state } = this.#mailbox;
    if (state === 'claimed' && claim !== null) await this.#admit(claim);
    await this.#share();
  }

  /** What was said came under keys of before: a new epoch stands already, or a reader left and whoever speaks next starts one. */
  async #renewKeys(): Promise<void> {
    await this.#refresh();
    if (this.#mailbox.rekey) await this.#startEpoch([]);
    else await this.#readEpochs();
  }

  /** Gives the one who claimed the chat its key: only somebody the roster names, with the key it names, whom the pupil wanted. */
  async #admit(claim: { person: string; kem: string }): Promise<void> {
    const isMentor = person(await this.#options.roster.fresh(), claim.person)?.role === 'mentor';
    // Whether the pupil changed their mind or the server never asked them: no key is given, and an adult is.
    if (isMentor && !this.#allowsMentor()) this.#actLater('escalate', { why: 'asked' });
    else if (isMentor && this.#options.meets?.(claim.person) === false) this.#actLater('avoid', { person: claim.person });
    else await this.#startEpoch([claim]);
  }

  /** The line is not waited for here: what it answers may stand in line behind this very turn. */
  #actLater(verb: Verb, args: Record<string, string>): void {
    const asked = this.#rt.act({ s: this.#options.thread.stream, cmid: crypto.randomUUID(), verb, args });
    // Refused means that the claim is over already. Either way nobody was given a key.
    asked.catch(() => undefined);
  }

  /** By the pupil's own signed report, not by the server's word. */
  #allowsMentor(): boolean {
    return this.#report()?.chat === 'mentor' && this.#mailbox.want === 'mentor';
  }

  #report(): Extract<Opened['body'], { kind: 'report' }> | undefined {
    for (const { body } of this.#items) if (body?.kind === 'report') return body;
    return undefined;
  }

  /** For the groups that read it, the pupil, those whom the newest epoch named and who are still there, and `joining`. */
  async #startEpoch(joining: Mailbox['given']): Promise<void> {
    const { thread, roster, http } = this.#options;
    const { route, epoch, given } = this.#mailbox;
    await this.#readEpochs();
    const signed = await roster.fresh();
    const readers = groupReaders(signed, route);
    if (readers === null) throw new SealError('roster_malformed');
    // Where the case stands is the server's word. It may have been handed up; nobody whom the pupil did not choose comes in.
    if (!readersOf(route).every((one) => thread.wasSentTo(one))) throw new SealError('epoch_reader');
    // The server says who was given the chat; only an epoch that an adult signed makes them a reader.
    const staying = given.filter((one) => thread.newest?.readers.includes(`person:${one.person}`));
    for (const { person: id, kem } of [...staying, ...joining]) readers.push({ to: `person:${id}`, kem: await personKem(signed, id, kem) });
    const record = await thread.makeEpoch(epoch + 1, readers, signed.number);
    try {
      await startEpoch(http, record);
    } catch (error) {
      // Whether or not it arrived, the server's list decides; what was made here counts only if it is in it.
      thread.discard(epoch + 1);
      if (!(error instanceof ApiError && error.code === 'epoch_taken')) throw error;
      await this.#readEpochs();
    }
    await this.#refresh();
  }

  /** A reader who joined later is given what the pupil wrote first, under the key they can open. Once for each such epoch. */
  async #share(): Promise<void> {
    const { thread } = this.#options;
    const { newest, stream } = thread;
    const report = this.#report();
    if (report === undefined || newest?.by !== 'pupil' || !newest.readers.some((to) => to.startsWith('person:'))) return;
    const given = this.#items.some(({ kind, epoch }) => kind === 'share' && epoch === newest.epoch);
    if (given || this.#shared === newest.epoch) return;
    this.#shared = newest.epoch;
    const { text, topics } = report;
    const { cmid, epoch, kind, env } = await thread.seal({ kind: 'share', text, topics, pupil: { sign: b64u(thread.publicKey) } });
    // If the keys changed again before it arrived, the next look at the keys decides whether it is still wanted.
    this.#rt.send({ s: stream, cmid, kep: epoch, kind, env }).catch(() => { this.#shared = 0; });
  }

  #stop(why: Trouble): void {
    this.#trouble = why;
    this.close();
    this.#tell();
  }

  #tell(): void {
    this.#options.changed({
      mailbox: this.#mailbox,
      items: this.#items,
      outgoing: this.#outgoing,
      line: this.#line,
      live: this.#live,
      trouble: this.#trouble,
      names: this.#names,
    });
  }
}

function name(roster: Roster, sender: string, names: Map<string, { alias: string; mentor: boolean }>): void {
  if (!sender.startsWith('person:') || names.has(sender)) return;
  const found = person(roster, sender.slice('person:'.length));
  if (found !== null) names.set(sender, { alias: found.alias, mentor: office(found) === 'mentor' });
}

function codeOf(error: unknown): string {
  if (error instanceof RtError || error instanceof ApiError || error instanceof SealError) return error.code;
  throw error;
}
