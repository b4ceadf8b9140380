import { saveSettings, settings } from '@hark/protocol/school';
import type { SchoolSettings } from '@hark/protocol/school_api';

import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';
import { Attempt } from '../parts/attempt.svelte.ts';

/** The school's settings as they stand on the server. Each form changes its own part of a copy and saves the whole. */
export class SchoolBook {
  now = $state.raw<SchoolSettings | null>(null);
  /** What was saved last, until something else is done. */
  saved = $state(false);

  readonly attempt = new Attempt(sentence);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    void this.load();
  }

  async load(): Promise<void> {
    await this.#do(() => settings(this.#desk.session.http));
  }

  /** Whether the change was stored. Another person's change to another part in the meantime is kept: it is read first. */
  async save(change: Partial<SchoolSettings>): Promise<boolean> {
    this.saved = false;
    const { http } = this.#desk.session;
    this.saved = await this.#do(async () => saveSettings(http, { ...(await settings(http)), ...change }));
    return this.saved;
  }

  #do(ask: () => Promise<SchoolSettings>): Promise<boolean> {
    return this.attempt.run(async () => { this.now = await ask(); });
  }
}
