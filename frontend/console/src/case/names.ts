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
