import type { CaseHead, GroupPeople } from '@hark/protocol/api';

export type Receiver = GroupPeople['people'][number] & {
  /** Why this person cannot be chosen now; null if they can. */
  readonly why: string | null;
};

/** Whom a case may be passed to. A mentor only where the pupil allowed one, and only while they are live. */
export function receivers(people: GroupPeople['people'], head: Pick<CaseHead, 'mentor' | 'safe' | 'holder'>): Receiver[] {
  return people
    .filter(({ role }) => role === 'mentor' || role === 'responder')
    .map((person) => ({ ...person, why: reasonAgainst(person, head) }));
}

function reasonAgainst({ id, role, live }: GroupPeople['people'][number], { mentor, safe, holder }: Pick<CaseHead, 'mentor' | 'safe' | 'holder'>): string | null {
  if (holder?.id === id) return 'has it already';
  if (role !== 'mentor') return null;
  if (mentor === null || safe !== 'yes') return 'the pupil did not allow a mentor';
  return live ? null : 'not live';
}
