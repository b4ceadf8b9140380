/** The shapes of rosters, group keys and recovery sheets (docs/protocol.md section 6), beside those of `api.ts`. */
import type { Epoch, Group, Item } from './api.ts';

export interface PersonWrap {
  person: string;
  wrap: string;
}

/** A group epoch's seed, sealed to one set of the group's sheets. */
export interface RecoveryWrap {
  set: number;
  wrap: string;
}

export interface NewGroupEpoch {
  name: Group;
  epoch: number;
  kem: string;
  wraps: readonly PersonWrap[];
  recovery: RecoveryWrap | null;
}

export interface NewRoster {
  doc: string;
  sig: string;
  groups: readonly NewGroupEpoch[];
  /** Keys of groups that stay as they are, for members who have not got them. */
  wraps: readonly (PersonWrap & { group: Group; epoch: number })[];
  root_wraps: readonly PersonWrap[];
}

export interface ProposedGroupEpoch extends NewGroupEpoch {
  sig: string;
}

export interface MoreWraps {
  group: Group;
  epoch: number;
  wraps: readonly PersonWrap[];
  recovery?: RecoveryWrap;
}

export type SheetsState = 'none' | 'unconfirmed' | 'test_due' | 'ok';

export interface KeyTasks {
  /** Keys that the caller holds and that a member by the roster has not got. */
  wraps: { group: Group; epoch: number; person: string; alias: string }[];
  /** Groups whose present key somebody who has gone still knows. */
  rotate: { group: Group; because: string[] }[];
  /** For root holders: keys that members have made and no roster names yet. */
  sign: { group: Group; epoch: number; kem: string; by: string; sig: string }[];
  /** For root holders: sets of sheets that members have made and no roster names yet. */
  recovery: { group: Group; set: number; kem: string; by: string; sig: string }[];
  /** Open conversations whose newest key somebody who has gone still knows. */
  conversations: number;
  /** `due` is the day by which the sheets are to be tried. */
  sheets: { group: Group; state: SheetsState; due: string | null }[];
}

export interface StreamToMove {
  stream: string;
  case: string;
  epoch: Epoch;
  first: Epoch | null;
  report: Item | null;
  readers_wanted: string[];
}

export interface ConversationsToMove {
  streams: StreamToMove[];
  left: number;
}

export type Letter = 'A' | 'B' | 'C';

export interface NewRecoverySet {
  set: number;
  kem: string;
  /** The maker's signature over the set's key. */
  sig: string;
  holders: readonly { sheet: Letter; name: string }[];
  boxes: readonly { pair: string; box: string }[];
  wraps: readonly { epoch: number; wrap: string }[];
}

export interface RecoverySet {
  group: Group;
  set: number;
  kem: string;
  holders: { sheet: Letter; name: string; confirmed: string | null }[];
  made: string;
  tested: string | null;
  /** The day by which it is to be tried. */
  due: string;
  /** Whether the roster names it. */
  signed: boolean;
}

export interface RecoveryOpened {
  boxes: { pair: string; box: string }[];
  wraps: { epoch: number; wrap: string }[];
}
