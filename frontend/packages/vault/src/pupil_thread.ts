/** The pupil's one conversation as keys and sealed items: what is opened, what is refused and why, and what is sealed. */
import { parseConversation, type Body, type BodyOf, type Kind, type Seen } from '@hark/crypto/body';
import { makeEpoch, openEpoch, readStatement, type Statement } from '@hark/crypto/epoch';
import { SealError, type SealCode } from '@hark/crypto/errors';
import type { MailboxKeys } from '@hark/crypto/mailbox';
import { epochSigners, itemSigners, readerAllowed, type Roster } from '@hark/crypto/roster';
import { clearHash, envelopeHash, openWith, sealWith } from '@hark/crypto/sealed_item';
import type { Epoch, Item, NewItem } from '@hark/protocol/api';

import type { PinnedRoster } from './pupil_roster.ts';

export interface Opened {
  readonly seq: number;
  readonly cmid: string;
  readonly kind: string;
  readonly type: string;
  readonly epoch: number;
  readonly sender: string;
  /** What a sealed item says; null for a clear one and for one that was refused. */
  readonly body: Body | null;
  /** What a clear item, written by the server, says. */
  readonly clear: Readonly<Record<string, unknown>> | null;
  /** Why it cannot be shown. */
  readonly problem: SealCode | null;
  /** Its sender had been shown another past than this page: something was dropped, moved or changed. */
  readonly forked: boolean;
}

/** What the sender of a new item decides; the rest is the same for every item. */
export type Saying = { [K in Kind]: { kind: K } & Omit<BodyOf<K>, 'v' | 'kind' | 'from' | 'at' | 'seen'> }[Kind];

export interface Reader {
  to: string;
  kem: Uint8Array;
}

interface Held {
  key: Uint8Array;
  statement: Statement;
}

/** A failure that a newer roster may cure: somebody joined after this page last asked. */
const CURABLE: ReadonlySet<SealCode> = new Set<SealCode>(['epoch_signer', 'epoch_reader', 'signature_wrong']);

export class PupilThread {
  readonly school: string;
  readonly stream: string;
  readonly #keys: MailboxKeys;
  readonly #roster: PinnedRoster;
  readonly #now: () => string;
  readonly #held = new Map<number, Held>();
  readonly #failed = new Map<number, SealCode>();
  readonly #hashes = new Map<number, string>();
  #seen: Seen = null;

  constructor(place: { school: string; stream: string }, keys: MailboxKeys, roster: PinnedRoster, now: () => string) {
    this.school = place.school;
    this.stream = place.stream;
    this.#keys = keys;
    this.#roster = roster;
    this.#now = now;
  }

  /** The key by which readers know what the pupil signed. */
  get publicKey(): Uint8Array {
    return this.#keys.sign.publicKey;
  }

  /** The last item that was applied. */
  get last(): number {
    return this.#seen?.seq ?? 0;
  }

