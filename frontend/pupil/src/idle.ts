/** What an untouched page does to stay private: first it warns and hides itself, and much later it warns and clears itself. */

export type IdleStage = 'active' | 'hide soon' | 'hidden' | 'wipe soon' | 'wiped';

const MINUTE = 60_000;

const STAGES: readonly [IdleStage, number][] = [
  ['wiped', 30 * MINUTE],
  ['wipe soon', 28 * MINUTE],
  ['hidden', 10 * MINUTE],
  ['hide soon', 8 * MINUTE],
];

export function idleStage(untouchedMs: number): IdleStage {
  return STAGES.find(([, from]) => untouchedMs >= from)?.[0] ?? 'active';
}

/** Whether the words on the page are out of sight. A touch does not bring them back; the button that says so does. */
export const isCovered = (stage: IdleStage): boolean => stage === 'hidden' || stage === 'wipe soon' || stage === 'wiped';
