import { openBox, sealBox } from './box.ts';
import { b64u, type Bytes, random, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { derive } from './hkdf.ts';
import { Shape } from './shape.ts';
import { signingKey } from './sign.ts';
import { kemPublicKey } from './wrap.ts';

/** A person's seeds and the root they have pinned: what their vault keeps. */
export type PersonSecrets = { kem: Bytes; sign: Bytes; root: Bytes };
export type NewPerson = { secrets: PersonSecrets; kemPublic: Bytes; signPublic: Bytes };

/** A passphrase as it is stretched: NFKC, without spaces, tabs and line ends at either end. */
export const normalisePassphrase = (text: string): string => text.normalize('NFKC').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

/** `auth` is sent to sign in; `wrapKey` opens the vault key and never leaves. Neither gives the other. */
export async function splitStretched(master: Uint8Array): Promise<{ auth: Bytes; wrapKey: Bytes }> {
  const [auth, wrapKey] = await Promise.all([derive(master, context('person/auth')), derive(master, context('person/wrap'))]);
  return { auth, wrapKey };
}

/** Fresh keys for a person of the school whose root this is. */
export async function makePerson(root: Uint8Array): Promise<NewPerson> {
  const secrets = { kem: random(32), sign: random(32), root: Uint8Array.from(root) };
  const [kemPublic, { publicKey: signPublic }] = await Promise.all([kemPublicKey(secrets.kem), signingKey(secrets.sign)]);
  return { secrets, kemPublic, signPublic };
}

export type Owner = { school: string; person: string };

/** The sealed vault: a person's secrets under a random 32-byte vault key. */
export function sealVault(vaultKey: Uint8Array, { school, person }: Owner, secrets: PersonSecrets): Promise<Bytes> {
  const document = { v: 1, kem: b64u(secrets.kem), sign: b64u(secrets.sign), root: b64u(secrets.root) };
  return sealBox(vaultKey, context('vault', school, person), utf8(JSON.stringify(document)));
}

/** Open a vault. Refuses as `openBox` does, or with `vault_malformed`. */
export async function openVault(vaultKey: Uint8Array, { school, person }: Owner, box: Uint8Array): Promise<PersonSecrets> {
  const shape = Shape.of(await openBox(vaultKey, context('vault', school, person), box), 'vault_malformed');
  shape.version1();
  return { kem: shape.bytes('kem', 32), sign: shape.bytes('sign', 32), root: shape.bytes('root', 32) };
}

/** The vault key under one way to unlock: `passphrase`, `sheet` or `passkey:<credential>`. */
export const sealUnlock = (wrapKey: Uint8Array, { school, person }: Owner, method: string, vaultKey: Uint8Array): Promise<Bytes> =>
  sealBox(wrapKey, context('unlock', school, person, method), vaultKey);

/** The vault key; `commitment_wrong` is what a wrong passphrase looks like. */
export async function openUnlock(wrapKey: Uint8Array, { school, person }: Owner, method: string, box: Uint8Array): Promise<Bytes> {
  const vaultKey = await openBox(wrapKey, context('unlock', school, person, method), box);
  if (vaultKey.length !== 32) throw new SealError('vault_malformed');
  return vaultKey;
}

/** The wrap key of the method `passkey:<credential>` (a base64url id), from the 32 bytes that the authenticator's PRF gave. */
export const passkeyWrapKey = (prf: Uint8Array, { school, person }: Owner, credential: string): Promise<Bytes> =>
  derive(prf, context('passkey/wrap', school, person, credential));
