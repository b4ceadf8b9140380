/** One sealed stream as a member of staff reads it: its epoch keys, its items, and why each one that fails was refused. */
import { fromB64u } from '@hark/crypto/bytes';
import { readStatement, unwrapEpoch, verifyEpochSigner, type EpochRecord, type Statement } from '@hark/crypto/epoch';
import { SealError, type SealCode } from '@hark/crypto/errors';
import { clearHash, envelopeHash, openItem, type Body, type Seen } from '@hark/crypto/item';
import { epochSigners, itemSigners, readerAllowed, succeeds } from '@hark/crypto/roster';
import type { Epoch, Item } from '@hark/protocol/api';

import { StaffVaultError, type StaffRefusal, type StaffVault } from './staff.ts';

/** Why an item cannot be shown: a check of docs/protocol.md section 5, or a key that this device does not hold. */
export type Problem = SealCode | StaffRefusal;

export interface OpenedItem {
  readonly stream: string;
  readonly seq: number;
  readonly cmid: string;
  readonly at: string;
  readonly kind: string;
  readonly sender: string;
  /** What a sealed item says; null for a clear item and for one that was refused. */
  readonly body: Body | null;
  /** What a clear item, written by the server, says. */
  readonly clear: Readonly<Record<string, unknown>> | null;
  readonly problem: Problem | null;
  /** What an adult must be told about an item that did open. */
  readonly doubts: readonly Doubt[];
}

/** `seen_wrong`: its sender had seen another past than this device was shown. `root_differs`: the pupil was shown another root. */
export type Doubt = 'seen_wrong' | 'root_differs';

type Refusal = SealError | StaffVaultError;

/** The pupil's public keys, learnt from the report or from a share. `kem` is known only to readers of the report. */
export interface PupilKeys {
  sign: Uint8Array | null;
  kem: Uint8Array | null;
}

export interface HeldEpoch {
  readonly key: Uint8Array;
  readonly statement: Statement;
}

export class StaffStream {
  readonly name: string;
  readonly #vault: StaffVault;
  readonly #pupil: PupilKeys;
  readonly #held = new Map<number, HeldEpoch>();
  readonly #failed = new Map<number, Refusal>();
  /** Opened, but signed by a pupil whose key is inside an item that has not been read yet. */
  readonly #unproven = new Map<number, { record: EpochRecord; held: HeldEpoch }>();
  readonly #hashes = new Map<number, string>();
  #last: Seen = null;
  #epoch = 0;
  /** A reader left: nothing more may be sealed until somebody starts an epoch. */
  rekey = false;

  constructor(vault: StaffVault, name: string, pupil: PupilKeys) {
    this.#vault = vault;
    this.name = name;
    this.#pupil = pupil;
  }

  /** The newest epoch that was started, whether or not this device could open it. */
  get epoch(): number {
    return this.#epoch;
  }

  get last(): Seen {
    return this.#last;
  }

  /** The proven key of an epoch; throws the reason if there is none. */
  held(epoch: number): HeldEpoch {
    const held = this.#held.get(epoch);
    if (held === undefined) throw this.#failed.get(epoch) ?? new StaffVaultError('key_missing');
    return held;
  }

  /** Whether a reader is named by the newest epoch that this device holds. */
  names(reader: string): boolean {
    return this.#held.get(this.#epoch)?.statement.readers.includes(reader) ?? false;
  }

