/** A case while it is open on a member of staff's screen: its streams, and everything they write into them. */
import { b64u } from '@hark/crypto/bytes';
import { context } from '@hark/crypto/contexts';
import { openDebrief } from '@hark/crypto/debrief';
import { makeEpoch } from '@hark/crypto/epoch';
import { sealItem, type Body, type BodyOf, type Kind } from '@hark/crypto/item';
import { person } from '@hark/crypto/roster';
import { wrapTo } from '@hark/crypto/wrap';
import type { Epoch, Give, Group, Item, NewItem, OpenStream, Sealed, SealedNote } from '@hark/protocol/api';
import type { HeldMessage } from '@hark/protocol/mentoring_api';

import { groupReaders, readersOf } from './group_readers.ts';
import { StaffVaultError, type StaffVault } from './staff.ts';
import { StaffStream, type OpenedItem, type PupilKeys } from './staff_stream.ts';

export type { Doubt, OpenedItem, Problem } from './staff_stream.ts';

/** The fields of a kind beside those that every body has. */
export type Written<K extends Kind> = K extends Kind ? Omit<BodyOf<K>, 'v' | 'from' | 'at' | 'seen' | 'kind'> : never;

/** An epoch that was made here and that the server has not accepted yet. */
export interface NewEpoch {
  readonly record: Epoch;
  readonly key: Uint8Array;
}

export class StaffCase {
  readonly id: string;
  readonly #vault: StaffVault;
  readonly #pupil: PupilKeys = { sign: null, kem: null };
  readonly #streams = new Map<string, StaffStream>();
  /** People outside the group who are in the conversation by name, as it says itself. */
  readonly #present = new Set<string>();
  #report: { text: string; topics: string[] } | null = null;

  constructor(vault: StaffVault, id: string) {
    this.#vault = vault;
    this.id = id;
  }

  get conv(): string {
    return `conv:${this.id}`;
  }

  get file(): string {
    return `file:${this.id}`;
  }

  /** What adults tell a mentor aside, and what the mentor asks them. There only where a mentor was in the chat. */
  get side(): string {
    return `side:${this.id}`;
  }

  /** Everything of the case as it was opened. The conversation comes first: its report says who the pupil is. */
  async load(streams: readonly OpenStream[]): Promise<OpenedItem[]> {
    const ordered = [...streams].sort((a, b) => a.stream.localeCompare(b.stream));
    const opened: OpenedItem[] = [];
    for (const { stream, epochs, items, rekey } of ordered) {
      await this.addEpochs(stream, epochs);
      opened.push(...(await this.addItems(stream, items)));
      this.#stream(stream).rekey = rekey;
    }
    return opened;
  }

  addEpochs(stream: string, records: readonly Epoch[]): Promise<void> {
    return this.#stream(stream).addEpochs(records);
  }

  async addItems(stream: string, items: readonly Item[]): Promise<OpenedItem[]> {
    const opened = await this.#stream(stream).addItems(items);
    for (const { body, kind, clear } of opened) {
      if (kind === 'party' && clear !== null) this.#comeOrGo(clear);
      if (body?.kind === 'report' || body?.kind === 'share') this.#report ??= { text: body.text, topics: body.topics };
    }
    return opened;
  }

  /** A message of a mentor's that no pupil has seen, to be read before it is released. */
  openHeld({ cmid, epoch, kind, env, sender, at }: HeldMessage): Promise<OpenedItem> {
    return this.#stream(this.conv).peek({ cmid, epoch, kind, sender, body: env, at });
  }

  /** The last item applied of a stream: the cursor to follow it from. */
  cursor(stream: string): number {
    return this.#stream(stream).last?.seq ?? 0;
  }

  /** Whether somebody must start an epoch before anything is written: the stream has none, or a reader has left. */
  needsEpoch(stream: string): boolean {
    const known = this.#stream(stream);
    return known.rekey || known.epoch === 0;
  }

  /** The right to read a stream ended (`gone`). Without the conversation nothing of the case stays; else that stream alone goes. */
  lose(stream: string): void {
    if (stream === this.conv) {
      this.wipe();
      return;
    }
    this.#streams.get(stream)?.wipe();
    this.#streams.delete(stream);
  }

  /** The server said so: somebody left, and the word of it has not come by yet. */
  expectEpoch(stream: string): void {
    this.#stream(stream).rekey = true;
  }

