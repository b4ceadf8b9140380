/**
 * The one page of a pupil: which step it shows and what was answered so far. All of it is memory: a new page knows nothing, and
 * the address never changes. The conversation itself is in `Talk`.
 */
import type { Safe, School, Want } from '@hark/protocol/api';
import { helpShown, school as getSchool } from '@hark/protocol/calls';
import { ApiError } from '@hark/protocol/errors';
import { Http } from '@hark/protocol/http';

import { copy } from './copy.ts';
import { canLock } from './device.ts';
import { idleStage, isCovered, type IdleStage } from './idle.ts';
import { asksAbout, chatsOffered, chosen, mentorFamily, routeOf, showsStopPage, type About, type Answers } from './routing.ts';
import type { MentorCard, MentorCards } from './mentoring.ts';
import { Talk } from './talk.svelte.ts';
import { offeredTopics } from './topics.ts';

export type Question = 'safe' | 'danger' | 'topics' | 'staff' | 'nude' | 'tell' | 'who' | 'mentor' | 'name';
export type Step = 'home' | Question | 'check' | 'sent' | 'talk' | 'end' | 'words' | 'old' | 'ended' | 'stopped';

/** A page that is put in front of the step and goes away again, with nothing lost. */
export type Aside = 'help' | 'about';

/** What went wrong with sending or loading, in the terms of P14. */
export type Problem = 'offline' | 'send' | 'load' | 'busy' | 'shut';

export const LONGEST = 4_000;

type Mentoring = typeof import('./mentoring.ts');
type Seldom = typeof import('./seldom.ts');

/** Who is there may change while a pupil chooses, so the page asks again. */
const LOOK_AGAIN_MS = 20_000;
const ASKS_WHO_IS_THERE: ReadonlySet<Step> = new Set(['who', 'mentor', 'check']);

/** A line that has brought nothing of the school for so long is treated as none: the page is drawn without. */
export const PATIENCE_MS = 8_000;

export class Page {
  readonly slug: string;
  readonly http = new Http({ fetch: (url, init) => fetch(url, init), mode: { kind: 'bearer', token: null } });
  readonly talk: Talk;
  /** Called when the page has cleared itself, with what to say about it. */
  readonly cleared: (notice: string) => void;

  step = $state<Step>('home');
  aside = $state<Aside | null>(null);
  notice = $state<string | null>(null);
  school = $state.raw<School | null>(null);
  schoolProblem = $state<'offline' | 'unknown' | null>(null);
  idle = $state<IdleStage>('active');

  safe = $state<Safe | null>(null);
  picked = $state<string[]>([]);
  about = $state<About | null>(null);
  text = $state('');
  want = $state<Want | null>(null);
  /** The mentor to ask first, the pupil's own year and the mentors' cards: for this page alone, but for whom to ask. */
  wish = $state.raw<MentorCard | null>(null);
  year = $state<number | null>(null);
  cards = $state.raw<MentorCards | null>(null);
  mentoring = $state.raw<Mentoring | null>(null);
  /** Who the pupil says that they are; empty while they have not. Only in memory, like everything else. */
  name = $state('');
  seldom = $state.raw<Seldom | null>(null);
  /** The piece with the cards could not be had in time. */
  #cardsLost = false;

  /**
   * Whether it is settled what the first page shows. Until then it has no button of its own: one that moved under a finger when
   * the school's facts arrive would lose the press, or take it for another's.
   */
  settled = $derived(this.school !== null || this.schoolProblem !== null);
  /** Where leaving goes: a page that could well have been open anyway. */
  #helps = $state.raw<readonly string[] | null>(null);
  exit = $derived(this.school?.exit_url ?? 'https://www.bbc.co.uk/bitesize');
  topics = $derived(offeredTopics(this.school?.topics));
  answers = $derived<Answers>({
    safe: this.safe,
    topics: this.topics.filter(({ id }) => this.picked.includes(id)),
    about: this.about,
    pastoral: this.school?.pastoral_topics ?? [],
  });
  route = $derived(routeOf(this.answers));
  /** Whether anybody reads on that route: a school that is being set up may have no head or chair here yet. */
  reaches = $derived(this.school?.routes.includes(this.route) ?? true);
  family = $derived(mentorFamily(this.answers));
  offered = $derived(this.school === null ? [] : chatsOffered(this.answers, this.school.status));
  chosen = $derived(chosen(this.answers, this.offered.includes(this.want ?? 'none') ? (this.want ?? 'none') : 'none'));

  /** The pupil chose a mentor, and there is none any more: the last one left, or the last adult did. */
  mentorsLeft = $derived(this.want === 'mentor' && this.school?.status.mentors_live === false);

  #answered: readonly Question[] = [];
  #trail: Step[] = [];
  #touched = performance.now();
  #looked = performance.now();

  constructor(slug: string, notice: string | null, cleared: (notice: string) => void) {
    this.slug = slug;
    this.notice = notice;
    this.cleared = cleared;
    this.talk = new Talk(this);
    void this.loadSchool();
  }

