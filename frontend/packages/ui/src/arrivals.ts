/**
 * Which entries of a log have come since it was last looked at. The first look finds none: what was there before the reader is
 * not news. `known` is handed to the next look.
 */
export function arrivals<Entry extends { id: string }>(
  known: ReadonlySet<string> | null,
  entries: readonly Entry[],
): { fresh: readonly Entry[]; known: ReadonlySet<string> } {
  const fresh = known === null ? [] : entries.filter(({ id }) => !known.has(id));
  return { fresh, known: new Set(entries.map(({ id }) => id)) };
}
