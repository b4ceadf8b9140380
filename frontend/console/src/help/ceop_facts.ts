/** What CEOP's own form asks, in its own order, filled in from the opened case as far as it can be. The lead edits it before it is copied. */
import type { OpenedItem } from '@hark/vault/staff_case';

import { moment } from '../times.ts';

export interface Fact {
  readonly id: string;
  /** As the form asks it. */
  readonly asks: string;
  readonly hint: string;
  readonly text: string;
}

export interface About {
  readonly alias: string;
  readonly title: string;
  readonly school: string;
  /** “Case 0147”. */
  readonly caseName: string;
  readonly received: string;
}

/** The child's words are copied as they were written, oldest first, with their times; nothing is summed up. */
export function ceopFacts(items: readonly OpenedItem[], about: About, now: Date): Fact[] {
  const said = items.flatMap(({ body, at }) => {
    const words = body?.from === 'pupil' && (body.kind === 'report' || body.kind === 'msg' || body.kind === 'share') ? body.text : null;
    return words === null ? [] : [`${moment(at, now)}: “${words}”`];
  });
  const known = items.flatMap(({ body }) => (body?.kind === 'identity' && body.who !== '' ? [body.who] : [])).at(-1);
  return [
    { id: 'you', asks: 'Who you are', hint: 'CEOP writes back to you.', text: `${about.alias}, ${about.title}, ${about.school}. A professional who reports for a child. Our reference: ${about.caseName}.` },
    { id: 'what', asks: 'What happened', hint: 'The child’s own words. Take out what names another child.', text: said.join('\n\n') },
    { id: 'when', asks: 'When and where online', hint: 'The app or website, user names, addresses, dates.', text: `Reported to the school on ${moment(about.received, now)}.` },
    { id: 'whom', asks: 'To whom it happened', hint: 'Name, date of birth, how to reach the child or a parent. CEOP needs a name: ask the pupil first, or say that it is not known.', text: known ?? 'Not known to the school: the pupil has not said who they are.' },
    { id: 'suspect', asks: 'Who did it, as far as you know', hint: 'User names, what they said about themselves, accounts, numbers. Do not look for them yourself.', text: '' },
    { id: 'contact', asks: 'How to reach you, and what the child knows', hint: 'A direct number, and hours. Whether the child was told that you are doing this.', text: '' },
  ];
}
