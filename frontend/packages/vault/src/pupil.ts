/**
 * What a pupil's page holds while it is open, and nothing longer: the return words, the keys they give and the sealed report.
 * All of it is in memory only; `leave` wipes it.
 */
import { b64u } from '@hark/crypto/bytes';
import { SealError, type SealCode } from '@hark/crypto/errors';
import { mailboxKeys, signChallenge, wordsSalt, type MailboxKeys } from '@hark/crypto/mailbox';
import { drawWords } from '@hark/crypto/words';
import type { Family, Mailbox, MailboxAnswer, NewReport, Route, Safe, Want } from '@hark/protocol/api';
import {
  farewell, forgetWords, mailboxChallenge, openMailbox, schoolRoster, sendReport, work,
} from '@hark/protocol/calls';
import { ApiError } from '@hark/protocol/errors';
import type { Http } from '@hark/protocol/http';

import { groupReaders } from './group_readers.ts';
import type { Jobs } from './jobs.ts';
import { PinnedRoster } from './pupil_roster.ts';
import { PupilThread } from './pupil_thread.ts';

export interface PupilOptions {
  school: { id: string; slug: string };
  http: Http;
  jobs: Jobs;
  /** The time, RFC 3339 in UTC with a `Z`. */
  now: () => string;
}

export interface Draft {
  text: string;
  topics: string[];
  route: Route;
  safe: Safe;
  chat: Want;
  /** The topic family that a mentor sees before claiming; null where no mentor may take it. */
  mentor: Family | null;
}

/** How far a report has come, for a page that says so. */
export type Step = 'words' | 'locking' | 'sending';

export interface Opening {
  mailbox: Mailbox;
  thread: PupilThread;
  roster: PinnedRoster;
  http: Http;
  keys: MailboxKeys;
}

interface Identity {
  words: string[];
  keys: MailboxKeys;
}

/** The code of a refusal by the checks of the protocol, or null for any other failure. */
export const refusalCode = (error: unknown): SealCode | null => (error instanceof SealError ? error.code : null);

type SealedReport = Omit<NewReport, 'work'>;

export class PupilVault {
  readonly #options: PupilOptions;
  readonly #roster: PinnedRoster;
  #http: Http;
  #identity: Promise<Identity> | null = null;
  #keys: MailboxKeys | null = null;
  #thread: PupilThread | null = null;
  #sealed: SealedReport | null = null;

  constructor(options: PupilOptions) {
    const { school, http, now } = options;
    this.#options = options;
    this.#http = http;
    this.#roster = new PinnedRoster(school.id, () => schoolRoster(http, school.slug), now);
  }

  /** Draws the return words and stretches them in the worker, so that sending need not wait for it. Harmless to call again. */
  prepare(): void {
    // A failure here is met again, and told, by the `report` that needs the keys.
    this.#identify().catch(() => undefined);
  }

  /**
   * Seals the report, once, and sends it. A call that failed may be made again with the same draft: the same bytes go out, and
   * the server answers as the first time. Only after the server found them unfit is the report sealed anew.
   */
  async report(draft: Draft, progress: (step: Step) => void): Promise<Opening & { words: string[] }> {
    const { http, jobs, school: { slug } } = this.#options;
    progress('words');
    const { words, keys } = await this.#identify();
    progress('locking');
    const { challenge, bits } = await work(http, slug);
    const [sealed, answer] = await Promise.all([this.#seal(draft, keys), jobs.solve(challenge, bits)]);
    progress('sending');
    try {
      return { ...this.#enter(await sendReport(http, slug, { ...sealed, work: { challenge, answer } })), words };
    } catch (error) {
      // The server read it and found that it does not fit (the group's keys have changed since), so nothing was stored and the
      // next attempt may be other bytes. After anything less certain it may not.
      if (error instanceof ApiError && error.status === 422) this.#sealed = null;
      throw error;
    }
  }

  /** Comes back with six words, already normalised. `words_unknown` where they open nothing. */
  async comeBack(words: string[]): Promise<Opening> {
    const { http, jobs, school } = this.#options;
    const keys = await mailboxKeys(await jobs.stretch(words.join(' '), await wordsSalt(school.id)));
    const { challenge } = await mailboxChallenge(http, school.slug);
    const sig = await signChallenge(keys.mailbox, school.id, challenge);
    const answer = await openMailbox(http, school.slug, { locator: b64u(keys.locator), challenge, sig });
    this.#keys = keys;
    return this.#enter(answer);
  }

  /** These words open nothing any more. */
  async forgetWords(): Promise<void> {
    await forgetWords(this.#http);
  }

  /** Wipes every key and word, stops the worker, and tells the server without waiting for it. Nothing of this works afterwards. */
  leave(): void {
    this.#options.jobs.end();
    this.#thread?.wipe();
    this.#keys?.kemSeed.fill(0);
    this.#keys?.locator.fill(0);
    if (this.#http !== this.#options.http) farewell(this.#http);
    this.#identity = this.#keys = this.#thread = this.#sealed = null;
    this.#http = this.#options.http;
  }

  #identify(): Promise<Identity> {
    this.#identity ??= this.#makeIdentity();
    return this.#identity;
  }

  async #makeIdentity(): Promise<Identity> {
    const { jobs, school } = this.#options;
    try {
      const words = drawWords();
      const master = await jobs.stretch(words.join(' '), await wordsSalt(school.id));
      const keys = await mailboxKeys(master);
      master.fill(0);
      this.#keys = keys;
      return { words, keys };
    } catch (error) {
      // A worker that failed once may start the next time; a kept failure never could.
      this.#identity = null;
      throw error;
    }
  }

  async #seal(draft: Draft, keys: MailboxKeys): Promise<SealedReport> {
    if (this.#sealed !== null) return this.#sealed;
    const { route, safe, mentor, chat, text, topics } = draft;
    const roster = await this.#roster.fresh();
    const readers = groupReaders(roster, route);
    if (readers === null) throw new SealError('roster_malformed');
    const conv = crypto.randomUUID();
    const thread = this.#makeThread(`conv:${conv}`, keys);
    const epoch = await thread.makeEpoch(1, readers, roster.number);
    const report = await thread.seal({
      kind: 'report',
      text,
      topics,
      chat,
      pupil: { kem: b64u(keys.kem), sign: b64u(keys.sign.publicKey) },
      roster: { number: roster.number, root: b64u(roster.root) },
    });
    this.#sealed = {
      conv,
      route,
      safe,
      mentor,
      chat,
      locator_hash: b64u(keys.locatorHash),
      mailbox_key: b64u(keys.mailbox.publicKey),
      epoch,
      report: { cmid: report.cmid, env: report.env },
    };
    return this.#sealed;
  }

  #enter({ token, mailbox }: MailboxAnswer): Opening {
    this.#http = this.#options.http.as(token);
    const keys = this.#keys;
    if (keys === null) throw new SealError('key_mismatch');
    const thread = this.#thread?.stream === mailbox.stream ? this.#thread : this.#makeThread(mailbox.stream, keys);
    return { mailbox, thread, roster: this.#roster, http: this.#http, keys };
  }

  #makeThread(stream: string, keys: MailboxKeys): PupilThread {
    const { school, now } = this.#options;
    this.#thread = new PupilThread({ school: school.id, stream }, keys, this.#roster, now);
    return this.#thread;
  }
}
