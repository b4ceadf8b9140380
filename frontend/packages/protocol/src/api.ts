/**
 * Every shape of the HTTP interface (docs/protocol.md section 6), written by hand.
 *
 * Text that is base64url on the wire stays text here; times are RFC 3339 in UTC; ids are lower-case UUID text. The names are
 * those of the page, so that a reader with the page in one hand can check this file with the other.
 */

export type Group = 'safeguarding' | 'pastoral' | 'head' | 'governors';
export type Role = 'dsl' | 'deputy' | 'responder' | 'mentor' | 'head' | 'chair' | 'governor' | 'administrator';
export type Route = 'safeguarding' | 'pastoral' | 'head' | 'governors';
export type Safe = 'yes' | 'unsure' | 'no';
export type Want = 'adult' | 'mentor' | 'none';
export type Family = 'friends' | 'school' | 'settling' | 'online' | 'feelings';
export type State = 'sent' | 'waiting' | 'claimed' | 'live' | 'passed' | 'open' | 'closed';
export type Urgency = 'red' | 'amber' | 'green';

/** How many are ahead of a pupil: a band, never a count beyond two. */
export type Place = null | 1 | 2 | 'more';

// Anyone (6.1)

export interface Status {
  state: 'open' | 'closed' | 'holiday' | 'not_open';
  /** Somebody of the safeguarding team is there. */
  adults_live: boolean;
  /** Somebody is there who reads what goes to the pastoral team. */
  pastoral_live: boolean;
  mentors_live: boolean;
  /** When a person will have looked at a report sent now. */
  read_by: string | null;
  next_open: string | null;
  label: string | null;
  /** The school is not open yet, and what is sent now is its own test. */
  testing: boolean;
}

/** What a school has made of the list of topics. */
export interface PageTopics {
  labels: Record<string, string>;
  hidden: string[];
  /** Those that no mentor and no pastoral team is given. */
  adults: string[];
  /** Topics of the school's own, each treated as the shipped topic `like`. */
  added: { id: string; label: string; like: string }[];
}

export interface School {
  id: string;
  slug: string;
  name: string;
  /** What pupils call the safety team. */
  team: string;
  exit_url: string;
  status: Status;
  safety_team: { alias: string; title: string }[];
  /** Who reads what goes to the pastoral team beside the safety team. */
  pastoral_team: { alias: string; title: string }[];
  /** The topic families that go to the pastoral team. */
  pastoral_topics: Family[];
  topics: PageTopics;
  /** The routes on which somebody reads. */
  routes: Route[];
  mentors: { alias: string }[];
  demo: boolean;
}

export interface SignedRoster {
  doc: string;
  sig: string;
}

export interface Work {
  challenge: string;
  bits: number;
  expires: string;
}

export interface Epoch {
  epoch: number;
  statement: string;
  sig: string;
  wraps: { to: string; wrap: string }[];
}

export interface NewReport {
  conv: string;
  route: Route;
  safe: Safe;
  mentor: Family | null;
  chat: Want;
  locator_hash: string;
  mailbox_key: string;
  epoch: Epoch;
  report: { cmid: string; env: string };
  work: { challenge: string; answer: string };
}

export interface MailboxAnswer {
  token: string;
  mailbox: Mailbox;
}

export interface ReportAnswer extends MailboxAnswer {
  dup: boolean;
}

// The pupil (6.2)

export interface Mailbox {
  conv: string;
  stream: string;
  state: State;
  /** The last item of the stream. */
  seq: number;
  /** The newest key epoch. */
  epoch: number;
  /** A reader left: the next sender starts a new epoch first. */
  rekey: boolean;
  want: Want;
  who: null | { role: 'mentor' | 'adult'; alias: string; person: string };
  claim: null | { person: string; alias: string; kem: string };
  /** Whom the chat was given to: the next epoch has to name them. */
  given: { person: string; kem: string }[];
  route: Route;
  safe: Safe;
  status: Status;
  place: Place;
  /** An adult has stopped the chat for a moment: nothing that the pupil or the mentor writes is taken. */
  frozen: boolean;
}

export interface Item {
  seq: number;
  type: string;
  kind: string;
  /** The key epoch of a sealed item; 0 for one that the server wrote. */
  epoch: number;
  cmid: string;
  sender: string;
  /** The sealed envelope, or the JSON of a clear item. */
  body: string;
  at: string;
}

export interface Items {
  items: Item[];
  more: boolean;
}

export interface NewItem {
  cmid: string;
  epoch: number;
  kind: string;
  env: string;
}

export interface Sealed {
  cmid: string;
  epoch: number;
  env: string;
}

/** Something for a group alone that is in no stream: `wrap` seals the box's key to the group's epoch `epoch`. */
export interface SealedNote {
  epoch: number;
  wrap: string;
  box: string;
}

// Staff (6.3)

export interface Cost {
  m: number;
  t: number;
  p: number;
}

export interface SignInStart extends Cost {
  salt: string;
}

export interface SignIn {
  email: string;
  auth: string;
  code: string | null;
  /** Left out: the passphrase. */
  method?: 'passphrase' | 'sheet';
}

