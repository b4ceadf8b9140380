/** Sending, coming back and talking: everything of the page that needs keys. The keys themselves are loaded late and kept in the vault. */
import { ApiError, RtError } from '@hark/protocol/errors';

import type { Chat, Opening, PupilChat, PupilVault } from './late.ts';
import type { Page, Problem } from './page.svelte.ts';

type Late = typeof import('./late.ts');

/** How far a report has come; null while none is on its way. */
export type Sending = 'words' | 'locking' | 'sending' | null;

const LOOK_AGAIN_MS = 3_000;

export class Talk {
  readonly #page: Page;
  late = $state.raw<Late | null>(null);
  chat = $state.raw<Chat | null>(null);
  sending = $state<Sending>(null);
  opening = $state(false);
  problem = $state<Problem | null>(null);
  /** Set while the pupil is asked to wait before trying words again. */
  waitMs = $state<number | null>(null);
  /** Why the page stopped: a code of the protocol, for the school. */
  stopCode = $state<string | null>(null);
  /** The return words, from the sending until the pupil says they are kept. */
  words = $state.raw<string[] | null>(null);
  /** What stands in the message box; here, so that looking for help loses nothing of it. */
  draft = $state('');
  /** The name that the pupil gave before the report was sent did not arrive. */
  nameLost = $state(false);
  typed = $state<string[]>(Array.from({ length: 6 }, () => ''));
  /** The mailbox that is open, with its keys, which the vault wipes when the page is left. */
  entered: Opening | null = null;
  #vault: PupilVault | null = null;
  #talk: PupilChat | null = null;
  #listening = false;
  #left = false;

  constructor(page: Page) {
    this.#page = page;
  }

  async load(): Promise<Late> {
    return (this.late ??= await import('./late.ts'));
  }

  /** The page cannot be used without what is loaded late: fetch it. Null where that fails, which is said. */
  async need(): Promise<Late | null> {
    await this.#attempt('load', async () => { await this.load(); });
    return this.late;
  }

