import { alerts, alertsSeen, answerAlert } from '@hark/protocol/alerts';
import type { AlertsNow } from '@hark/protocol/alerts_api';
import { ApiError } from '@hark/protocol/errors';
import { announce } from '@hark/ui/announcements';

import type { Desk } from '../desk.svelte.ts';
import { onPush } from './push.ts';
import { what } from './words.ts';

const RINGS = 'urgent';

/** What is urgent now, and what was missed. It rings until a named person has answered: opening the case is no answer. */
export class Lane {
  now = $state.raw<AlertsNow>({ live: [], missed: [] });
  /** Quiet on this screen until the ladder's next step: somebody may be talking to a child. */
  hushed = $state(false);

  readonly #desk: Desk;
  readonly #stop: () => void;
  #steps = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    const stop = desk.feed.listen(({ what: told }) => {
      if (told === 'alert') this.look();
    });
    // A browser that slept looks as soon as it wakes, whatever reached it meanwhile.
    const woken = (): void => {
      if (document.visibilityState === 'visible') this.look();
    };
    document.addEventListener('visibilitychange', woken);
    const deaf = onPush(() => { this.look(); });
    this.#stop = () => {
      stop();
      deaf();
      document.removeEventListener('visibilitychange', woken);
    };
  }

  look(): void {
    void this.#desk.attempt(async () => {
      try {
        this.#take(await alerts(this.#desk.session.http));
      } catch (error) {
        // The line says already that the connection is gone; the lane is looked at again when it is back.
        if (!(error instanceof ApiError) || error.status !== 0) throw error;
      }
    });
  }

  async answer(id: string): Promise<void> {
    await this.#desk.attempt(async () => {
      try {
        this.#take(await answerAlert(this.#desk.session.http, id));
      } catch (error) {
        this.look();
        throw error;
      }
    });
  }

  /** The missed ones were read. */
  async read(): Promise<void> {
    const ids = this.now.missed.map(({ id }) => id);
    await this.#desk.attempt(async () => {
      await alertsSeen(this.#desk.session.http, ids);
      this.now = { ...this.now, missed: [] };
    });
  }

  hush(): void {
    this.hushed = true;
    this.#desk.bell.hush(RINGS);
  }

  leave(): void {
    this.#stop();
    this.#desk.bell.hush(RINGS);
  }

  #take(now: AlertsNow): void {
    const before = this.now.live.map(({ id }) => id);
    this.now = now;
    const ringing = now.live.filter(({ rings }) => rings);
    for (const line of ringing.filter(({ id }) => !before.includes(id))) announce(`Urgent. ${what(line)}`);
    const steps = ringing.map(({ id, level }) => `${id} ${level}`).join();
    if (steps !== this.#steps) this.hushed = false;
    this.#steps = steps;
    if (ringing.length > 0 && !this.hushed) this.#desk.bell.ring(RINGS);
    if (ringing.length === 0) this.#desk.bell.hush(RINGS);
    if (now.live.length > 0 && document.visibilityState === 'visible') void this.#see(now.live.map(({ id }) => id));
  }

  async #see(ids: readonly string[]): Promise<void> {
    await this.#desk.attempt(() => alertsSeen(this.#desk.session.http, ids));
  }
}
