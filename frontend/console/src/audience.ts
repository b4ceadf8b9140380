import type { Group, Item } from '@hark/protocol/api';
import type { MentoringNotice } from '@hark/protocol/mentoring_api';

/** What the server says over a person's private stream: look again at this. Never what is inside. */
export type Notice =
  | MentoringNotice
  | { readonly what: 'case'; readonly id: string; readonly v: number }
  | { readonly what: 'given'; readonly id: string }
  /** Two sheets of a group were brought together, or somebody is let in again: whoever may mind is told at once. */
  | { readonly what: 'recovery'; readonly group: Group; readonly reason: 'test' | 'lost'; readonly by: string }
  | { readonly what: 'readmission'; readonly person: string }
  | { readonly what: 'waiting' | 'roster' | 'duty' | 'people' | 'task' | 'alert' };

export interface Follower {
  items(items: Item[]): void;
  /** The stream starts again from its first item. */
  reset(): void;
  /** Access ended: drop keys and text now. */
  gone(): void;
}

/** Who on this page hears what comes over the live connection. */
export class Audience {
  readonly #followers = new Map<string, Follower>();
  readonly #listeners = new Set<(notice: Notice) => void>();

  /** One screen follows a stream at a time. Answers how to stop; that answers whether it was still following. */
  follow(stream: string, follower: Follower): () => boolean {
    this.#followers.set(stream, follower);
    return () => this.#followers.get(stream) === follower && this.#followers.delete(stream);
  }

  listen(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  items(stream: string, items: Item[]): void {
    this.#followers.get(stream)?.items(items);
    if (!stream.startsWith('me:')) return;
    for (const { body } of items) {
      const notice = JSON.parse(body) as Notice;
      for (const listener of this.#listeners) listener(notice);
    }
  }

  reset(stream: string): void {
    this.#followers.get(stream)?.reset();
  }

  gone(stream: string): void {
    const follower = this.#followers.get(stream);
    this.#followers.delete(stream);
    follower?.gone();
  }

  clear(): void {
    this.#followers.clear();
  }
}
