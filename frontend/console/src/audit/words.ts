import type { AuditEntry, AuditLog, AuditParty, AuditWitness } from '@hark/protocol/api';

import { moment } from '../times.ts';

/** What each action of the audit log is called. An action this build does not know is shown as it came. */
const ACTIONS: Readonly<Record<string, string>> = {
  'account.authenticator_set': 'Set up an authenticator app',
  'account.method_added': 'Added a way to sign in',
  'account.method_removed': 'Took away a way to sign in',
  'alert.answered': 'Said that they are dealing with something urgent',
  'alert.climbed': 'An alert called more people',
  'alert.device_added': 'Turned alerts on in a browser',
  'alert.device_removed': 'Turned alerts off in a browser',
  'alert.ended': 'An alert was over',
  'alert.raised': 'An alert was raised',
  'alert.rules_set': 'Set whom alerts call, and when',
  'audit.erased': 'The meaning of entries was erased',
  'audit.viewed': 'Looked at the audit log',
  'budget.overflowed': 'A report went to the review tray',
  'changes.viewed': 'Asked what changed',
  'chat.asked': 'Asked an adult about a chat',
  'chat.avoided': 'Would not meet a mentor',
  'chat.claimed': 'Took a chat',
  'chat.coached': 'Wrote to the mentor in a chat',
  'chat.declined': 'Did not take an offered chat',
  'chat.ended': 'Ended a chat',
  'chat.frozen': 'Froze a chat',
  'chat.held': 'Put a message before an adult',
  'chat.joined': 'Joined a chat',
  'chat.left': 'Left a chat',
  'chat.offered': 'Offered a chat to a mentor',
  'chat.released': 'Released a held message',
  'chat.returned': 'Gave a held message back',
  'chat.taken_over': 'Took a chat over',
  'chat.unfrozen': 'Let a chat go on',
  'chat.waited': 'Asked for a live chat',
  'chat.watched': 'Watched a chat',
  'check.recorded': 'Noted a step of a checklist',
  'debrief.given': 'Said how a chat was',
  'debrief.seen': 'Read a mentor’s debrief',
  'decision.recorded': 'Recorded a decision',
  'duty.ended': 'Went off duty',
  'duty.started': 'Went on duty',
  'epoch.started': 'Made new reading keys',
  'export.made': 'Exported a case file',
  'group.proposed': 'Proposed a new group key',
  'group.rotated': 'Made a new group key',
  'group.wrapped': 'Gave somebody a group’s key',
  'help_route.checked': 'Checked a help route',
  'help_route.shown': 'Used a help route',
  'identity.given': 'Said who they are',
  'identity.opened': 'Opened the name that a pupil gave',
  'identity.recorded': 'Wrote down who a pupil is',
  'invitation.refused': 'Somebody tried an invitation with wrong words',
  'invitation.withdrawn': 'Withdrew an invitation',
  'key.used': 'Used a key',
  'keys.moving': 'Read cases to move them to new keys',
  'last_word.sent': 'Sent the last word to the pupil',
  'mail.failed': 'A letter could not be sent',
  'mailbox.forgotten': 'Stopped using their return words',
  'mailbox.opened': 'Came back with return words',
  'mentor.changed': 'Changed what is said of a mentor',
  'mentor.seated': 'Saw where a mentor sits',
  'mentor.talked_with': 'Talked with a mentor before they began',
  'mentoring.rules_set': 'Changed the rules of mentoring',
  'message.posted': 'Sent a message',
  'note.added': 'Added a note',
  'outcome.recorded': 'Recorded the outcome',
  'person.changed': 'Changed a person',
  'person.confirmed': 'Was confirmed by a roster',
  'person.invited': 'Invited a person',
  'person.invited_back': 'Invited somebody back',
  'person.joined': 'Joined the school',
  'person.paused': 'Was paused: training out of date',
  'person.readmitted': 'Came back with new keys',
  'person.removed': 'Removed a person',
  'person.restored': 'Ended a suspension',
  'person.resumed': 'Was let back: training in date',
  'person.suspended': 'Suspended a person',
  'personal_duty.done': 'Did a personal duty',
  'personal_duty.taken': 'Took on a personal duty',
  'proof.made': 'Made a proof of a case’s record',
  'recovery.confirmed': 'Confirmed a printed sheet',
  'recovery.made': 'Made a group’s recovery sheets',
  'recovery.tested': 'Tested a group’s recovery sheets',
  'recovery.used': 'Used a recovery secret',
  'link.recorded': 'Linked two cases, or took a link away',
  'report.categorised': 'Said what a case is about',
  'report.searched': 'Opened a case to search its words',
  'report.snoozed': 'Put a case aside until later',
  'report.woken': 'Brought a case back from later',
  'report.closed': 'Closed a case',
  'report.escalated': 'Passed a case to safeguarding',
  'report.follow_up_set': 'Set a follow-up date',
  'report.given_to_responder': 'Gave a case to a responder',
  'report.opened': 'Opened a report',
  'report.passed_to_adult': 'Passed a chat to an adult',
  'report.passed_to_mentor': 'Let a mentor in',
  'report.received': 'Received a report',
  'report.released': 'Let a case go',
  'report.reopened': 'Reopened a case',
  'report.status_told': 'Changed what the pupil’s page says',
  'report.taken': 'Took a case',
  'report.urgency_set': 'Set the urgency',
  'review.picked': 'Picked a mentor’s chat to be read again',
  'review.signed': 'Signed off a mentor’s chat',
  'review.talked': 'Talked a chat over with its mentor',
  'roster.signed': 'Signed a roster',
  'rota.change_removed': 'Took a change of the rota back',
  'rota.changed': 'Changed a day of the rota',
  'rota.slot_added': 'Put somebody on the rota',
  'rota.slot_changed': 'Changed a slot of the rota',
  'rota.slot_removed': 'Took somebody off the rota',
  'school.changed': 'Changed the school’s settings',
  'school.topics_set': 'Decided what pupils can pick',
  'school.closed': 'Closed the school to reports',
  'school.opened': 'Opened the school to reports',
  'school.set_up': 'Set the school up',
  'school.step_said': 'Ticked a step of the set-up',
  'school.tested': 'Opened the window for a test report',
  'session.confirmed': 'Confirmed that it is them',
  'session.ended': 'Signed out',
  'session.started': 'Signed in',
  'sign_in.code_given': 'Gave a mentor a code to sign in',
  'sign_in.refused': 'Was refused at sign-in',
  'supervision.held': 'Wrote down a supervision meeting with a mentor',
  'training.added': 'Added training',
  'training.rules_set': 'Changed what training a role needs',
  'training.withdrawn': 'Took training back',
  'vault.stored': 'Stored their keys again',
  'vault.unlocked': 'Unlocked their keys',
};

