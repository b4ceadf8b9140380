/** Sealing and opening items of the kinds that a reader of bodies knows. `item.ts` is the same for every kind. */
import type { Body, Parse } from './body.ts';
import { BOX_OVERHEAD, openBox, sealBox } from './box.ts';
import { type Bytes, b64u, concat, fromB64u, readU32, sha256, u32, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { SIGNATURE, type SigningKey, sign, verifyAny } from './sign.ts';

export type { Body, BodyOf, Kind, Seen } from './body.ts';

/** Where an item stands. Bound into its box and its signature, so that it can be shown nowhere else. */
export type Place = { school: string; stream: string; epoch: number; cmid: string };

export type ToSeal = Place & { key: Uint8Array; signer: SigningKey; body: Body };
export type ToOpen = Place & {
  key: Uint8Array;
  kind: string;
  sender: string;
  env: string;
  signersOf: (from: string, body: Body) => readonly Uint8Array[];
};

const SIZES = [1024, 4096, 16_384, 65_536];
const HEAD = SIGNATURE + 4;

const boxContext = ({ school, stream, epoch, cmid }: Place): Bytes => context('envelope', school, stream, epoch, cmid);
const signedContext = ({ school, stream, epoch, cmid }: Place, body: Uint8Array): Bytes =>
  context('sign/message', school, stream, epoch, cmid, body);

function pad(signed: Uint8Array): Bytes {
  const size = SIZES.find((least) => signed.length <= least);
  if (size === undefined) throw new SealError('too_long');
  return concat(signed, new Uint8Array(size - signed.length));
}

/** Half of a surrogate pair is no text in other languages, so it becomes the replacement character rather than a refusal. */
const asUnicode = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\uFFFD') : value;

/** Sign, pad and seal one item; `env` for the wire (b64u). `too_long` past 64 KiB. Send the same bytes again on a retry. */
export async function sealWith(parse: Parse, item: ToSeal): Promise<string> {
  const body = utf8(JSON.stringify(item.body, asUnicode));
  parse(body, item.stream);
  const signature = await sign(item.signer, signedContext(item, body));
  return b64u(await sealBox(item.key, boxContext(item), pad(concat(signature, u32(body.length), body))));
}

function unpad(padded: Uint8Array): { signature: Uint8Array; body: Uint8Array } {
  const end = HEAD + readU32(padded, SIGNATURE);
  // The size is the least that fits, else it could carry a sign of its own.
  if (SIZES.find((least) => end <= least) !== padded.length) throw new SealError('size_wrong');
  if (padded.subarray(end).some((byte) => byte !== 0)) throw new SealError('padding_wrong');
  return { signature: padded.subarray(0, SIGNATURE), body: padded.subarray(HEAD, end) };
}

/**
 * Open one item and prove who wrote it. `kind` and `sender` are those of the clear frame. `signersOf` gives the sender's
 * Ed25519 public keys, none for nobody who may write here; it sees the body because the pupil's key comes in the first one.
 * Refuses with `bad_encoding`, `size_wrong`, `suite_unknown`, `commitment_wrong`, `box_broken`, `padding_wrong`,
 * `body_malformed`, `kind_mismatch` or `signature_wrong`.
 */
export async function openWith(parse: Parse, item: ToOpen): Promise<Body> {
  const box = fromB64u(item.env);
  if (!SIZES.includes(box.length - BOX_OVERHEAD)) throw new SealError('size_wrong');
  const { signature, body: bytes } = unpad(await openBox(item.key, boxContext(item), box));
  const body = parse(bytes, item.stream);
  if (body.kind !== item.kind || body.from !== item.sender) throw new SealError('kind_mismatch');
  const holds = await verifyAny(item.signersOf(body.from, body), signedContext(item, bytes), signature);
  if (!holds) throw new SealError('signature_wrong');
  return body;
}

/** What a later item's `seen.hash` must say of a sealed item: b64u of the SHA-256 of its envelope. */
export const envelopeHash = async (env: string): Promise<string> => b64u(await sha256(fromB64u(env)));

/** The same of a clear item, whose `body` is JSON text. */
export const clearHash = async (body: string): Promise<string> => b64u(await sha256(utf8(body)));
