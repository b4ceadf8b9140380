import { isRisk, NO_CHANGES, type Fired, type Lists } from '@hark/prompts/prompts';
import { mentoringRules } from '@hark/protocol/mentoring';
import type { OpenedItem } from '@hark/vault/staff_case';
import type { StaffVault } from '@hark/vault/staff';
import { SvelteMap } from 'svelte/reactivity';

import type { Desk } from '../desk.svelte.ts';
import { listsOf } from '../mentoring/prompts.ts';
import { marksIn } from '../wall/marks.ts';

/** What a trained adult should look at in a pupil's opened words, once for each rule. */
export function hintsIn(items: readonly OpenedItem[], lists: Lists): Fired[] {
  const marks = marksIn(items, '', lists).filter(({ category }) => isRisk(category));
  return marks.filter(({ rule, category }, at) => marks.findIndex((other) => other.rule === rule && other.category === category) === at);
}

/**
 * The hints about cases that were opened on this device. They are worked out here from words that this person has opened, are never
 * sent, and order nothing: a row keeps its place.
 */
export class WordHints {
  readonly #hints = new SvelteMap<string, readonly Fired[]>();
  readonly #lists: Promise<Lists>;

  constructor(lists: Promise<Lists>) {
    this.#lists = lists;
  }

  of(id: string): readonly Fired[] {
    return this.#hints.get(id) ?? [];
  }

  async put(id: string, items: readonly OpenedItem[]): Promise<void> {
    this.#hints.set(id, hintsIn(items, await this.#lists));
  }

  drop(id: string): void {
    this.#hints.delete(id);
  }
}

/** Locking throws the vault away, and with it what was kept for it. */
const KEPT = new WeakMap<StaffVault, WordHints>();

/** What is kept for the vault that is open now. The school's own words and what it switched off apply; without them, ours do. */
export function wordHints(desk: Desk): WordHints {
  const { vault } = desk.session;
  const kept = KEPT.get(vault) ?? new WordHints(ownLists(desk));
  KEPT.set(vault, kept);
  return kept;
}

async function ownLists(desk: Desk): Promise<Lists> {
  let lists = NO_CHANGES;
  await desk.attempt(async () => { lists = listsOf((await mentoringRules(desk.session.http)).prompts); });
  return lists;
}
