/** Which steps an adult is reminded of in a case, and which of them are done. All of it is opened words: nothing here is known to the server. */
import type { Safe } from '@hark/protocol/api';
import type { OpenedItem } from '@hark/vault/staff_case';

import file from '../../../../app/escalation/checklists.json';
import { TOPICS } from '../case/topics.ts';

export type List = (typeof file.lists)[number];
export type Step = (typeof file.steps)[number];
export const LISTS: readonly List[] = file.lists;

/** The last word about a step. */
export interface Checked {
  readonly state: 'done' | 'not_needed';
  readonly who: string;
  readonly when: string;
  readonly outcome: string;
  /** Who wrote it down: by the key that signed it. */
  readonly by: string;
}

const BY_ID: ReadonlyMap<string, Step> = new Map(file.steps.map((step) => [step.id, step]));
export const step = (id: string): Step | null => BY_ID.get(id) ?? null;

/** The lists that the pupil's own topics and their answer about danger call for, the gravest first: as the file has them. */
export function listsFor(topics: readonly string[], safe: Safe): string[] {
  const named = topics.map((topic) => TOPICS.find(({ id }) => id === topic)?.checklist ?? 'unknown');
  const wanted = new Set(named.length === 0 ? ['unknown'] : named);
  if (safe !== 'yes') wanted.add('danger');
  return inOrder([...wanted]);
}

/** Lists that there are, in the order of the file, each once. */
export const inOrder = (ids: readonly string[]): string[] => LISTS.filter(({ id }) => ids.includes(id)).map(({ id }) => id);

/**
 * The steps of several lists as one, each once: what cannot wait first, then as the lists have them; what every list ends with, last.
 */
export function merged(ids: readonly string[]): Step[] {
  const lists = LISTS.filter(({ id }) => ids.includes(id));
  const last = lists.flatMap(({ steps }) => steps.slice(-1));
  const names = new Set([...lists.flatMap(({ steps }) => steps.slice(0, -1)), ...last]);
  const steps = [...names].flatMap((id) => BY_ID.get(id) ?? []);
  return [...steps.filter(({ now }) => now), ...steps.filter(({ now }) => !now)];
}

/** The lists that an adult has chosen for this case, or null while nobody has. */
export function chosenLists(items: readonly OpenedItem[]): string[] | null {
  let chosen: string[] | null = null;
  for (const { body } of items) if (body?.kind === 'lists') chosen = inOrder(body.lists);
  return chosen;
}

/** What is known of each step; a step that was opened again is not in it. */
export function checked(items: readonly OpenedItem[]): ReadonlyMap<string, Checked> {
  const known = new Map<string, Checked>();
  for (const { body } of items) {
    if (body?.kind !== 'check') continue;
    const { step: id, state, who, when, outcome, from: by } = body;
    if (state === 'open') known.delete(id);
    else known.set(id, { state, who, when, outcome, by });
  }
  return known;
}

/** What the pupil said it is about: in the report, or in the copy that a later reader was given. */
export function topicsOf(items: readonly OpenedItem[]): readonly string[] {
  const said = items.map(({ body }) => body).find((body) => body?.kind === 'report' || body?.kind === 'share');
  return said?.kind === 'report' || said?.kind === 'share' ? said.topics : [];
}
