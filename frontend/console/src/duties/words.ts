import type { Duty, DutyKind } from '@hark/protocol/escalation';

import { moment } from '../times.ts';

export const DUTIES: Readonly<Record<DutyKind, { readonly name: string; readonly what: string; readonly to: string }>> = {
  fgm: {
    name: 'FGM: the teacher’s own call to 101',
    what: 'A girl under 18 said so herself, or it was seen. Call 101 yourself by the end of the next working day, and keep the police reference. It cannot be passed to anybody, and needs nobody’s approval.',
    to: 'Police, 101',
  },
  csa: {
    name: 'Notify police or council: suspected child sex offence',
    what: 'Whoever was told, saw it or has reason to suspect it tells police or council, as soon as they can. Only danger to the child from telling at once excuses a delay, of seven days at most. It needs nobody’s approval.',
    to: 'Police or council: which, and whom',
  },
  second_view: { name: 'Your second view of a decision', what: 'A colleague decided and asked what you think. Say so in your own words.', to: '' },
};

/** “by Wed 25 Nov, 17:00”, or that it is past. */
export const dueWords = ({ due }: Pick<Duty, 'due'>, now: Date): string =>
  new Date(due).getTime() < now.getTime() ? `was due ${moment(due, now)}` : `by ${moment(due, now)}`;

export const isLate = ({ due }: Pick<Duty, 'due'>, now: Date): boolean => new Date(due).getTime() < now.getTime();
