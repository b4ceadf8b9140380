import type { Group } from '@hark/protocol/api';
import { readersOf as groupsReading } from '@hark/vault/group_readers';
import type { Roster } from '@hark/vault/staff';

import type { Desk } from '../desk.svelte.ts';

/** What a sender is called: by the roster the school's root signed, not by anything the server says beside it. */
export function namesOf(roster: Roster | null): (sender: string) => string {
  return (sender) => {
    if (sender === 'pupil') return 'Pupil';
    const id = sender.replace(/^person:/, '');
    return roster?.people.find((person) => person.id === id)?.alias ?? 'Somebody who has left';
  };
}

/** The same with the roster of whoever sits at this desk. */
export const names = (desk: Desk): ((sender: string) => string) => namesOf(desk.session.roster);

/** The adults who read a group's cases, by the roster that the school's root signed. */
export function readersOf(desk: Desk, group: Group | null): readonly { readonly id: string; readonly alias: string }[] {
  const reading = group === null ? [] : groupsReading(group);
  return desk.session.roster?.people.filter(({ groups }) => groups.some((one) => reading.includes(one))) ?? [];
}
