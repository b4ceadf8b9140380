import type { HelpRoute } from '@hark/protocol/api';
import { checkedRoute, fillIn, noteOpening, ourRoutes } from '@hark/protocol/escalation';
import { helpRoutes } from '@hark/protocol/staff';

import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';

/** The help routes of this release, asked for once for each screen that shows them. */
export class HelpShelf {
  routes = $state.raw<readonly HelpRoute[]>([]);
  problem = $state<string | null>(null);
  search = $state('');

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    void this.#put(() => (this.looksAfter ? ourRoutes(this.#http) : helpRoutes(this.#http)));
  }

  /** Whether this person answers for the list, and may say that they rang a number. */
  get looksAfter(): boolean {
    return ['dsl', 'deputy', 'head', 'chair', 'administrator'].includes(this.#desk.me.role);
  }

  /** Those whose age keeps them from pupils, and those of the school's own area that nobody has filled in. */
  get owed(): readonly HelpRoute[] {
    return this.routes.filter(({ stale, missing }) => stale || missing);
  }

  readonly checked = (id: string): Promise<boolean> => this.#put(() => checkedRoute(this.#http, id));
  readonly opening = (id: string, opens: 'opened' | 'blocked'): Promise<boolean> => this.#put(() => noteOpening(this.#http, id, opens));
  readonly fillIn = (id: string, contact: Parameters<typeof fillIn>[2]): Promise<boolean> => this.#put(() => fillIn(this.#http, id, contact));

  get found(): readonly HelpRoute[] {
    return matching(this.routes, this.search);
  }

  named(ids: readonly string[]): readonly HelpRoute[] {
    return this.routes.filter(({ id }) => ids.includes(id));
  }

  get #http(): Desk['session']['http'] {
    return this.#desk.session.http;
  }

  async #put(ask: () => Promise<{ routes: readonly HelpRoute[] }>): Promise<boolean> {
    this.problem = null;
    try {
      this.routes = (await ask()).routes;
      return true;
    } catch (error) {
      this.problem = sentence(error);
      return false;
    }
  }
}

/** The number of a route, where its name does not say it already. */
export const numberBeside = ({ name, phone }: HelpRoute): string | null => (phone === null || name.includes(phone) ? null : phone);

/** Routes in which every word of the search occurs, in their name or in what they are for. */
export function matching(routes: readonly HelpRoute[], search: string): readonly HelpRoute[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return routes.filter(({ name, for: purpose, acts }) => {
    const text = `${name} ${purpose} ${acts}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
