/** The shapes of the school's own settings and of its set-up (docs/protocol.md section 6), beside those of `api.ts`. */

/** Minutes after local midnight; null is a day on which nobody reads. */
export type DayHours = readonly [number, number] | null;

/** A named run of days, both ends included. */
export interface Period {
  name: string;
  first: string;
  last: string;
}

export interface HelpNumber {
  name: string;
  number: string;
  note: string;
}

export type Phase = 'primary' | 'secondary' | 'all';

/** Minutes of the school's own open time, by urgency, to look at what came and to write back for the first time. */
export interface Targets {
  open_red: number;
  open_green: number;
  reply_red: number;
  reply_amber: number;
  reply_green: number;
}

export interface SchoolSettings {
  name: string;
  slug: string;
  phase: Phase;
  team: string;
  exit_url: string;
  timezone: string;
  /** Seven, Monday first. */
  hours: DayHours[];
  terms: Period[];
  closures: Period[];
  target_minutes: number;
  /** Null: the usual ones. An answer always has them. */
  targets: Targets | null;
  help_numbers: HelpNumber[];
  pastoral_topics: string[];
  mentor_code: boolean;
}

/** A topic that a school handles higher than it came. */
export interface Raised {
  handler: 'staff' | 'dsl' | null;
  urgency: 'amber' | 'red' | null;
}

/** A topic of the school's own. */
export interface NewTopic {
  id: string;
  label: string;
  category: string;
}

/** What a school would make of the list of topics. */
export interface TopicChoices {
  labels: Record<string, string>;
  hidden: string[];
  raised: Record<string, Raised>;
  added: NewTopic[];
}

/** What it has made of it: each of its own is treated as the shipped topic `like`. */
export interface OwnTopics extends TopicChoices {
  added: (NewTopic & { like: string })[];
}

export const STEPS = [
  'school', 'hours', 'dsl', 'ceremony', 'sheets', 'restore', 'people', 'rules', 'devices', 'button', 'test_report', 'golive',
] as const;
export type Step = (typeof STEPS)[number];

/** What a person says is done: most steps the server sees by itself. `papers` is said beside the checklist. */
export type SaidStep = 'people' | 'rules' | 'devices' | 'button' | 'papers';

/** What the self-test of a device tries. */
export type CheckName = 'secure' | 'server' | 'clock' | 'policy' | 'socket' | 'poll' | 'worker';

export interface StepState {
  step: Step;
  done: string | null;
  by: string | null;
  detail: Readonly<Record<string, unknown>> | null;
}

/** Something that must hold before the school opens: `why` is a code that says what is missing. */
export interface CheckItem {
  item: string;
  ok: boolean;
  why: string | null;
}

export interface SetUp {
  steps: StepState[];
  checklist: CheckItem[];
  live: string | null;
  testing_until: string | null;
}
