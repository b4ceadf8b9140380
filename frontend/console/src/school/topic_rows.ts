import { ApiError } from '@hark/protocol/errors';
import type { NewTopic, OwnTopics, TopicChoices } from '@hark/protocol/school_api';

import { NO_CHOICES, topicWords } from '../case/topics.ts';
import { codeOf, sentence } from '../errors.ts';

interface Shipped {
  readonly id: string;
  readonly label: string;
  readonly family: string | null;
  readonly always: boolean;
}

/** A shipped topic as it stands in the form. An empty label is the shipped one. */
export interface TopicRow {
  id: string;
  shipped: string;
  label: string;
  shown: boolean;
  adults: boolean;
  always: boolean;
  /** A mentor or the pastoral team could be given it. */
  mentored: boolean;
}

export const rowsOf = (topics: readonly Shipped[], own: OwnTopics): TopicRow[] =>
  topics.map(({ id, label, family, always }) => ({
    id, shipped: label, label: own.labels[id] ?? '', shown: !own.hidden.includes(id),
    adults: own.raised[id] !== undefined, always, mentored: family !== null,
  }));

/** What the form says. What it does not show, such as a raised urgency, stays as it was. */
export function choicesOf(rows: readonly TopicRow[], added: readonly (NewTopic & { shown: boolean })[], before: OwnTopics): TopicChoices {
  const labels = rows.filter(({ label, shipped }) => label.trim() !== '' && label.trim() !== shipped).map(({ id, label }) => [id, label.trim()] as const);
  const raised = rows.filter(({ adults }) => adults).map(({ id }) => [id, before.raised[id] ?? { handler: 'dsl', urgency: null }] as const);
  const own = added.filter(({ label }) => label.trim() !== '');
  return {
    labels: Object.fromEntries(labels),
    hidden: [...rows, ...own].filter(({ shown }) => !shown).map(({ id }) => id),
    raised: Object.fromEntries(raised),
    added: own.map(({ id, label, category }) => ({ id, label: label.trim(), category })),
  };
}

export function nextId(added: readonly { readonly id: string }[]): string {
  return `own_${Math.max(0, ...added.map(({ id }) => Number(id.slice('own_'.length)))) + 1}`;
}

const SENTENCES: Readonly<Record<string, (topic: string) => string>> = {
  topic_needed: (topic) => `“${topic}” cannot be hidden: a pupil who needs it would have no way in.`,
  topic_lowered: (topic) => `“${topic}” cannot go lower than it came.`,
  topic_label_twice: (topic) => `Two topics would read alike, or “${topic}” has no words. Give each its own.`,
  topic_dropped: () => 'A colleague added a topic meanwhile, or one was taken out. Reload, then hide what is not wanted.',
};

export function topicRefusal(error: unknown): string {
  const say = SENTENCES[codeOf(error) ?? ''];
  const topic = error instanceof ApiError ? error.data['topic'] : undefined;
  return say === undefined ? sentence(error) : say(typeof topic === 'string' ? topicWords(topic, NO_CHOICES) : '');
}
