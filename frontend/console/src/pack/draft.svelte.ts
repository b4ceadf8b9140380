import type { CaseHead } from '@hark/protocol/api';
import { caseProof, packMade } from '@hark/protocol/staff';

import type { CaseRoom } from '../case/room.svelte.ts';
import { namesOf } from '../case/names.ts';
import { save } from '../case/save.ts';
import { timeline } from '../case/timeline.ts';
import { topicWords } from '../case/topics.ts';
import type { Desk } from '../desk.svelte.ts';
import { caseName, reason, risk } from '../inbox/why.ts';
import { roleName } from '../shell/places.ts';
import { rightNowText } from '../times.ts';
import { packEntries, removals, stands, type Pack, type PackEntry, type Passage, type Written } from './content.ts';
import { basisOf, EDITION, RECIPIENTS, type Kind } from './recipients.ts';
import { bars, widen, type Cut, type Pieces, type Term } from './redact.ts';

const RISKS = { urgent: 'Urgent', high: 'High', medium: 'Medium', low: 'Low' } as const;

/** A pack while it is made. It lives on this screen alone: nothing of it is stored, and it goes when the screen is left. */
export class Draft {
  recipient = $state<string | null>(null);
  kind = $state<Kind>('state');
  basis = $state('');
  facts = $state('');
  childSays = $state('');
  opinion = $state('');
  told = $state('');
  wants = $state('');
  /** Entries that stay out. */
  out = $state.raw<readonly string[]>([]);
  cuts = $state.raw<Readonly<Record<string, readonly Cut[]>>>({});
  terms = $state.raw<readonly Term[]>([]);
  /** The hash of the file that was made last, as it stands in the log. */
  made = $state<string | null>(null);

  readonly all: readonly PackEntry[];
  readonly #desk: Desk;
  readonly #room: CaseRoom;
  readonly #head: CaseHead;

  /** The case as it is opened now: what comes later is in the next pack. */
  constructor(desk: Desk, room: CaseRoom, head: CaseHead) {
    this.#desk = desk;
    this.#room = room;
    this.#head = head;
    const { items } = room.thread;
    this.all = packEntries(timeline(items, namesOf(desk.session.roster), `person:${desk.me.id}`), items, (id) => topicWords(id, desk.topics));
    this.out = this.all.filter(({ names }) => names).map(({ id }) => id);
  }

  get name(): string {
    return caseName(this.#head);
  }

  /** The entries that go in. */
  get entries(): readonly PackEntry[] {
    return this.all.filter(({ id }) => !this.out.includes(id));
  }

  get redactions(): Pack['redactions'] {
    return { cuts: this.cuts, terms: this.terms };
  }

  get removals(): number {
    return removals(this.entries, this.redactions);
  }

  /** Somebody has begun, so leaving loses something. */
  get begun(): boolean {
    return this.recipient !== null || Object.values<string>({ ...this.#written }).some((text) => text.trim() !== '');
  }

  /** A text that was changed by hand is not replaced by another choice. */
  choose(recipient: string, kind: Kind): void {
    const untouched = this.basis.trim() === '' || (this.recipient !== null && this.basis === basisOf(this.recipient, this.kind));
    this.recipient = recipient;
    this.kind = kind;
    if (untouched) this.basis = basisOf(recipient, kind);
  }

  put(id: string, goesIn: boolean): void {
    const others = this.out.filter((one) => one !== id);
    this.out = goesIn ? others : [...others, id];
  }

  cut({ id, text }: Passage, selected: Cut): boolean {
    const { start, end } = widen(text, selected);
    if (end <= start) return false;
    this.cuts = { ...this.cuts, [id]: [...(this.cuts[id] ?? []), { start, end }] };
    return true;
  }

  putBack(passage: string): void {
    this.cuts = Object.fromEntries(Object.entries(this.cuts).filter(([id]) => id !== passage));
  }

  /** How often the term stands in what goes in. */
  count(term: Term): number {
    const alone = { cuts: {}, terms: [term] };
    return removals(this.entries, alone) + Object.entries<string>({ ...this.#written }).reduce((sum, [id, text]) => sum + bars(stands({ id, text }, alone)), 0);
  }

  stands(passage: Pick<Passage, 'id' | 'text'>): Pieces {
    return stands(passage, this.redactions);
  }

  /** Make the file, put it on the record, and only then give it out. Whether it was given out. */
  make(): Promise<boolean> {
    const recipient = RECIPIENTS.find(({ id }) => id === this.recipient);
    if (recipient === undefined) return Promise.resolve(false);
    const { http } = this.#desk.session;
    return this.#room.thread.doing(async () => {
      const proof = await caseProof(http, this.#room.id);
      const { packFile } = await import('./file.ts');
      const pack = this.#pack(recipient.name, JSON.stringify(proof, null, 1));
      const { bytes, sha256 } = await packFile(pack);
      await packMade(http, this.#room.id, { sha256, to: recipient.id, redactions: this.removals });
      save(new Blob([bytes], { type: 'application/pdf' }), `referral-pack-${this.name.toLowerCase().replace(' ', '-')}-${pack.made.slice(0, 10)}.pdf`);
      this.made = sha256;
    });
  }

  get #written(): Written {
    const { basis, facts, childSays, opinion, told, wants } = this;
    return { basis, facts, childSays, opinion, told, wants };
  }

  #pack(recipient: string, proof: string): Pack {
    const { me, session } = this.#desk;
    const { received, why } = this.#head;
    const roster = session.roster?.people ?? [];
    const shown = JSON.stringify(this.entries);
    const title = (role: (typeof roster)[number]['role'], own: string): string => (role === 'mentor' ? roleName(role) : own || roleName(role));
    const people = roster.filter(({ id, alias }) => id === me.id || shown.includes(alias)).map(({ alias, title: own, role }) => ({ alias, title: title(role, own) }));
    const { title: mine = '' } = roster.find(({ id }) => id === me.id) ?? {};
    return {
      school: me.school.name,
      caseName: this.name,
      received,
      urgency: [RISKS[risk(this.#head)], ...why.map(reason)].join('. '),
      made: rightNowText(),
      maker: `${me.alias}, ${title(me.role, mine)}`,
      recipient,
      edition: EDITION,
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      people,
      written: this.#written,
      entries: this.entries,
      left: this.all.length - this.entries.length,
      redactions: this.redactions,
      proof,
    };
  }
}