export interface Me {
  id: string;
  school: { id: string; slug: string; name: string; demo: boolean };
  email: string;
  alias: string;
  role: Role;
  groups: Group[];
  session: { expires: string };
  /** `joined`: no roster names this person yet. `paused`: a training is missing or out of date. */
  standing: 'active' | 'joined' | 'paused';
  paused: { module: string; since: string } | null;
  /** Training that ends soon: its last day, and who may record the next. */
  training: { module: string; last: string; ask: string[] } | null;
}

export interface Vault {
  unlock: ({ method: string; salt: string; box: string } & Cost)[];
  secrets: string;
  groups: { name: Group; epoch: number; wrap: string }[];
  root_wrap: string | null;
}

export interface StaffRoster extends SignedRoster {
  keys: { person: string; kem: string }[];
}

export type View = 'inbox' | 'later' | 'mine' | 'live' | 'tray' | 'closed';

export interface CaseHead {
  id: string;
  number: number;
  group: Group;
  safe: Safe;
  want: Want;
  state: State;
  mentor: Family | null;
  urgency: Urgency;
  owner: { id: string; alias: string } | null;
  holder: { id: string; alias: string; role: Role } | null;
  why: string[];
  received: string;
  last_pupil: string | null;
  last_staff: string | null;
  opened: string | null;
  target: string | null;
  /** By when somebody must have written back for the first time. */
  reply_due: string | null;
  follow_up: string | null;
  /** Put aside until then. */
  snoozed: string | null;
  overflow: boolean;
  rekey: boolean;
  frozen: boolean;
  v: number;
}

export interface Cases {
  cases: CaseHead[];
  /** How many lie in the review tray. */
  tray: number;
  cursor: string | null;
  next_change: string | null;
}

export interface OpenStream {
  stream: string;
  seq: number;
  epoch: number;
  rekey: boolean;
  epochs: Epoch[];
  items: Item[];
}

export interface OpenCase {
  case: CaseHead;
  streams: OpenStream[];
  opened_by: { alias: string; at: string }[];
}

export interface Give {
  person: string;
  epoch: Epoch;
  share: Sealed | null;
  earlier: { stream: string; epoch: number; wrap: string }[];
  file_epoch: Epoch | null;
  v: number;
}

export interface Duty {
  people: { alias: string; role: Role; live: boolean }[];
  me: 'on' | 'off';
}

/** One line of `app/escalation/help_routes.json`, with what its age means today. */
export interface HelpRoute {
  id: string;
  name: string;
  audience: ('pupil' | 'staff' | 'parent')[];
  url: string | null;
  phone: string | null;
  text: string | null;
  hours: string | null;
  /** The contact is the school's own area's, and the school fills it in. */
  local: boolean;
  ages: string | null;
  nations: string[];
  /** Outside office hours, where the school gave one. */
  nights: string | null;
  /** The school has not filled in its own area's contact. */
  missing: boolean;
  /** Who at the school rang it or read its page last. */
  checked: { at: string; by: string } | null;
  /** Whether it opened on a pupil's device, through the school's filter. */
  opening: { at: string; by: string; opens: 'opened' | 'blocked' } | null;
  for: string;
  not_for: string;
  acts: string;
  /** Whether no name is needed; `unknown` where no published page said. */
  anonymous: 'yes' | 'no' | 'unknown';
  /** Questions to be answered before the link is shown. */
  ask_first: string[];
  source: string;
  check: string | null;
  last_checked: string;
  checked_by: string;
  stale: boolean;
  shown_to_pupils: boolean;
}

export interface AuditParty {
  kind: string;
  id: string;
  /** Null for what is not a person of the school. */
  alias: string | null;
}

export interface AuditEntry {
  log: string;
  index: number;
  at: string;
  actor: AuditParty;
  action: string;
  subject: AuditParty;
  details: Record<string, string | number | boolean | null>;
}

export interface AuditLog {
  log: string;
  size: number;
  root: string | null;
  checkpoint: string | null;
  state: 'whole' | 'broken';
  findings: string[];
  witnesses: AuditWitness[];
  /** How many of its entries were checked for this answer. */
  checked: number;
}

/** How far somebody outside has seen a log; `late`: they have been away for too long. */
export interface AuditWitness {
  name: string;
  size: number;
  at: string | null;
  late: boolean;
}

/** What changed since the caller last asked, in numbers; `since` is null at the first time. */
export interface AuditChanges {
  since: string | null;
  changes: { action: string; times: number }[];
}

/** Who opened a case, watched its chat, or took it with them; newest first. */
export interface CaseViews {
  views: { at: string; who: AuditParty; action: string }[];
}

export interface Audit {
  entries: AuditEntry[];
  cursor: string | null;
  logs: AuditLog[];
}

export interface GroupPeople {
  people: { id: string; alias: string; role: Role; live: boolean }[];
}

/** Section 8: everything `hark recover` needs, and nothing it does not. */
export interface CaseFile {
  v: 1;
  school: { id: string; name: string };
  case: { id: string; number: number; group: Group };
  exported: string;
  roster: SignedRoster;
  group: { name: Group; epoch: number };
  streams: { stream: string; epochs: Epoch[]; items: Item[] }[];
}
