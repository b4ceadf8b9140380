import { b64u, type Bytes, equal, fromB64u, random, utf8 } from './bytes.ts';
import { context } from './contexts.ts';
import { SealError } from './errors.ts';
import { derive } from './hkdf.ts';
import { hmac } from './hmac.ts';
import { Shape } from './shape.ts';
import { type SigningKey, sign, verifyAny } from './sign.ts';
import { unwrap, wrapTo } from './wrap.ts';

/** An epoch as it is sent: `statement` is b64u of JSON bytes, `wraps` are only those for the caller. */
export type EpochRecord = { epoch: number; statement: string; sig: string; wraps: { to: string; wrap: string }[] };

/** What the maker of an epoch signed. */
export type Statement = {
  school: string;
  stream: string;
  epoch: number;
  commit: Bytes;
  link: Bytes | null;
  by: string;
  roster: number;
  readers: string[];
};

/** The Ed25519 public keys with which its maker may have started this epoch; none if they may not. */
export type SignersOf = (statement: Statement) => readonly Uint8Array[];

type Expected = { school: string; stream: string };

const commitment = (key: Uint8Array, { school, stream }: Expected, epoch: number): Promise<Bytes> =>
  derive(key, context('epoch-commit', school, stream, epoch));

const linkTo = (previousKey: Uint8Array, { school, stream }: Expected, epoch: number, commit: Uint8Array): Promise<Bytes> =>
  hmac(previousKey, context('epoch-link', school, stream, epoch, commit));

const wrapContext = ({ school, stream }: Expected, epoch: number, to: string, commit: Uint8Array): Bytes =>
  context('wrap/epoch', school, stream, epoch, to, commit);

/** Start epoch `number` of a stream with a fresh key. `previousKey` is null only for number 1; `kem` are public keys. */
export async function makeEpoch(
  epoch: Expected & {
    number: number;
    previousKey: Uint8Array | null;
    by: string;
    signer: SigningKey;
    rosterNumber: number;
    readers: { to: string; kem: Uint8Array }[];
  },
): Promise<{ record: EpochRecord; key: Bytes }> {
  const { school, stream, number, previousKey } = epoch;
  if ((previousKey === null) !== (number === 1)) throw new SealError('epoch_link');
  const key = random(32);
  const commit = await commitment(key, epoch, number);
  const link = previousKey === null ? null : b64u(await linkTo(previousKey, epoch, number, commit));
  const readers = epoch.readers.map(({ to }) => to);
  const { by, rosterNumber: roster } = epoch;
  const statement = utf8(JSON.stringify({ v: 1, school, stream, epoch: number, commit: b64u(commit), link, by, roster, readers }));
  parseStatement(statement);
  const wraps = epoch.readers.map(async ({ to, kem }) => ({ to, wrap: b64u(await wrapTo(kem, wrapContext(epoch, number, to, commit), key)) }));
  const sig = b64u(await sign(epoch.signer, context('sign/epoch', statement)));
  return { record: { epoch: number, statement: b64u(statement), sig, wraps: await Promise.all(wraps) }, key };
}

function parseStatement(bytes: Uint8Array): Statement {
  const shape = Shape.of(bytes, 'epoch_malformed');
  shape.version1();
  const statement: Statement = {
    school: shape.id('school'),
    stream: shape.stream('stream'),
    epoch: shape.integer('epoch', 1),
    commit: shape.bytes('commit', 32),
    link: shape.isNull('link') ? null : shape.bytes('link', 32),
    by: shape.party('by'),
    roster: shape.integer('roster', 1),
    readers: shape.readers('readers'),
  };
  if ((statement.link === null) !== (statement.epoch === 1)) shape.refuse();
  return statement;
}

/** What the record says of itself, checked for shape (`epoch_malformed`) and place (`epoch_mismatch`). Proves nothing yet. */
export function readStatement(record: EpochRecord, expected: Expected): Statement {
  const statement = parseStatement(fromB64u(record.statement));
  const { school, stream, epoch } = statement;
  if (school !== expected.school || stream !== expected.stream || epoch !== record.epoch) throw new SealError('epoch_mismatch');
  return statement;
}

/** Prove who started the epoch: `epoch_signer` for somebody who may not, `signature_wrong` for anybody else's signature. */
export async function verifyEpochSigner(record: EpochRecord, expected: Expected, signersOf: SignersOf): Promise<void> {
  const statement = readStatement(record, expected);
  const publicKeys = signersOf(statement);
  if (publicKeys.length === 0) throw new SealError('epoch_signer');
  const holds = await verifyAny(publicKeys, context('sign/epoch', fromB64u(record.statement)), fromB64u(record.sig));
  if (!holds) throw new SealError('signature_wrong');
}

export type EpochReader = Expected & {
  /** The key of the epoch before, where the reader holds it. */
  previousKey: Uint8Array | null;
  /** As whom the reader opens it: `group:<name>:<epoch>`, `person:<id>` or `pupil`. */
  recipient: string;
  seed: Uint8Array;
  readerAllowed: (to: string, statement: Statement) => boolean;
};

/**
 * Everything but the signature. Only for epoch 1 of a conversation, whose signer's key is inside the report that this
 * opens: call `verifyEpochSigner` as soon as the report is read. Everywhere else, `openEpoch`.
 */
export async function unwrapEpoch(record: EpochRecord, reader: EpochReader): Promise<{ key: Bytes; statement: Statement }> {
  const statement = readStatement(record, reader);
  const { epoch, commit, link, readers } = statement;
  const mine = record.wraps.find(({ to }) => to === reader.recipient);
  const foreign = readers.some((to) => (to === 'pupil' ? !reader.stream.startsWith('conv:') : !reader.readerAllowed(to, statement)));
  // A responder who was given the case later has wraps of epochs that could not name them: what binds those is the commitment.
  if (foreign || mine === undefined) throw new SealError('epoch_reader');
  const key = await unwrap(reader.seed, wrapContext(reader, epoch, reader.recipient, commit), fromB64u(mine.wrap));
  if (key.length !== 32) throw new SealError('size_wrong');
  if (!equal(await commitment(key, reader, epoch), commit)) throw new SealError('commitment_wrong');
  if (reader.previousKey !== null && (link === null || !equal(await linkTo(reader.previousKey, reader, epoch, commit), link))) {
    throw new SealError('epoch_link');
  }
  return { key, statement };
}

/** Open an epoch and prove all of it: place, readers, commitment, link and who started it. */
export async function openEpoch(
  record: EpochRecord,
  reader: EpochReader & { signersOf: SignersOf },
): Promise<{ key: Bytes; statement: Statement }> {
  const opened = await unwrapEpoch(record, reader);
  await verifyEpochSigner(record, reader, reader.signersOf);
  return opened;
}
