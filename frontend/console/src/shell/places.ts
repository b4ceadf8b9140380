import type { Role, View } from '@hark/protocol/api';

/** Where in the console a person is. The address never changes: where somebody was is nobody's business on a shared computer. */
export type Place =
  /** A list of cases, and the one that is looked at beside it. */
  | { readonly at: 'queue'; readonly view: View; readonly open: string | null }
  | { readonly at: 'mentoring' }
  /** The live chats with mentors, for the adults who watch over them. */
  | { readonly at: 'wall' }
  /** The mentors, their rota and their rules. */
  | { readonly at: 'mentors' }
  | { readonly at: 'audit' }
  | { readonly at: 'help' }
  | { readonly at: 'keys' }
  /** Everybody, one person, or the register of training. */
  | { readonly at: 'people'; readonly person?: string; readonly tab?: 'training' }
  | { readonly at: 'account' }
  | { readonly at: 'school' }
  | { readonly at: 'setup' };

export interface Door {
  readonly words: string;
  readonly place: Place;
}

const queue = (words: string, view: View): Door => ({ words, place: { at: 'queue', view, open: null } });
const AUDIT: Door = { words: 'Audit', place: { at: 'audit' } };
const HELP: Door = { words: 'Help routes', place: { at: 'help' } };
const KEYS: Door = { words: 'Keys', place: { at: 'keys' } };
const ACCOUNT: Door = { words: 'My account', place: { at: 'account' } };
const PEOPLE: Door = { words: 'People', place: { at: 'people' } };
const SCHOOL: Door = { words: 'School', place: { at: 'school' } };
const SET_UP: Door = { words: 'Set-up', place: { at: 'setup' } };
const MENTORING: Door = { words: 'My chat', place: { at: 'mentoring' } };
const WALL: Door = { words: 'Mentor chats', place: { at: 'wall' } };
const MENTORS: Door = { words: 'Mentoring', place: { at: 'mentors' } };

const INBOX = queue('Inbox', 'inbox');
const LIVE = queue('Live', 'live');
const LATER = queue('Later', 'later');
const MINE = queue('My cases', 'mine');
const TRAY = queue('Review tray', 'tray');
const CLOSED = queue('Closed', 'closed');

/** Doors that belong together. The first of a role has no heading: it is what they are there for every day. */
export interface Section {
  readonly heading: string | null;
  readonly doors: readonly Door[];
}

const daily = (...doors: readonly Door[]): Section => ({ heading: null, doors });
const under = (heading: string, ...doors: readonly Door[]): Section => ({ heading, doors });

const YOU = under('You', KEYS, ACCOUNT);

/** What is there for each role, in the order it is shown. The server decides; this only leaves out what it would refuse. */
export function sections(role: Role): readonly [Section, ...Section[]] {
  switch (role) {
    case 'mentor':
      return [daily(MENTORING, KEYS, ACCOUNT)];
    case 'responder':
      return [daily(INBOX, WALL, MINE), under('School', MENTORS, HELP), YOU];
    case 'head':
      return [daily(INBOX, LATER, MINE, CLOSED), under('School', PEOPLE, HELP, AUDIT, SET_UP), YOU];
    case 'chair':
      return [daily(INBOX, LATER, MINE, CLOSED), under('School', PEOPLE, HELP, AUDIT), YOU];
    case 'deputy':
      return [daily(INBOX, LIVE, WALL), under('Cases', LATER, MINE, TRAY, CLOSED), under('School', MENTORS, PEOPLE, HELP), YOU];
    case 'dsl':
      return [daily(INBOX, LIVE, WALL), under('Cases', LATER, MINE, TRAY, CLOSED), under('School', MENTORS, PEOPLE, HELP, AUDIT, SCHOOL, SET_UP), YOU];
    case 'administrator':
      return [daily(SCHOOL, SET_UP, PEOPLE, ACCOUNT)];
    case 'governor':
      return [daily({ words: 'What changed', place: { at: 'audit' } }, ACCOUNT)];
  }
}

export const doors = (role: Role): readonly Door[] => sections(role).flatMap((section) => section.doors);

export function home(role: Role): Place {
  return doors(role)[0]?.place ?? ACCOUNT.place;
}

export function isHere(door: Door, place: Place): boolean {
  return door.place.at === 'queue' && place.at === 'queue' ? door.place.view === place.view : door.place.at === place.at;
}

/** One name for each screen that is read from its heading when somebody comes to it. */
export function screenOf(place: Place): string {
  if (place.at === 'queue') return `${place.view} ${place.open === null ? 'list' : 'case'}`;
  return place.at === 'people' ? `people ${place.tab ?? place.person ?? ''}` : place.at;
}

export function viewName(view: View): string {
  return [INBOX, LATER, LIVE, MINE, TRAY, CLOSED].find(({ place }) => place.at === 'queue' && place.view === view)?.words ?? view;
}

const ROLES: Readonly<Record<Role | 'left', string>> = {
  dsl: 'Designated safeguarding lead',
  deputy: 'Deputy safeguarding lead',
  responder: 'Responder',
  mentor: 'Pupil mentor',
  head: 'Headteacher',
  chair: 'Chair of governors',
  governor: 'Governor',
  administrator: 'Administrator',
  left: 'Has left',
};

export const roleName = (role: Role | 'left'): string => ROLES[role];
