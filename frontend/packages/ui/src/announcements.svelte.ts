import { untrack } from 'svelte';

/** How many lines stay in the page. A screen reader reads what is added; what is taken away it passes over. */
const KEEP = 5;

interface Line {
  id: number;
  text: string;
}

let count = 0;
let lines = $state.raw<readonly Line[]>([]);

/** What the page's one announcer holds, the newest last. */
export const announced = (): readonly Line[] => lines;

/** Says one line to a screen reader when it next pauses. The same words twice are said twice. */
export function announce(text: string): void {
  count += 1;
  // An effect that says something must not run again because it was said.
  lines = [...untrack(() => lines), { id: count, text }].slice(-KEEP);
}

/** Leaves nothing in the page: what was said may be a pupil's own words. */
export function silence(): void {
  lines = [];
}
