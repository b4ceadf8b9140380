import type { CaseHead } from '@hark/protocol/api';
import { caseHead, searchCase } from '@hark/protocol/staff';
import { StaffCase, type OpenedItem } from '@hark/vault/staff_case';

import type { Desk } from '../desk.svelte.ts';
import { codeOf } from '../errors.ts';
import { caseName } from '../inbox/why.ts';
import { Finder, type Found, type Hit, type Suggestion } from './finding.ts';

/** The words of the cases that were opened on this device since its person signed in. Locking forgets them. */
export class Search {
  /** Rises with every change, so that what is shown follows. */
  #changes = $state(0);
  readonly #finder = new Finder();

  get size(): number {
    return this.#changes < 0 ? 0 : this.#finder.size;
  }

  get all(): readonly Found[] {
    return this.#changes < 0 ? [] : this.#finder.all;
  }

  has(id: string): boolean {
    return this.#changes >= 0 && this.#finder.has(id);
  }

  find(query: string): readonly Hit[] {
    return this.#changes < 0 ? [] : this.#finder.find(query);
  }

  suggest(id: string): readonly Suggestion[] {
    return this.#changes < 0 ? [] : this.#finder.suggest(id);
  }

  /** Hold what was opened of a case. */
  put(head: CaseHead, items: readonly OpenedItem[]): void {
    this.#finder.put({ id: head.id, name: caseName(head), group: head.group }, items.flatMap(textsOf));
    this.#changes += 1;
  }

  drop(id: string): void {
    this.#finder.drop(id);
    this.#changes += 1;
  }

  wipe(): void {
    this.#finder.wipe();
    this.#changes += 1;
  }

  /** Open cases for their words alone. The server writes each down; whoever waits for an answer still waits. */
  async openMore(desk: Desk, heads: readonly CaseHead[]): Promise<void> {
    for (const head of heads) {
      const { streams } = await searchCase(desk.session.http, head.id);
      const sealed = new StaffCase(desk.session.vault, head.id);
      try {
        this.put(head, await sealed.load(streams));
      } finally {
        sealed.wipe();
      }
    }
  }

  /** Something about a case changed: where this person may not see it any more, its words go. */
  async check(desk: Desk, id: string): Promise<void> {
    if (!this.#finder.has(id)) return;
    try {
      await caseHead(desk.session.http, id);
    } catch (error) {
      if (!['not_found', 'forbidden', 'gone'].includes(codeOf(error) ?? '')) throw error;
      this.drop(id);
    }
  }
}

/** The fields of a body that hold words of somebody's own. */
const WORDS: ReadonlySet<string> = new Set([
  'text', 'decision', 'why', 'considered', 'child_told_note', 'second_view', 'outcome', 'reason', 'who', 'basis', 'reference', 'spoke_to', 'name',
]);

/** Everything that somebody wrote in an item: the fields of a body that hold words of their own. */
function textsOf({ body }: OpenedItem): string[] {
  if (body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' && WORDS.has(name) && value !== '' ? [value] : []));
}
