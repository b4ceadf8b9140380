import * as own from '@hark/protocol/account';
import type { Me } from '@hark/protocol/api';
import { ApiError } from '@hark/protocol/errors';
import { Http } from '@hark/protocol/http';
import * as api from '@hark/protocol/staff';
import { WorkerJobs } from '@hark/vault/jobs';
import { openStaffVault, passphraseUnlock, stretchPassphrase, type Roster, type StaffVault } from '@hark/vault/staff';
import { passkeyWrapKey, sheetWay } from '@hark/vault/ways';

import { highestRoster, rememberRoster } from './keys/highest_roster.ts';
import { PasskeyError, usePasskey } from './passkeys/webauthn.ts';
import { SignedCalls } from './signed_calls.ts';
import { confirmed, forbiddenBy, StepUp } from './step_up/step_up.svelte.ts';
import { rightNowText } from './times.ts';

/**
 * `starting`: nobody knows yet. `locked`: signed in, keys not in memory. `joining`: on the page of an invitation, keys in
 * memory once they are made. `waiting`: joined, keys in memory, and no roster names this person yet. `open`: keys in memory.
 */
export type Stage = 'starting' | 'signed_out' | 'joining' | 'locked' | 'waiting' | 'open';

/** What a person waits for, in words. */
export type Wait = 'stretching' | 'asking' | 'opening' | null;

/** Why the person is asked to sign in or unlock again. */
export type Why = 'session_ended' | 'role_changed' | 'idle' | 'still_signed_in' | null;

const PASSKEY = 'passkey:';

/** Who is here, and the one vault they have open. Secrets are only ever in this object's vault. */
export class Session {
  stage = $state<Stage>('starting');
  wait = $state<Wait>(null);
  why = $state<Why>(null);
  /** The page could not reach the server when it opened. */
  unreachable = $state(false);
  me = $state.raw<Me | null>(null);
  roster = $state.raw<Roster | null>(null);
  /** The ways to unlock this vault, as the protocol names them. */
  ways = $state.raw<readonly string[]>([]);
  readonly stepUp = new StepUp();

  readonly http: Http;
  readonly #jobs = new WorkerJobs();
  readonly #calls = new SignedCalls();
  #vault: StaffVault | null = null;
  #onOpen: () => void = () => undefined;
  #onClose: () => void = () => undefined;
  #onStanding: () => void = () => undefined;