  /** The newest epoch that this page can open. */
  get newest(): Statement | null {
    const numbers = [...this.#held.keys()];
    return numbers.length === 0 ? null : (this.#held.get(Math.max(...numbers))?.statement ?? null);
  }

  /** Whether the pupil sent their report to this group. A case is handed up within these and never to another. */
  wasSentTo(group: string): boolean {
    return this.#held.get(1)?.statement.readers.some((to) => to.startsWith(`group:${group}:`)) ?? false;
  }

  holds(epoch: number): boolean {
    return this.#held.has(epoch);
  }

  /** Opens each epoch with every check of docs/protocol.md section 5. One that fails is remembered with its reason. */
  async addEpochs(records: readonly Epoch[]): Promise<void> {
    for (const record of [...records].sort((a, b) => a.epoch - b.epoch)) {
      if (this.#held.has(record.epoch)) continue;
      const held = await this.#attempt((roster) => this.#openEpoch(record, roster));
      if (typeof held === 'string') this.#failed.set(record.epoch, held);
      else this.#held.set(record.epoch, held);
    }
  }

  /** Applies the next item; null for one already applied. Throws `ApiError`, and has then applied nothing. */
  async addItem(item: Item): Promise<Opened | null> {
    if (item.seq <= this.last) return null;
    // A pupil reads their conversation whole, so a number left out is an item kept from them.
    if (item.seq !== this.last + 1) throw new SealError('seen_wrong');
    const opened = item.type === 'msg' ? await this.#openSealed(item) : openClear(item);
    const hash = item.type === 'msg' ? await envelopeHash(item.body) : await clearHash(item.body);
    this.#hashes.set(item.seq, hash);
    this.#seen = { seq: item.seq, hash };
    return opened;
  }

  /** Reading starts again from the first item; the keys stay. */
  rewind(): void {
    this.#hashes.clear();
    this.#seen = null;
  }

  /** Seals under the newest key held. The result is to be kept and sent unchanged until it is acknowledged. */
  async seal(saying: Saying): Promise<NewItem> {
    const epoch = this.newest?.epoch ?? 0;
    const cmid = crypto.randomUUID();
    const { kind, ...fields } = saying;
    // The table of kinds ties each kind to its fields; TypeScript cannot follow that through a spread.
    const body = { v: 1, kind, from: 'pupil', at: this.#now(), seen: this.#seen, ...fields } as Body;
    const place = { school: this.school, stream: this.stream, epoch, cmid };
    const env = await sealWith(parseConversation, { ...place, key: this.#key(epoch), signer: this.#keys.sign, body });
    return { cmid, epoch, kind, env };
  }

  /** Makes and holds the next epoch for these readers and the pupil. */
  async makeEpoch(number: number, readers: Reader[], rosterNumber: number): Promise<Epoch> {
    const previousKey = number === 1 ? null : this.#key(number - 1);
    const { record, key } = await makeEpoch({
      school: this.school,
      stream: this.stream,
      number,
      previousKey,
      by: 'pupil',
      signer: this.#keys.sign,
      rosterNumber,
      readers: [...readers, { to: 'pupil', kem: this.#keys.kem }],
    });
    this.#held.set(number, { key, statement: readStatement(record, this) });
    return record;
  }

  /** Somebody else started that epoch first: what was made here is worth nothing. */
  discard(epoch: number): void {
    this.#held.get(epoch)?.key.fill(0);
    this.#held.delete(epoch);
  }

  wipe(): void {
    for (const epoch of [...this.#held.keys()]) this.discard(epoch);
    this.rewind();
  }

  #key(epoch: number): Uint8Array {
    const held = this.#held.get(epoch);
    if (held === undefined) throw new SealError(this.#failed.get(epoch) ?? 'epoch_reader');
    return held.key;
  }

  async #openEpoch(record: Epoch, roster: Roster): Promise<Held> {
    return openEpoch(record, {
      school: this.school,
      stream: this.stream,
      previousKey: this.#held.get(record.epoch - 1)?.key ?? null,
      recipient: 'pupil',
      seed: this.#keys.kemSeed,
      readerAllowed: (to, statement) => readerAllowed(roster, statement, to),
      signersOf: (statement) => epochSigners(roster, this.#keys.sign.publicKey, statement),
    });
  }

  async #openSealed(item: Item): Promise<Opened> {
    const body = await this.#attempt((roster) => this.#openItem(item, roster));
    if (typeof body === 'string') return shown(item, { problem: body });
    if (body.kind === 'report') await this.#roster.confirm(body.roster);
    return shown(item, { body, forked: this.#isForked(item.seq, body.seen) });
  }

  async #openItem(item: Item, roster: Roster): Promise<Body> {
    return openWith(parseConversation, {
      school: this.school,
      stream: this.stream,
      epoch: item.epoch,
      cmid: item.cmid,
      key: this.#key(item.epoch),
      kind: item.kind,
      sender: item.sender,
      env: item.body,
      signersOf: (from) => itemSigners(roster, this.#keys.sign.publicKey, from),
    });
  }

  #isForked(seq: number, seen: Seen): boolean {
    if (seen === null) return false;
    return seen.seq >= seq || this.#hashes.get(seen.seq) !== seen.hash;
  }

  /** What `open` gives, or the code of its refusal, after a second look with a fresh roster where that could help. */
  async #attempt<T extends object>(open: (roster: Roster) => Promise<T>): Promise<T | SealCode> {
    const first = await refusalOf(open, await this.#roster.current());
    if (typeof first !== 'string' || !CURABLE.has(first)) return first;
    return refusalOf(open, await this.#roster.fresh());
  }
}

async function refusalOf<T extends object>(open: (roster: Roster) => Promise<T>, roster: Roster): Promise<T | SealCode> {
  try {
    return await open(roster);
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
}

function openClear(item: Item): Opened {
  let clear: unknown;
  try {
    clear = JSON.parse(item.body);
  } catch {
    // The server wrote it, so the fault is the server's; the reader is told rather than left with a gap.
    return shown(item, { problem: 'body_malformed' });
  }
  if (typeof clear !== 'object' || clear === null) return shown(item, { problem: 'body_malformed' });
  return shown(item, { clear: clear as Record<string, unknown> });
}

function shown(item: Item, result: Partial<Pick<Opened, 'body' | 'clear' | 'problem' | 'forked'>>): Opened {
  const { seq, cmid, kind, type, epoch, sender } = item;
  return { seq, cmid, kind, type, epoch, sender, body: null, clear: null, problem: null, forked: false, ...result };
}
