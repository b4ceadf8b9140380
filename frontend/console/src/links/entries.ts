/** What adults wrote while they sorted cases: what one is about, that it waits, and what it belongs with. */
import type { OpenedItem } from '@hark/vault/staff_case';

import { categoryOf } from '../case/topics.ts';
import { longDate } from '../times.ts';

type BodyOf<K> = Extract<NonNullable<OpenedItem['body']>, { kind: K }>;
export type Relation = BodyOf<'link'>['relation'];
export type Certainty = BodyOf<'link'>['certainty'];

export const RELATIONS: Readonly<Record<Relation, string>> = {
  same_pupil: 'the same pupil',
  same_place: 'the same place',
  same_person: 'the same person is named',
  duplicate: 'the same report twice',
  other: 'something else in common',
};
export const CERTAINTIES: Readonly<Record<Certainty, string>> = { certain: 'certain', likely: 'likely', possible: 'possible' };

type Sorted = BodyOf<'category'> | BodyOf<'snooze'> | BodyOf<'link'> | BodyOf<'unlink'>;

interface Said {
  readonly tone: 'step';
  readonly heading: string;
  readonly text: string;
}

/** How such an item reads in the story of a case. */
export function sorted(body: Sorted, who: string): Said {
  switch (body.kind) {
    case 'category': {
      const words = body.categories.map((code) => categoryOf(code)?.label ?? code).join(' · ');
      return { tone: 'step', heading: `${who} wrote what it is about: ${words}`, text: body.text };
    }
    case 'snooze':
      return { tone: 'step', heading: `${who} put it aside until ${longDate(body.until)}`, text: body.reason };
    case 'link':
      return { tone: 'step', heading: `${who} linked it with ${body.name}: ${RELATIONS[body.relation]}, ${CERTAINTIES[body.certainty]}`, text: body.reason };
    case 'unlink':
      return { tone: 'step', heading: `${who} took a link away`, text: body.reason };
  }
}

/** A link that holds. */
export interface Link {
  readonly link: string;
  readonly case: string;
  readonly name: string;
  readonly relation: Relation;
  readonly certainty: Certainty;
  readonly reason: string;
}

/** The links of a case that nobody has taken away, oldest first. One that was written twice, after a fault, is there once. */
export function linksOf(items: readonly OpenedItem[]): readonly Link[] {
  const links = new Map<string, Link>();
  const gone = new Set<string>();
  for (const { body } of items) {
    if (body?.kind === 'link') links.set(body.link, body);
    if (body?.kind === 'unlink') gone.add(body.link);
  }
  return [...links.values()].filter(({ link }) => !gone.has(link));
}
