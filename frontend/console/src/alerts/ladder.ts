import type { AlertRules, CoverLine } from '@hark/protocol/alerts_api';

import { DAYS, minutesOf, timeText } from '../school/hours.ts';

export type Step = 'leads' | 'team' | 'head' | 'repeat' | 'look';

export const STEPS: readonly { readonly step: Step; readonly label: string; readonly hint: string }[] = [
  { step: 'leads', label: 'Minutes until the lead is called', hint: '1 to 15, from the first ring. At once where nobody is on duty.' },
  { step: 'team', label: 'Minutes until the whole team is called', hint: '2 to 30, after the lead.' },
  { step: 'head', label: 'Minutes until the head is told that something waits', hint: '3 to 60, after the team. The head is not told which case. For a report to the head it is the chair.' },
  { step: 'repeat', label: 'Minutes between calls after that', hint: '5 to 60. Everybody is called again until one answers.' },
  { step: 'look', label: 'Minutes to open it after somebody answered', hint: '5 to 30. If nobody does, it rings again.' },
];

/** A line of the cover as it stands in a form. */
export interface CoverForm {
  day: number;
  opens: string;
  closes: string;
  people: string[];
}

export const formOf = ({ day, opens, closes, people }: CoverLine): CoverForm =>
  ({ day, opens: timeText(opens), closes: timeText(closes), people: [...people] });

/** The minutes that the fields say, or a sentence about the first that says no whole number. */
export function stepsOf(fields: Readonly<Record<Step, string>>): Pick<AlertRules, Step> | string {
  const wrong = STEPS.find(({ step }) => !/^\d+$/.test(fields[step]));
  if (wrong !== undefined) return `“${wrong.label}” is a whole number.`;
  const minutes = Object.fromEntries(STEPS.map(({ step }) => [step, Number(fields[step])])) as Pick<AlertRules, Step>;
  return minutes.leads < minutes.team && minutes.team < minutes.head ? minutes : 'Each step comes later than the one before: first the lead, then the team, then the head.';
}

/** The cover that the rows say, or a sentence about the first that is not whole. */
export function coverOf(rows: readonly CoverForm[]): CoverLine[] | string {
  const lines: CoverLine[] = [];
  for (const { day, opens, closes, people } of rows) {
    const name = DAYS[day] ?? '';
    if (opens === '' || closes === '') return `The cover on ${name} needs both times.`;
    if (minutesOf(opens) >= minutesOf(closes)) return `The cover on ${name} must end after it begins. Cover past midnight is two lines.`;
    if (people.length === 0) return `Say who can be reached on ${name}.`;
    lines.push({ day, opens: minutesOf(opens), closes: minutesOf(closes), people: [...people] });
  }
  return lines;
}
