import { type Bytes, b64u, sha256 } from './bytes.ts';
import { context } from './contexts.ts';
import { derive } from './hkdf.ts';
import { type SigningKey, sign, signingKey } from './sign.ts';
import { kemPublicKey } from './wrap.ts';

/** Everything a pupil's return words give (docs/protocol.md, section 3). Lives in memory only. */
export type MailboxKeys = {
  locator: Bytes;
  /** What the server stores instead of the locator. */
  locatorHash: Bytes;
  /** Proves to the server that the caller has the words. The server knows its public key. */
  mailbox: SigningKey;
  kemSeed: Bytes;
  /** KEM public key (1216 bytes). Travels only inside the sealed report. */
  kem: Bytes;
  /** Signs what the pupil writes. Its public key travels only inside the sealed report. */
  sign: SigningKey;
};

/** The salt of a school's return words: 16 bytes, public, the same for every pupil, who has nothing to be looked up by. */
export async function wordsSalt(school: string): Promise<Bytes> {
  return (await sha256(context('words/salt', school))).slice(0, 16);
}

/** All keys of a mailbox from the stretched words. */
export async function mailboxKeys(master: Uint8Array): Promise<MailboxKeys> {
  const [locator, mailboxSeed, kemSeed, signSeed] = await Promise.all([
    derive(master, context('words/locator')),
    derive(master, context('words/mailbox')),
    derive(master, context('words/kem')),
    derive(master, context('words/sign')),
  ]);
  const [locatorHash, mailbox, kem, own] = await Promise.all([
    sha256(locator),
    signingKey(mailboxSeed),
    kemPublicKey(kemSeed),
    signingKey(signSeed),
  ]);
  return { locator, locatorHash, mailbox, kemSeed, kem, sign: own };
}

/** The `sig` (b64u) that opens a mailbox for one challenge, which is signed as the text the server sent. */
export async function signChallenge(mailbox: SigningKey, school: string, challenge: string): Promise<string> {
  return b64u(await sign(mailbox, context('sign/mailbox', school, challenge)));
}
