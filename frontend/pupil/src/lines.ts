/** The conversation as lines to read: what was said and by whom, and in plain words who came, who left and what was done. */
import { chatCopy } from './chat_copy.ts';
import { fill } from './copy.ts';
import type { Chat } from './late.ts';

export type Sent = 'sending' | 'saved' | 'seen' | 'refused';

export type Line =
  | { id: string; kind: 'mine'; text: string; sent: Sent; why: string | null }
  | { id: string; kind: 'theirs'; name: string; role: 'mentor' | 'adult'; text: string }
  | { id: string; kind: 'note'; text: string };

type Item = Chat['items'][number];
type Outgoing = Chat['outgoing'][number];

const { chat: words, wait } = chatCopy;
const PASSED_ON: ReadonlySet<string> = new Set(['serious', 'know_them', 'break']);
const STATUS: Record<string, string> = {
  read: words.statusRead,
  asked: words.statusAsked,
  told: words.statusTold,
  closed: words.statusClosed,
  reopened: words.statusReopened,
  raised: words.statusRaised,
  named: words.statusNamed,
};

export function linesOf({ items, outgoing, names }: Pick<Chat, 'items' | 'outgoing' | 'names'>): Line[] {
  const readUpTo = lastRead(items);
  let state = 'sent';
  const lines = items.flatMap((item): Line[] => {
    if (item.type === 'msg') return saidLine(item, names, readUpTo);
    const before = state;
    if (item.type === 'state') state = textOf(item, 'state');
    const text = noteOf(item, before);
    return text === null ? [] : [{ id: String(item.seq), kind: 'note', text }];
  });
  return [...lines, ...outgoing.map(outgoingLine)];
}

/**
 * What a screen reader is told of the change from one look to the next: a line for each thing that came from others, and what
 * became of the pupil's own. Their own words are not read back to them.
 */
export function news(before: readonly Line[], now: readonly Line[]): string[] {
  const known = new Set(before.map(({ id }) => id));
  const came = now.flatMap((line) => {
    if (line.kind === 'mine' || known.has(line.id)) return [];
    return [line.kind === 'theirs' ? `${line.name}: ${line.text}` : line.text];
  });
  const waiting = (lines: readonly Line[]): number => lines.filter((line) => line.kind === 'mine' && line.sent === 'sending').length;
  const refused = (lines: readonly Line[]): number => lines.filter((line) => line.kind === 'mine' && line.sent === 'refused').length;
  if (refused(now) > refused(before)) return [...came, words.notSent];
  return waiting(now) < waiting(before) ? [...came, words.saved] : came;
}

/** Up to where a person has shown that they read: by writing, by saying so, or by coming in. */
function lastRead(items: readonly Item[]): number {
  return items.reduce((last, { seq, sender, type }) => (sender.startsWith('person:') || type === 'status' ? seq : last), 0);
}

function saidLine(item: Item, names: Chat['names'], readUpTo: number): Line[] {
  const id = String(item.seq);
  const { body } = item;
  if (body === null) return [{ id, kind: 'note', text: words.broken }];
  if (body.kind !== 'report' && body.kind !== 'msg' && body.kind !== 'last') return [];
  if (body.from === 'pupil') return [{ id, kind: 'mine', text: body.text, sent: item.seq < readUpTo ? 'seen' : 'saved', why: null }];
  const who = names.get(item.sender);
  return [{ id, kind: 'theirs', name: who?.alias ?? words.someone, role: who?.mentor === true ? 'mentor' : 'adult', text: body.text }];
}

function outgoingLine({ id, text, saved, refused }: Outgoing): Line {
  if (refused === null) return { id, kind: 'mine', text, sent: saved ? 'saved' : 'sending', why: null };
  return { id, kind: 'mine', text, sent: 'refused', why: refused === 'too_fast' ? words.tooFast : words.notSentWhy };
}

/** What an item that the server wrote says to a pupil, or null where it says nothing to them. `before` is the state until then. */
function noteOf(item: Item, before: string): string | null {
  if (item.problem !== null) return words.broken;
  if (item.type === 'status') return STATUS[textOf(item, 'status')] ?? null;
  if (item.type === 'party') return partyNote(item);
  if (item.type !== 'state') return null;
  const state = textOf(item, 'state');
  if (state === 'waiting') return words.stateWaiting;
  if (state === 'passed') return wait.passed;
  if (state === 'frozen') return words.frozenNote;
  if (state === 'live') return before === 'frozen' ? words.goesOn : null;
  return (before === 'live' || before === 'frozen') && (state === 'open' || state === 'sent') ? words.stateOpen : null;
}

function partyNote(item: Item): string | null {
  const who = textOf(item, 'who');
  if (who === 'pupil') return null;
  const name = textOf(item, 'alias') || words.someone;
  const mentor = who === 'mentor';
  if (textOf(item, 'change') === 'joined') return fill(mentor ? words.joinedMentor : words.joinedAdult, { name });
  const why = textOf(item, 'why');
  // Whose training has run out did not choose to go, and the pupil is not to think that it was about them.
  if (mentor && why === 'left') return fill(words.stoppedMentor, { name });
  return fill(mentor && PASSED_ON.has(why) ? words.passedMentor : words.left, { name });
}

function textOf(item: Item, field: string): string {
  const value = item.clear?.[field];
  return typeof value === 'string' ? value : '';
}
