/**
 * Passkeys (WebAuthn level 3) with the PRF extension: one gesture proves who is there and gives the key that opens the vault.
 *
 * What PRF gives is a key. `PublicKeyCredential.toJSON()` would put it into what is sent to the server, so answers are
 * written out here field by field, without any result of an extension.
 */
import { b64u, fromB64u } from '@hark/vault/encoding';
import type { PasskeyAnswer, PasskeyOptions } from '@hark/protocol/account_api';

export type PasskeyRefusal = 'passkey_cancelled' | 'passkey_unsupported' | 'passkey_without_key' | 'passkey_known';

/** Why a passkey could not be used or made on this device. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
  readonly code: PasskeyRefusal;

  constructor(code: PasskeyRefusal) {
    super(code);
    this.code = code;
  }
}

export interface UsedPasskey {
  readonly id: string;
  readonly answer: PasskeyAnswer;
  /** 32 bytes that only this passkey gives for this input; null where the device or browser has no PRF. */
  readonly key: Uint8Array | null;
}

export const passkeysHere = (): boolean => 'credentials' in navigator && typeof PublicKeyCredential === 'function';

/** Ask for any passkey of this site, or for one of `ids`. `challenge` null: only the key is wanted and nobody will check. */
export async function usePasskey(
  { challenge, prf, ids = [] }: { challenge: string | null; prf: string; ids?: readonly string[] },
): Promise<UsedPasskey> {
  const credential = await asked(() => navigator.credentials.get({
    publicKey: {
      challenge: challenge === null ? crypto.getRandomValues(new Uint8Array(32)) : fromB64u(challenge),
      // The passkey opens a vault by itself, so the device must have seen its owner: PIN, finger or face.
      userVerification: 'required',
      allowCredentials: ids.map((id) => ({ id: fromB64u(id), type: 'public-key' as const })),
      extensions: { prf: { eval: { first: fromB64u(prf) } } },
    },
  }));
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    key: keyOf(credential),
    answer: answerOf(credential, {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle === null ? null : text(response.userHandle),
    }),
  };
}

/** Make a passkey that gives a key; `passkey_without_key` where it cannot, since it could then sign in and open nothing. */
export async function makePasskey({ options, prf }: PasskeyOptions): Promise<UsedPasskey & { readonly key: Uint8Array }> {
  const credential = await asked(() => navigator.credentials.create({
    publicKey: {
      rp: options.rp,
      user: { ...options.user, id: fromB64u(options.user.id) },
      challenge: fromB64u(options.challenge),
      pubKeyCredParams: options.pubKeyCredParams,
      excludeCredentials: (options.excludeCredentials ?? []).map(({ id }) => ({ id: fromB64u(id), type: 'public-key' as const })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      extensions: { prf: { eval: { first: fromB64u(prf) } } },
    },
  }));
  const response = credential.response as AuthenticatorAttestationResponse;
  const answer = answerOf(credential, {
    attestationObject: text(response.attestationObject),
    transports: response.getTransports(),
  });
  // Some devices give the key only when the passkey is used, not when it is made.
  const key = keyOf(credential) ?? (hasKey(credential) ? (await usePasskey({ challenge: null, prf, ids: [credential.id] })).key : null);
  if (key === null) throw new PasskeyError('passkey_without_key');
  return { id: credential.id, answer, key };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!passkeysHere()) throw new PasskeyError('passkey_unsupported');
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'InvalidStateError') throw new PasskeyError('passkey_known');
    // The browser says no more, so that a site cannot learn which passkeys a device holds.
    if (error.name !== 'NotAllowedError' && error.name !== 'AbortError') throw error;
  }
  throw new PasskeyError('passkey_cancelled');
}

const text = (buffer: ArrayBuffer): string => b64u(new Uint8Array(buffer));

function keyOf(credential: PublicKeyCredential): Uint8Array | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  return ArrayBuffer.isView(first) ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength) : new Uint8Array(first);
}

const hasKey = (credential: PublicKeyCredential): boolean => credential.getClientExtensionResults().prf?.enabled === true;

function answerOf(credential: PublicKeyCredential, response: PasskeyAnswer['response']): PasskeyAnswer {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
    clientExtensionResults: {},
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}