  get everyHeld(): readonly HeldEpoch[] {
    return [...this.#held.values()];
  }

  async addEpochs(records: readonly Epoch[]): Promise<void> {
    for (const record of [...records].sort((a, b) => a.epoch - b.epoch)) {
      if (record.epoch > this.#epoch) {
        this.#epoch = record.epoch;
        this.rekey = false;
      }
      if (this.#held.has(record.epoch) || this.#unproven.has(record.epoch)) continue;
      try {
        await this.#addEpoch(record);
        this.#failed.delete(record.epoch);
      } catch (error) {
        this.#failed.set(record.epoch, refusalOf(error));
      }
    }
  }

  /** Apply items in order; those already applied are passed over. */
  async addItems(items: readonly Item[]): Promise<OpenedItem[]> {
    const opened: OpenedItem[] = [];
    for (const item of items) {
      if (this.#last !== null && item.seq <= this.#last.seq) continue;
      opened.push(item.type === 'msg' ? await this.#openSealed(item) : this.#openClear(item));
      const hash = item.type === 'msg' ? await envelopeHash(item.body) : await clearHash(item.body);
      this.#hashes.set(item.seq, hash);
      this.#last = { seq: item.seq, hash };
    }
    return opened;
  }

  /** Something sealed for this stream that is in it not yet, and may never be: opened like any item, and applied to nothing. */
  async peek(item: Omit<Item, 'seq' | 'type'>): Promise<OpenedItem> {
    return this.#openSealed({ ...item, seq: (this.#last?.seq ?? 0) + 1, type: 'msg' });
  }

  wipe(): void {
    for (const { key } of this.#held.values()) key.fill(0);
    for (const { held } of this.#unproven.values()) held.key.fill(0);
    this.#held.clear();
    this.#unproven.clear();
    this.#hashes.clear();
    this.#last = null;
  }

  async #addEpoch(record: Epoch): Promise<void> {
    const place = { school: this.#vault.owner.school, stream: this.name };
    const statement = readStatement(record, place);
    const mine = record.wraps.find(({ to }) => this.#vault.seedFor(to) !== null);
    const seed = mine === undefined ? null : this.#vault.seedFor(mine.to);
    if (mine === undefined || seed === null) throw new StaffVaultError('key_missing');
    const { roster } = this.#vault;
    const held = await unwrapEpoch(record, {
      ...place,
      seed,
      recipient: mine.to,
      previousKey: this.#keyBefore(record.epoch),
      readerAllowed: (to, signed) => to === 'pupil' || readerAllowed(roster, signed, to),
    });
    if (statement.by === 'pupil' && this.#pupil.sign === null && this.name.startsWith('conv:')) {
      this.#unproven.set(record.epoch, { record, held });
    } else {
      await this.#prove(record, held);
    }
  }

  async #prove(record: EpochRecord, held: HeldEpoch): Promise<void> {
    const { roster, owner } = this.#vault;
    await verifyEpochSigner(record, { school: owner.school, stream: this.name }, (statement) =>
      epochSigners(roster, this.#pupil.sign, statement));
    this.#held.set(record.epoch, held);
  }

  #keyBefore(epoch: number): Uint8Array | null {
    return (this.#held.get(epoch - 1) ?? this.#unproven.get(epoch - 1)?.held)?.key ?? null;
  }

  async #openSealed(item: Item): Promise<OpenedItem> {
    try {
      const body = await this.#open(item);
      await this.#learn(body);
      return shown(this.name, item, { body, doubts: await this.#doubts(item.seq, body) });
    } catch (error) {
      return shown(this.name, item, { problem: refusalOf(error).code });
    }
  }

  #open(item: Item): Promise<Body> {
    const introduces = item.kind === 'report' || item.kind === 'share';
    const unproven = introduces ? this.#unproven.get(item.epoch)?.held : undefined;
    const { key } = unproven ?? this.held(item.epoch);
    const { roster, owner } = this.#vault;
    return openItem({
      school: owner.school,
      stream: this.name,
      epoch: item.epoch,
      cmid: item.cmid,
      key,
      kind: item.kind,
      sender: item.sender,
      env: item.body,
      signersOf: (from, body) => itemSigners(roster, this.#pupil.sign ?? introducedKey(body), from),
    });
  }

  /** The report or a share says who the pupil is. From then on that key must hold, and whatever waited for it is proven. */
  async #learn(body: Body): Promise<void> {
    const sign = introducedKey(body);
    if (sign === null) return;
    this.#pupil.sign ??= sign;
    if (body.kind === 'report') this.#pupil.kem ??= fromB64u(body.pupil.kem, 1216);
    if (this.#pupil.sign.some((byte, at) => byte !== sign[at])) throw new SealError('key_mismatch');
    for (const [epoch, { record, held }] of this.#unproven) {
      this.#unproven.delete(epoch);
      try {
        await this.#prove(record, held);
      } catch (error) {
        this.#failed.set(epoch, refusalOf(error));
        throw error;
      }
    }
  }

  async #doubts(seq: number, body: Body): Promise<Doubt[]> {
    const doubts: Doubt[] = this.#isForked(seq, body) ? ['seen_wrong'] : [];
    if (body.kind === 'report' && !(await succeeds(this.#vault.roster, fromB64u(body.roster.root, 32)))) doubts.push('root_differs');
    return doubts;
  }

  #isForked(seq: number, { seen }: Body): boolean {
    if (seen === null) return false;
    if (seen.seq >= seq) return true;
    const known = this.#hashes.get(seen.seq);
    return known !== undefined && known !== seen.hash;
  }

  #openClear(item: Item): OpenedItem {
    let clear: unknown;
    try {
      clear = JSON.parse(item.body);
    } catch {
      // The server wrote it, so this is a fault of the server's; the reader is told rather than left with a gap.
      return shown(this.name, item, { problem: 'body_malformed' });
    }
    if (typeof clear !== 'object' || clear === null) return shown(this.name, item, { problem: 'body_malformed' });
    return shown(this.name, item, { clear: clear as Record<string, unknown> });
  }
}

/** The named refusal that this error is. Anything else is a fault of this page, and is not swallowed. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof SealError) return error;
  if (error instanceof StaffVaultError && error.code !== 'vault_locked') return error;
  throw error;
}

function introducedKey(body: Body): Uint8Array | null {
  return body.kind === 'report' || body.kind === 'share' ? fromB64u(body.pupil.sign, 32) : null;
}

function shown(stream: string, item: Item, result: Partial<Pick<OpenedItem, 'body' | 'clear' | 'problem' | 'doubts'>>): OpenedItem {
  const { seq, cmid, at, kind, sender } = item;
  return { stream, seq, cmid, at, kind, sender, body: null, clear: null, problem: null, doubts: [], ...result };
}