  /** Makes the keys while the pupil writes, so that sending need not wait for them. */
  prepare(): void {
    this.#ready().then(
      (vault) => { vault.prepare(); },
      () => {
        // Sending asks again, and says so if it still cannot be had.
      },
    );
  }

  /** Sends the report. Two presses are one report, and so are two attempts: the sealed bytes are kept. */
  async send(): Promise<void> {
    const { text, picked, route, safe, chosen } = this.#page;
    if (this.sending !== null || safe === null) return;
    this.sending = 'words';
    await this.#attempt('send', async () => {
      const vault = await this.#ready();
      const draft = { text: text.trim(), topics: [...picked], route, safe, ...chosen };
      const opening = await vault.report(draft, (step) => { this.sending = step; });
      this.words = opening.words;
      this.#enter(opening);
      const { wish } = this.#page;
      // A wish that does not arrive costs nothing: somebody else is asked first.
      if (chosen.chat === 'mentor' && wish !== null) void this.act((talk) => talk.wait('mentor', wish.id));
      // The report is there, and waits for nothing: a name that does not arrive is asked for once more when the words are kept.
      this.nameLost = (await this.#page.seldom?.sayName(this.#page)) === false;
      this.#page.forgetAnswers();
      this.#page.arrive('sent');
    });
    this.sending = null;
  }

  /** Opens the mailbox of these words. Answers the code of a refusal that the pupil can mend, or null. */
  async comeBack(words: string[]): Promise<'words_unknown' | 'too_many_tries' | null> {
    let refused: 'words_unknown' | 'too_many_tries' | null = null;
    this.opening = true;
    await this.#attempt('load', async () => {
      const vault = await this.#ready();
      try {
        this.#enter(await vault.comeBack(words));
        this.typed = this.typed.map(() => '');
        this.#page.arrive('talk');
      } catch (error) {
        if (!(error instanceof ApiError && (error.code === 'words_unknown' || error.code === 'too_many_tries'))) throw error;
        refused = error.code;
        this.waitMs = error.retryAfterMs;
      }
    });
    this.opening = false;
    return refused;
  }

  /** The words are kept, so they are shown no more. */
  kept(): void {
    this.words = null;
    this.#page.arrive(this.nameLost ? 'name' : 'talk');
  }

  say(): void {
    const text = this.draft.trim();
    if (text === '') return;
    this.#talk?.say(text);
    this.draft = '';
  }

  again(id: string): void {
    this.#talk?.again(id);
  }

  /** What the pupil presses in a chat. True when it was done; a refusal that no longer matters counts as done. */
  async act(press: (talk: PupilChat) => Promise<void>): Promise<boolean> {
    if (this.#talk === null) return false;
    try {
      await press(this.#talk);
      return true;
    } catch (error) {
      if (error instanceof RtError || error instanceof ApiError) return false;
      throw error;
    }
  }

  async finish(): Promise<void> {
    await this.act((talk) => talk.finish());
    this.#page.go('end');
  }

  async forgetWords(): Promise<boolean> {
    const vault = this.#vault;
    return vault !== null && this.act(() => vault.forgetWords());
  }

  wake(): void {
    this.#talk?.wake();
    if (this.problem === 'offline' && this.#page.step === 'check') void this.send();
    else if (!this.#listening) void this.listen();
  }

  /** Reads what is there and listens from then on. Where that fails it is tried again by itself. */
  async listen(): Promise<void> {
    const talk = this.#talk;
    if (talk === null || this.#listening) return;
    this.#listening = true;
    await this.#attempt('load', () => talk.open());
    if (this.problem === null) return;
    this.#listening = false;
    setTimeout(() => { if (talk === this.#talk) void this.listen(); }, LOOK_AGAIN_MS);
  }

  wipe(): void {
    this.#left = true;
    this.#talk?.close();
    this.#vault?.leave();
    this.#talk = this.#vault = this.entered = this.chat = this.words = null;
    this.draft = '';
    this.typed = this.typed.map(() => '');
  }

  #enter(opening: Opening): void {
    if (this.#left || this.late === null) return;
    this.entered = opening;
    this.#talk?.close();
    const talk = this.late.makeChat(
      opening,
      (chat) => { if (talk === this.#talk) this.#changed(chat); },
      (person) => this.#page.meets(person),
    );
    this.#talk = talk;
    this.#listening = false;
    // Whoever came back by their words has not written on this page yet.
    if (this.#page.mentoring === null) void this.#page.loadMentoring();
    void this.listen();
  }

  #changed(chat: Chat): void {
    this.chat = chat;
    if (chat.trouble === 'gone' || chat.line.state === 'stopped') this.#leaveTalk('ended');
    else if (chat.trouble !== null) this.#stop(chat.trouble);
  }

  #leaveTalk(step: 'ended' | 'stopped'): void {
    this.#talk = null;
    this.#page.arrive(step);
  }

  async #ready(): Promise<PupilVault> {
    const late = await this.load();
    if (this.#page.school === null) await this.#page.loadSchool();
    const { school, http } = this.#page;
    if (school === null) throw new ApiError('offline', 0, null);
    return (this.#vault ??= late.makeVault(school, http));
  }

  /** Runs `work` and turns what fails into what the pupil is told. `meant` is what to say when nothing more is known. */
  async #attempt(meant: Problem, work: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      if (this.#left) return;
      const code = this.late?.refusalCode(error) ?? null;
      if (code !== null) this.#stop(code);
      else this.problem = problemOf(error, meant);
    }
  }

  #stop(code: string): void {
    this.stopCode = code;
    this.#leaveTalk('stopped');
  }
}

function problemOf(error: unknown, meant: Problem): Problem {
  if (!navigator.onLine) return 'offline';
  if (error instanceof ApiError && error.code === 'school_not_open') return 'shut';
  if (error instanceof ApiError) return error.status === 429 || error.status === 503 ? 'busy' : meant;
  // A file that did not load or a worker that did not start ends here as well; whatever else it is belongs in the console.
  reportError(error);
  return meant;
}
