import type { GapReason, MentorOnDesk, RotaDay, Weight } from '@hark/protocol/mentoring_api';

const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
/** “Tuesday 24 November” for `2026-11-24`. */
export const dayName = (on: string): string => dayFormat.format(new Date(`${on}T12:00:00`));

export const GAPS: Readonly<Record<GapReason, string>> = {
  no_adult: 'no adult is on the rota, so chat stays shut',
  no_mentor: 'no mentor is on the rota',
};

/** “Tuesday 24 November: 2 adults, 1 mentor. 2 times without cover.” */
export function daySummary({ on, people, gaps }: RotaDay): string {
  const mentors = new Set(people.filter(({ role }) => role === 'mentor').map(({ person }) => person)).size;
  const adults = new Set(people.filter(({ role }) => role !== 'mentor').map(({ person }) => person)).size;
  const there = [counted(adults, 'adult'), counted(mentors, 'mentor')].join(', ');
  const missing = gaps.length === 0 ? '' : ` ${gaps.length === 1 ? '1 time' : `${gaps.length} times`} without cover.`;
  return `${dayName(on)}: ${there}.${missing}`;
}

const counted = (count: number, what: string): string => `${count === 0 ? 'no' : count} ${count === 1 ? what : `${what}s`}`;

export const WEIGHTS: Readonly<Record<Weight, string>> = { light: 'light', ok: 'OK', heavy: 'heavy' };

/** What needs an adult about a mentor, the most urgent first. */
export function needs(mentor: MentorOnDesk, today: string): readonly string[] {
  const needed: (readonly [boolean, string])[] = [
    [mentor.talk_wanted, 'Would like to talk to an adult'],
    [heavyTwice(mentor), 'Two heavy chats of late: suggest a rest'],
    [mentor.debrief_owed, 'Owes a debrief'],
    [mentor.supervision_due !== null && mentor.supervision_due <= today, 'Supervision is due'],
    [mentor.rest_until !== null && mentor.rest_until >= today, 'Is having a rest'],
    [mentor.hold_left > 0, `New: ${mentor.hold_left} more ${mentor.hold_left === 1 ? 'chat is' : 'chats are'} checked message by message`],
  ];
  return needed.filter(([applies]) => applies).map(([, words]) => words);
}

const heavyTwice = ({ trend }: MentorOnDesk): boolean => trend.slice(-3).filter(({ weight }) => weight === 'heavy').length >= 2;

/** How the last chats weighed, oldest first, as words: colour and height say it a second time and never alone. */
export const trendWords = ({ trend }: MentorOnDesk): string =>
  trend.length === 0 ? 'no debrief yet' : trend.map(({ weight }) => WEIGHTS[weight]).join(', ');
