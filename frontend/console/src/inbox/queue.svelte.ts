import type { CaseHead, View } from '@hark/protocol/api';
import { cases } from '@hark/protocol/staff';

import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';
import { millisecondsUntil, rightNow } from '../times.ts';

const COALESCE_MS = 250;

/** One list of cases, in the order the server gives, kept fresh by notices and by the moment the server says it will change. */
export class Queue {
  cases = $state.raw<readonly CaseHead[]>([]);
  tray = $state(0);
  cursor = $state<string | null>(null);
  loading = $state(true);
  problem = $state<string | null>(null);
  /** When the list last came from the server. */
  checked = $state.raw<Date | null>(null);
  selected = $state<string | null>(null);

  readonly view: View;
  readonly #desk: Desk;
  readonly #stop: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #change: ReturnType<typeof setTimeout> | undefined;
  #left = false;

  constructor(desk: Desk, view: View) {
    this.#desk = desk;
    this.view = view;
    this.#stop = desk.feed.listen(({ what }) => {
      if (what === 'case' || what === 'given') this.#soon();
    });
  }

  leave(): void {
    this.#left = true;
    this.#stop();
    clearTimeout(this.#timer);
    clearTimeout(this.#change);
  }

  get current(): CaseHead | null {
    return this.cases.find(({ id }) => id === this.selected) ?? null;
  }

  async load(): Promise<void> {
    try {
      const answer = await cases(this.#desk.session.http, this.view);
      if (this.#left) return;
      this.cases = answer.cases;
      this.tray = answer.tray;
      this.cursor = answer.cursor;
      this.checked = rightNow();
      this.problem = null;
      if (this.current === null) this.selected = answer.cases[0]?.id ?? null;
      this.#whenItChanges(answer.next_change);
    } catch (error) {
      this.problem = sentence(error);
    } finally {
      this.loading = false;
    }
  }

  async more(): Promise<void> {
    if (this.cursor === null) return;
    const answer = await cases(this.#desk.session.http, this.view, this.cursor);
    this.cases = [...this.cases, ...answer.cases];
    this.cursor = answer.cursor;
  }

  /** The next or the previous one in the list; stays at the ends. */
  move(by: 1 | -1): void {
    const at = this.cases.findIndex(({ id }) => id === this.selected);
    this.selected = this.cases[Math.min(this.cases.length - 1, Math.max(0, at + by))]?.id ?? null;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), COALESCE_MS);
  }

  /** Time alone changes the order: a target passes, a follow-up falls due. */
  #whenItChanges(at: string | null): void {
    clearTimeout(this.#change);
    if (at === null) return;
    const wait = Math.min(Math.max(1_000, millisecondsUntil(at)), 3_600_000);
    this.#change = setTimeout(() => void this.load(), wait);
  }
}
