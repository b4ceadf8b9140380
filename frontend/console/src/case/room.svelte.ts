import type { CaseHead, GroupPeople, NewItem, OpenCase, Sealed, Urgency } from '@hark/protocol/api';
import { decide, finishDuty, openNames } from '@hark/protocol/escalation';
import * as api from '@hark/protocol/staff';
import type { Written } from '@hark/vault/staff_case';

import type { Desk } from '../desk.svelte.ts';
import { codeOf, sentence, sentenceOf } from '../errors.ts';
import { caseName } from '../inbox/why.ts';
import type { Link } from '../links/entries.ts';
import type { Found } from '../search/finding.ts';
import { rightNowText, startOfDay } from '../times.ts';
import { readStream } from './reading.ts';
import { Thread, type Filed } from './thread.svelte.ts';
import { highest, moreUrgent, type Category } from './topics.ts';

export interface Decision {
  readonly decision: string;
  readonly why: string;
  readonly considered: string;
  readonly childTold: 'yes' | 'no';
  readonly childToldNote: string;
  readonly secondView: string;
  readonly review: string | null;
  readonly choice: 'referred' | 'not_referred' | 'other';
  /** Who is asked for a second view. */
  readonly second: string | null;
  /** The decision that this one puts right. */
  readonly corrects: string | null;
}

/** One case as an adult has it on the screen: where it stands, what was said, and everything they may do with it. */
export class CaseRoom {
  head = $state.raw<CaseHead | null>(null);
  openedBy = $state.raw<OpenCase['opened_by']>([]);

  readonly id: string;
  readonly thread: Thread;
  readonly #desk: Desk;
  readonly #stopListening: () => void;

