import type { OpenedItem } from '@hark/vault/staff_case';

import { LISTS, step } from '../checklist/checklists.ts';
import { sorted } from '../links/entries.ts';
import { doubtSentence, problemSentence } from './problems.ts';
import type { Outgoing } from './thread.svelte.ts';

export type Tone = 'report' | 'pupil' | 'staff' | 'note' | 'decision' | 'step' | 'system' | 'keys' | 'problem' | 'sending';
export type Tab = 'all' | 'chat' | 'notes' | 'decisions';

/** One thing in the story of a case, ready to be shown. */
export interface Entry {
  readonly id: string;
  readonly at: string;
  readonly tone: Tone;
  readonly heading: string;
  readonly text: string | null;
  /** Named parts of a decision or an outcome. */
  readonly parts: readonly (readonly [string, string])[];
  readonly topics: readonly string[];
  readonly doubts: readonly string[];
  /** Written by the reader, so it is not read back to them. */
  readonly own: boolean;
}

export type NameOf = (sender: string) => string;

/** Both streams as one story, oldest first. Times are the server's; within one stream its order always wins. */
export function timeline(items: readonly OpenedItem[], nameOf: NameOf, me: string): Entry[] {
  // Whoever has the report itself needs no second copy of it at each sharing.
  const hasReport = items.some(({ body }) => body?.kind === 'report');
  const ordered = [...items].sort(inOrder);
  const states = ordered.filter(({ kind }) => kind === 'state');
  const goesOn = states.filter((item, at) => item.clear?.['state'] === 'live' && states[at - 1]?.clear?.['state'] === 'frozen');
  return ordered.flatMap((item) => {
    const found = entry(item, nameOf, me);
    const shown = found !== null && goesOn.includes(item) ? { ...found, heading: 'The chat went on' } : found;
    return shown === null ? [] : hasReport && item.body?.kind === 'share' ? [shared(shown)] : [shown];
  });
}

const shared = (entry: Entry): Entry => ({ ...entry, tone: 'system', heading: 'The report was shared with whoever joined', text: null, topics: [] });

/** What the reader has written and the server does not have yet. Its id stays the same once it lands. */
export function sending({ cmid, kind, text, held }: Outgoing): Entry {
  const heading = kind === 'note' ? 'Saving your note' : held ? 'Waiting for an adult to let it through' : 'Sending your reply';
  return { id: cmid, at: '', tone: 'sending', heading, text, parts: [], topics: [], doubts: [], own: true };
}

/** One line for a screen reader about something that has just come; null for the reader's own. */
export function spoken({ own, heading, text }: Entry): string | null {
  if (own) return null;
  return text === null ? heading : `${heading}: ${text}`;
}

export function inTab(entry: Entry, tab: Tab): boolean {
  switch (tab) {
    case 'all': return true;
    case 'chat': return ['report', 'pupil', 'staff', 'problem'].includes(entry.tone);
    case 'notes': return entry.tone === 'note';
    case 'decisions': return entry.tone === 'decision' || entry.tone === 'step';
  }
}

function inOrder(a: OpenedItem, b: OpenedItem): number {
  if (a.stream === b.stream) return a.seq - b.seq;
  return a.at === b.at ? a.stream.localeCompare(b.stream) : a.at.localeCompare(b.at);
}

function entry(item: OpenedItem, nameOf: NameOf, me: string): Entry | null {
  const base = { id: item.cmid, at: item.at, topics: [], parts: [], text: null, doubts: item.doubts.map(doubtSentence), own: item.sender === me };
  if (item.problem !== null) return { ...base, tone: 'problem', heading: problemSentence(item.problem) };
  if (item.clear !== null) {
    const heading = system(item, item.clear, nameOf);
    return heading === null ? null : { ...base, tone: item.kind === 'epoch' ? 'keys' : 'system', heading };
  }
  return item.body === null ? null : { ...base, ...said(item.body, nameOf) };
}

type Said = Pick<Entry, 'tone' | 'heading'> & Partial<Pick<Entry, 'text' | 'parts' | 'topics'>>;

