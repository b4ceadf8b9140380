import type { Duty, Me } from '@hark/protocol/api';
import { endDuty, startDuty } from '@hark/protocol/mentoring';
import type { Feeling } from '@hark/protocol/mentoring_api';
import { ownTopics } from '@hark/protocol/school';
import type { OwnTopics } from '@hark/protocol/school_api';
import { duty } from '@hark/protocol/staff';

import { NO_CHOICES } from './case/topics.ts';
import { sentence } from './errors.ts';
import { Feed } from './feed.svelte.ts';
import { Search } from './search/search.svelte.ts';
import { Session } from './session.svelte.ts';
import { Bell } from './shell/bell.ts';
import { home, type Place } from './shell/places.ts';
import { rightNow } from './times.ts';

/** What every screen behind the lock stands on: who is signed in, the live connection, who is on duty, and where we are. */
export class Desk {
  readonly session = new Session();
  readonly feed = new Feed(this.session.http, () => void this.#loadDuty(), () => void this.attempt(() => this.session.ended()));

  place = $state.raw<Place>({ at: 'keys' });
  duty = $state.raw<Duty>({ people: [], me: 'off' });
  /** Before the server has said whether this person is on duty, nothing can be switched. */
  dutyKnown = $state(false);
  /** What the school has made of the list of topics. */
  topics = $state.raw<OwnTopics>(NO_CHOICES);
  /** What a screen has to say that outlives it, such as why a case closed by itself. */
  notice = $state<string | null>(null);
  /** The time, once a minute, for every “3 min ago”. */
  now = $state.raw(rightNow());
  /** A mentor is asked how they are before they come on duty. */
  comingOn = $state(false);
  /** The words of opened cases, in memory alone. */
  readonly search = new Search();
  /** Rings for what should not wait: an offer to a mentor, an alarm to an adult. */
  readonly bell = new Bell();
  /** Single-key shortcuts, on unless the person turned them off. */
  shortcuts = $state(true);

  #stopListening: () => void = () => undefined;
  #minute: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.session.around(() => { this.#open(); }, () => { this.#close(); }, () => void this.attempt(() => this.session.refreshStanding()));
  }

  get me(): Me {
    return this.session.self;
  }

  /** Whether exact times may be shown; see `dayPart`. */
  get seesExactTimes(): boolean {
    return this.me.role !== 'mentor' && this.me.role !== 'responder';
  }

  /** Adults who are live now and can read a mentor's chat: by the roster, the safeguarding group and nobody else. */
  get supervisors(): readonly string[] {
    const group = (this.session.roster?.people ?? []).filter(({ groups }) => groups.includes('safeguarding')).map(({ alias }) => alias);
    return this.duty.people.filter(({ live, alias }) => live && group.includes(alias)).map(({ alias }) => alias);
  }

  /** Whether this person has cases or chats at all, and may open them today. */
  get works(): boolean {
    return this.me.standing !== 'paused' && this.me.role !== 'governor' && this.me.role !== 'administrator';
  }

  get isLive(): boolean {
    return this.feed.line.state === 'live';
  }

  go(place: Place): void {
    this.notice = null;
    this.place = place;
    history.pushState(place, '');
  }

  readonly back = ({ state }: PopStateEvent): void => {
    if (this.session.stage === 'open' && state !== null) this.place = state as Place;
  };

  /** On duty, or off. Call it from a press, which is when a browser lets a page sound. */
  async switchDuty(): Promise<void> {
    if (this.duty.me === 'on') {
      await this.attempt(async () => { this.duty = await endDuty(this.session.http); });
    } else if (this.me.role === 'mentor') {
      this.comingOn = true;
    } else {
      this.bell.unlock();
      // Whoever comes on duty hears now what they would hear then.
      this.bell.once();
      await this.attempt(() => this.comeOn());
    }
  }

  async comeOn(feeling?: Feeling): Promise<void> {
    this.duty = await startDuty(this.session.http, feeling);
  }

  /** Do something whose refusal is said at the top of the screen. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // What was under way when the console was locked fails for want of keys, and there is nobody left to tell.
      if (this.session.stage === 'open') this.notice = sentence(error);
    }
  }

  #open(): void {
    this.notice = null;
    this.place = home(this.me.role);
    history.replaceState(this.place, '');
    this.#minute = setInterval(() => { this.#tick(); }, 30_000);
    if (this.me.standing === 'paused') return;
    this.feed.start();
    if (this.works && this.me.role !== 'mentor') void this.attempt(async () => { this.topics = await ownTopics(this.session.http); });
    this.#stopListening = this.feed.listen((notice) => {
      const { what } = notice;
      if (what === 'duty') void this.#loadDuty();
      if (notice.what === 'case') void this.attempt(() => this.search.check(this, notice.id));
      if (what === 'roster') void this.attempt(() => this.session.refreshRoster());
    });
  }

  #tick(): void {
    this.now = rightNow();
    // Whoever is paused has no live connection that could tell them that they may go on.
    if (this.me.standing === 'paused') void this.attempt(() => this.session.refreshStanding());
  }

  #close(): void {
    this.search.wipe();
    this.#stopListening();
    clearInterval(this.#minute);
    this.feed.stop();
    this.bell.silence();
    this.comingOn = false;
    this.dutyKnown = false;
  }

  #loadDuty(): Promise<void> {
    if (!this.works) return Promise.resolve();
    return this.attempt(async () => {
      this.duty = await duty(this.session.http);
      this.dutyKnown = true;
    });
  }
}
