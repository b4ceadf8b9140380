import type { Period } from '@hark/protocol/school_api';

/** What is wrong with runs of days, in one sentence, or null. Rows that are wholly empty were filtered out before. */
export function periodsProblem(periods: readonly Period[], what: string): string | null {
  for (const { name, first, last } of periods) {
    if (name.trim() === '') return `Every ${what} needs a name, such as “Autumn term” or “Half-term”.`;
    if (first === '' || last === '') return `${name.trim()} needs its first and its last day.`;
    if (first > last) return `${name.trim()} ends before it begins.`;
  }
  return null;
}

export const isEmpty = ({ name, first, last }: Period): boolean => name.trim() === '' && first === '' && last === '';
