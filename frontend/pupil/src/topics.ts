import file from '../../../app/reports/topics.json';

import type { Family, PageTopics } from '@hark/protocol/api';

import type { Topic } from './routing.ts';

const FAMILIES: readonly Family[] = ['friends', 'school', 'settling', 'online', 'feelings'];

/** The topics a pupil may pick, in the order of the one file that the school's side reads too. */
export const TOPICS: readonly Topic[] = file.topics.map(({ id, label, family, handler, urgency, staff, nude }) => {
  // Whatever the file says, a mentor helps only where it says so in every way: the routing may go up, never down.
  const mentor = handler === 'mentor_ok' && urgency !== 'red' && !staff && !nude;
  return { id, label, staff, nude, family: mentor ? (FAMILIES.find((known) => known === family) ?? null) : null };
});

const ALWAYS = file.topics.filter(({ always }) => always).map(({ id }) => id);

/**
 * The topics as this school offers them: its words, without what it hides, with its own before those for whoever is not sure. From
 * the server only what raises is taken: a topic is treated as the file has it, or for adults alone.
 */
export function offeredTopics(own: PageTopics | undefined): readonly Topic[] {
  if (own === undefined) return TOPICS;
  const { labels, hidden, adults, added } = own;
  const extra = added.flatMap(({ id, label, like }) => TOPICS.filter((one) => one.id === like).map((one) => ({ ...one, id, label })));
  return [...TOPICS.slice(0, -2), ...extra, ...TOPICS.slice(-2)]
    .filter(({ id }) => ALWAYS.includes(id) || !hidden.includes(id))
    .map((one) => ({ ...one, label: labels[one.id] ?? one.label, family: adults.includes(one.id) ? null : one.family }));
}
