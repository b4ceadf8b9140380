import { codeOf, sentence } from '../errors.ts';
import type { Wait, Why } from '../session.svelte.ts';

/** What a person waits for. Nothing is promised about how long: a weak device takes seconds, and that is the point of it. */
export const WAITS: Readonly<Record<Exclude<Wait, null>, string>> = {
  asking: 'Asking the server.',
  stretching: 'Working out your keys on this device. This takes a few seconds on purpose.',
  opening: 'Opening your keys.',
};

export const WHYS: Readonly<Record<Exclude<Why, null>, string>> = {
  session_ended: 'Your session has ended. Sign in again.',
  role_changed: 'Your role has changed. Unlock again to see what is yours now.',
  still_signed_in: 'Your keys are wiped, but the server could not be told that you left. Try to sign out again.',
  idle: 'Nobody used this page for five minutes, so it locked itself.',
};

const ROSTER = 'The school’s list of people and keys could not be trusted, so nothing was opened. Tell your safeguarding lead.';

/** One kind sentence for a refused sign-in or unlock. */
export function refusal(error: unknown): string {
  const code = codeOf(error);
  if (code === 'commitment_wrong') return 'That passphrase does not open your keys. Try again.';
  if (code === 'sheet_mistyped') return 'Those are not the 24 words of a sheet. Check each word against the paper, and that none is missing.';
  if (code === 'no_unlock') return 'Your keys cannot be opened in this way. Use another.';
  if (code !== 'roster_expired' && code?.startsWith('roster_') === true || code === 'kid_wrong' || code === 'key_mismatch') return ROSTER;
  if (error instanceof Error && error.name === 'WorkerFailed') return 'This device could not work out your keys. Close other pages and try again.';
  return sentence(error);
}
