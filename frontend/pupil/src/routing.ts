/**
 * Where a report goes and who may help, worked out on the pupil's device from what they picked. The topic itself is sealed; what
 * leaves in the clear is only what these functions answer. Routing goes up and never down.
 */
import type { Family, Route, Safe, Status, Want } from '@hark/protocol/api';

export interface Topic {
  id: string;
  /** How a pupil would say it. */
  label: string;
  /** What a mentor is shown before claiming; null where a mentor may not help with this. */
  family: Family | null;
  /** About a grown-up at school: never to the safety team. */
  staff: boolean;
  /** About a nude picture: the stop page comes first. */
  nude: boolean;
}

/** Whom a report about a grown-up at school is about. */
export type About = 'team' | 'head' | 'other' | 'unsure';

export interface Answers {
  safe: Safe | null;
  topics: readonly Topic[];
  /** Asked only when a picked topic is about a grown-up at school. */
  about: About | null;
  /** The topic families that this school sends to its pastoral team. */
  pastoral: readonly Family[];
}

export const asksAbout = ({ topics }: Answers): boolean => topics.some(({ staff }) => staff);

export const showsStopPage = ({ topics }: Answers): boolean => topics.some(({ nude }) => nude);

/**
 * Nobody opens a report about themselves: staff go to the head, the head goes to the chair of governors. The pastoral team gets only
 * what the school has chosen for it, from a pupil who is safe and has picked nothing else.
 */
export function routeOf(answers: Answers): Route {
  if (asksAbout(answers)) return answers.about === 'head' ? 'governors' : 'head';
  const { safe, topics, pastoral } = answers;
  const chosen = topics.length > 0 && topics.every(({ family }) => family !== null && pastoral.includes(family));
  return safe === 'yes' && chosen ? 'pastoral' : 'safeguarding';
}

/**
 * The topic family a mentor may be shown, or null where no mentor may take it: the pupil must be safe, nobody on the staff is
 * concerned, and every topic picked must be one a mentor may help with.
 */
export function mentorFamily(answers: Answers): Family | null {
  if (answers.safe !== 'yes' || asksAbout(answers)) return null;
  const [first] = answers.topics;
  return first !== undefined && answers.topics.every(({ family }) => family !== null) ? first.family : null;
}

/**
 * The kinds of chat that are truly there now. None is offered while nobody is on duty, nor on a route past the safety team:
 * the school's status does not say whether the head or the chair is there.
 */
export function chatsOffered(answers: Answers, status: Status): Want[] {
  if (status.state !== 'open' || !somebodyThere(routeOf(answers), status)) return [];
  return status.mentors_live && mentorFamily(answers) !== null ? ['adult', 'mentor', 'none'] : ['adult', 'none'];
}

/** Whether somebody who reads on this route is there for a chat. */
export function somebodyThere(route: Route, { adults_live, pastoral_live }: Status): boolean {
  return (route === 'safeguarding' && adults_live) || (route === 'pastoral' && pastoral_live);
}

/** Whether the page owes an explanation for offering no mentor: there is one on duty, and the answers rule it out. */
export const tooMuchForMentor = (answers: Answers, status: Status): boolean =>
  status.mentors_live && chatsOffered(answers, status).length > 0 && mentorFamily(answers) === null;

/** What may go along with a chosen chat: the family only for a mentor, and a mentor only where one may help. */
export function chosen(answers: Answers, want: Want): { chat: Want; mentor: Family | null } {
  const family = mentorFamily(answers);
  if (want !== 'mentor') return { chat: want, mentor: null };
  return family === null ? { chat: 'adult', mentor: null } : { chat: 'mentor', mentor: family };
}
