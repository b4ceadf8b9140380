import { giveWraps, keyTasks, recoverySets } from '@hark/protocol/keys';
import type { KeyTasks, RecoverySet } from '@hark/protocol/keys_api';
import { people } from '@hark/protocol/people';
import type { PersonLine } from '@hark/protocol/people_api';
import { wrapsOwed } from '@hark/vault/school_keys';

import type { Notice } from '../audience.ts';
import type { Desk } from '../desk.svelte.ts';

/** What there is to do about the school's keys: what this console does by itself, and what it shows so that somebody does it. */
export class Chores {
  tasks = $state.raw<KeyTasks | null>(null);
  sets = $state.raw<readonly RecoverySet[]>([]);
  /** Who has joined and waits to be confirmed. */
  joined = $state.raw<readonly PersonLine[]>([]);
  /** Keys that this console has given since it was opened: to whom, and of which group. */
  given = $state.raw<readonly { readonly alias: string; readonly group: string }[]>([]);
  /** What others did that this person is told of. */
  told = $state.raw<readonly string[]>([]);

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Whether somebody of this role has keys of the school's at all. They are looked after while access to cases is paused, too. */
  get has(): boolean {
    return !['mentor', 'governor', 'administrator'].includes(this.#desk.me.role);
  }

  /** Groups of this person whose key somebody who has gone still knows. */
  get rotate(): KeyTasks['rotate'] {
    return (this.tasks?.rotate ?? []).filter(({ group }) => this.#desk.me.groups.includes(group));
  }

  /** Keys that members have made, for a holder of the root to sign. */
  get sign(): KeyTasks['sign'] {
    return this.tasks?.sign ?? [];
  }

  /** Sheets that members have made and typed back, for a holder of the root to sign. */
  get madeSets(): KeyTasks['recovery'] {
    return this.tasks?.recovery ?? [];
  }

  get conversations(): number {
    return this.tasks?.conversations ?? 0;
  }

  get due(): KeyTasks['sheets'] {
    return (this.tasks?.sheets ?? []).filter(({ state }) => state === 'test_due');
  }

  async look(): Promise<void> {
    if (!this.has) return;
    const { http, vault } = this.#desk.session;
    const [tasks, { sets }] = await Promise.all([keyTasks(http), recoverySets(http)]);
    this.tasks = tasks;
    this.sets = sets;
    this.joined = vault.holdsRoot ? (await people(http)).people.filter(({ state }) => state === 'joined') : [];
    await this.#give(tasks);
  }

  hear(notice: Notice): void {
    if (notice.what === 'recovery' && notice.by !== this.#desk.me.id) {
      const why = notice.reason === 'test' ? 'as a test' : 'because the key was lost';
      this.#tell(`${this.#nameOf(notice.by)} is using two recovery sheets of ${notice.group}, ${why}. Did you not expect it? Ring them now.`);
    }
    if (notice.what === 'readmission') {
      this.#tell(`${this.#nameOf(notice.person)} is being let in again with new keys. Did you not expect it? Ring them, on a number you know.`);
    }
  }

  forget(told: string): void {
    this.told = this.told.filter((one) => one !== told);
  }

  /**
   * Members who lack a key are given it without anybody being asked: the roster that this device has checked says that they are
   * in the group, and nothing else counts. The server writes each one into the audit.
   */
  async #give(tasks: KeyTasks): Promise<void> {
    const { http, vault } = this.#desk.session;
    for (const body of await wrapsOwed(vault, tasks.wraps)) {
      await giveWraps(http, body);
      const aliases = body.wraps.map(({ person }) => this.#nameOf(person));
      this.given = [...this.given, ...aliases.map((alias) => ({ alias, group: body.group }))];
    }
  }

  #tell(words: string): void {
    // Said twice before anybody has pressed it away, it stands once.
    if (!this.told.includes(words)) this.told = [...this.told, words];
  }

  #nameOf(id: string): string {
    return this.#desk.session.roster?.people.find((one) => one.id === id)?.alias ?? 'Somebody';
  }
}