function said(body: NonNullable<OpenedItem['body']>, nameOf: NameOf): Said {
  const who = nameOf(body.from);
  switch (body.kind) {
    case 'report':
      return { tone: 'report', heading: 'Report', text: body.text, topics: body.topics };
    case 'share':
      return { tone: 'report', heading: 'What the pupil wrote', text: body.text, topics: body.topics };
    case 'msg':
      return { tone: body.from === 'pupil' ? 'pupil' : 'staff', heading: who, text: body.text };
    case 'feedback':
      return { tone: 'pupil', heading: `Did it help? ${who} said: ${body.helped}` };
    case 'last':
      return { tone: 'staff', heading: `${who}: last word to the pupil`, text: body.text };
    case 'note':
      return { tone: 'note', heading: `Note by ${who}`, text: body.text };
    case 'handover':
      return { tone: 'note', heading: `${who} handed over to ${nameOf(`person:${body.to}`)}`, text: body.text };
    case 'coach':
      return { tone: 'note', heading: `${who} to the mentor`, text: body.text };
    case 'ask':
      return { tone: 'note', heading: `${who} asks the adults`, text: body.text };
    case 'check':
      return { tone: 'step', heading: `${CHECKED[body.state]}: ${step(body.step)?.ask ?? body.step}`, text: body.outcome, parts: filled([['Who', body.who], ['Written by', who]]) };
    case 'lists':
      return { tone: 'step', heading: `${who} chose the checklists`, text: LISTS.filter(({ id }) => body.lists.includes(id)).map(({ label }) => label).join(', ') };
    case 'duty':
      return { tone: 'step', heading: `${who} did a personal duty: ${body.to}`, text: null, parts: filled([['Reference', body.reference], ['Spoke to', body.spoke_to], ['Why not at once', body.late]]) };
    case 'identity':
      return { tone: 'step', heading: `${who}: ${KNOWN[body.how]}`, text: body.who === '' ? null : body.who, parts: filled([['How', body.basis], ['Why it is needed', body.why]]) };
    case 'category':
    case 'snooze':
    case 'link':
    case 'unlink':
      return sorted(body, who);
    case 'second':
      return { tone: 'decision', heading: `Second view by ${who}: ${AGREES[body.agrees]}`, text: body.text };
    case 'reopen':
      return { tone: 'decision', heading: `Reopened by ${who}`, text: body.reason };
    case 'outcome':
      return { tone: 'decision', heading: `Closed by ${who}`, text: body.outcome, parts: [['Why', body.reason]] };
    case 'decision':
      return { tone: 'decision', heading: `${CHOSEN[body.choice]} by ${who}`, text: body.decision, parts: decisionParts(body, nameOf) };
  }
}

function decisionParts(body: Extract<NonNullable<OpenedItem['body']>, { kind: 'decision' }>, nameOf: NameOf): (readonly [string, string])[] {
  const told = body.child_told_note === '' ? body.child_told : `${body.child_told}: ${body.child_told_note}`;
  const parts: (readonly [string, string])[] = [
    ['Why', body.why],
    ['Also considered', body.considered],
    ['Child told first', told],
    ['Second view', body.second_view],
    ['Second view asked of', body.second === null ? '' : nameOf(`person:${body.second}`)],
    ['Review', body.review ?? ''],
    ['Corrects', body.corrects === null ? '' : 'an earlier decision of this case'],
  ];
  return filled(parts);
}

const filled = (parts: readonly (readonly [string, string])[]): (readonly [string, string])[] => parts.filter(([, text]) => text !== '');

const CHOSEN = { referred: 'Decision to refer', not_referred: 'Referral considered and not made', other: 'Decision' } as const;
const CHECKED = { done: 'Done', not_needed: 'Not needed', open: 'To do again' } as const;
const AGREES = { yes: 'agrees', partly: 'agrees in part', no: 'does not agree' } as const;
const KNOWN = {
  told: 'the pupil said who they are', worked_out: 'worked out who the pupil is',
  alert: 'an alert named the pupil', opened: 'opened the name that the pupil gave',
} as const;

const STATES: Readonly<Record<string, string>> = {
  sent: 'Waiting to be read by an adult',
  waiting: 'The pupil is waiting for a live answer',
  claimed: 'A mentor offered to take the chat',
  live: 'The live chat began',
  frozen: 'An adult stopped the chat for a moment',
  passed: 'The chat was passed to an adult',
  open: 'No chat is running; the case is open',
  closed: 'The case was closed',
};

const STATUS: Readonly<Record<string, string>> = {
  read: 'The pupil’s page now says: we read it',
  asked: 'The pupil’s page now says: we asked you something',
  told: 'The pupil’s page now says: we told someone who can help',
  closed: 'The pupil’s page now says: this is finished',
  reopened: 'The pupil’s page now says: this is open again',
  named: 'The pupil’s page now says: an adult read the name that you gave us',
  raised: 'Handed up: the pupil’s page now says that the safety team is looking after this',
};

const WHY: Readonly<Record<string, string>> = {
  serious: 'it could be serious',
  know_them: 'they may know each other',
  break: 'a break was needed',
  asked: 'the pupil asked',
  taken_over: 'an adult took over',
  avoided: 'the pupil chose somebody else',
};

const STREAMS: Readonly<Record<string, string>> = { conv: 'the conversation', file: 'the file', side: 'what is said aside' };

function system({ kind, stream }: OpenedItem, clear: Readonly<Record<string, unknown>>, nameOf: NameOf): string | null {
  const text = (field: string): string => (typeof clear[field] === 'string' ? clear[field] : '');
  if (kind === 'state') return STATES[text('state')] ?? null;
  if (kind === 'status') return STATUS[text('status')] ?? null;
  if (kind === 'epoch') return `New reading keys for ${STREAMS[stream.split(':')[0] ?? ''] ?? 'this'}, made by ${nameOf(text('by'))}`;
  if (kind !== 'party') return null;
  const who = text('who') === 'pupil' ? 'The pupil' : `${text('alias')}${text('who') === 'mentor' ? ' (pupil mentor)' : ''}`;
  const why = WHY[text('why')];
  return `${who} ${text('change') === 'joined' ? 'joined' : 'left'}${why === undefined ? '' : `, because ${why}`}`;
}
