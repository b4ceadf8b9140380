import { conversationsToMove, proposeGroupKey } from '@hark/protocol/keys';
import { leave } from '@hark/protocol/people';
import { startStreamEpoch } from '@hark/protocol/staff';
import { moveConversations, type Left } from '@hark/vault/moving';
import { proposeGroup, type Change } from '@hark/vault/school_keys';
import type { Roster } from '@hark/vault/staff';

import { codeOf } from '../errors.ts';
import type { Session } from '../session.svelte.ts';
import { signNext, unsigned } from './signing.ts';

export type StepName = 'sessions' | 'keys' | 'roster' | 'moving';
export type StepState = 'waiting' | 'doing' | 'done' | 'stopped';

export interface Step {
  readonly name: StepName;
  readonly state: StepState;
  /** What there is to say about it, in words. */
  readonly detail: string;
}

/** How often two people may sign at the same moment before this one is told. */
const TRIES = 3;

/**
 * Everything that follows when somebody leaves, in one go: out at once, new keys, the next roster, conversations moved. Each step
 * looks at how the school stands and does what is still to be done, so it may be stopped anywhere and run again by anybody.
 */
export class Settling {
  steps = $state.raw<readonly Step[]>([]);
  running = $state(false);
  finished = $state(false);
  /** Conversations that could not be moved from here, with the reason's code. */
  left = $state.raw<readonly Left[]>([]);

  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Throws what stopped it; the steps say how far it came. */
  async run(leaver: string | null): Promise<void> {
    const names: StepName[] = leaver === null ? ['keys', 'roster', 'moving'] : ['sessions', 'keys', 'roster', 'moving'];
    this.steps = names.map((name) => ({ name, state: 'waiting', detail: '' }));
    this.running = true;
    this.finished = false;
    try {
      if (leaver !== null) await this.#step('sessions', async () => {
        await leave(this.#session.http, leaver);
        return 'They are out, on every device.';
      });
      await this.#keysAndRoster();
      await this.#step('moving', () => this.#move());
      this.finished = true;
    } finally {
      this.running = false;
    }
  }

  async #keysAndRoster(): Promise<void> {
    if (!this.#session.vault.holdsRoot) {
      await this.#step('keys', () => this.#propose());
      this.#set('roster', 'done', 'A safeguarding lead or the head signs it.');
      return;
    }
    this.#set('keys', 'doing', '');
    try {
      const { made, number, waiting } = await this.#sign();
      this.#set('keys', 'done', made.length === 0 ? 'No key had to be made here.' : `New key for ${made.join(' and ')}.`);
      const others = waiting.length === 0 ? '' : ` The members of ${waiting.join(' and ')} make theirs the next time they sign in.`;
      this.#set('roster', 'done', (number === null ? 'It is up to date.' : `Number ${number} is signed.`) + others);
    } catch (error) {
      this.#set('keys', 'stopped', '');
      throw error;
    }
  }

  /** Sign all that is unsigned. Somebody else may sign at the same moment: then what is left is looked at anew. */
  async #sign(): Promise<{ made: readonly string[]; number: number | null; waiting: readonly string[] }> {
    for (let tries = 1; ; tries++) {
      const { changes, tasks } = await unsigned(this.#session);
      if (changes.length === 0) return { made: [], number: null, waiting: [] };
      const before = this.#session.vault.roster;
      try {
        const number = await signNext(this.#session, changes);
        const made = madeAnew(before, this.#session.vault.roster);
        const owed = [...goneFrom(before, changes), ...tasks.rotate.map(({ group }) => group)];
        return { made, number, waiting: owed.filter((group, at) => owed.indexOf(group) === at && !made.includes(group)) };
      } catch (error) {
        if (codeOf(error) !== 'roster_conflict' || tries === TRIES) throw error;
      }
    }
  }

  /** Somebody without the root makes the next keys of their own groups; whoever holds it signs them. */
  async #propose(): Promise<string> {
    const { tasks } = await unsigned(this.#session);
    const own = tasks.rotate.map(({ group }) => group).filter((group) => this.#session.self.groups.includes(group));
    for (const group of own) await proposeGroupKey(this.#session.http, await proposeGroup(this.#session.vault, group));
    return own.length === 0 ? 'No key had to be made here.' : `New key for ${own.join(' and ')}.`;
  }

  async #move(): Promise<string> {
    const { http, vault } = this.#session;
    const { moved, left } = await moveConversations(vault, {
      next: (limit) => conversationsToMove(http, limit),
      send: (stream, epoch) => startStreamEpoch(http, stream, epoch),
      progress: (done, all) => { this.#set('moving', 'doing', `${done} of ${all}`); },
    });
    this.left = left;
    if (left.length > 0) return `${moved} moved. ${left.length} could not be moved from this device.`;
    return moved === 0 ? 'None had to be moved.' : `${moved} of ${moved}`;
  }

  async #step(name: StepName, work: () => Promise<string>): Promise<void> {
    this.#set(name, 'doing', '');
    try {
      this.#set(name, 'done', await work());
    } catch (error) {
      this.#set(name, 'stopped', this.steps.find((step) => step.name === name)?.detail ?? '');
      throw error;
    }
  }

  #set(name: StepName, state: StepState, detail: string): void {
    this.steps = this.steps.map((step) => (step.name === name ? { name, state, detail } : step));
  }
}

/** The groups that have a newer key in one roster than in the one before. */
const madeAnew = (before: Roster, after: Roster): readonly string[] =>
  after.groups.filter(({ name, epoch }) => before.groups.some((one) => one.name === name && one.epoch < epoch)).map(({ name }) => name);

/** The groups of those who leave with these changes. */
const goneFrom = (before: Roster, changes: readonly Change[]): readonly string[] =>
  before.people.filter(({ id }) => changes.some((change) => change.do === 'leave' && change.person === id)).flatMap(({ groups }) => groups);
