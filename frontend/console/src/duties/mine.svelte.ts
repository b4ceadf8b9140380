import { finishDuty, myDuties, type Duty } from '@hark/protocol/escalation';

import type { Desk } from '../desk.svelte.ts';

/** What this person still has to do themselves. It is asked for anew whenever the server says that something of it changed. */
export class MyDuties {
  open = $state.raw<readonly Duty[]>([]);

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Follow what changes, until the returned function is called. */
  follow(): () => void {
    void this.look();
    return this.#desk.feed.listen((notice) => {
      if (notice.what === 'task') void this.look();
    });
  }

  async look(): Promise<void> {
    await this.#desk.attempt(async () => { this.open = (await myDuties(this.#desk.session.http)).duties; });
  }

  /** Say that one is done whose case this person no longer reads, and so can write nothing about. */
  async doneElsewhere(id: string): Promise<void> {
    await this.#desk.attempt(() => finishDuty(this.#desk.session.http, id, null));
    await this.look();
  }
}
