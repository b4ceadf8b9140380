import type { Role } from '@hark/protocol/api';
import type { IdentityCheck, PersonState, SuspensionReason } from '@hark/protocol/people_api';
import { circleCheck, clock, logOut, octagonAlert, send, type Shape } from '@hark/ui/icons';

interface StateWords {
  readonly words: string;
  /** Shape, word and colour say the same, so that it reads in grey too. */
  readonly shape: Shape;
  readonly tone: 'good' | 'info' | 'warning' | 'urgent' | 'quiet';
}

const PAUSE: Shape = 'M8 5v14M16 5v14';

export const STATES: Readonly<Record<PersonState, StateWords>> = {
  invited: { words: 'Invited', shape: send, tone: 'info' },
  joined: { words: 'Joined, to be confirmed', shape: clock, tone: 'warning' },
  active: { words: 'Active', shape: circleCheck, tone: 'good' },
  paused: { words: 'Paused: training is not in date', shape: PAUSE, tone: 'warning' },
  suspended: { words: 'Suspended', shape: octagonAlert, tone: 'urgent' },
  left: { words: 'Has left', shape: logOut, tone: 'quiet' },
};

export const REASONS: Readonly<Record<SuspensionReason, string>> = {
  lost_device: 'A device was lost or stolen',
  absence: 'They are away for long',
  concern: 'There is a concern about them',
  other: 'Something else',
};

export const CHECKS: Readonly<Record<IdentityCheck, string>> = {
  in_person: 'They stood in front of me',
  video: 'I saw and heard them on video',
  known_voice: 'I rang them and know their voice',
};

/** The order in which roles are offered. */
export const ROLES: readonly Role[] = ['deputy', 'responder', 'mentor', 'head', 'chair', 'dsl', 'governor', 'administrator'];

/** Who looks after people how: the server decides, and this only leaves out what it would refuse. */
export const invites = (role: Role): boolean => role === 'dsl' || role === 'head' || role === 'administrator';
export const leads = (role: Role): boolean => role === 'dsl' || role === 'head';
