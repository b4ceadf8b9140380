/**
 * The shapes of mentoring (docs/protocol.md section 6), beside those of `api.ts`: rules, rota, the gate, waiting and offers, the
 * wall, held messages, debriefs and supervision. Days are `2026-11-24`; minutes of a day are counted from local midnight.
 */
import type { CaseHead, Family, Role, SealedNote, Want } from './api.ts';

// Rules

export type PromptCategory =
  | 'contact' | 'meeting' | 'secrecy' | 'identity' | 'medical'
  | 'suicide' | 'self_harm' | 'abuse' | 'grooming' | 'images' | 'weapons' | 'running' | 'eating' | 'exploitation';
export type StarterStage = 'opening' | 'listening' | 'honesty' | 'breaking' | 'signposting' | 'closing';

/** What a school adds to the lists of one category, and which of the built-in rules it leaves out. */
export interface PromptList {
  add: string[];
  off: string[];
}

/** An empty `lines` is the console's own list. */
export interface Starters {
  stage: StarterStage;
  lines: string[];
}

export interface MentoringRules {
  /** When mentors may chat on a day of school: opens and closes, in minutes. */
  hours: [number, number];
  needs_rota: boolean;
  needs_room: boolean;
  weekly_minutes: number;
  shift_chats: number;
  /** Live chats with mentors for each adult who is on duty and there. */
  adult_chats: number;
  session_minutes: number;
  /** How many of a new mentor's first chats an adult releases message by message; 0 for none. */
  hold_first: number;
  same_year: boolean;
  sample_per_week: number;
  offer_seconds: number;
  prompts: Partial<Record<PromptCategory, PromptList>>;
  starters: Starters[];
  starters_locked: boolean;
}

// Rota

export interface RotaSlot {
  id: string;
  person: string;
  alias: string;
  role: Role;
  /** 0 for Monday. */
  weekday: number;
  opens: number;
  closes: number;
  first: string;
  last: string;
  place: string;
}

export type NewRotaSlot = Omit<RotaSlot, 'id' | 'alias' | 'role'>;

/** One slot on one day: covered by somebody else, or (`person` null) off. */
export interface RotaChange {
  id: string;
  slot: string;
  on: string;
  person: string | null;
  alias: string | null;
}

export type NewRotaChange = Omit<RotaChange, 'id' | 'alias'>;

export type GapReason = 'no_adult' | 'no_mentor';

export interface RotaGap {
  opens: number;
  closes: number;
  why: GapReason;
}

/** Who is there on one day, slots and changes taken together. */
export interface RotaPerson {
  slot: string;
  person: string;
  alias: string;
  role: Role;
  opens: number;
  closes: number;
  place: string;
  covers: string | null;
}

export interface RotaDay {
  on: string;
  open: boolean;
  label: string | null;
  gaps: RotaGap[];
  people: RotaPerson[];
}

export interface Rota {
  slots: RotaSlot[];
  changes: RotaChange[];
  /** Fourteen days. */
  days: RotaDay[];
}

// Duty, the gate and the queue

export type Feeling = 'good' | 'ok' | 'talk';

export type GateCode =
  | 'on_duty' | 'slot' | 'hours' | 'term' | 'adult_live' | 'adult_free' | 'training' | 'agreement' | 'room' | 'feeling'
  | 'no_debrief' | 'week_minutes' | 'shift_chats' | 'rest' | 'no_chat';

export interface GateCondition {
  code: GateCode;
  ok: boolean;
  detail: Readonly<Record<string, string | number | boolean | null>> | null;
}

/** Every condition is listed, always in the same order. */
export interface Gate {
  open: boolean;
  conditions: GateCondition[];
}

export interface WaitingPupil {
  id: string;
  family: Family;
  minutes: number;
  v: number;
}

/** A pupil whom the caller is asked to take; it passes to the next mentor at `until`. */
export interface Offer extends WaitingPupil {
  until: string;
}

export interface MentorDay {
  shift: { id: string; started: string; until: string | null } | null;
  chats: number;
  minutes_week: number;
  /** The chat whose debrief is owed before the next. */
  debrief: { conv: string; how: string } | null;
  /** An adult who has read one of the caller's chats again would like to talk it over. */
  talk: boolean;
  training_until: string | null;
  /** What the caller writes waits for an adult to release it. */
  hold: boolean;
  session_minutes: number;
  prompts: MentoringRules['prompts'];
  starters: Starters[];
  starters_locked: boolean;
}

export interface MentorWaiting {
  waiting: WaitingPupil[];
  /** The chats that the caller has claimed or is in, the oldest first: one at most, or two of a senior mentor's. */
  mine: string[];
  offer: Offer | null;
  gate: Gate;
  day: MentorDay;
}

// Mentors as a pupil sees them, and as an adult keeps them

