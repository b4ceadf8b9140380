import type { HelpRoute } from '@hark/protocol/api';
import { helpRoutes } from '@hark/protocol/staff';

import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';

/** The help routes of this release, asked for once for each screen that shows them. */
export class HelpShelf {
  routes = $state.raw<readonly HelpRoute[]>([]);
  problem = $state<string | null>(null);
  search = $state('');

  constructor(desk: Desk) {
    void this.#load(desk);
  }

  get found(): readonly HelpRoute[] {
    return matching(this.routes, this.search);
  }

  named(ids: readonly string[]): readonly HelpRoute[] {
    return this.routes.filter(({ id }) => ids.includes(id));
  }

  async #load(desk: Desk): Promise<void> {
    try {
      this.routes = (await helpRoutes(desk.session.http)).routes;
    } catch (error) {
      this.problem = sentence(error);
    }
  }
}

/** Routes in which every word of the search occurs, in their name or in what they are for. */
export function matching(routes: readonly HelpRoute[], search: string): readonly HelpRoute[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return routes.filter(({ name, for: purpose, acts }) => {
    const text = `${name} ${purpose} ${acts}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
