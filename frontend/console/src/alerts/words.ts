import type { AlertCause, AlertLine, Channel, MissedLine, Team, Told } from '@hark/protocol/alerts_api';

import { clock, moment } from '../times.ts';

const CAUSES: Readonly<Record<AlertCause, string>> = {
  not_safe: 'A pupil said that they are not safe.',
  red: 'A red case that nobody has opened.',
  passed: 'A chat was passed on, and no adult has taken it.',
  overdue_red: 'A pupil of a red case wrote again, and nobody has looked in time.',
};

const TEAMS: Readonly<Record<Team, string>> = {
  safeguarding: 'the safeguarding team',
  head: 'the head',
  governors: 'the chair of governors',
};

const CHANNELS: Readonly<Record<Channel, string>> = { screen: 'on the screen', push: 'by push', mail: 'by e-mail' };

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** What it is, to whoever may know; to anybody else only whom it waits for. */
export function what({ cause, team }: Pick<AlertLine | MissedLine, 'cause' | 'team'>): string {
  return cause === null ? `Something urgent waits for ${TEAMS[team]}.` : CAUSES[cause];
}

/** “Ms Khan (on the screen and by e-mail) and Mr Osei (on the screen)”. */
export function whoWasTold(told: readonly Told[]): string {
  return list.format(told.map(({ alias, channels }) => `${alias} (${list.format(channels.map((one) => CHANNELS[one]))})`));
}

/** Where it stands, in a sentence or two: who has answered, or who was told and what comes next. */
export function stands(line: AlertLine, now: Date): string {
  const { answered, next } = line;
  if (answered !== null) {
    const who = `${answered.me ? 'You are' : `${answered.alias} is`} dealing with it, since ${clock(answered.at)}.`;
    return line.case === null ? who : `${who} It rings again if nobody opens it soon.`;
  }
  if (line.case === null) return 'Nobody has answered. Find somebody who can, and press the button when you have.';
  if (line.level === 0) {
    const when = next === null ? 'Nobody is called: no hours in which somebody reads are in sight.' : `Nobody is called before ${moment(next, now)}, when somebody is there.`;
    return `${when} You can answer now.`;
  }
  const told = line.told.length === 0 ? 'Nobody was there to be told.' : `Told so far: ${whoWasTold(line.told)}.`;
  return next === null ? told : `${told} Next step at ${clock(next)}.`;
}

/** Whom the mail server has not taken a letter for. */
export function unwritten(told: readonly Told[]): string | null {
  const names = told.filter(({ waits }) => waits).map(({ alias }) => alias);
  return names.length === 0 ? null : `The mail server has not taken the letter to ${list.format(names)}. Hark goes on without it, and tries again.`;
}
