import * as own from '@hark/protocol/account';
import type { Account } from '@hark/protocol/account_api';
import { newPassphraseWay, passkeyWrapKey } from '@hark/vault/ways';

import { makePasskey } from '../passkeys/webauthn.ts';
import type { Session } from '../session.svelte.ts';

/** One's own account: the ways in, and where one is signed in. Everything here may ask for a confirmation first. */
export class OwnAccount {
  found = $state.raw<Account | null>(null);

  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async load(): Promise<void> {
    this.found = await own.account(this.#session.http);
    this.#session.ways = this.found.methods.map(({ method }) => method);
  }

  async changePassphrase(passphrase: string): Promise<void> {
    const { stretch, vault, http } = this.#session;
    const { salt, auth, wrapKey } = await newPassphraseWay(stretch, passphrase);
    await own.changePassphrase(http, { salt, auth, box: await vault.addUnlock('passphrase', wrapKey) });
    await this.load();
  }

  /** Make a passkey on this device that signs in and opens the vault in one gesture. */
  async addPasskey(name: string): Promise<void> {
    const { vault, http } = this.#session;
    const options = await own.passkeyOptions(http);
    const { id, answer, key } = await makePasskey(options);
    const box = await vault.addUnlock(`passkey:${id}`, await passkeyWrapKey(key, vault.owner, id));
    await own.addPasskey(http, { id: options.id, credential: answer, name, box });
    await this.load();
  }

  async remove(method: string): Promise<void> {
    await own.removeMethod(this.#session.http, method);
    await this.load();
  }

  async end(session: string): Promise<void> {
    await own.endOwnSession(this.#session.http, session);
    await this.load();
  }

  async name(session: string, device: string): Promise<void> {
    await own.nameSession(this.#session.http, session, device);
    await this.load();
  }

  async endOthers(): Promise<void> {
    await own.endOtherSessions(this.#session.http);
    await this.load();
  }
}
