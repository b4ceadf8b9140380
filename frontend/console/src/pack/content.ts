/** What a referral pack is made of: the entries of an opened case, what an adult writes for whoever reads it, and what is taken out. */
import type { OpenedItem } from '@hark/vault/staff_case';

import type { Entry } from '../case/timeline.ts';
import { asText, bars, cutOut, occurrences, type Cut, type Pieces, type Term } from './redact.ts';

export type Section = 'words' | 'decisions' | 'story';

/** A text that can be cut, and its place. */
export interface Passage {
  readonly id: string;
  readonly label: string | null;
  readonly text: string;
}

export interface PackEntry {
  readonly id: string;
  /** Where it stands among all entries of the case, from 1: a number that is missing in a pack was left out of it. */
  readonly number: number;
  readonly at: string;
  readonly section: Section;
  readonly heading: Passage;
  readonly passages: readonly Passage[];
  /** It says who the pupil is, so it goes in only where somebody chose it. */
  readonly names: boolean;
}

export interface Redactions {
  /** By passage. */
  readonly cuts: Readonly<Record<string, readonly Cut[]>>;
  readonly terms: readonly Term[];
}

const SECTIONS: Readonly<Partial<Record<Entry['tone'], Section>>> = { report: 'words', pupil: 'words', decision: 'decisions', step: 'decisions' };

/** Everything that a pack may hold, oldest first. Which keys were made is for nobody outside, and what was not sent is not in the case. */
export function packEntries(entries: readonly Entry[], items: readonly OpenedItem[], topicName: (id: string) => string): PackEntry[] {
  const kinds = new Map(items.map(({ cmid, kind }) => [cmid, kind]));
  return entries.filter(({ tone }) => tone !== 'keys' && tone !== 'sending').map((entry, at) => ({
    id: entry.id,
    number: at + 1,
    at: entry.at,
    section: SECTIONS[entry.tone] ?? 'story',
    heading: passage(`${entry.id}/heading`, null, entry.heading),
    passages: passages(entry, topicName),
    names: NAMING.has(kinds.get(entry.id) ?? ''),
  }));
}

/** Kinds of items in which somebody wrote who the pupil is. */
const NAMING: ReadonlySet<string> = new Set(['identity', 'name']);

function passages({ id, text, topics, parts, doubts }: Entry, topicName: (id: string) => string): Passage[] {
  const told: [string | null, string][] = [
    ...topics.map((topic): [string, string] => ['Topic the child chose', topicName(topic)]),
    ...(text === null ? [] : [text].map((words): [null, string] => [null, words])),
    ...parts.map(([label, words]): [string, string] => [label, words]),
    ...doubts.map((doubt): [string, string] => ['Note of the software', doubt]),
  ];
  return told.map(([label, words], at) => passage(`${id}/${at}`, label, words));
}

/** Composed, which is the same text to every reader, so that a name is found however its accents were typed. */
const passage = (id: string, label: string | null, text: string): Passage => ({ id, label, text: text.normalize('NFC') });

/** A passage as it stands in the pack: everything that leaves the device has been through here. */
export function stands({ id, text: typed }: Pick<Passage, 'id' | 'text'>, { cuts, terms }: Redactions): Pieces {
  const text = typed.normalize('NFC');
  return cutOut(text, [...(cuts[id] ?? []), ...terms.flatMap((term) => occurrences(text, term))]);
}

export const removals = (entries: readonly PackEntry[], redactions: Redactions): number =>
  entries.flatMap(({ heading, passages: all }) => [heading, ...all]).reduce((sum, one) => sum + bars(stands(one, redactions)), 0);

/** What the adult writes; each in its own field, so that nobody takes an opinion for a fact. */
export interface Written {
  readonly basis: string;
  readonly facts: string;
  readonly childSays: string;
  readonly opinion: string;
  readonly told: string;
  readonly wants: string;
}

/** Everything that a pack is built from. */
export interface Pack {
  readonly school: string;
  readonly caseName: string;
  readonly received: string;
  readonly urgency: string;
  readonly made: string;
  /** Of whoever makes it: their name in the school's signed list, and what they are. */
  readonly maker: string;
  readonly recipient: string;
  readonly edition: string;
  readonly timeZone: string;
  readonly people: readonly { readonly alias: string; readonly title: string }[];
  readonly written: Written;
  readonly entries: readonly PackEntry[];
  /** How many entries of the case were left out. */
  readonly left: number;
  readonly redactions: Redactions;
  /** The log's proof as the server gave it. */
  readonly proof: string;
}

/** The same text that the pages hold, for a machine and for scripts that a page cannot set; with a hash of each entry. */
export async function contentList(pack: Pack): Promise<string> {
  const text = (one: Pick<Passage, 'id' | 'text'>): string => asText(stands(one, pack.redactions));
  const entries = await Promise.all(pack.entries.map(async ({ id, number, at, section, heading, passages: all }) => {
    const said = all.map((one) => ({ label: one.label, text: text(one) }));
    const entry = { number, id, at, section, heading: text(heading), passages: said };
    return { ...entry, sha256: await sha256(new TextEncoder().encode(JSON.stringify(entry))) };
  }));
  const written = Object.fromEntries(Object.entries<string>({ ...pack.written }).map(([name, words]) => [name, text({ id: name, text: words })]));
  const { school, caseName, made, recipient, left, timeZone } = pack;
  return JSON.stringify({ v: 1, school, case: caseName, made, recipient, timeZone, entriesLeftOut: left, written, entries }, null, 1);
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
