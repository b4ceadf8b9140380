import type { AuditEntry, AuditLog } from '@hark/protocol/api';
import { audit, entryProof, exportLogs } from '@hark/protocol/staff';

import { save } from '../case/save.ts';
import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';
import { midnight, rightNowText } from '../times.ts';

/** The audit log as this person may see it, filtered. Looking is itself written down. */
export class Trail {
  entries = $state.raw<readonly AuditEntry[]>([]);
  logs = $state.raw<readonly AuditLog[]>([]);
  cursor = $state<string | null>(null);
  loading = $state(true);
  problem = $state<string | null>(null);
  person = $state('');
  case = $state('');
  action = $state('');
  /** Days, as a date field has them; both included. */
  from = $state('');
  to = $state('');

  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
    void this.load();
  }

  async load(): Promise<void> {
    await this.#page(null);
  }

  async more(): Promise<void> {
    await this.#page(this.cursor);
  }

  /** Checks every entry of every log, however long that takes. */
  async checkAll(): Promise<void> {
    await this.#page(null, { whole: 'true' });
  }

  /** Saves the logs with all that proves them. */
  async export(): Promise<void> {
    await this.#working(async () => {
      const made = JSON.stringify(await exportLogs(this.#desk.session.http));
      save(new Blob([made], { type: 'application/json' }), `hark-logs-${rightNowText().slice(0, 10)}.json`);
    });
  }

  /** One entry about a case, for somebody who checks it with any verifier of C2SP's proofs. */
  async prove({ subject, log, index }: AuditEntry): Promise<void> {
    await this.#working(async () => {
      const proof = await entryProof(this.#desk.session.http, subject.id, log, index);
      save(new Blob([proof], { type: 'text/plain' }), `hark-${log}-${index}.tlog-proof`);
    });
  }

  async #page(cursor: string | null, more: { whole?: 'true' } = {}): Promise<void> {
    await this.#working(async () => {
      const filter = {
        ...given('person', this.person), ...given('case', this.case.trim()), ...given('action', this.action),
        ...given('since', midnight(this.from, 0)), ...given('until', midnight(this.to, 1)), ...more,
      };
      const answer = await audit(this.#desk.session.http, cursor === null ? filter : { ...filter, cursor });
      this.entries = cursor === null ? answer.entries : [...this.entries, ...answer.entries];
      this.cursor = answer.cursor;
      this.logs = answer.logs;
    });
  }

  async #working(work: () => Promise<void>): Promise<void> {
    this.loading = true;
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = sentence(error);
    } finally {
      this.loading = false;
    }
  }
}

const given = (name: string, value: string): Record<string, string> => (value === '' ? {} : { [name]: value });
