import { type Bytes, equal, fromB64u } from './bytes.ts';
import { context } from './contexts.ts';
import type { Statement } from './epoch.ts';
import { SealError } from './errors.ts';
import { Shape } from './shape.ts';
import { verify } from './sign.ts';
import { kid } from './wrap.ts';

const ROLES = ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair'] as const;
const GROUPS = ['safeguarding', 'pastoral', 'head', 'governors'] as const;

export type Role = (typeof ROLES)[number];
export type GroupName = (typeof GROUPS)[number];
export type RosterGroup = { name: GroupName; epoch: number; kem: Bytes };
export type RosterPerson = { id: string; alias: string; title: string; role: Role; groups: GroupName[]; sign: Bytes; kem: string };
export type SignedRoster = { doc: string; sig: string };

/** A school's groups and people as its root signed them. `kem` of a person is the id of their KEM key. */
export type Roster = {
  school: string;
  number: number;
  issued: string;
  expires: string;
  root: Bytes;
  groups: RosterGroup[];
  people: RosterPerson[];
};

const readGroup = (shape: Shape): RosterGroup => ({
  name: shape.one('name', GROUPS),
  epoch: shape.integer('epoch', 1),
  kem: shape.bytes('kem', 1216),
});

function readPerson(shape: Shape): RosterPerson {
  const groups = shape.texts('groups').map((name) => GROUPS.find((group) => group === name) ?? shape.refuse());
  const role = shape.one('role', ROLES);
  if (role === 'mentor' && groups.length > 0) shape.refuse();
  shape.bytes('kem', 32);
  const [id, alias, title] = [shape.id('id'), shape.text('alias'), shape.text('title')];
  return { id, alias, title, role, groups, sign: shape.bytes('sign', 32), kem: shape.text('kem') };
}

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
  };
  const once = unique(roster.groups.map(({ name }) => name)) && unique(roster.people.map(({ id }) => id));
  return once ? roster : shape.refuse();
}

/** Text order is time order once the `Z` is gone: a moment with a fraction then follows the same second without one. */
const isAfter = (a: string, b: string): boolean => a.slice(0, -1) > b.slice(0, -1);

/**
 * The roster, if the pinned root signed it for this school, it has not expired at `now` (RFC 3339, `Z`) and its number is
 * not below the highest seen. `root: null` pins the root it names itself: only for a pupil's first sight of a school, who
 * compares `kid(roster.root)` with what a poster or an embed says. Refuses, in this order, with `roster_malformed`,
 * `roster_other_school`, `roster_signature`, `roster_expired`, `roster_old`.
 */
export async function verifyRoster(
  signed: SignedRoster,
  { school, root, atLeast, now }: { school: string; root: Uint8Array | null; atLeast: number; now: string },
): Promise<Roster> {
  const bytes = fromB64u(signed.doc);
  const roster = readRoster(bytes);
  if (roster.school !== school) throw new SealError('roster_other_school');
  const pinned = root ?? roster.root;
  const holds = await verify(pinned, context('sign/roster', bytes), fromB64u(signed.sig));
  if (!holds || !equal(pinned, roster.root)) throw new SealError('roster_signature');
  if (!isAfter(roster.expires, now)) throw new SealError('roster_expired');
  if (roster.number < atLeast) throw new SealError('roster_old');
  return roster;
}

export const person = (roster: Roster, id: string): RosterPerson | null => roster.people.find((one) => one.id === id) ?? null;

/** The group's current key, or, with `epoch`, only if that is the current one. */
export const group = (roster: Roster, name: string, epoch?: number): RosterGroup | null =>
  roster.groups.find((one) => one.name === name && (epoch === undefined || one.epoch === epoch)) ?? null;

/** A person's KEM key as the server gave it, if it is the one the roster names; `kid_wrong` otherwise, or for a stranger. */
export async function personKem(roster: Roster, id: string, kem: string): Promise<Bytes> {
  const key = fromB64u(kem, 1216);
  if (person(roster, id)?.kem !== (await kid(key))) throw new SealError('kid_wrong');
  return key;
}

/** The key that may sign items as `from`: the pupil's, which the report or a share gives, or that of a person in the roster. */
export function itemSigner(roster: Roster, pupil: Uint8Array | null, from: string): Uint8Array | null {
  if (from === 'pupil') return pupil;
  const adult = person(roster, from.slice('person:'.length));
  return adult === null ? null : adult.sign;
}

/** Who may start an epoch: the pupil, or a person other than a mentor who is among its readers, by name or by group. */
export function epochSigner(roster: Roster, pupil: Uint8Array | null, by: string, statement: Statement): Uint8Array | null {
  if (by === 'pupil') return statement.stream.startsWith('conv:') ? pupil : null;
  const adult = person(roster, by.slice('person:'.length));
  if (adult === null || adult.role === 'mentor') return null;
  const reads = statement.readers.some((to) => to === by || adult.groups.some((name) => to.startsWith(`group:${name}:`)));
  return reads ? adult.sign : null;
}

/** Whether the roster knows this reader of a stream. A group's earlier keys count: they open what was written then. */
export function readerAllowed(roster: Roster, stream: string, to: string): boolean {
  const [what, name = '', epoch = ''] = to.split(':');
  if (what === 'group') return Number(epoch) <= (group(roster, name)?.epoch ?? 0);
  const reader = person(roster, name);
  return reader !== null && (stream.startsWith('conv:') || reader.role !== 'mentor');
}
