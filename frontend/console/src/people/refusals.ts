import { ApiError } from '@hark/protocol/errors';

import { codeOf } from '../errors.ts';
import { refusal as signInRefusal } from '../sign_in/words.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  offline: 'You are offline. What is done stays done. Go on when you are back.',
  last_dsl: 'The school would be left without a safeguarding lead. Make somebody else the lead first: change a colleague’s role, or invite one.',
  not_yourself: 'Somebody else has to do this for you.',
  address_taken: 'Somebody has this e-mail address already.',
  answer_wrong: 'These keys are not those of whoever had the six words. Do not go on: somebody may be in between. Ring them, take them out, and invite them again.',
  roster_conflict: 'Somebody else changed the roster at the same moment. It now shows how it stands. Look at it, then do it again.',
  signature_wrong: 'A key that was to be signed is not from a member of its group. Nothing was signed. Tell whoever runs Hark for you.',
  root_missing: 'You do not hold the school’s root key, so you cannot sign this. A safeguarding lead or the head can.',
  sheets_do_not_match: 'These two sheets do not belong together. They are of two sets, or of another group, or it is the same sheet twice.',
  key_mismatch: 'These sheets open a key that the school’s roster does not name. Nothing was opened. Tell whoever runs Hark for you.',
  recovery_conflict: 'Somebody else made sheets for this group at the same moment. Look at theirs first, and destroy yours.',
  group_epoch_taken: 'A colleague has made the next key of this group at the same moment. Go on, and see what is left to do.',
  training_dates_wrong: 'Those dates cannot be right: the day must not be in the future, and it must run out after it.',
  reason_missing: 'Say how you made sure that it is them.',
  invitation_used: 'They have joined already.',
};

/** What `roster_refused` says in `why`, for those that a person can do something about. */
const WHYS: Readonly<Record<string, string>> = {
  last_dsl: 'The school would be left without a safeguarding lead. Make somebody else the lead first.',
  last_member: 'Nobody would be left in one of the groups. Bring somebody else into it first.',
  recovery_wrap: 'The group’s key was changed after these sheets were made. Make new sheets.',
  recovery_unknown: 'The server does not know these sheets. Make new ones.',
};

/** One sentence for what was refused about people, rosters and keys. */
export function refusal(error: unknown): string {
  const code = codeOf(error);
  if (code === 'last_member') return `Nobody would be left in the group ${text(error, 'group')}: what it receives could be opened by nobody. Bring somebody else into it first.`;
  if (code === 'roster_refused') return WHYS[text(error, 'why')] ?? `The roster was not accepted (${text(error, 'why')}). Nothing was changed.`;
  return (code === null ? undefined : SENTENCES[code]) ?? signInRefusal(error);
}

function text(error: unknown, field: string): string {
  const found = error instanceof ApiError ? error.data[field] : undefined;
  return typeof found === 'string' ? found : '';
}