  constructor(desk: Desk, id: string) {
    this.#desk = desk;
    this.id = id;
    this.thread = new Thread(desk, id, () => this.#load());
    this.#stopListening = desk.feed.listen((notice) => {
      if (notice.what === 'case' && notice.id === id && notice.v !== this.head?.v) void this.refresh();
    });
  }

  /** Whether this person is of the group whose case it is, and not only given it. */
  get isOfGroup(): boolean {
    const group = this.head?.group;
    return group !== undefined && this.#desk.me.groups.includes(group);
  }

  /** Only what the list shows: nothing is opened and nothing is logged. */
  refresh(): Promise<boolean> {
    return this.thread.background(async () => { this.show(await api.caseHead(this.#http, this.id)); });
  }

  /** Where it stands, from a list or an answer; an older word never replaces a newer one. */
  show(head: CaseHead): void {
    if (this.head === null || head.v >= this.head.v) this.head = head;
  }

  /** Open what is sealed. The server writes down who did so before it answers. */
  open(): Promise<boolean> {
    return this.thread.doing(() => this.#load());
  }

  leave(): void {
    this.#stopListening();
    this.thread.leave();
  }

  reply(text: string): Promise<boolean> {
    return this.thread.say('msg', text, this.#current.group);
  }

  note(text: string): Promise<boolean> {
    return this.thread.say('note', text, this.#current.group);
  }

  /** A word to the mentor alone, which the pupil never sees. */
  coach(text: string): Promise<boolean> {
    const { side } = this.thread.sealed;
    return this.thread.doing(async () => {
      await this.thread.write(side, 'coach', { text }, this.#current.group, (item) => this.thread.post(side, item));
      // The first word aside makes the stream; from here on what the mentor answers comes by itself.
      const stream = await readStream(this.#http, side);
      if (stream !== null) await this.thread.add(stream);
    });
  }

  /** Add something to the file, where the pupil cannot see it. */
  file<K extends Filed>(kind: K, fields: Written<K>): Promise<boolean> {
    const { file } = this.thread;
    return this.thread.doing(async () => {
      await this.thread.write(file, kind, fields, this.#current.group, (item) => this.thread.post(file, item));
    });
  }

  decide(d: Decision): Promise<boolean> {
    const fields = {
      decision: d.decision, why: d.why, considered: d.considered, child_told: d.childTold,
      child_told_note: d.childToldNote, second_view: d.secondView, review: d.review, choice: d.choice, second: d.second, corrects: d.corrects,
    };
    const marks = { second: d.second, review: d.review === null ? null : startOfDay(d.review) };
    return this.thread.doing(async () => {
      await this.thread.write(this.thread.file, 'decision', fields, this.#current.group, (item) => decide(this.#http, this.id, { ...bare(item), ...marks }));
    });
  }

  /** This person's own duty is done: what came of it goes into the file with the same press. */
  finish<K extends 'duty' | 'second'>(duty: string, kind: K, fields: Written<K>): Promise<boolean> {
    return this.thread.doing(async () => {
      await this.thread.write(this.thread.file, kind, fields, this.#current.group, (item) => finishDuty(this.#http, duty, bare(item)));
    });
  }

  /** What the pupil gave as their name, newest last; null if it was refused. The reason stays in the file. */
  async openNames(why: string): Promise<string[] | null> {
    const names: string[] = [];
    const fields = { how: 'opened', who: '', basis: '', why } as const;
    const done = await this.thread.doing(async () => {
      const given = await this.thread.write(this.thread.file, 'identity', fields, this.#current.group, (item) => openNames(this.#http, this.id, bare(item)));
      for (const { group, note } of given.names) names.push(await this.thread.sealed.openName(group, note));
    });
    return done ? names : null;
  }

  close(outcome: string, reason: string, last: string): Promise<boolean> {
    const { conv, file } = this.thread;
    return this.#changing((v, group) => this.thread.write(conv, 'last', { text: last }, group, (lastWord) =>
      this.thread.write(file, 'outcome', { outcome, reason }, group, (item) =>
        api.close(this.#http, this.id, { outcome: bare(item), last: bare(lastWord), v }))));
  }

  reopen(reason: string): Promise<boolean> {
    return this.#changing((v, group) => this.thread.write(this.thread.file, 'reopen', { reason }, group, (item) =>
      api.reopen(this.#http, this.id, { reason: bare(item), v })));
  }

  /** Give the case to a mentor or a responder; `words` go into the file, where only adults read. */
  give(person: string, words: string): Promise<boolean> {
    const { conv, file, sealed } = this.thread;
    return this.#changing(async (v, group) => {
      const given = await sealed.give(person, group, rightNowText());
      const head = await api.give(this.#http, this.id, { ...given, v });
      await this.thread.fetchEpochs(conv);
      if (given.file_epoch !== null) await this.thread.fetchEpochs(file);
      if (words !== '') await this.thread.write(file, 'handover', { text: words, to: person }, group, (item) => this.thread.post(file, item));
      return head;
    });
  }

  take(): Promise<boolean> {
    return this.#changing((v) => api.take(this.#http, this.id, v));
  }

  release(): Promise<boolean> {
    return this.#changing((v) => api.release(this.#http, this.id, v));
  }

  /** Hand the case up. Whoever is not of the safeguarding team is out of it at once, and the line says so. */
  handUp(): Promise<boolean> {
    return this.thread.doing(async () => {
      await api.escalate(this.#http, this.id, this.#current.v);
      if (this.#desk.me.groups.includes('safeguarding')) await this.#load();
    });
  }

  setUrgency(urgency: Urgency): Promise<boolean> {
    return this.#changing((v) => api.setUrgency(this.#http, this.id, urgency, v));
  }

  setFollowUp(at: string | null): Promise<boolean> {
    return this.#changing((v) => api.setFollowUp(this.#http, this.id, at, v));
  }

  /** Say what it is about. By it a case only becomes more urgent. */
  categorise(categories: readonly Category[], text: string): Promise<boolean> {
    const fields = { categories: categories.map(({ code }) => code), text };
    return this.#changing((v, group) => this.thread.write(this.thread.file, 'category', fields, group, (item) =>
      api.categorise(this.#http, this.id, { item: bare(item), urgency: moreUrgent(this.#current.urgency, highest(categories).urgency), v })));
  }

  /** Put it aside until then. Whatever is pressing brings it back before. */
  snooze(until: string, reason: string): Promise<boolean> {
    return this.#changing((v, group) => this.thread.write(this.thread.file, 'snooze', { until, reason }, group, (item) =>
      api.snooze(this.#http, this.id, { item: bare(item), until, v })));
  }

  wake(): Promise<boolean> {
    return this.#changing((v) => api.wake(this.#http, this.id, v));
  }

  /**
   * Link this case with another of the same group. It stands in the files of both, under one id: whoever tries again after a
   * fault writes the same link. The server sees two sealed items and not what they say.
   */
  link(other: Found, said: Omit<Link, 'case' | 'name'>): Promise<boolean> {
    const here = { case: this.id, name: caseName(this.#current) };
    return this.thread.doing(async () => {
      await this.#elsewhere(other.id, 'link', { ...said, ...here });
      await this.#file('link', { ...said, case: other.id, name: other.name });
    });
  }

  /** Both files keep the link and say that it holds no longer. */
  unlink({ link, case: other }: Link, reason: string): Promise<boolean> {
    return this.thread.doing(async () => {
      await this.#elsewhere(other, 'unlink', { link, case: this.id, reason });
      await this.#file('unlink', { link, case: other, reason });
    });
  }

  tell(status: 'asked' | 'told'): Promise<boolean> {
    return this.thread.doing(async () => { this.show(await api.told(this.#http, this.id, status)); });
  }

  /** Take whoever waits, if nobody was quicker. */
  claim(): Promise<boolean> {
    return this.thread.act('claim', {}, this.#current.v);
  }

  /** The case file of docs/protocol.md section 8, still sealed; null if it was refused. */
  async exportFile(): Promise<Blob | null> {
    const files: Blob[] = [];
    await this.thread.doing(async () => {
      files.push(new Blob([JSON.stringify(await api.exportCase(this.#http, this.id), null, 1)], { type: 'application/json' }));
    });
    return files[0] ?? null;
  }

  async colleagues(): Promise<GroupPeople['people']> {
    return (await api.groupPeople(this.#http, this.#current.group)).people;
  }

  usedHelp(route: string): Promise<boolean> {
    return this.thread.doing(() => api.usedHelpRoute(this.#http, this.id, route));
  }

  get #http(): Desk['session']['http'] {
    return this.#desk.session.http;
  }

  get #current(): CaseHead {
    if (this.head === null) throw new Error('the case is not on the screen');
    return this.head;
  }

  async #load(): Promise<void> {
    const { case: head, streams, opened_by } = await api.openCase(this.#http, this.id);
    this.show(head);
    this.openedBy = opened_by;
    await this.thread.show(streams);
  }

  async #file<K extends 'link' | 'unlink'>(kind: K, fields: Written<K>): Promise<void> {
    const { file } = this.thread;
    await this.thread.write(file, kind, fields, this.#current.group, (item) => this.thread.post(file, item));
  }

  /** Write into the file of another case, which is opened for it, and on the record, and left again. */
  async #elsewhere<K extends 'link' | 'unlink'>(id: string, kind: K, fields: Written<K>): Promise<void> {
    const other = new Thread(this.#desk, id, () => Promise.resolve());
    try {
      const { case: head, streams } = await api.searchCase(this.#http, id);
      await other.show(streams);
      await other.write(other.file, kind, fields, head.group, (item) => api.sendStreamItem(this.#http, other.file, item));
    } finally {
      other.leave();
    }
  }

  /** A change that holds only if nobody else changed the case since this screen was drawn. */
  async #changing(work: (v: number, group: CaseHead['group']) => Promise<CaseHead>): Promise<boolean> {
    const lost: string[] = [];
    const done = await this.thread.doing(async () => {
      try {
        this.show(await work(this.#current.v, this.#current.group));
      } catch (error) {
        if (!CHANGED.has(codeOf(error))) throw error;
        this.show(await api.caseHead(this.#http, this.id));
        lost.push(codeOf(error) === 'case_changed' ? changedBy(this.#current) : sentence(error));
      }
    });
    const [why] = lost;
    if (why === undefined) return done;
    this.thread.problem = why;
    return false;
  }
}

/** Refusals after which the screen shows a case that is no longer so. */
const CHANGED: ReadonlySet<string | null> = new Set(['case_changed', 'already_closed', 'already_open']);

const bare = ({ cmid, epoch, env }: NewItem): Sealed => ({ cmid, epoch, env });

function changedBy({ owner }: CaseHead): string {
  const who = owner === null ? 'Nobody has it now' : `It is with ${owner.alias} now`;
  return `${sentenceOf('case_changed')} ${who}.`;
}