  /** Seal one item in the newest epoch, or in one that is about to be sent with it. */
  async seal<K extends Kind>(stream: string, kind: K, fields: Written<K>, at: string, under?: NewEpoch): Promise<NewItem> {
    const known = this.#stream(stream);
    const epoch = under?.record.epoch ?? known.epoch;
    const key = under?.key ?? known.held(epoch).key;
    const cmid = crypto.randomUUID();
    // TypeScript cannot follow a union through a spread; `sealItem` checks the body field by field before it seals it.
    const body = { v: 1, kind, from: this.#vault.me, at, seen: known.last, ...fields } as unknown as Body;
    const env = await sealItem({ school: this.#vault.owner.school, stream, epoch, cmid, key, signer: this.#vault.signer, body });
    return { cmid, epoch, kind, env };
  }

  /**
   * Start the next epoch of a stream, for the case's group, the pupil (in the conversation) and those it was given to; what is
   * said aside is for the group and the mentor who is in the chat. It is only a proposal until the server has taken it: another adult may have been quicker (`epoch_taken`).
   */
  newEpoch(stream: string, group: Group): Promise<NewEpoch> {
    const reading = readersOf(group);
    const outside = [...this.#present].filter((id) => !person(this.#vault.roster, id)?.groups.some((one) => reading.includes(one)));
    const staying = outside.filter((id) => this.#reads(id, stream));
    return this.#makeEpoch(stream, group, staying);
  }

  /**
   * Give the case to a mentor or a responder. A mentor gets the epoch that begins now and a copy of the report; a responder
   * also gets what went before and the adults' file.
   */
  async give(to: string, group: Group, at: string): Promise<Omit<Give, 'v'>> {
    const receiver = person(this.#vault.roster, to);
    if (receiver === null) throw new StaffVaultError('person_unknown');
    const isMentor = receiver.role === 'mentor';
    // Whoever held it before is out of it at once, so only the receiver is named beside the group.
    const epoch = await this.#makeEpoch(this.conv, group, [to]);
    const file = isMentor ? null : await this.#makeEpoch(this.file, group, [to]);
    return {
      person: to,
      epoch: epoch.record,
      share: isMentor ? await this.#share(epoch, at) : null,
      earlier: isMentor ? [] : await this.#earlier(to),
      file_epoch: file?.record ?? null,
    };
  }

  /** The name that the pupil gave, if it is really theirs: signed with the key that is in their report. */
  async openName(group: Group, note: SealedNote): Promise<string> {
    const seed = this.#vault.seedFor(`group:${group}:${note.epoch}`);
    if (seed === null) throw new StaffVaultError('key_missing');
    if (this.#pupil.sign === null) throw new StaffVaultError('pupil_key_missing');
    const about = { school: this.#vault.owner.school, conversation: this.conv.replace('conv:', ''), person: 'pupil' };
    return openDebrief(seed, about, [this.#pupil.sign], note);
  }

  /** Drop every key and every word of this case. */
  wipe(): void {
    for (const stream of this.#streams.values()) stream.wipe();
    this.#streams.clear();
    this.#present.clear();
    this.#report = null;
    this.#pupil.sign = null;
    this.#pupil.kem = null;
  }

  #stream(name: string): StaffStream {
    const known = this.#streams.get(name) ?? new StaffStream(this.#vault, name, this.#pupil);
    this.#streams.set(name, known);
    return known;
  }

  /** Whether somebody outside the group, who is in the conversation by name, is to have a stream's next key. */
  #reads(id: string, stream: string): boolean {
    if (stream === this.side) return person(this.#vault.roster, id)?.role === 'mentor';
    return stream === this.conv || this.#stream(stream).names(`person:${id}`);
  }

  /** A mentor or a responder came or went. The group's own adults read by their group, so they change no keys. */
  #comeOrGo({ who, person: id, change }: Readonly<Record<string, unknown>>): void {
    if (typeof id !== 'string' || this.#isOfGroup(id, who)) return;
    if (change === 'joined') {
      this.#present.add(id);
      // What was said aside to a mentor before is not for the one who comes now.
      if (who === 'mentor' && this.#streams.has(this.side)) this.#stream(this.side).rekey = true;
      return;
    }
    if (!this.#present.delete(id)) return;
    for (const stream of this.#streams.values()) {
      if (stream.name === this.conv || stream.names(`person:${id}`)) stream.rekey = true;
    }
  }

  #isOfGroup(id: string, who: unknown): boolean {
    const role = person(this.#vault.roster, id)?.role;
    return who !== 'mentor' && role !== 'responder' && role !== 'mentor';
  }

  async #makeEpoch(stream: string, name: Group, named: readonly string[]): Promise<NewEpoch> {
    const { owner, me, signer, roster } = this.#vault;
    const known = this.#stream(stream);
    const previousKey = known.epoch === 0 ? null : known.held(known.epoch).key;
    const readers = groupReaders(roster, name);
    if (readers === null) throw new StaffVaultError('person_unknown');
    for (const id of named) readers.push({ to: `person:${id}`, kem: await this.#vault.kemOf(id) });
    if (stream === this.conv) readers.push({ to: 'pupil', kem: this.#pupilKem() });
    return makeEpoch({
      school: owner.school, stream, number: known.epoch + 1, previousKey, by: me, signer, rosterNumber: roster.number, readers,
    });
  }

  #pupilKem(): Uint8Array {
    if (this.#pupil.kem === null) throw new StaffVaultError('pupil_key_missing');
    return this.#pupil.kem;
  }

  async #share(epoch: NewEpoch, at: string): Promise<Sealed> {
    if (this.#report === null || this.#pupil.sign === null) throw new StaffVaultError('pupil_key_missing');
    const fields = { ...this.#report, pupil: { sign: b64u(this.#pupil.sign) } };
    const { cmid, epoch: number, env } = await this.seal(this.conv, 'share', fields, at, epoch);
    return { cmid, epoch: number, env };
  }

  async #earlier(to: string): Promise<Give['earlier']> {
    const kem = await this.#vault.kemOf(to);
    const wraps = [this.conv, this.file].flatMap((name) => this.#stream(name).everyHeld.map(async ({ key, statement }) => {
      const { school, stream, epoch, commit } = statement;
      const wrap = await wrapTo(kem, context('wrap/epoch', school, stream, epoch, `person:${to}`, commit), key);
      return { stream, epoch, wrap: b64u(wrap) };
    }));
    return Promise.all(wraps);
  }
}
