import { type Bytes, equal, fromB64u } from './bytes.ts';
import { context } from './contexts.ts';
import type { Statement } from './epoch.ts';
import { SealError } from './errors.ts';
import { Shape } from './shape.ts';
import { verify } from './sign.ts';
import { kid } from './wrap.ts';

const ROLES = ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator', 'left'] as const;
export const GROUPS = ['safeguarding', 'pastoral', 'head', 'governors'] as const;

export type Role = (typeof ROLES)[number];
export type GroupName = (typeof GROUPS)[number];
/** `recovery`: which set of sheets opens the group, and its KEM key. */
export type RosterGroup = { name: GroupName; epoch: number; kem: Bytes; recovery: { set: number; kem: Bytes } | null };
/** What a person was, up to and including the roster numbered `until`: what they signed then still holds. */
export type Standing = { role: Role; groups: GroupName[]; sign: Bytes; until: number };
/** `was` are former standings, oldest first. Whoever has gone stands in the roster with the role `left`. */
export type RosterPerson = Omit<Standing, 'until'> & { id: string; alias: string; title: string; kem: string; was: Standing[] };
/** A root that named its successor: `sig` is the old one's signature over the new one. */
export type HandOver = { from: Bytes; to: Bytes; sig: Bytes };
export type SignedRoster = { doc: string; sig: string };

/**
 * A school's groups and people as its root signed them. `kem` of a person is the id of their KEM key; `handedOver` is how the
 * school's earlier roots named their successors, oldest first.
 */
export type Roster = {
  school: string;
  number: number;
  issued: string;
  expires: string;
  root: Bytes;
  groups: RosterGroup[];
  people: RosterPerson[];
  handedOver: HandOver[];
};

/** Who reads nothing that is sealed; beside these, a mentor reads no file and starts nothing. */
const READS_NOTHING: readonly Role[] = ['governor', 'administrator', 'left'];
const isMentorOrLess = (role: Role): boolean => role === 'mentor' || READS_NOTHING.includes(role);

function readGroup(shape: Shape): RosterGroup {
  const of = shape.has('recovery') ? shape.shape('recovery') : null;
  const recovery = of === null ? null : { set: of.integer('set', 1), kem: of.bytes('kem', 1216) };
  return { name: shape.one('name', GROUPS), epoch: shape.integer('epoch', 1), kem: shape.bytes('kem', 1216), recovery };
}

function readRole(shape: Shape): Omit<Standing, 'until'> {
  const groups = shape.texts('groups').map((name) => GROUPS.find((group) => group === name) ?? shape.refuse());
  const role = shape.one('role', ROLES);
  if (isMentorOrLess(role) && groups.length > 0) shape.refuse();
  return { role, groups, sign: shape.bytes('sign', 32) };
}

function readPerson(shape: Shape): RosterPerson {
  shape.bytes('kem', 32);
  const [id, alias, title, kem] = [shape.id('id'), shape.text('alias'), shape.text('title'), shape.text('kem')];
  const was = shape.shapesIfAny('was').map((one) => ({ ...readRole(one), until: one.integer('until', 1) }));
  return { ...readRole(shape), id, alias, title, kem, was };
}

const readHandOver = (shape: Shape): HandOver => ({ from: shape.bytes('from', 32), to: shape.bytes('to', 32), sig: shape.bytes('sig', 64) });

const unique = (names: string[]): boolean => new Set(names).size === names.length;

function readRoster(bytes: Uint8Array): Roster {
  const shape = Shape.of(bytes, 'roster_malformed');
  shape.version1();
  const roster: Roster = {
    school: shape.id('school'),
    number: shape.integer('number', 1),
    issued: shape.time('issued'),
    expires: shape.time('expires'),
    root: shape.bytes('root', 32),
    groups: shape.shapes('groups').map(readGroup),
    people: shape.shapes('people').map(readPerson),
    handedOver: shape.shapesIfAny('handed_over').map(readHandOver),
  };
  const once = unique(roster.groups.map(({ name }) => name)) && unique(roster.people.map(({ id }) => id));
  return once ? roster : shape.refuse();
}

/** Text order is time order once the `Z` is gone: a moment with a fraction then follows the same second without one. */
const isAfter = (a: string, b: string): boolean => a.slice(0, -1) > b.slice(0, -1);

