import { ApiError, RtError } from '@hark/protocol/errors';

import { MENTORING_SENTENCES } from './mentoring/sentences.ts';

/** Where somebody came first, and the server says who. */
const ofWinner = {
  claim_lost: (who: string) => `${who} is helping them already.`,
  already_closed: (who: string) =>
    `${who} has closed this case already, with another outcome and last word. Yours were not stored, and the pupil did not get them. `
    + 'They are still here: copy what matters into a note, or reopen the case.',
  already_open: (who: string) =>
    `${who} has opened this case again already. Your reason was not stored. It is still here: copy it into a note if it matters.`,
};

/** What went wrong, in a sentence that says what to do. Codes are those of docs/protocol.md. */
const SENTENCES: Readonly<Record<string, string>> = {
  ...MENTORING_SENTENCES,
  offline: 'You are offline. What you wrote is still here. It can be sent when you are back.',
  unreadable: 'Something between you and Hark answered instead of Hark. Try again, or ask your IT team.',
  sign_in_failed: 'Those details do not match. Check all three, see that your phone’s clock is right, and try again.',
  too_many_tries: 'There were too many tries. Wait a minute, then try again.',
  confirm_first: 'You did not confirm that it is you, so nothing was changed.',
  act_wrong: 'This was not signed with your own key, so nothing was done. Lock the console, unlock it and try again.',
  act_clock: 'The clock of this device is wrong, so nothing was done. Set it and try again.',
  act_replayed: 'This was done already.',
  code_wrong: 'Those six digits are not right. See that your phone’s clock is right, wait for the next ones and try again.',
  last_method: 'This is your last way in, so it stays. Add another first.',
  not_on_duty: 'Go on duty first: only an adult who is there to watch lets a mentor in.',
  access_paused: 'Your access is paused until your training is in date.',
  not_confirmed: 'A safeguarding lead or the head has to confirm you first.',
  passkey_refused: 'That passkey does not belong to an account here. Sign in another way.',
  passkey_cancelled: 'No passkey was used. Try again, or use another way.',
  passkey_unsupported: 'This browser has no passkeys. Use another way.',
  passkey_without_key: 'This passkey can sign in but cannot open your keys, so it was not added. Use another device, or your passphrase.',
  passkey_known: 'This device has a passkey for this account already.',
  alert_answered: 'Somebody else is dealing with it already.',
  alert_minutes_invalid: 'One of these minutes is too few, too many, or not after the step before.',
  cover_invalid: 'Each line of cover has to end after it begins, and to name people who read reports.',
  quiet_invalid: 'Quiet hours have to end at another time than they begin.',
  device_unknown: 'Hark does not know this browser any more. Sign out, sign in again, then try again.',
  push_service_unknown: 'This browser’s notices come from a service that this server does not send to. Ask your IT team, or use another browser.',
  no_push_here: 'This device gets no notices yet. Turn them on first.',
  push_unsupported: 'This browser shows no notices.',
  push_denied: 'This browser was told to show no notices from Hark. Allow them in its settings for this page, then try again.',
  push_failed: 'This browser could not sign up for notices. A filter may be in the way: ask your IT team.',
  signed_out: 'Your session has ended. Sign in again.',
  case_changed: 'Somebody else changed this case while you were looking. It now shows how it stands.',
  claim_lost: ofWinner.claim_lost('Somebody else'),
  already_closed: ofWinner.already_closed('Somebody else'),
  already_open: 'This case is open already. Your reason was not stored. It is still here: copy it into a note if it matters.',
  gate_closed: 'Chat with a mentor is not open just now. Somebody must be on duty, within the school’s hours, with no chat of their own.',
  urgency_lowered: 'This would make the case less urgent. Set its urgency for that.',
  snooze_refused: 'This case cannot be put aside just now: it is too pressing, nobody has read it, or the day is not one within a month.',
  report_unopened: 'Nobody has opened this report yet. Open it to read it.',
  targets_invalid: 'Those targets do not fit together: what is more urgent comes sooner, and an answer no sooner than a look.',
  wrong_state: 'This cannot be done just now. Look at where the case stands.',
  reader_unknown: 'Somebody was named who may not read this. Nothing was changed.',
  kind_not_allowed: 'You may not add this here.',
  too_fast: 'That is a lot at once. Wait a moment.',
  person_unknown: 'The school’s roster does not know this person’s key, so nothing can be given to them.',
  pupil_key_missing: 'This device has not read the report, so it cannot make new keys for the pupil. Ask a colleague in the group.',
  vault_locked: 'Your keys are locked. Unlock the console first.',
  key_missing: 'This device does not hold the key for this. Ask a colleague in the group.',
  roster_expired: 'The school’s list of people and keys has run out, or this device’s clock is wrong. See that its date is right. If it is, a safeguarding lead or the head must sign a new list.',
  epoch_taken: 'Somebody else changed who can read this at the same moment. Try again.',
  epoch_old: 'Who can read this has changed. Try again.',
  reader_missing: 'Somebody who must be able to read this was left out. Nothing was sent.',
  mentor_not_allowed: 'The pupil did not allow a mentor, so this cannot be passed to one.',
  address_refused: 'That address cannot be used. It must begin with https:// and name a website.',
  contact_empty: 'Give a number or an address.',
  name_missing: 'The pupil has not said who they are.',
  route_not_local: 'Only the services of your own area are yours to fill in.',
  duty_done: 'That was done already. Look at the file.',
  duty_person_wrong: 'That person cannot be asked. Choose a colleague who reads this case.',
  duty_unrecorded: 'Write down what came of it first.',
  forbidden: 'Your role does not allow this.',
  not_found: 'This is not here, or not yours to see.',
  gone: 'You no longer have access to this.',
  too_long: 'This is too long. The limit is 4,000 characters.',
  cmid_conflict: 'This was already sent with other words. Reload and look before you send it again.',
  left: 'The connection was closed before this was sent.',
  stopped: 'The connection has ended. Sign in again.',
  outbox_full: 'Too much is waiting to be sent. Wait until you are back online.',
};

/** A sentence for anything that may be thrown by a call; a code without one is named, so that it can be looked up. */
export function sentence(error: unknown): string {
  const code = codeOf(error);
  if (code === null) throw error;
  const winner = error instanceof RtError || error instanceof ApiError ? error.data?.['by'] : undefined;
  if (typeof winner === 'string' && isOfWinner(code)) return ofWinner[code](winner);
  return sentenceOf(code);
}

const isOfWinner = (code: string): code is keyof typeof ofWinner => Object.hasOwn(ofWinner, code);

/** The sentence of a code that is known without an error. */
export const sentenceOf = (code: string): string => SENTENCES[code] ?? `It did not work (${code}).`;

/** The protocol's code of an error, or null when it is a fault of this page. */
export function codeOf(error: unknown): string | null {
  if (error instanceof ApiError || error instanceof RtError) return error.code;
  // Refusals of the vault are named errors with a code too; the console does not know the package they come from.
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return null;
}

export const isSessionEnd = (error: unknown): boolean => error instanceof ApiError && error.status === 401 && error.code !== 'sign_in_failed';
