import file from '../../../app/reports/topics.json';

import type { Family } from '@hark/protocol/api';

import type { Topic } from './routing.ts';

const FAMILIES: readonly Family[] = ['friends', 'school', 'settling', 'online', 'feelings'];

/** The topics a pupil may pick, in the order of the one file that the school's side reads too. */
export const TOPICS: readonly Topic[] = file.topics.map(({ id, label, family, handler, urgency, staff, nude }) => {
  // Whatever the file says, a mentor helps only where it says so in every way: the routing may go up, never down.
  const mentor = handler === 'mentor_ok' && urgency !== 'red' && !staff && !nude;
  return { id, label, staff, nude, family: mentor ? (FAMILIES.find((known) => known === family) ?? null) : null };
});