  /** Whether a help line may be shown: somebody checked it lately enough. A page that the server has not told shows what it came with. */
  shows(route: string): boolean {
    return this.#helps?.includes(route) ?? true;
  }

  async loadSchool(): Promise<void> {
    this.#looked = performance.now();
    const patience = setTimeout(() => { if (!this.settled) this.schoolProblem = 'offline'; }, PATIENCE_MS);
    try {
      this.school = await getSchool(this.http, this.slug);
      this.schoolProblem = null;
      // Where it cannot be had the page shows what it came with.
      helpShown(this.http, this.slug).then(({ shown }) => { this.#helps = shown; }, () => undefined);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.schoolProblem = error.status === 404 ? 'unknown' : 'offline';
    } finally {
      clearTimeout(patience);
    }
  }

  /** From the first page to the questions. Meanwhile the device is checked and what will be needed is fetched. */
  start(): void {
    this.go('safe');
    this.#makeReady();
  }

  comeBack(): void {
    this.go('words');
    this.#makeReady();
  }

  #makeReady(): void {
    this.talk.load().catch(() => {
      // Whoever needs it asks again, and says so if it still cannot be had.
    });
    void canLock().then((can) => { if (!can) this.#show('old'); });
  }

  go(step: Step): void {
    this.#trail.push(this.step);
    this.#show(step);
    // Loaded only where it is asked for; where it cannot be had, they are back where they were.
    if (step === 'name' || step === 'end') this.talk.load().then(({ loadSeldom }) => loadSeldom()).then((seldom) => { this.seldom = seldom; }, () => { this.back(); });
  }

  back(): void {
    this.#show(this.#trail.pop() ?? 'home');
  }

  /** To a step from which there is no way back: the report is sent, the words are typed. */
  arrive(step: Step): void {
    this.#trail = [];
    this.#show(step);
  }

  #show(step: Step): void {
    this.notice = null;
    this.step = step;
  }

  /** This question has its answer: on to the next that has none, or to the check. */
  answered(question: Question): void {
    // Whoever says again that they are in danger is shown again who can help now.
    const kept = this.#answered.filter((one) => one !== 'danger' || question !== 'safe');
    this.#answered = [...kept, question];
    const next = this.#questions().find((one) => !this.#answered.includes(one));
    if (next === 'tell') {
      this.talk.prepare();
      void this.loadMentoring();
    }
    this.go(next ?? 'check');
  }

  #questions(): Question[] {
    const asked: [Question, boolean][] = [
      ['safe', true],
      ['danger', this.safe === 'no'],
      ['topics', true],
      ['staff', asksAbout(this.answers)],
      ['nude', showsStopPage(this.answers)],
      ['tell', true],
      ['who', this.offered.length > 0],
      ['mentor', this.chosen.chat === 'mentor' && (this.mentoring !== null || !this.#cardsLost)],
    ];
    return asked.filter(([, applies]) => applies).map(([question]) => question);
  }

  /** The cards and the tips. Where they cannot be had nothing is missing that a pupil needs: a mentor can be asked for all the same. */
  async loadMentoring(): Promise<void> {
    const patience = setTimeout(() => { this.#goOnWithoutCards(); }, PATIENCE_MS);
    try {
      this.mentoring = await import('./mentoring.ts');
    } catch (problem) {
      reportError(problem);
      this.#goOnWithoutCards();
    } finally {
      clearTimeout(patience);
    }
  }

  #goOnWithoutCards(): void {
    this.#cardsLost = true;
    if (this.step !== 'mentor') return;
    // Not by way of the step that has nothing to show, so that Back does not lead there either.
    this.back();
    this.answered('mentor');
  }

  /** Whether the pupil would meet this mentor. What the page knows of that stays here. */
  meets(person: string): boolean {
    return this.mentoring?.meets(this.cards, this.year, person) ?? true;
  }

  /** Somebody is here. What was hidden stays hidden until they ask for it. */
  touched(): void {
    if (!isCovered(this.idle)) this.uncover();
  }

  uncover(): void {
    this.#touched = performance.now();
    this.idle = 'active';
  }

  /** Looks at how long nobody has touched the page. There is nothing to hide on the first page. */
  tick(): void {
    if (this.step === 'home') this.#touched = performance.now();
    if (ASKS_WHO_IS_THERE.has(this.step) && this.talk.sending === null && performance.now() - this.#looked > LOOK_AGAIN_MS) void this.loadSchool();
    this.idle = idleStage(performance.now() - this.#touched);
    if (this.idle === 'wiped') this.clear(copy.home.cleared);
  }

  /** The device is back on a network, or the page is looked at again. */
  wake(): void {
    if (this.school === null) void this.loadSchool();
    this.talk.wake();
  }

  /** Every answer, key and word goes, and a new page begins. */
  clear(notice: string): void {
    this.wipe();
    this.cleared(notice);
  }

  wipe(): void {
    this.name = '';
    this.forgetAnswers();
    this.talk.wipe();
  }

  forgetAnswers(): void {
    this.text = '';
    this.picked = [];
    this.safe = this.about = this.want = this.wish = null;
    this.#answered = [];
  }
}
