/**
 * The staff half of the vault: what a member of staff holds while their console is unlocked. Secrets live in memory only;
 * `lock()` wipes them, and everything made from this vault refuses from then on.
 */
import { b64u, equal, fromB64u, sha256, type Bytes } from '@hark/crypto/bytes';
import { context } from '@hark/crypto/contexts';
import { SealError, type SealCode } from '@hark/crypto/errors';
import { unwrapGroupSeed, unwrapRootSeed } from '@hark/crypto/groups';
import { normalisePassphrase, openUnlock, openVault, sealUnlock, sealVault, splitStretched, type Owner } from '@hark/crypto/person';
import { group, person, personKem, verifyRoster, type Roster } from '@hark/crypto/roster';
import { signingKey, type SigningKey } from '@hark/crypto/sign';
import type { Cost } from '@hark/crypto/stretch';
import { unwrap } from '@hark/crypto/wrap';
import type { StaffRoster, Vault } from '@hark/protocol/api';

import { recoveryText } from './recovery.ts';

export type { Roster } from '@hark/crypto/roster';

export type StaffRefusal =
  | 'vault_locked' | 'roster_missing' | 'no_unlock' | 'key_missing' | 'root_missing' | 'pupil_key_missing' | 'person_unknown';

/** What the vault itself refuses, beside the refusals of what is sealed. */
export class StaffVaultError extends Error {
  override readonly name = 'StaffVaultError';
  readonly code: StaffRefusal;

  constructor(code: StaffRefusal) {
    super(code);
    this.code = code;
  }
}

/** Argon2id, in a worker: the page must go on answering while it runs. */
export type Stretch = (secret: string, salt: Uint8Array, cost: Cost) => Promise<Uint8Array>;

/** A stretched passphrase: `auth` is sent to sign in, `wrapKey` opens the vault and never leaves. */
export interface Stretched {
  readonly auth: string;
  readonly wrapKey: Uint8Array;
}

export async function stretchPassphrase(stretch: Stretch, passphrase: string, how: Cost & { salt: string }): Promise<Stretched> {
  const { m, t, p } = how;
  const master = await stretch(normalisePassphrase(passphrase), fromB64u(how.salt, 16), { m, t, p });
  const { auth, wrapKey } = await splitStretched(master);
  master.fill(0);
  return { auth: b64u(auth), wrapKey };
}

/** How this vault is opened by a method (section 4: `passphrase`, `sheet`, `passkey:<id>`); `no_unlock` if it has no such way. */
export function unlockBy(vault: Vault, method: string): Vault['unlock'][number] {
  const way = vault.unlock.find((one) => one.method === method);
  if (way === undefined) throw new StaffVaultError('no_unlock');
  return way;
}

/** How this vault is opened with a passphrase; `no_unlock` if it has no such way. */
export const passphraseUnlock = (vault: Vault): Vault['unlock'][number] => unlockBy(vault, 'passphrase');

/** Open a vault. `commitment_wrong` is what a wrong passphrase looks like. The wrap key is wiped either way. */
export async function openStaffVault(owner: Owner, wrapKey: Uint8Array, vault: Vault, method = 'passphrase'): Promise<StaffVault> {
  try {
    const vaultKey = await openUnlock(wrapKey, owner, method, fromB64u(unlockBy(vault, method).box));
    const { kem, sign, root } = await openVault(vaultKey, owner, fromB64u(vault.secrets));
    const signer = await signingKey(sign);
    sign.fill(0);
    return new StaffVault(owner, { vaultKey, kem, signer, root }, vault);
  } finally {
    wrapKey.fill(0);
  }
}

interface Secrets {
  /** Kept so that another way to unlock can be added without asking for the first one again. */
  readonly vaultKey: Bytes;
  readonly kem: Bytes;
  readonly signer: SigningKey;
  readonly root: Bytes;
}

/** What the server keeps of a vault beside the ways to open it. */
export type Stored = Pick<Vault, 'secrets' | 'groups' | 'root_wrap'>;

/** A group key that was given to this person and is not what it should be: it opens nothing here. */
export interface Fault {
  readonly group: string;
  readonly epoch: number;
  readonly code: SealCode;
}

/** The school's root while a roster is signed: whoever asked for it wipes the seed. */
export interface RootKey {
  readonly seed: Bytes;
  readonly key: SigningKey;
}

export interface Fingerprint {
  /** What an embed or a poster pins. */
  readonly kid: string;
  /** The same bytes, to be read aloud: sixteen groups of four. */
  readonly groups: readonly string[];
}

export class StaffVault {
  readonly owner: Owner;
  #secrets: Secrets | null;
  #stored: Stored;
  readonly #seeds = new Map<string, Bytes>();
  #roster: Roster | null = null;
  #keys = new Map<string, string>();
  #faults: readonly Fault[] = [];

  constructor(owner: Owner, secrets: Secrets, stored: Stored) {
    this.owner = owner;
    this.#secrets = secrets;
    this.#stored = stored;
  }

  get locked(): boolean {
    return this.#secrets === null;
  }

  /** Who signs what is written here: `person:<id>`. */
  get me(): string {
    return `person:${this.owner.person}`;
  }

