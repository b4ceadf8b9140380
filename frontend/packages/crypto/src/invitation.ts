/**
 * Joining by six words, which the inviter tells the joiner in person or by phone (docs/protocol.md, section 4). The server never
 * learns the words, so it can neither show the joiner another root nor the inviter other keys.
 */
import { openBox, sealBox } from './box.ts';
import { b64u, type Bytes, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { derive } from './hkdf.ts';
import { type GroupName, GROUPS } from './roster.ts';
import { Shape } from './shape.ts';
import { unwrap, wrapTo } from './wrap.ts';

export type Invitation = { school: string; invitation: string };

/** What the joiner made: the id of their KEM key, their signing key, and the id of each group key they made. */
export type Answer = { kem: string; sign: Bytes; groups: { name: GroupName; kem: string }[] };

/** Of the stretched words: `auth` is sent, `key` seals offer and answer and never leaves. */
export async function splitInvitation(master: Uint8Array): Promise<{ auth: Bytes; key: Bytes }> {
  const [auth, key] = await Promise.all([derive(master, context('invite/auth')), derive(master, context('invite/key'))]);
  return { auth, key };
}

const document = (fields: object): Bytes => utf8(JSON.stringify({ v: 1, ...fields }));

/** The school's root, for whoever has the words. */
export const sealOffer = (key: Uint8Array, { school, invitation }: Invitation, root: Uint8Array): Promise<Bytes> =>
  sealBox(key, context('invite/offer', school, invitation), document({ root: b64u(root) }));

/** The root to pin. Refuses as `openBox` does, or with `invitation_malformed`. */
export async function openOffer(key: Uint8Array, { school, invitation }: Invitation, box: Uint8Array): Promise<Bytes> {
  const shape = Shape.of(await openBox(key, context('invite/offer', school, invitation), box), 'invitation_malformed');
  shape.version1();
  return shape.bytes('root', 32);
}

/** What the joiner made, for whoever signs it into the roster. */
export const sealAnswer = (key: Uint8Array, { school, invitation }: Invitation, { kem, sign, groups }: Answer): Promise<Bytes> =>
  sealBox(key, context('invite/answer', school, invitation), document({ kem, sign: b64u(sign), groups }));

const readGroup = (shape: Shape): Answer['groups'][number] => ({ name: shape.one('name', GROUPS), kem: b64u(shape.bytes('kem', 32)) });

/** What the joiner made, whatever the server says of it. Refuses as `openBox` does, or with `invitation_malformed`. */
export async function openAnswer(key: Uint8Array, { school, invitation }: Invitation, box: Uint8Array): Promise<Answer> {
  const shape = Shape.of(await openBox(key, context('invite/answer', school, invitation), box), 'invitation_malformed');
  shape.version1();
  return { kem: b64u(shape.bytes('kem', 32)), sign: shape.bytes('sign', 32), groups: shape.shapes('groups').map(readGroup) };
}

const wrapContext = ({ school, invitation }: Invitation, epoch: number): Bytes => context('wrap/invite', school, invitation, epoch);

/** The key for whoever of `safeguarding` (its key `epoch`) checks the answer later. */
export const wrapInvitationKey = (groupKem: Uint8Array, to: Invitation, epoch: number, key: Uint8Array): Promise<Bytes> =>
  wrapTo(groupKem, wrapContext(to, epoch), key);

/** Refuses as `unwrap` does, or with `size_wrong`. */
export async function unwrapInvitationKey(groupSeed: Uint8Array, to: Invitation, epoch: number, wrapped: Uint8Array): Promise<Bytes> {
  const key = await unwrap(groupSeed, wrapContext(to, epoch), wrapped);
  if (key.length !== 32) throw new SealError('size_wrong');
  return key;
}
