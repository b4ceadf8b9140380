import { closeSchool, goLive, markStep, openTest, setUp } from '@hark/protocol/school';
import type { CheckItem, CheckName, SaidStep, SetUp, Step, StepState } from '@hark/protocol/school_api';

import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';
import { Attempt } from '../parts/attempt.svelte.ts';

/** How far the set-up is. The server keeps it: whoever comes back, on whatever device, goes on where it stands. */
export class Progress {
  now = $state.raw<SetUp | null>(null);

  readonly attempt = new Attempt(sentence);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    void this.load();
  }

  get live(): boolean {
    return this.now !== null && this.now.live !== null;
  }

  step(name: Step): StepState | null {
    return this.now?.steps.find(({ step }) => step === name) ?? null;
  }

  /** When it was done, or null. */
  doneAt(name: Step): string | null {
    return this.step(name)?.done ?? null;
  }

  isDone(name: Step): boolean {
    return this.doneAt(name) !== null;
  }

  /** What is still missing before pupils can use Hark. */
  get missing(): readonly CheckItem[] {
    return this.now?.checklist.filter(({ ok }) => !ok) ?? [];
  }

  load = (): Promise<boolean> => this.#do(() => setUp(this.#http));
  mark = (step: SaidStep, done: boolean, failed?: readonly CheckName[]): Promise<boolean> =>
    this.#do(() => markStep(this.#http, step, done, failed));
  openTest = (): Promise<boolean> => this.#do(() => openTest(this.#http));
  goLive = (): Promise<boolean> => this.#do(() => goLive(this.#http));
  close = (): Promise<boolean> => this.#do(() => closeSchool(this.#http));

  get #http() {
    return this.#desk.session.http;
  }

  #do(ask: () => Promise<SetUp>): Promise<boolean> {
    return this.attempt.run(async () => { this.now = await ask(); });
  }
}
