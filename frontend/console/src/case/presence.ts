import type { OpenedItem } from '@hark/vault/staff_case';

/** Whether a person is in the conversation by name, as the conversation itself says: the last word about them counts. */
export function isIn(items: readonly OpenedItem[], person: string): boolean {
  const last = items.filter(({ kind, clear }) => kind === 'party' && clear?.['person'] === person).at(-1);
  return last?.clear?.['change'] === 'joined';
}
