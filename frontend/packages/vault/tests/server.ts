/** A server as a pupil's page meets it: it stores what it is sent, numbers it, and can be told to misbehave. */
import { b64u, fromB64u, sha256, utf8, concat } from '@hark/crypto/bytes';
import { makeEpoch, unwrapEpoch, type EpochRecord } from '@hark/crypto/epoch';
import { clearHash, envelopeHash, openItem, sealItem, type Body } from '@hark/crypto/item';
import { signingKey } from '@hark/crypto/sign';
import { kemPublicKey } from '@hark/crypto/wrap';
import type { Item, Mailbox, NewReport, SignedRoster } from '@hark/protocol/api';
import type { Carrier, CarrierEvents, Connection } from '@hark/protocol/carrier';
import type { ClientFrame } from '@hark/protocol/frames';
import { Http } from '@hark/protocol/http';
import type { Clock } from '@hark/protocol/rt';
import { expect, vi } from 'vitest';

import type { Jobs } from '../src/jobs.ts';
import { PupilVault, type Draft, type Opening } from '../src/pupil.ts';
import { PupilChat, type Chat } from '../src/pupil_chat.ts';
import { NOW, SCHOOL, type Somebody, type TestSchool } from './school.ts';

/** Waits for the page to have come so far. Sealing takes as long as it takes; a state that never comes fails the test. */
export const until = (reached: () => boolean): Promise<void> => vi.waitFor(() => { expect(reached()).toBe(true); }, { timeout: 5_000, interval: 5 });

/** The work of the worker, without its cost: what it costs is the crypto package's own test. */
export const jobs: Jobs = {
  stretch: (secret, salt) => sha256(concat(utf8(secret), salt)),
  solve: () => Promise.resolve('7'),
  end: () => undefined,
};

const clock: Clock = {
  now: () => 0,
  after: (_ms, run) => {
    const timer = setTimeout(run, 0);
    return () => { clearTimeout(timer); };
  },
  random: () => 0.5,
};

/** Waits that are measured in seconds never end by themselves in a test. */
const patient: Clock = { ...clock, after: (ms, run) => (ms > 5_000 ? () => undefined : clock.after(ms, run)) };

export interface Called {
  method: string;
  path: string;
  body: unknown;
  bearer: string | null;
}

export class TestServer implements Carrier {
  readonly school: TestSchool;
  readonly calls: Called[] = [];
  readonly epochs: EpochRecord[] = [];
  readonly items: Item[] = [];
  readonly acts: { verb: string; args: Record<string, string> }[] = [];
  roster: SignedRoster = { doc: '', sig: '' };
  report: NewReport | null = null;
  mailbox: Partial<Mailbox> = {};
  /** Answers instead of what the server would say, taken one by one: a status with a code, or no answer at all. */
  readonly failures: { path: string; status: number; code: string; store?: boolean }[] = [];
  /** Codes with which the next things that are said are refused for good. */
  readonly refusals: string[] = [];
  #line: CarrierEvents | null = null;

  private constructor(school: TestSchool) {
    this.school = school;
  }

  static async of(school: TestSchool): Promise<TestServer> {
    const server = new TestServer(school);
    server.roster = await school.roster();
    return server;
  }

  get stream(): string {
    return `conv:${this.report?.conv ?? ''}`;
  }