  get roster(): Roster {
    if (this.#roster === null) throw new StaffVaultError(this.locked ? 'vault_locked' : 'roster_missing');
    return this.#roster;
  }

  get signer(): SigningKey {
    return this.#open().signer;
  }

  /**
   * Check a roster under the root pinned in this vault, or one that it handed over to (then `repinned`), and open this person's group keys with it. `atLeast` is the highest
   * number this browser has seen: a server that shows an older roster is trying to bring a leaver back. Whoever holds the
   * root is let in with one that has run out, because nobody else could sign the next.
   */
  async acceptRoster(signed: StaffRoster, { now, atLeast }: { now: string; atLeast: number }): Promise<Roster> {
    const { kem, root } = this.#open();
    const { school, person: me } = this.owner;
    const roster = await verifyRoster(signed, { school, root, now: this.holdsRoot ? null : now, atLeast: Math.max(atLeast, this.#roster?.number ?? 0) });
    const faults: Fault[] = [];
    for (const { name, epoch, wrap } of this.#stored.groups) {
      const seat = { school, group: name, epoch, person: me };
      const current = group(roster, name, epoch);
      try {
        // The roster signs only the current key. An older one opens what was written then, whose epochs are signed themselves.
        const seed = current === null
          ? await unwrap(kem, context('wrap/group', school, name, epoch, me), fromB64u(wrap))
          : await unwrapGroupSeed(kem, seat, fromB64u(wrap), current.kem);
        this.#open();
        this.#seeds.set(`group:${name}:${epoch}`, seed);
      } catch (error) {
        // One wrap that a colleague or the server spoilt must not shut somebody out of everything else.
        if (!(error instanceof SealError)) throw error;
        faults.push({ group: name, epoch, code: error.code });
      }
    }
    this.#faults = faults;
    this.#keys = new Map(signed.keys.map(({ person: id, kem: key }) => [id, key]));
    this.#roster = roster;
    return roster;
  }

  /** What the server keeps now: a key that was made since this vault was opened is among it. */
  renewWraps(stored: Stored): void {
    this.#stored = stored;
  }

  /**
   * After a roster of a new root was accepted: pins that root, and gives this vault's secrets (base64url) with it, to be stored
   * in place of those of before. Null where the pinned root is the present one. Where they could not be stored, the vault pins
   * the earlier root again the next time it is opened, and follows the hand-over once more.
   */
  async repinned(): Promise<string | null> {
    const { vaultKey, root } = this.#open();
    const present = this.roster.root;
    if (equal(root, present)) return null;
    const secrets = await openVault(vaultKey, this.owner, fromB64u(this.#stored.secrets));
    const sealed = b64u(await sealVault(vaultKey, this.owner, { ...secrets, root: present }));
    for (const seed of [secrets.kem, secrets.sign]) seed.fill(0);
    this.#secrets = { ...this.#open(), root: present };
    return sealed;
  }

  /** Whether this person was given the root's seed. */
  get holdsRoot(): boolean {
    return this.#stored.root_wrap !== null;
  }

  /** The root, to sign a roster with. `root_missing` for whoever holds none; `key_mismatch` if it is not the roster's. */
  async rootKey(): Promise<RootKey> {
    const { kem } = this.#open();
    const { root_wrap: wrap } = this.#stored;
    if (wrap === null) throw new StaffVaultError('root_missing');
    const seed = await unwrapRootSeed(kem, this.owner, fromB64u(wrap), this.roster.root);
    return { seed, key: await signingKey(seed) };
  }

  /** Every key of a group that this vault holds, of any epoch. */
  heldEpochs(name: string): readonly { readonly epoch: number; readonly seed: Uint8Array }[] {
    this.#open();
    const held = [...this.#seeds].map(([recipient, seed]) => ({ recipient: recipient.split(':'), seed }));
    return held.filter(({ recipient }) => recipient[1] === name).map(({ recipient, seed }) => ({ epoch: Number(recipient[2]), seed }));
  }

  /** The box of one more way to unlock this vault (base64url). The wrap key is wiped. */
  async addUnlock(method: string, wrapKey: Uint8Array): Promise<string> {
    try {
      return b64u(await sealUnlock(wrapKey, this.owner, method, this.#open().vaultKey));
    } finally {
      wrapKey.fill(0);
    }
  }

  /** The KEM seed with which a wrap to this recipient is opened, or null if it is not this person's. */
  seedFor(recipient: string): Uint8Array | null {
    const { kem } = this.#open();
    return recipient === this.me ? kem : (this.#seeds.get(recipient) ?? null);
  }

  /** A person's KEM key, if the roster vouches for it. */
  async kemOf(id: string): Promise<Uint8Array> {
    const key = this.#keys.get(id);
    if (key === undefined || person(this.roster, id) === null) throw new StaffVaultError('person_unknown');
    return personKem(this.roster, id, key);
  }

  /** Group keys that were refused with the last roster, and why. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** The groups whose current key this vault holds. */
  get groups(): readonly { readonly name: string; readonly epoch: number }[] {
    return this.roster.groups.filter(({ name, epoch }) => this.#seeds.has(`group:${name}:${epoch}`)).map(({ name, epoch }) => ({ name, epoch }));
  }

  /** A group's recovery secret as text. Ask for the passphrase again before calling: this text opens every case of the group. */
  async recoverySecret(name: string): Promise<string> {
    const current = group(this.roster, name);
    const seed = current === null ? null : this.seedFor(`group:${name}:${current.epoch}`);
    if (current === null || seed === null) throw new StaffVaultError('key_missing');
    return recoveryText(name, current.epoch, seed);
  }

  async fingerprint(): Promise<Fingerprint> {
    const hash = await sha256(this.#roster?.root ?? this.#open().root);
    const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return { kid: b64u(hash), groups: hex.match(/.{4}/g) ?? [] };
  }

  /** Wipe every secret. What was opened with this vault must be wiped by whoever shows it. */
  lock(): void {
    this.#secrets?.kem.fill(0);
    this.#secrets?.vaultKey.fill(0);
    this.#secrets = null;
    for (const seed of this.#seeds.values()) seed.fill(0);
    this.#seeds.clear();
    this.#roster = null;
  }

  #open(): Secrets {
    if (this.#secrets === null) throw new StaffVaultError('vault_locked');
    return this.#secrets;
  }
}
