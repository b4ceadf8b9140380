/** The shapes of the list of people, of inviting, and of training (docs/protocol.md section 6), beside those of `api.ts`. */
import type { Group, Role } from './api.ts';

export type PersonState = 'invited' | 'joined' | 'active' | 'paused' | 'suspended' | 'left';

/** How somebody made sure that whoever asks to be let in again is who they say. */
export type IdentityCheck = 'in_person' | 'video' | 'known_voice';

export type SuspensionReason = 'lost_device' | 'absence' | 'concern' | 'other';

/** A module that a person has done; `expires` is the last day on which it counts. Days are `2026-11-24`. */
export interface Trained {
  id: string;
  module: string;
  on: string;
  assessor: string;
  expires: string;
}

export interface PersonLine {
  id: string;
  alias: string;
  title: string;
  email: string;
  role: Role;
  groups: Group[];
  state: PersonState;
  /** The newest first. */
  training: Trained[];
  /** One that nobody has used yet. */
  invitation: { id: string; expires: string } | null;
}

export interface PeopleList {
  people: PersonLine[];
}

export interface NewInvitation {
  id: string;
  email: string;
  alias: string;
  title: string;
  role: Role;
  groups: Group[];
  salt: string;
  auth: string;
  offer: string;
  key: InvitationKey;
  /** Whom it lets back in, and how it was made sure who they are; null for somebody new. */
  person: string | null;
  reason: IdentityCheck | null;
}

/** What a joiner's answer is checked with, sealed to a group of whoever may confirm. */
export interface InvitationKey {
  group: 'safeguarding' | 'head';
  epoch: number;
  wrap: string;
}

export interface Invited {
  id: string;
  /** Holds no secret. */
  link: string;
  expires: string;
}

/** What somebody who joined brought, as the server says; `answer` is what they said themselves. */
export interface JoiningPerson {
  id: string;
  invitation: string;
  kem: string;
  sign: string;
  groups: { name: Group; epoch: number; kem: string }[];
  answer: string;
  key: InvitationKey;
}

export interface TrainingRule {
  role: Role;
  module: string;
  months: number;
  warn_days: number;
}

export interface TrainingRules {
  rules: TrainingRule[];
}

export type NewTraining = Omit<Trained, 'id'>;