  constructor() {
    this.http = new Http({ fetch: (input, init) => this.#fetch(input, init), mode: { kind: 'cookie' } });
  }

  /** What to start once keys are in memory, what to stop and forget before they are wiped, and who hears that access was paused. */
  around(onOpen: () => void, onClose: () => void, onStanding: () => void): void {
    this.#onOpen = onOpen;
    this.#onClose = onClose;
    this.#onStanding = onStanding;
  }

  /** The open vault. Only screens behind the lock ask, so without one this is a fault of the page. */
  get vault(): StaffVault {
    if (this.#vault === null) throw new Error('the console is locked');
    return this.#vault;
  }

  get self(): Me {
    if (this.me === null) throw new Error('nobody is signed in');
    return this.me;
  }

  get hasPasskey(): boolean {
    return this.ways.some((way) => way.startsWith(PASSKEY));
  }

  /** After a reload the cookie is still there and the keys are not. */
  async start(): Promise<void> {
    this.unreachable = false;
    try {
      this.me = await api.me(this.http);
      this.ways = (await api.vault(this.http)).unlock.map(({ method }) => method);
      this.stage = 'locked';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) this.stage = 'signed_out';
      else this.unreachable = true;
    }
  }

  async signIn(email: string, passphrase: string, code: string): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const how = await api.startSignIn(this.http, email);
      this.wait = 'stretching';
      const { auth, wrapKey } = await stretchPassphrase(this.stretch, passphrase, how);
      this.wait = 'asking';
      this.me = await api.signIn(this.http, { email, auth, code: code === '' ? null : code });
      await this.#open('passphrase', wrapKey);
    });
  }

  /** With the personal recovery sheet instead of the passphrase. Refuses words that are not a sheet with `sheet_mistyped`. */
  async signInWithSheet(email: string, words: string, code: string): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const { auth, wrapKey } = await sheetWay(words);
      this.me = await api.signIn(this.http, { email, auth, code: code === '' ? null : code, method: 'sheet' });
      await this.#open('sheet', wrapKey);
    });
  }

  /** One gesture signs in and unlocks. A passkey that gives no key signs in, and the lock asks for another way. */
  async signInWithPasskey(): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const { id, challenge, prf } = await own.startPasskey(this.http);
      const used = await usePasskey({ challenge, prf });
      this.me = await own.signInWithPasskey(this.http, id, used.answer);
      await this.#openWithPasskey(used);
    });
  }

  async unlock(passphrase: string): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const vault = await api.vault(this.http);
      this.wait = 'stretching';
      const { wrapKey } = await stretchPassphrase(this.stretch, passphrase, passphraseUnlock(vault));
      await this.#open('passphrase', wrapKey);
    });
  }

  async unlockWithSheet(words: string): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'opening';
      await this.#open('sheet', (await sheetWay(words)).wrapKey);
    });
  }

  async unlockWithPasskey(): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const passkeys = (await api.vault(this.http)).unlock.filter(({ method }) => method.startsWith(PASSKEY));
      const [first] = passkeys;
      if (first === undefined) throw new PasskeyError('passkey_unsupported');
      // Whoever is here has signed in already: only the key is wanted, so nobody checks the answer.
      await this.#openWithPasskey(await usePasskey({
        challenge: null, prf: first.salt, ids: passkeys.map(({ method }) => method.slice(PASSKEY.length)),
      }));
    });
  }

  /** Whether this is the passphrase of whoever is signed in. Opens a second vault and wipes it at once. */
  async confirm(passphrase: string): Promise<boolean> {
    const vault = await api.vault(this.http);
    const { wrapKey } = await stretchPassphrase(this.stretch, passphrase, passphraseUnlock(vault));
    try {
      (await openStaffVault(this.vault.owner, wrapKey, vault)).lock();
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'commitment_wrong') return false;
      throw error;
    }
  }

  /** The proof that a step-up asks for. Refuses with `sign_in_failed`, and the session goes on. */
  async confirmWithPassphrase(passphrase: string, code: string): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'stretching';
      const { auth, wrapKey } = await stretchPassphrase(this.stretch, passphrase, passphraseUnlock(await api.vault(this.http)));
      wrapKey.fill(0);
      this.wait = 'asking';
      await own.confirm(this.http, { auth, code: code === '' ? null : code });
    });
  }

  async confirmWithSheet(words: string, code: string): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const { auth, wrapKey } = await sheetWay(words);
      wrapKey.fill(0);
      await own.confirm(this.http, { auth, code: code === '' ? null : code, method: 'sheet' });
    });
  }

  async confirmWithPasskey(): Promise<void> {
    await this.#waiting(async () => {
      this.wait = 'asking';
      const { id, challenge, prf } = await own.startConfirm(this.http);
      const { answer, key } = await usePasskey({ challenge, prf });
      key?.fill(0);
      await own.confirm(this.http, { id, credential: answer });
    });
  }

  lock(why: Why = null): void {
    if (this.#vault === null) return;
    if (this.stage === 'open') this.#onClose();
    this.#wipe();
    this.why = why;
    this.stage = 'locked';
  }

  /** Keys go at once; the session goes when the server has heard of it, and until then the person is told. */
  async signOut(): Promise<void> {
    this.lock();
    try {
      await api.signOut(this.http);
      this.#end(null);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.stage === 'locked') this.why = 'still_signed_in';
    }
  }

  /** On the page of an invitation nobody is asked who they are: a session of somebody else may still be there. */
  startJoining(): void {
    this.stage = 'joining';
  }

  /** Somebody has just joined with these keys. The page of the invitation has more to show before they go in. */
  async joined(me: Me, method: string, wrapKey: Uint8Array): Promise<void> {
    this.me = me;
    await this.#openVault(method, wrapKey);
  }

  /** In: to the desk, or to the page that waits for somebody to confirm. */
  async enter(): Promise<void> {
    if (this.self.standing === 'joined') {
      this.stage = 'waiting';
      return;
    }
    await this.#acceptRoster(this.vault);
    this.why = null;
    this.stage = 'open';
    this.#onOpen();
  }

  /** While waiting: go in once somebody has confirmed. */
  async lookAgain(): Promise<void> {
    this.me = await api.me(this.http);
    if (this.stage === 'waiting' && this.self.standing !== 'joined') await this.enter();
  }

  /** Access may have been paused, or given back: what is shown starts again from what is allowed now. */
  async refreshStanding(): Promise<void> {
    const now = await api.me(this.http);
    if (this.stage !== 'open' || now.standing === this.self.standing) return;
    await this.#begin(() => { this.me = now; });
  }

  /** Stops what is on the screen, and starts it again from what is allowed after `change`. */
  async #begin(change: () => Promise<void> | void): Promise<void> {
    this.#onClose();
    await change();
    if (this.stage === 'open') this.#onOpen();
  }

  /** The roster may have changed who may read what, or who this person is. */
  async refreshRoster(): Promise<void> {
    const now = await api.me(this.http);
    if (this.stage !== 'open') return;
    const before = this.self;
    // Keys of a group that is theirs no more are in memory: wiping all of them is the one sure way to be rid of those.
    if (before.groups.some((group) => !now.groups.includes(group))) {
      this.me = now;
      this.lock('role_changed');
    } else if (now.role === before.role && now.standing === before.standing && now.groups.length === before.groups.length) {
      this.me = now;
      await this.#acceptRoster(this.vault);
    } else {
      // Who they are now is shown at the very end: a press on doors that were drawn sooner would be lost when the screens begin again.
      await this.#begin(async () => {
        await this.#acceptRoster(this.vault);
        this.me = now;
      });
    }
  }

  readonly stretch = (secret: string, salt: Uint8Array, cost: { m: number; t: number; p: number }): Promise<Uint8Array> =>
    this.#jobs.stretch(secret, salt, cost);

  async #openWithPasskey({ id, key }: { id: string; key: Uint8Array | null }): Promise<void> {
    if (key === null) {
      this.stage = 'locked';
      throw new PasskeyError('passkey_without_key');
    }
    await this.#open(PASSKEY + id, await passkeyWrapKey(key, this.#owner, id));
  }

  async #open(method: string, wrapKey: Uint8Array): Promise<void> {
    this.wait = 'opening';
    try {
      await this.#openVault(method, wrapKey);
      await this.enter();
    } catch (error) {
      this.#wipe();
      // Signed in, but without a school that can be trusted there is nothing to show: the next try starts at the lock.
      if (this.me !== null) this.stage = 'locked';
      throw error;
    }
  }

  async #openVault(method: string, wrapKey: Uint8Array): Promise<void> {
    const stored = await api.vault(this.http);
    const vault = await openStaffVault(this.#owner, wrapKey, stored, method);
    try {
      await api.vaultUnlocked(this.http);
    } catch (error) {
      vault.lock();
      throw error;
    }
    this.ways = stored.unlock.map((one) => one.method);
    this.#vault = vault;
  }

  get #owner(): { school: string; person: string } {
    return { school: this.self.school.id, person: this.self.id };
  }

  async #acceptRoster(vault: StaffVault): Promise<void> {
    const { school } = vault.owner;
    // A group's key may be newer than this page: the server is asked for the wraps that go with the roster.
    const [signed, stored] = await Promise.all([api.roster(this.http), api.vault(this.http)]);
    vault.renewWraps(stored);
    const roster = await vault.acceptRoster(signed, { now: rightNowText(), atLeast: highestRoster(school) });
    rememberRoster(school, roster.number);
    // The school's root was handed on: from now on this vault trusts the new one alone.
    const secrets = await vault.repinned();
    if (secrets !== null) await own.storeSecrets(this.http, secrets);
    this.roster = roster;
  }

  async #waiting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      this.wait = null;
    }
  }

  async #fetch(input: string, init: RequestInit): Promise<Response> {
    const response = await confirmed(() => this.#calls.send(this.#vault, input, init, (signed) => fetch(input, signed)), this.stepUp);
    // A step-up that is refused says 401 as well, and leaves the session as it was.
    if (response.status === 401 && this.me !== null && !input.startsWith('/api/session/confirm')) this.#end('session_ended');
    if (this.stage === 'open' && this.self.standing === 'active' && (await forbiddenBy(response)) === 'access_paused') this.#onStanding();
    return response;
  }

  /** The live connection will not come back: the session is over, or access to cases is paused. The server says which. */
  async ended(): Promise<void> {
    const before = this.me?.standing;
    // A server that cannot be asked is taken to have ended it: keys are wiped rather than kept.
    const now = await api.me(this.http).catch(() => null);
    if (now === null || now.standing === before) this.#end('session_ended');
    else await this.refreshRoster();
  }

  #end(why: Why): void {
    if (this.stage === 'open') this.#onClose();
    this.#wipe();
    this.me = null;
    this.why = why;
    this.stage = 'signed_out';
  }

  #wipe(): void {
    this.stepUp.settle(false);
    this.#vault?.lock();
    this.#vault = null;
    this.roster = null;
  }
}
