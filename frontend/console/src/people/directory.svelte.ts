import * as calls from '@hark/protocol/people';
import type { NewTraining, PersonLine, SuspensionReason, TrainingRule } from '@hark/protocol/people_api';

import type { Desk } from '../desk.svelte.ts';
import { localDate } from '../times.ts';

/** The school's people as the server lists them, and what may be done about one of them. Rosters are the business of `keys`. */
export class Directory {
  people = $state.raw<readonly PersonLine[]>([]);
  rules = $state.raw<readonly TrainingRule[]>([]);
  loaded = $state(false);

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Today, where the reader is. */
  get today(): string {
    return localDate(this.#desk.now.toISOString());
  }

  get here(): readonly PersonLine[] {
    return this.people.filter(({ state }) => state !== 'left');
  }

  find(id: string): PersonLine | null {
    return this.people.find((one) => one.id === id) ?? null;
  }

  async load(): Promise<void> {
    const { http } = this.#desk.session;
    const [{ people }, { rules }] = await Promise.all([calls.people(http), calls.trainingRules(http)]);
    this.people = people;
    this.rules = rules;
    this.loaded = true;
  }

  suspend(id: string, reason: SuspensionReason): Promise<void> {
    return this.#then(calls.suspend(this.#http, id, reason));
  }

  restore(id: string): Promise<void> {
    return this.#then(calls.restore(this.#http, id));
  }

  withdraw(invitation: string): Promise<void> {
    return this.#then(calls.withdrawInvitation(this.#http, invitation));
  }

  addTraining(id: string, done: NewTraining): Promise<void> {
    return this.#then(calls.addTraining(this.#http, id, done));
  }

  withdrawTraining(id: string, training: string): Promise<void> {
    return this.#then(calls.withdrawTraining(this.#http, id, training));
  }

  setRules(rules: readonly TrainingRule[]): Promise<void> {
    return this.#then(calls.setTrainingRules(this.#http, { rules: [...rules] }));
  }

  get #http(): Desk['session']['http'] {
    return this.#desk.session.http;
  }

  async #then(done: Promise<unknown>): Promise<void> {
    await done;
    await this.load();
  }
}
