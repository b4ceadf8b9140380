/** The shapes of signing in, joining and one's own account (docs/protocol.md section 6), beside those of `api.ts`. */
import type { Cost, Group, Role, Vault } from './api.ts';

export type Unlock = Vault['unlock'][number];

/** A WebAuthn answer as JSON. What the PRF extension gave is never in it: that is a key. */
export interface PasskeyAnswer {
  id: string;
  rawId: string;
  type: string;
  response: Readonly<Record<string, string | readonly string[] | null>>;
  clientExtensionResults: Readonly<Record<string, never>>;
  authenticatorAttachment: string | null;
}

/** What a browser is asked for when a passkey is used; `prf` is the input of the extension that gives the key. */
export interface PasskeyStart {
  id: string;
  challenge: string;
  rp_id: string;
  prf: string;
}

/** WebAuthn creation options as JSON, of which the page reads these. */
export interface PasskeyOptions {
  id: string;
  prf: string;
  options: {
    rp: { id?: string; name: string };
    user: { id: string; name: string; displayName: string };
    challenge: string;
    pubKeyCredParams: { type: 'public-key'; alg: number }[];
    timeout?: number;
    excludeCredentials?: { id: string; type: 'public-key'; transports?: string[] }[];
  };
}

export type Confirmation = { auth: string; code: string | null; method?: 'passphrase' | 'sheet' } | { id: string; credential: PasskeyAnswer };

export interface Method {
  /** `passphrase`, `sheet` or `passkey:<credential id>`. */
  method: string;
  name: string;
  made: string;
  used: string | null;
}

export interface OwnSession {
  id: string;
  started: string;
  used: string;
  device: string;
  here: boolean;
}

export interface Account {
  methods: Method[];
  sessions: OwnSession[];
  /** Whether an authenticator app is set up. */
  mfa: boolean;
}

export interface Authenticator {
  secret: string;
  uri: string;
}

/** What the right six words of an invitation show. */
export interface Invitation {
  school: { id: string; slug: string; name: string };
  founding: boolean;
  person: string;
  email: string;
  alias: string;
  title: string;
  role: Role;
  groups: Group[];
  offer: string | null;
  /** The groups whose key this person makes. */
  make: Group[];
  /** A code from an authenticator app is asked of this person. */
  mfa: boolean;
  totp: Authenticator | null;
}

export interface NewUnlock extends Cost {
  method: string;
  salt: string;
  box: string;
  auth: string;
}

export interface Join {
  auth: string;
  alias: string;
  title: string;
  kem: string;
  sign: string;
  secrets: string;
  unlocks: NewUnlock[];
  code: string | null;
  groups: { name: Group; epoch: 1; kem: string; wrap: string }[];
  answer: string | null;
  founding: null | { email: string; doc: string; sig: string; root_wrap: string };
}

export interface SignInCode {
  code: string;
  expires: string;
}
