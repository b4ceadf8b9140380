import type { CaseHead, State } from '@hark/protocol/api';

const STATES: Readonly<Record<State, string>> = {
  sent: 'Not opened yet',
  waiting: 'Pupil waiting live',
  claimed: 'A mentor is joining',
  live: 'Live chat',
  passed: 'Passed to an adult',
  open: 'Open',
  closed: 'Closed',
};

export const stateWords = (state: State): string => STATES[state];

const SAFE: Readonly<Record<CaseHead['safe'], string>> = {
  yes: 'The pupil said: I am safe',
  unsure: 'The pupil said: I am not sure if I am safe',
  no: 'The pupil said: someone is in danger',
};

export const safeWords = (safe: CaseHead['safe']): string => SAFE[safe];

const WANT: Readonly<Record<CaseHead['want'], string>> = {
  adult: 'They would like to chat with an adult',
  mentor: 'They would like to chat with a pupil mentor',
  none: 'They do not want to chat',
};

export const wantWords = (want: CaseHead['want']): string => WANT[want];

/** Whether an adult of the group can take the chat over now: somebody waits, or it was passed on. */
export const canClaim = (state: State): boolean => state === 'waiting' || state === 'passed' || state === 'claimed';

/** Who has the chat or was given the case, by what they are. */
export function holderWords({ alias, role }: NonNullable<CaseHead['holder']>): string {
  if (role === 'mentor') return `Mentor: ${alias}`;
  return role === 'responder' ? `Given to ${alias}` : `In the chat: ${alias}`;
}
