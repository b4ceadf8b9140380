/** The shapes of the urgent lane (docs/protocol.md section 6.13), beside those of `api.ts`. */
import type { Group } from './api.ts';

export type AlertCause = 'not_safe' | 'red' | 'passed' | 'overdue_red';
export type Channel = 'screen' | 'push' | 'mail';
export type Team = 'safeguarding' | 'head' | 'governors';

export interface AlertCase {
  id: string;
  number: number;
  group: Group;
}

export interface Answered {
  alias: string;
  at: string;
  me: boolean;
}

/** Somebody who was told. `waits`: the mail server has not taken the letter to them. */
export interface Told {
  alias: string;
  channels: Channel[];
  at: string;
  waits: boolean;
}

/** Without `case` it is a word: something urgent waits for `team`, and not for the reader. */
export interface AlertLine {
  id: string;
  team: Team;
  cause: AlertCause | null;
  case: AlertCase | null;
  raised: string;
  level: number;
  next: string | null;
  answered: Answered | null;
  rings: boolean;
  told: Told[];
}

export interface MissedLine {
  id: string;
  team: Team;
  cause: AlertCause | null;
  case: AlertCase | null;
  raised: string;
  answered: Answered | null;
}

export interface AlertsNow {
  live: AlertLine[];
  missed: MissedLine[];
}

/** `known`: the server knows this browser. `key`: what a browser subscribes with (RFC 8292). */
export interface DeviceState {
  known: boolean;
  key: string;
  push: boolean;
  heard: string | null;
  pushed: string | null;
  tested: boolean;
}

export interface DeviceLine {
  id: string;
  here: boolean;
  since: string;
  heard: string | null;
  pushed: string | null;
}

/** Minutes after local midnight, on a day of the week counted from Monday. */
export interface CoverLine {
  day: number;
  opens: number;
  closes: number;
  people: string[];
}

export interface AlertRules {
  leads: number;
  team: number;
  head: number;
  repeat: number;
  look: number;
  cover: CoverLine[];
  cover_in_holidays: boolean;
}

export interface Quiet {
  hours: [number, number] | null;
}

export interface Coverer {
  id: string;
  alias: string;
  title: string;
}
