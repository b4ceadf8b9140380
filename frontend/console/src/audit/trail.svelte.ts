import type { AuditEntry, AuditLog } from '@hark/protocol/api';
import { audit } from '@hark/protocol/staff';

import type { Desk } from '../desk.svelte.ts';
import { sentence } from '../errors.ts';

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

  async #page(cursor: string | null): Promise<void> {
    this.loading = true;
    this.problem = null;
    try {
      const filter = { ...given('person', this.person), ...given('case', this.case.trim()), ...given('action', this.action) };
      const answer = await audit(this.#desk.session.http, cursor === null ? filter : { ...filter, cursor });
      this.entries = cursor === null ? answer.entries : [...this.entries, ...answer.entries];
      this.cursor = answer.cursor;
      this.logs = answer.logs;
    } catch (error) {
      this.problem = sentence(error);
    } finally {
      this.loading = false;
    }
  }
}

const given = (name: string, value: string): Record<string, string> => (value === '' ? {} : { [name]: value });
