/** What is loaded only where a mentor can be chosen or words are written: the mentors' cards, and what shows tips. */
import { mentorCards } from '@hark/protocol/mentoring';
import type { MentorCard, MentorCards } from '@hark/protocol/mentoring_api';

export { default as Mentors } from './screens/Mentors.svelte';
export { default as Tip } from './parts/Tip.svelte';
export { mentorCards };
export type { MentorCard, MentorCards };

/** The mentors whom a pupil may meet: never one of their own year, unless the school allows it. A year that is not told hides nobody. */
export function cardsFor({ mentors, same_year: sameYear }: MentorCards, year: number | null): MentorCard[] {
  return mentors.filter((mentor) => sameYear || year === null || mentor.year !== year);
}

/** Whether the pupil would meet this mentor, as far as their page knows. */
export function meets(cards: MentorCards | null, year: number | null, person: string): boolean {
  return cards === null || cards.mentors.every(({ id }) => id !== person) || cardsFor(cards, year).some(({ id }) => id === person);
}
