/** The ways to sign in and unlock beside a known passphrase (docs/protocol.md, section 4): one chosen now, a printed sheet, a passkey. */
import { b64u, random } from '@hark/crypto/bytes';
import { passkeyWrapKey as wrapKeyOf, type Owner } from '@hark/crypto/person';
import { readSheet, SHEET, splitSheet, writeSheet } from '@hark/crypto/sheets';
import { COST, type Cost } from '@hark/crypto/stretch';

import { stretchPassphrase, type Stretch, type Stretched } from './staff.ts';

/** A passphrase chosen now, with a salt of its own and the cost of today. */
export async function newPassphraseWay(stretch: Stretch, passphrase: string): Promise<Stretched & Cost & { readonly salt: string }> {
  const how = { salt: b64u(random(16)), ...COST };
  return { ...how, ...(await stretchPassphrase(stretch, passphrase, how)) };
}

/** The 24 words of a new personal sheet. */
export const drawSheet = (): Promise<string[]> => writeSheet(random(SHEET));

/** What a sheet's words prove and open; `sheet_mistyped` if they are not those of a sheet. */
export async function sheetWay(words: string): Promise<Stretched> {
  const data = await readSheet(words);
  const { auth, wrapKey } = await splitSheet(data);
  data.fill(0);
  return { auth: b64u(auth), wrapKey };
}

/** What the PRF output of a passkey (32 bytes, which are wiped) opens. `credential` is the passkey's id as base64url. */
export async function passkeyWrapKey(prf: Uint8Array, owner: Owner, credential: string): Promise<Uint8Array> {
  try {
    return await wrapKeyOf(prf, owner, credential);
  } finally {
    prf.fill(0);
  }
}
