import type { OpenedItem } from '@hark/vault/staff_case';

const MINUTE = 60_000;

/** What to say when a pupil has gone quiet, and after how many minutes. The last one comes before the chat is ended. */
const LADDER = [
  { after: 10, words: 'I will finish this chat soon, because it has been quiet. You can come back any time with your return words, and an adult will still read what you sent.', last: true },
  { after: 6, words: 'I am still here if you want to write. If you need to stop, that is OK too.', last: false },
  { after: 3, words: 'Are you still there? Take all the time you need.', last: false },
] as const;

/** The rungs, in minutes: the wall says from the first one on how long a chat has been quiet. */
export const QUIET_AFTER = Math.min(...LADDER.map(({ after }) => after));
const LONG_QUIET = Math.max(...LADDER.map(({ after }) => after));

export interface Silence {
  /** Whole minutes since the one who should speak next last did. */
  readonly minutes: number;
  /** The pupil waits for the mentor, and not the other way round. */
  readonly theirTurn: boolean;
  /** What could be said now, unless it was said already. */
  readonly next: { readonly words: string; readonly last: boolean } | null;
}

/** How long a chat has been quiet, and whose turn it is. Null before anybody has said anything. */
export function silence(items: readonly OpenedItem[], now: Date): Silence | null {
  const said = items.filter(({ kind }) => kind === 'msg' || kind === 'share' || kind === 'report');
  const last = said.at(-1);
  if (last === undefined) return null;
  if (last.sender === 'pupil') return { minutes: since(last.at, now), theirTurn: true, next: null };
  const fromPupil = said.findLastIndex(({ sender }) => sender === 'pupil');
  const answers = said.slice(fromPupil + 1);
  const [first = last] = answers;
  // The clock runs from the mentor's first answer, or each check-in would set it back to nothing.
  const minutes = since(first.at, now);
  const texts = answers.map(({ body }) => (body?.kind === 'msg' ? body.text : ''));
  const due = LADDER.find(({ after }) => minutes >= after);
  const next = due === undefined || texts.includes(due.words) ? null : due;
  return { minutes, theirTurn: false, next };
}

/** How long nobody has said anything in a chat, as the wall says it; null while it is not worth a word. */
export function quietWords(last: { readonly at: string; readonly by: 'pupil' | 'mentor' | 'adult' }, now: Date): { readonly words: string; readonly long: boolean } | null {
  const minutes = since(last.at, now);
  if (minutes < QUIET_AFTER) return null;
  const words = last.by === 'pupil' ? `The pupil has waited ${minutes} min for an answer.` : `The pupil has been quiet for ${minutes} min.`;
  return { words, long: minutes >= LONG_QUIET };
}

const since = (at: string, now: Date): number => Math.max(0, Math.floor((now.getTime() - new Date(at).getTime()) / MINUTE));

/** Whole minutes that a chat has run since it last began. Being stopped for a moment is part of it. */
export function running(items: readonly OpenedItem[], now: Date): number {
  const states = items.filter(({ kind }) => kind === 'state');
  const began = states.findLast((state, at) => stateOf(state) === 'live' && stateOf(states[at - 1]) !== 'frozen') ?? items[0];
  return began === undefined ? 0 : since(began.at, now);
}

const stateOf = (item: OpenedItem | undefined): unknown => item?.clear?.['state'];

/** Whether an adult has stopped the chat for a moment. */
export function isFrozen(items: readonly OpenedItem[]): boolean {
  return stateOf(items.findLast(({ kind }) => kind === 'state')) === 'frozen';
}
