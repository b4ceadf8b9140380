/** What a role in the roster brings with it (docs/protocol.md, section 4), and how long a roster holds. */
import type { GroupName, Role } from '@hark/crypto/roster';

/** A little over a year, so that a roster renewed once a school year never runs out. */
export const ROSTER_DAYS = 366;

const GROUPS_OF: Readonly<Partial<Record<Role, readonly GroupName[]>>> = {
  dsl: ['safeguarding', 'pastoral'],
  deputy: ['safeguarding', 'pastoral'],
  responder: ['pastoral'],
  head: ['head'],
  chair: ['governors'],
};

export const groupsOf = (role: Role): readonly GroupName[] => GROUPS_OF[role] ?? [];

/** Who holds the root's seed. */
export const holdsRoot = (role: Role): boolean => role === 'dsl' || role === 'head';

/** A time that many days later, both as the protocol writes them. */
export function daysAfter(time: string, days: number): string {
  const later = new Date(time);
  later.setUTCDate(later.getUTCDate() + days);
  return later.toISOString();
}