/** Whether the roster's root is `root`, or one that it handed over to, each named by the one before. */
export async function succeeds({ school, root: last, handedOver }: Roster, root: Uint8Array): Promise<boolean> {
  let at = root;
  for (const { from, to, sig } of handedOver) {
    if (!equal(at, last) && equal(at, from) && (await verify(from, context('sign/root', school, to), sig))) at = to;
  }
  return equal(at, last);
}

/**
 * The roster, if the pinned root, or one that it handed over to, signed it for this school, it has not expired at `now` (RFC 3339, `Z`; null does not ask, for whoever signs the next one) and its number is
 * not below the highest seen. `root: null` pins the root it names itself: only for a pupil's first sight of a school, who
 * compares `kid(roster.root)` with what a poster or an embed says. Refuses, in this order, with `roster_malformed`,
 * `roster_other_school`, `roster_signature`, `roster_expired`, `roster_old`.
 */
export async function verifyRoster(
  signed: SignedRoster,
  { school, root, atLeast, now }: { school: string; root: Uint8Array | null; atLeast: number; now: string | null },
): Promise<Roster> {
  const bytes = fromB64u(signed.doc);
  const roster = readRoster(bytes);
  if (roster.school !== school) throw new SealError('roster_other_school');
  const holds = await verify(roster.root, context('sign/roster', bytes), fromB64u(signed.sig));
  if (!holds || !(await succeeds(roster, root ?? roster.root))) throw new SealError('roster_signature');
  if (now !== null && !isAfter(roster.expires, now)) throw new SealError('roster_expired');
  if (roster.number < atLeast) throw new SealError('roster_old');
  return roster;
}

export const person = (roster: Roster, id: string): RosterPerson | null => roster.people.find((one) => one.id === id) ?? null;

/** What somebody is, or last was before they left: how what they wrote is to be labelled. */
export const office = ({ role, was }: RosterPerson): Role => (role === 'left' ? (was.at(-1)?.role ?? role) : role);

/** The group's current key, or, with `epoch`, only if that is the current one. */
export const group = (roster: Roster, name: string, epoch?: number): RosterGroup | null =>
  roster.groups.find((one) => one.name === name && (epoch === undefined || one.epoch === epoch)) ?? null;

/**
 * A person's KEM key as the server gave it, if it is the one the roster names and they may read anything; else `kid_wrong`: a
 * server could name a leaver to have a key wrapped to them once more.
 */
export async function personKem(roster: Roster, id: string, kem: string): Promise<Bytes> {
  const key = fromB64u(kem, 1216);
  const reader = person(roster, id);
  if (reader === null || READS_NOTHING.includes(reader.role) || reader.kem !== (await kid(key))) throw new SealError('kid_wrong');
  return key;
}

/** What a person (`person:<id>`) is, and what they were when roster `number` was in force. */
function standings(roster: Roster, party: string, number: number): Omit<Standing, 'until'>[] {
  const one = person(roster, party.slice('person:'.length));
  return one === null ? [] : [one, ...one.was.filter(({ until }) => number <= until)];
}

/** The keys that sign items as `from`: the pupil's, which the report or a share gives, or a roster person's of any time. */
export const itemSigners = (roster: Roster, pupil: Uint8Array | null, from: string): Uint8Array[] =>
  from === 'pupil' ? known(pupil) : standings(roster, from, 0).map(({ sign }) => sign);

const known = (key: Uint8Array | null): Uint8Array[] => (key === null ? [] : [key]);

/** Who may have started an epoch: the pupil, or an adult who was in office and is among its readers, by name or by group. */
export function epochSigners(roster: Roster, pupil: Uint8Array | null, { by, stream, readers, roster: number }: Statement): Uint8Array[] {
  if (by === 'pupil') return stream.startsWith('conv:') ? known(pupil) : [];
  const reads = (names: string[]) => readers.some((to) => to === by || names.some((name) => to.startsWith(`group:${name}:`)));
  return standings(roster, by, number).filter(({ role, groups }) => !isMentorOrLess(role) && reads(groups)).map(({ sign }) => sign);
}

/** Whether an epoch may have this reader. A group's earlier keys count: they open what was written then. */
export function readerAllowed(roster: Roster, { stream, roster: number }: Statement, to: string): boolean {
  const [what, name = '', epoch = ''] = to.split(':');
  if (what === 'group') return Number(epoch) <= (group(roster, name)?.epoch ?? 0);
  const mentored = !stream.startsWith('file:');
  return standings(roster, to, number).some(({ role }) => (mentored && role === 'mentor') || !isMentorOrLess(role));
}
