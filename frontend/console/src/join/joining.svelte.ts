import * as own from '@hark/protocol/account';
import type { Invitation } from '@hark/protocol/account_api';
import type { Me } from '@hark/protocol/api';
import { enrol, openedWords, type OpenedWords } from '@hark/vault/joining';

import type { Session, Wait } from '../session.svelte.ts';
import { rightNowText } from '../times.ts';
import { leaveInvitation } from './address.ts';
import { codeOf } from '../errors.ts';
import { refusal } from './words.ts';

/** Where somebody is on the way in. From `sheet` on they have joined, and their keys are in memory. */
export type Step = 'words' | 'who' | 'way' | 'sheet' | 'passkey';

/** This page has joined before, and never heard so. */
class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
  readonly code = 'joining_answer_lost';
}

/** One invitation, from its six words to a person with keys of their own. */
export class Joining {
  step = $state<Step>('words');
  wait = $state<Wait>(null);
  problem = $state<string | null>(null);
  email = $state('');
  alias = $state('');
  title = $state('');
  /** Somebody has joined with this invitation: it may be the person at this page, and then they sign in. */
  used = $state(false);

  readonly #id: string;
  readonly #session: Session;
  #words: OpenedWords | null = null;
  #invited: Invitation | null = null;
  /** Whether this page has asked to join: its answer may have been lost on the way. */
  #asked = false;
  /** Who this page has joined as, until their vault is open. */
  #joined: { readonly me: Me; readonly wrapKey: Uint8Array } | null = null;

  constructor(id: string, session: Session) {
    this.#id = id;
    this.#session = session;
  }

  /** What the right words have shown. */
  get invited(): Invitation {
    if (this.#invited === null) throw new Error('the invitation is not open');
    return this.#invited;
  }

  refuse(problem: string): void {
    this.problem = problem;
  }

  async open(words: string): Promise<void> {
    await this.attempt(async () => {
      const { http, stretch } = this.#session;
      const how = await own.startInvitation(http, this.#id);
      this.wait = 'stretching';
      this.#words = await openedWords(stretch, words, how);
      this.wait = 'asking';
      const invited = await own.openInvitation(http, this.#id, this.#words.auth);
      this.#invited = invited;
      this.email = invited.email;
      this.alias = invited.alias;
      this.title = invited.title;
      this.step = 'who';
    });
  }

  sayWho(): void {
    const missing = this.email.trim() === '' || this.alias.trim() === '' || this.title.trim() === '';
    this.problem = missing ? 'Fill in every field.' : null;
    if (!missing) this.step = 'way';
  }

  /** Make this person's keys on this device and join with them. Whoever is interrupted after they have joined only goes in. */
  async join(passphrase: string, code: string): Promise<void> {
    await this.attempt(async () => {
      const { me, wrapKey } = (this.#joined ??= await this.#join(passphrase, code));
      // Opening wipes the key that it is given, and may have to be tried again.
      await this.#session.joined(me, 'passphrase', wrapKey.slice());
      wrapKey.fill(0);
      this.step = 'sheet';
    });
  }

  async #join(passphrase: string, code: string): Promise<{ me: Me; wrapKey: Uint8Array }> {
    const { http, stretch } = this.#session;
    const { words, invited } = this.#opened;
    this.wait = 'stretching';
    const who = { email: this.email.trim(), alias: this.alias.trim(), title: this.title.trim() };
    const { body, wrapKey } = await enrol({ stretch, invitation: this.#id, words, invited, who, passphrase, now: rightNowText() });
    this.wait = 'asking';
    const again = this.#asked;
    this.#asked = true;
    const me = await own.join(http, this.#id, { ...body, code: code === '' ? null : code }).catch((error: unknown) => {
      throw again && codeOf(error) === 'invitation_used' ? new AnswerLost() : error;
    });
    // From here on a reload signs in: the invitation is used, and its words open nothing any more.
    leaveInvitation();
    words.key.fill(0);
    return { me, wrapKey };
  }

  async attempt(work: () => Promise<void>): Promise<void> {
    this.problem = null;
    this.wait = 'asking';
    try {
      await work();
    } catch (error) {
      this.used = codeOf(error) === 'invitation_used' || error instanceof AnswerLost;
      this.problem = refusal(error);
    } finally {
      this.wait = null;
    }
  }

  get #opened(): { words: OpenedWords; invited: Invitation } {
    if (this.#words === null) throw new Error('the invitation is not open');
    return { words: this.#words, invited: this.invited };
  }
}