  page(): PupilVault {
    const http = new Http({ mode: { kind: 'bearer', token: null }, fetch: (path, init) => this.#fetch(path, init) });
    return new PupilVault({ school: { id: SCHOOL, slug: 'hillcrest' }, http, jobs, now: () => NOW });
  }

  /** A page on which the pupil has sent this, with the chat open. */
  async pupil(draft: Partial<Draft> = {}, meets?: (person: string) => boolean): Promise<{ vault: PupilVault; chat: PupilChat; seen: () => Chat; words: string[] }> {
    const vault = this.page();
    const { words, ...opening } = await vault.report({ ...DRAFT, ...draft }, () => undefined);
    return { vault, words, ...(await this.enter(opening, meets)) };
  }

  async enter(opening: Opening, meets?: (person: string) => boolean): Promise<{ chat: PupilChat; seen: () => Chat }> {
    let now: Chat | null = null;
    const chat = new PupilChat({ ...opening, carrier: this, clock: patient, changed: (next) => { now = next; }, ...(meets === undefined ? {} : { meets }) });
    const seen = (): Chat => {
      if (now === null) throw new Error('the page has shown nothing yet');
      return now;
    };
    await chat.open();
    return { chat, seen };
  }

  /** Puts an item on the stream and tells the page, as the server does for what it writes itself. */
  clear(type: string, body: object): void {
    const item = { seq: this.items.length + 1, type, kind: type, epoch: 0, cmid: crypto.randomUUID(), sender: 'server', body: JSON.stringify(body), at: NOW };
    this.items.push(item);
    this.tell(item);
  }

  tell(...items: Item[]): void {
    const [first, last] = [items[0]?.seq ?? 0, items.at(-1)?.seq ?? 0];
    this.#line?.frame(JSON.stringify({ t: 'ev', s: this.stream, epoch: 1, from: first, to: last, items, more: false }));
  }

  /** What a member of staff writes under the newest key, which the test was given. */
  async say(from: Somebody, key: Uint8Array, text: string, otherPast?: string): Promise<Item> {
    const [epoch, cmid, seq] = [this.epochs.length, crypto.randomUUID(), this.items.length];
    const last = this.items[seq - 1];
    const past = last === undefined ? '' : await (last.type === 'msg' ? envelopeHash(last.body) : clearHash(last.body));
    const hash = otherPast ?? past;
    const sender = `person:${from.id}`;
    const body: Body = { v: 1, kind: 'msg', from: sender, at: NOW, seen: { seq, hash }, text };
    const signer = await signingKey(from.keys.secrets.sign);
    const env = await sealItem({ school: SCHOOL, stream: this.stream, epoch, cmid, key, signer, body });
    const item = { seq: this.items.length + 1, type: 'msg', kind: 'msg', epoch, cmid, sender, body: env, at: NOW };
    this.items.push(item);
    return item;
  }

  /** An epoch that a member of staff starts. */
  async start(by: Somebody, previousKey: Uint8Array, readers: { to: string; kem: Uint8Array }[]): Promise<Uint8Array> {
    const number = this.epochs.length + 1;
    const signer = await signingKey(by.keys.secrets.sign);
    const { record, key } = await makeEpoch({
      school: SCHOOL, stream: this.stream, number, previousKey, by: `person:${by.id}`, signer, rosterNumber: 1, readers,
    });
    this.epochs.push(record);
    this.clear('epoch', { epoch: number, by: `person:${by.id}`, readers: readers.map(({ to }) => to) });
    return key;
  }

  /** The report and the first key as the group reads them. */
  async readAsGroup(): Promise<{ key: Uint8Array; body: Body }> {
    const [first] = this.epochs;
    const [report] = this.items;
    if (first === undefined || report === undefined) throw new Error('there is no report');
    const place = { school: SCHOOL, stream: this.stream };
    const [to] = first.wraps.map((wrap) => wrap.to);
    const seed = this.school.seed('safeguarding');
    const { key } = await unwrapEpoch(first, { ...place, previousKey: null, recipient: to ?? '', seed, readerAllowed: () => true });
    const body = await openItem({
      ...place, epoch: 1, cmid: report.cmid, key, kind: 'report', sender: 'pupil', env: report.body,
      signersOf: (_from, read) => (read.kind === 'report' ? [fromB64u(read.pupil.sign)] : []),
    });
    return { key, body };
  }

  /** Those whom the server insists on: the group and the pupil. */
  async usualReaders(): Promise<{ to: string; kem: Uint8Array }[]> {
    const { body } = await this.readAsGroup();
    if (body.kind !== 'report') throw new Error('the first item is no report');
    return [
      { to: 'group:safeguarding:1', kem: await kemPublicKey(this.school.seed('safeguarding')) },
      { to: 'pupil', kem: fromB64u(body.pupil.kem) },
    ];
  }

  open(events: CarrierEvents): Connection {
    this.#line = events;
    setTimeout(() => { events.opened(); }, 0);
    const hear = (text: string): void => { this.#hear(JSON.parse(text) as ClientFrame); };
    return { send: (text) => { setTimeout(hear, 0, text); }, close: (code) => { events.closed(code); } };
  }

  #hear(frame: ClientFrame): void {
    const say = (answer: object): void => { this.#line?.frame(JSON.stringify(answer)); };
    if (frame.t === 'hello') {
      say({ t: 'welcome', re: frame.id, conn: 'c', v: 1, ping_s: 25, streams: [{ s: this.stream, epoch: 1, seq: this.items.length, role: 'pupil' }], limits: {} });
    } else if (frame.t === 'fetch') {
      const items = this.items.filter(({ seq }) => seq > frame.after);
      if (items.length > 0) this.tell(...items);
    } else if (frame.t === 'act') {
      this.acts.push({ verb: frame.verb, args: frame.args });
      say({ t: 'ack', re: frame.id, cmid: frame.cmid, s: frame.s, seq: this.items.length, dup: false });
    } else if (frame.t === 'send') {
      const refused = this.refusals.shift();
      if (refused !== undefined) {
        say({ t: 'err', re: frame.id, code: refused, key: `error.${refused}`, retry: 'no', after_ms: null });
        return;
      }
      if (this.mailbox.rekey === true || frame.kep !== this.epochs.length) {
        say({ t: 'err', re: frame.id, code: 'epoch_old', key: 'error.epoch_old', retry: 'new', after_ms: null });
        return;
      }
      const { cmid, kep: epoch, kind, env: body } = frame;
      const item = { seq: this.items.length + 1, type: 'msg', kind, epoch, cmid, sender: 'pupil', body, at: NOW };
      this.items.push(item);
      say({ t: 'ack', re: frame.id, cmid, s: frame.s, seq: item.seq, dup: false });
      this.tell(item);
    }
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    this.calls.push({ method, path, body, bearer: new Headers(init.headers).get('Authorization') });
    const at = this.failures.findIndex((one) => path.endsWith(one.path));
    const [failure] = at === -1 ? [] : this.failures.splice(at, 1);
    const answer = failure === undefined || failure.store === true ? await this.#answer(method, path, body) : null;
    if (failure?.status === 0) throw new TypeError('the line was cut');
    if (failure !== undefined) return new Response(JSON.stringify({ code: failure.code }), { status: failure.status });
    return new Response(JSON.stringify(answer ?? { code: 'words_unknown' }), { status: answer === null ? 404 : 200 });
  }

  async #answer(method: string, path: string, body: unknown): Promise<object | null> {
    if (path.endsWith('/roster')) return this.roster;
    if (path.endsWith('/work')) return { challenge: 'c', bits: 0, expires: NOW };
    if (path.endsWith('/reports')) return this.#receive(body as NewReport);
    if (path.endsWith('/mailbox/challenge')) return { challenge: 'c' };
    if (path.endsWith('/mailbox/open')) return this.#letIn(body as { locator: string });
    if (path.endsWith('/rt/ticket')) return { ticket: 't' };
    if (path === '/api/mailbox/epochs' && method === 'POST') return this.#begin(body as EpochRecord);
    if (path === '/api/mailbox/epochs') return { epochs: this.epochs.map(({ wraps, ...rest }) => ({ ...rest, wraps: wraps.filter(({ to }) => to === 'pupil') })) };
    if (path.startsWith('/api/mailbox/items')) {
      const after = Number(path.split('after=')[1]);
      return { items: this.items.filter(({ seq }) => seq > after), more: false };
    }
    return this.#box();
  }

  #receive(report: NewReport): object {
    if (this.report === null) {
      this.report = report;
      this.epochs.push(report.epoch);
      const { cmid, env } = report.report;
      this.items.push({ seq: 1, type: 'msg', kind: 'report', epoch: 1, cmid, sender: 'pupil', body: env, at: NOW });
    }
    return { token: 'token', mailbox: this.#box(), dup: false };
  }

  async #letIn({ locator }: { locator: string }): Promise<object | null> {
    const known = b64u(await sha256(fromB64u(locator))) === this.report?.locator_hash;
    return known ? { token: 'token', mailbox: this.#box() } : null;
  }

  #begin(record: EpochRecord): object {
    this.epochs.push(record);
    const claimed = this.mailbox.state === 'claimed';
    this.mailbox = { ...this.mailbox, rekey: false, claim: null, ...(claimed ? { state: 'live' as const } : {}) };
    this.clear('epoch', { epoch: record.epoch, by: 'pupil', readers: record.wraps.map(({ to }) => to) });
    if (claimed) {
      this.clear('party', { who: 'mentor', alias: 'Robin', person: null, change: 'joined', why: 'claimed' });
      this.clear('state', { state: 'live' });
    }
    return { seq: this.items.length };
  }

  #box(): Mailbox {
    return {
      conv: this.report?.conv ?? '', stream: this.stream, state: 'sent', seq: this.items.length, epoch: this.epochs.length, rekey: false,
      want: this.report?.chat ?? 'none', who: null, claim: null, given: [], route: this.report?.route ?? 'safeguarding', safe: 'yes', place: null, frozen: false,
      status: {
        state: 'open', adults_live: true, pastoral_live: true, mentors_live: true, read_by: NOW, next_open: null, label: null, testing: false,
      },
      ...this.mailbox,
    };
  }
}

export const DRAFT: Draft = {
  text: 'They leave me out at lunch.', topics: ['friends'], route: 'safeguarding', safe: 'yes', chat: 'mentor', mentor: 'friends',
};
