import { COMMON, wordsOf } from './words.ts';

/** A case whose words are held, and who could open it. */
export interface Found {
  readonly id: string;
  readonly name: string;
  readonly group: string;
}

/** A case that has the words, with the first line in which one of them stands. */
export interface Hit extends Found {
  readonly line: string;
}

/** A case that shares rare words with another. */
export interface Suggestion extends Found {
  readonly words: readonly string[];
}

interface Kept extends Found {
  readonly lines: readonly string[];
  readonly words: ReadonlySet<string>;
}

const HITS = 50;
const SUGGESTIONS = 3;
const SHORTEST = 4;
const SHARED = 2;

/** The words of opened cases, in memory alone. Nothing here is ever stored or sent; `wipe` leaves nothing behind. */
export class Finder {
  readonly #cases = new Map<string, Kept>();
  readonly #having = new Map<string, Set<string>>();

  get size(): number {
    return this.#cases.size;
  }

  get all(): readonly Found[] {
    return [...this.#cases.values()];
  }

  has(id: string): boolean {
    return this.#cases.has(id);
  }

  /** Hold the words of a case, in place of those that were held of it before. */
  put({ id, name, group }: Found, lines: readonly string[]): void {
    this.drop(id);
    const words = new Set(lines.flatMap(wordsOf));
    this.#cases.set(id, { id, name, group, lines, words });
    for (const word of words) {
      const having = this.#having.get(word);
      if (having === undefined) this.#having.set(word, new Set([id]));
      else having.add(id);
    }
  }

  drop(id: string): void {
    for (const word of this.#cases.get(id)?.words ?? []) {
      const having = this.#having.get(word);
      having?.delete(id);
      if (having?.size === 0) this.#having.delete(word);
    }
    this.#cases.delete(id);
  }

  wipe(): void {
    this.#cases.clear();
    this.#having.clear();
  }

  /** The cases in which every word of the query begins a word. The first line that has one of them is shown. */
  find(query: string): readonly Hit[] {
    const wanted = wordsOf(query);
    if (wanted.length === 0) return [];
    const [first, ...others] = wanted.map((start) => this.#beginning(start)).sort((a, b) => a.size - b.size);
    const ids = [...(first ?? [])].filter((id) => others.every((having) => having.has(id))).slice(0, HITS);
    return ids.flatMap((id) => {
      const kept = this.#cases.get(id);
      return kept === undefined ? [] : [{ id, name: kept.name, group: kept.group, line: lineWith(kept.lines, wanted) }];
    });
  }

  /** The cases of the same group that share the rarest words with this one. A hint, and no judgement. */
  suggest(id: string): readonly Suggestion[] {
    const from = this.#cases.get(id);
    if (from === undefined) return [];
    const most = Math.max(3, this.size / 20);
    const rare = [...from.words]
      .map((word) => [word, this.#having.get(word) ?? new Set<string>()] as const)
      .filter(([word, having]) => word.length >= SHORTEST && !COMMON.has(word) && having.size > 1 && having.size <= most)
      .sort(([, a], [, b]) => a.size - b.size);
    const shared = new Map<string, string[]>();
    for (const [word, having] of rare) for (const other of having) if (other !== id) shared.set(other, [...(shared.get(other) ?? []), word]);
    return [...shared]
      .filter(([, words]) => words.length >= SHARED)
      .flatMap(([other, words]) => {
        const kept = this.#cases.get(other);
        return kept === undefined || kept.group !== from.group ? [] : [{ id: other, name: kept.name, group: kept.group, words }];
      })
      .sort((a, b) => b.words.length - a.words.length)
      .slice(0, SUGGESTIONS);
  }

  #beginning(start: string): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const [word, having] of this.#having) if (word.startsWith(start)) for (const id of having) ids.add(id);
    return ids;
  }
}

function lineWith(lines: readonly string[], wanted: readonly string[]): string {
  return lines.find((line) => wordsOf(line).some((word) => wanted.some((start) => word.startsWith(start)))) ?? '';
}
