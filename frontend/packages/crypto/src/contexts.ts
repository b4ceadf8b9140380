import { type Bytes, concat, u32, utf8 } from './bytes.ts';

/** The whole table of docs/protocol.md, section 1.1. A label that is not here cannot be used. */
export type Label =
  | 'envelope'
  | 'epoch-commit'
  | 'epoch-link'
  | 'wrap/epoch'
  | 'wrap/group'
  | 'wrap/root'
  | 'wrap/invite'
  | 'wrap/recovery'
  | 'wrap/debrief'
  | 'vault'
  | 'unlock'
  | 'person/auth'
  | 'person/wrap'
  | 'passkey/wrap'
  | 'sheet/auth'
  | 'sheet/wrap'
  | 'sheet/pair'
  | 'invite/auth'
  | 'invite/key'
  | 'invite/offer'
  | 'invite/answer'
  | 'debrief/note'
  | 'words/salt'
  | 'words/locator'
  | 'words/mailbox'
  | 'words/kem'
  | 'words/sign'
  | 'sign/message'
  | 'sign/epoch'
  | 'sign/roster'
  | 'sign/mailbox'
  | 'sign/root'
  | 'sign/group'
  | 'sign/recovery'
  | 'sign/debrief'
  | 'sign/act';

const bytesOf = (part: string | Uint8Array | number): Uint8Array =>
  typeof part === 'string' ? utf8(part) : typeof part === 'number' ? u32(part) : part;

/** What a key, a box or a signature is for. Every part has its length before it, so no two meanings share a context. */
export function context(label: Label, ...parts: (string | Uint8Array | number)[]): Bytes {
  const framed = parts.map(bytesOf).flatMap((part) => [u32(part.length), part]);
  return concat(utf8(`hark/1 ${label}\0`), ...framed);
}
