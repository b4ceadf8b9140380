/** What a mentor says after a chat, for the safeguarding team alone (docs/protocol.md, section 4.4). */
import { openBox, sealBox } from './box.ts';
import { b64u, type Bytes, fromB64u, random, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { Shape } from './shape.ts';
import { sign, SIGNATURE, type SigningKey, verifyAny } from './sign.ts';
import { unwrap, wrapTo } from './wrap.ts';

/** Which chat of which school, and the mentor whose word it is. */
export type Debriefed = { school: string; conversation: string; person: string };

/** A sealed note on the wire, with the group's epoch that its key is wrapped to. */
export type Note = { epoch: number; wrap: string; box: string };

const SIZES = [1024, 4096];
const SPACE = 0x20;

const place = ({ school, conversation, person }: Debriefed): [string, string, string] => [school, conversation, person];
const signed = (about: Debriefed, text: string): Bytes => context('sign/debrief', ...place(about), text);
const boxContext = (about: Debriefed): Bytes => context('debrief/note', ...place(about));
const wrapContext = (about: Debriefed, epoch: number): Bytes => context('wrap/debrief', ...place(about), epoch);

/** Sign, pad and seal a note; `too_long` past 4 KiB. */
export async function sealDebrief(group: { kem: Uint8Array; epoch: number }, about: Debriefed, signer: SigningKey, text: string): Promise<Note> {
  // Half of a surrogate pair is no text in other languages, so it becomes the replacement character.
  const said = text.replace(/\p{Cs}/gu, '\uFFFD');
  const document = utf8(JSON.stringify({ v: 1, text: said, sig: b64u(await sign(signer, signed(about, said))) }));
  const size = SIZES.find((least) => document.length <= least);
  if (size === undefined) throw new SealError('too_long');
  const padded = new Uint8Array(size).fill(SPACE);
  padded.set(document);
  const key = random(32);
  const [box, wrap] = await Promise.all([sealBox(key, boxContext(about), padded), wrapTo(group.kem, wrapContext(about, group.epoch), key)]);
  key.fill(0);
  return { epoch: group.epoch, wrap: b64u(wrap), box: b64u(box) };
}

/** What the mentor wrote. Refuses as `unwrap` and `openBox` do, or with `size_wrong`, `debrief_malformed` or `signature_wrong`. */
export async function openDebrief(groupSeed: Uint8Array, about: Debriefed, signers: readonly Uint8Array[], note: Note): Promise<string> {
  const key = await unwrap(groupSeed, wrapContext(about, note.epoch), fromB64u(note.wrap));
  if (key.length !== 32) throw new SealError('size_wrong');
  const document = await openBox(key, boxContext(about), fromB64u(note.box));
  if (!SIZES.includes(document.length)) throw new SealError('size_wrong');
  const shape = Shape.of(document, 'debrief_malformed');
  shape.version1();
  const [text, signature] = [shape.text('text'), shape.bytes('sig', SIGNATURE)];
  if (!(await verifyAny(signers, signed(about, text), signature))) throw new SealError('signature_wrong');
  return text;
}
