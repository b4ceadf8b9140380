import type { Urgency } from '@hark/protocol/api';
import type { OwnTopics } from '@hark/protocol/school_api';

import file from '../../../../app/reports/topics.json';

/** Every topic, from the one file that the pupils' page offers them from. */
export const TOPICS = file.topics;

/** Every kind of worry, as staff name it. */
export const CATEGORIES = file.categories;
export type Category = (typeof CATEGORIES)[number];

export const NO_CHOICES: OwnTopics = { labels: {}, hidden: [], raised: {}, added: [] };

const HANDLERS: readonly string[] = ['mentor_ok', 'staff', 'dsl', 'head', 'chair'];
const URGENCIES: readonly Urgency[] = ['green', 'amber', 'red'];

/** Who handles something at least, and how urgent it is at least. */
export interface Handling {
  readonly handler: string;
  readonly urgency: string;
}

const higher = (order: readonly string[], a: string, b: string): string => (order.indexOf(a) >= order.indexOf(b) ? a : b);

/** Of two colours the more urgent one. */
export const moreUrgent = (a: Urgency, b: string): Urgency =>
  URGENCIES.find((one) => one === higher(URGENCIES, a, b)) ?? a;

/** How several worries at once are handled: as the gravest of them in each way. */
export const highest = (worries: readonly Handling[]): Handling =>
  worries.reduce(
    (whole, one) => ({ handler: higher(HANDLERS, whole.handler, one.handler), urgency: higher(URGENCIES, whole.urgency, one.urgency) }),
    { handler: 'mentor_ok', urgency: 'green' },
  );

/** The pupil's words for a topic, as this school has them. An unknown topic is shown as it came. */
export function topicWords(id: string, own: OwnTopics): string {
  return own.added.find((one) => one.id === id)?.label ?? own.labels[id] ?? TOPICS.find((topic) => topic.id === id)?.label ?? id;
}

export const categoryOf = (code: string): Category | undefined => CATEGORIES.find((one) => one.code === code);
