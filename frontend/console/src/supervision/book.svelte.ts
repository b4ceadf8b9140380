import * as calls from '@hark/protocol/mentoring';
import type { MentoringDesk, MentoringRules, NewRotaChange, NewRotaSlot, Rota } from '@hark/protocol/mentoring_api';
import { people as allPeople } from '@hark/protocol/people';
import type { PersonLine } from '@hark/protocol/people_api';

import type { Desk } from '../desk.svelte.ts';
import { localDate } from '../times.ts';

/** Mentoring as the adults who answer for it see it: the mentors today, the rota and the school's rules. */
export class MentoringBook {
  today = $state.raw<MentoringDesk | null>(null);
  rota = $state.raw<Rota | null>(null);
  rules = $state.raw<MentoringRules | null>(null);
  people = $state.raw<readonly PersonLine[]>([]);

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Who may stand on the rota: mentors, and adults who supervise them. */
  get rostered(): readonly PersonLine[] {
    return this.people.filter(({ state, role, groups }) =>
      state === 'active' && (role === 'mentor' || groups.includes('safeguarding') || groups.includes('pastoral')));
  }

  async lookAtToday(): Promise<void> {
    this.today = await calls.mentoringDesk(this.#http);
  }

  async lookAtRota(): Promise<void> {
    this.rota = await calls.rota(this.#http, localDate(this.#desk.now.toISOString()));
  }

  async lookAtPeople(): Promise<void> {
    this.people = (await allPeople(this.#http)).people;
  }

  async lookAtRules(): Promise<void> {
    this.rules = await calls.mentoringRules(this.#http);
  }

  async saveRules(change: Partial<MentoringRules>): Promise<void> {
    // Read first, so that a colleague's change to another part in the meantime is kept.
    const now = await calls.mentoringRules(this.#http);
    this.rules = await calls.setMentoringRules(this.#http, { ...now, ...change });
  }

  saveSlot(id: string | null, slot: NewRotaSlot): Promise<void> {
    return this.#thenRota(id === null ? calls.addSlot(this.#http, slot) : calls.changeSlot(this.#http, id, slot));
  }

  removeSlot(id: string): Promise<void> {
    return this.#thenRota(calls.removeSlot(this.#http, id));
  }

  addChange(change: NewRotaChange): Promise<void> {
    return this.#thenRota(calls.addChange(this.#http, change));
  }

  removeChange(id: string): Promise<void> {
    return this.#thenRota(calls.removeChange(this.#http, id));
  }

  seesRoom(shift: string): Promise<void> {
    return this.#thenToday(calls.noteRoom(this.#http, shift));
  }

  hasTalked(shift: string): Promise<void> {
    return this.#thenToday(calls.noteTalked(this.#http, shift));
  }

  debriefSeen(id: string): Promise<void> {
    return this.#thenToday(calls.debriefSeen(this.#http, id));
  }

  reviewTalked(conv: string): Promise<void> {
    return this.#thenToday(calls.noteReviewTalked(this.#http, conv));
  }

  sign(conv: string, feedback: 'good' | 'talk'): Promise<void> {
    return this.#thenToday(calls.signReview(this.#http, conv, { note: null, feedback }));
  }

  get #http(): Desk['session']['http'] {
    return this.#desk.session.http;
  }

  async #thenRota(done: Promise<unknown>): Promise<void> {
    await done;
    await this.lookAtRota();
  }

  async #thenToday(done: Promise<unknown>): Promise<void> {
    await done;
    await this.lookAtToday();
  }
}
