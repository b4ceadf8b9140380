import type { CaseHead } from '@hark/protocol/api';

/** The reasons of docs/protocol.md section 6.4, in the words an adult reads. */
const REASONS: Readonly<Record<string, string>> = {
  not_safe: 'Pupil answered “not safe”',
  waiting_live: 'Pupil is waiting live',
  passed_on: 'Passed to an adult',
  past_target: 'Past the school’s target',
  red: 'Marked high',
  follow_up_due: 'Follow-up is due',
  new: 'Nobody has opened it',
  rest: 'Open, nothing due',
};

/** One sentence for a reason code; a code this build does not know is shown as it came rather than hidden. */
export function reason(code: string): string {
  return REASONS[code] ?? code;
}

/** What is owed by a time, or comes back by itself, the soonest first. A pupil is owed a look before an answer. */
export function owed(head: Pick<CaseHead, 'target' | 'reply_due' | 'follow_up' | 'snoozed'>): { readonly words: string; readonly at: string }[] {
  const all: [string, string | null][] = [['Look', head.target], ['Answer', head.reply_due], [head.snoozed === null ? 'Follow up' : 'Comes back', head.follow_up]];
  return all.flatMap(([words, at]) => (at === null ? [] : [{ words, at }])).sort((a, b) => a.at.localeCompare(b.at));
}

export type Risk = 'urgent' | 'high' | 'medium' | 'low';

/** The chip of a case: an answer of “not safe” is urgent whatever colour an adult has set since. */
export function risk(head: { readonly safe: string; readonly urgency: string }): Risk {
  if (head.safe === 'no') return 'urgent';
  if (head.urgency === 'red') return 'high';
  return head.urgency === 'amber' ? 'medium' : 'low';
}

/** Case numbers look like “Case 0147”, so that nobody takes them for return words. */
export function caseName({ number, group }: Pick<CaseHead, 'number' | 'group'>): string {
  // Each group counts for itself, and the safeguarding team reads two of them.
  return `Case ${group === 'pastoral' ? 'P' : ''}${String(number).padStart(4, '0')}`;
}