export interface MentorCard {
  id: string;
  alias: string;
  band: string;
  /** Compared with the pupil's own on the pupil's page, and nowhere else. */
  year: number | null;
  topics: Family[];
  languages: string[];
  free: boolean;
}

export interface MentorCards {
  mentors: MentorCard[];
  /** The school lets a pupil meet a mentor of their own year. */
  same_year: boolean;
}

export interface MentorProfile {
  year: number | null;
  band: string;
  topics: Family[];
  languages: string[];
  senior: boolean;
  /** No chats up to and including this day. */
  rest_until: string | null;
  hold_left: number;
}

export interface MentorEvidence {
  alias: string;
  hours: { term: string; minutes: number; shifts: number }[];
  training: { module: string; on: string; assessor: string; expires: string }[];
  debriefs: number;
  supervision: string[];
}

// Debriefs and supervision

export type Weight = 'light' | 'ok' | 'heavy';

export interface NewDebrief {
  conv: string;
  weight: Weight;
  talk: boolean;
  note: SealedNote | null;
}

export interface Debrief {
  id: string;
  conv: string;
  /** The case's number. */
  case: number;
  mentor: { id: string; alias: string };
  at: string;
  weight: Weight;
  talk: boolean;
  note: SealedNote | null;
  seen_by: string | null;
}

export interface MentorOnDesk {
  id: string;
  alias: string;
  on_duty: boolean;
  live: boolean;
  shift: string | null;
  /** An adult has said that they can see where the mentor sits, or the school does not ask. */
  room_seen: boolean;
  chats_today: number;
  minutes_week: number;
  /** The last eight, the newest last. */
  trend: { on: string; weight: Weight }[];
  talk_wanted: boolean;
  debrief_owed: boolean;
  rest_until: string | null;
  hold_left: number;
  supervision_due: string | null;
}

export interface Review {
  conv: string;
  case: number;
  mentor: { id: string; alias: string };
  picked: string;
  /** `talked`: when the chat was talked over with the mentor, if it was to be. */
  signed: { by: string; at: string; feedback: 'good' | 'talk'; talked: string | null } | null;
}

export interface MentoringDesk {
  mentors: MentorOnDesk[];
  debriefs: Debrief[];
  reviews: Review[];
  /** Of the next five days of school. */
  gaps: (RotaGap & { on: string })[];
}

export interface SignReview {
  /** A `note` of the `file:` stream. */
  note: { cmid: string; epoch: number; env: string } | null;
  feedback: 'good' | 'talk';
}

// The wall

export type ChatOutcome = 'helped' | 'signposted' | 'stopped';

export interface WallChat {
  id: string;
  number: number;
  group: CaseHead['group'];
  mentor: { id: string; alias: string };
  family: Family | null;
  begun: string;
  last: { at: string; by: 'pupil' | 'mentor' | 'adult' } | null;
  frozen: boolean;
  /** What the mentor writes waits for an adult. */
  held: boolean;
  /** How many messages wait. */
  holds: number;
  /** Adults who are in the chat by name. */
  adult_in: string[];
  /** Adults who watch it, besides. */
  watching: string[];
  v: number;
}

export interface WallWaiting {
  id: string;
  number: number;
  group: CaseHead['group'];
  family: Family | null;
  want: Want;
  state: CaseHead['state'];
  since: string;
  /** Whom it is being offered to. */
  offered: string | null;
  /** How far the alarm has climbed: 0 not at all, 1 everybody of the group, 2 the leads by letter. */
  alarm: number;
  v: number;
}

export interface Wall {
  chats: WallChat[];
  /** The one true queue: the first is the next. */
  waiting: WallWaiting[];
  /** How many live chats with mentors the adults who are there may supervise. */
  limit: number;
}

/** A mentor's message that no pupil has seen: sealed in the `conv:` stream's own epoch. */
export interface HeldMessage {
  cmid: string;
  epoch: number;
  kind: string;
  env: string;
  /** `person:<id>` of the mentor. */
  sender: string;
  at: string;
}

/** Why an alarm rings. */
export type AlarmReason = 'nobody_took' | 'passed' | 'waiting_long';

/** What a person's private stream says of mentoring, beside what it says already: each is a word to look again, with no content. */
export type MentoringNotice =
  /** Mentors: this pupil is offered to you. */
  | { readonly what: 'offer'; readonly id: string }
  /** Mentors: your chat, or the one you had claimed, has gone to somebody else. That happens. */
  | { readonly what: 'moved_on'; readonly id: string }
  /** Mentors: an adult gave a held message back; `seal_again`: the keys changed, and it has to be put before them again. */
  | { readonly what: 'returned' | 'seal_again'; readonly id: string; readonly cmid: string }
  /** Adults: it rings until somebody looks. */
  | { readonly what: 'alarm'; readonly id: string; readonly why: AlarmReason }
  /** Adults: a mentor asks for you; a message of a mentor waits to be released. */
  | { readonly what: 'asked' | 'held'; readonly id: string };
