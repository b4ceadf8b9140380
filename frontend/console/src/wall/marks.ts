import { fires, type Fired, type Lists } from '@hark/prompts/prompts';
import type { OpenedItem } from '@hark/vault/staff_case';

/** A prompt that fired in a chat: whose words, and why. */
export interface Mark extends Fired {
  readonly seq: number;
  readonly by: 'pupil' | 'mentor';
}

/**
 * Worked out anew, on this device, from the words that the adult has open. Nothing about them is sent or kept. Each hint is there
 * once for whoever said it, however often they said the same: where it was heard first.
 */
export function marksIn(items: readonly OpenedItem[], mentor: string, lists: Lists): Mark[] {
  const marks = items.flatMap(({ seq, kind, sender, body }) => {
    const by = sender === 'pupil' ? 'pupil' : sender === `person:${mentor}` ? 'mentor' : null;
    if (by === null || body === null || !('text' in body) || !(kind === 'msg' || kind === 'report')) return [];
    return fires(body.text, by, lists).map((fired): Mark => ({ ...fired, seq, by }));
  });
  return marks.filter((mark, at) => at === marks.findIndex((other) => isSameHint(mark, other)));
}

const isSameHint = (one: Mark, other: Mark): boolean =>
  one.by === other.by && one.rule === other.rule && one.heard.toLowerCase() === other.heard.toLowerCase();

/** What the mentor last asked the adults alone, unless an adult has answered since. */
export function openQuestion(items: readonly OpenedItem[]): string | null {
  const body = items.findLast(({ kind }) => kind === 'ask' || kind === 'coach')?.body;
  return body?.kind === 'ask' ? body.text : null;
}

/** What was said last in the chat, for a tile. */
export function lastLine(items: readonly OpenedItem[]): string | null {
  const body = items.findLast(({ kind, body: said }) => kind === 'msg' && said !== null)?.body;
  return body?.kind === 'msg' ? body.text : null;
}
