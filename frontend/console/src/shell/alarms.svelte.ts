import type { AlarmReason } from '@hark/protocol/mentoring_api';

import type { Desk } from '../desk.svelte.ts';

export interface Alarm {
  readonly id: string;
  readonly why: AlarmReason | 'asked' | 'held';
}

/** What rings for an adult on duty, until they go and look. */
export class Alarms {
  ringing = $state.raw<readonly Alarm[]>([]);

  readonly #desk: Desk;
  readonly #stop: () => void;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#stop = desk.feed.listen((notice) => {
      if (notice.what === 'alarm') this.#add({ id: notice.id, why: notice.why });
      if (notice.what === 'asked' || notice.what === 'held') this.#add({ id: notice.id, why: notice.what });
    });
  }

  /** Somebody goes to look. */
  answer(): void {
    this.ringing = [];
    this.#desk.bell.hush('alarms');
  }

  leave(): void {
    this.#stop();
    this.answer();
  }

  #add(alarm: Alarm): void {
    // What arrives while the wall is looked at is on the wall.
    if (this.#desk.place.at === 'wall' && alarm.why === 'held') return;
    this.ringing = [...this.ringing.filter(({ id, why }) => id !== alarm.id || why !== alarm.why), alarm];
    this.#desk.bell.ring('alarms');
  }
}
