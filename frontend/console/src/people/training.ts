import type { PersonLine, TrainingRule } from '@hark/protocol/people_api';

export type TrainingState = 'missing' | 'over' | 'soon' | 'in_date';

/** One module that a role asks of a person, and how it stands. */
export interface Standing {
  readonly module: string;
  readonly state: TrainingState;
  /** The last day on which it counts; null if it was never done. */
  readonly until: string | null;
}

/** Whatever the rule says, a week before the end everybody is told. */
const LAST_WARNING_DAYS = 7;
const DAY = 86_400_000;
const days = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** How each module that the school asks of this person stands on a day (`2026-11-24`). */
export function standings(person: PersonLine, rules: readonly TrainingRule[], today: string): readonly Standing[] {
  return rules.filter(({ role }) => role === person.role).map(({ module, warn_days: warn }) => {
    const until = person.training.filter((one) => one.module === module).map(({ expires }) => expires).sort().at(-1) ?? null;
    return { module, until, state: stateOf(until, warn, today) };
  });
}

function stateOf(until: string | null, warn: number, today: string): TrainingState {
  if (until === null) return 'missing';
  if (until < today) return 'over';
  return days(today, until) <= Math.max(warn, LAST_WARNING_DAYS) ? 'soon' : 'in_date';
}

const WORST: readonly TrainingState[] = ['missing', 'over', 'soon', 'in_date'];

/** The worst of a person's modules; null if the school asks none of their role. */
export const worst = (all: readonly Standing[]): TrainingState | null =>
  WORST.find((state) => all.some((one) => one.state === state)) ?? null;

/** Of how many people the training ends soon, and of how many it has run out or was never done. */
export function toRenew(people: readonly PersonLine[], rules: readonly TrainingRule[], today: string): { readonly soon: number; readonly over: number } {
  const states = people.filter(({ state }) => state === 'active' || state === 'paused').map((person) => worst(standings(person, rules, today)));
  const soon = states.filter((state) => state === 'soon').length;
  return { soon, over: states.filter((state) => state === 'over' || state === 'missing').length };
}

/** Days until the last day on which it counts. */
export const daysLeft = (until: string, today: string): number => days(today, until);

/** The day that many months later; in a shorter month its last day. Both as date fields want them. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}