export const ACTION_CODES: readonly string[] = Object.keys(ACTIONS);

export const actionWords = (action: string): string => ACTIONS[action] ?? action;

const KINDS: Readonly<Record<string, string>> = { pupil: 'Pupil', person: 'Somebody who has left', system: 'Hark', case: 'Case', school: 'School', group: 'Group' };

/** Whoever acted or was acted on. Cases and pupils are shown by the start of their id, which is all an auditor needs to match them. */
export function partyWords({ kind, id, alias }: AuditParty): string {
  if (alias !== null) return alias;
  const words = KINDS[kind] ?? kind;
  return kind === 'case' ? `${words} ${id.slice(0, 8)}` : words;
}

export function detailWords(details: AuditEntry['details'], nameOf: (id: string) => string | null): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${nameOf(String(value)) ?? String(value)}`)
    .join(', ');
}

/** The same line that `hark audit verify` prints. */
export function logLine({ state, size, root }: AuditLog): string {
  return `${state}, ${size} entries, root ${root ?? 'unknown'}`;
}

/** What a look at a log found. Of a long log it is said how much of it was looked at. */
export function stateWords({ state, size, checked }: AuditLog): string {
  if (state === 'broken') return 'Something of the past was changed';
  return checked < size ? `Nothing was changed of the ${checked} entries checked` : 'Nothing of the past was changed';
}

/** How far somebody outside has seen a log. */
export function witnessWords({ name, size, at, late }: AuditWitness, now: Date): string {
  const seen = at === null ? `${name} has not seen this log yet` : `${name} saw the first ${size} entries, ${moment(at, now)}`;
  return late ? `${seen}. That is too long ago: ask its keeper` : seen;
}
