/** A person's name under a request (docs/protocol.md, section 10): the server cannot say that they made another one. */
import { b64u, sha256, utf8 } from '@hark/crypto/bytes';
import { context } from '@hark/crypto/contexts';
import { sign } from '@hark/crypto/sign';

import type { StaffVault } from './staff.ts';

const NONCE = 16;

/** What is signed. The address is without a query, and the body as it is sent. */
export interface Act {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The header `Hark-Act` of a request that is made now, `seconds` after 1970 by the server's clock as far as it is known. */
export async function signAct(vault: Pick<StaffVault, 'owner' | 'signer'>, act: Act, seconds: number): Promise<string> {
  const { school, person } = vault.owner;
  const nonce = b64u(crypto.getRandomValues(new Uint8Array(NONCE)));
  const body = b64u(await sha256(utf8(act.body)));
  const message = context('sign/act', school, person, act.method, act.path, body, String(seconds), nonce);
  return `${seconds} ${nonce} ${b64u(await sign(vault.signer, message))}`;
}
