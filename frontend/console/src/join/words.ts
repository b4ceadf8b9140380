import { codeOf } from '../errors.ts';
import { refusal as signInRefusal } from '../sign_in/words.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  invitation_wrong: 'Those words do not fit this invitation. Check them, and the link, with the person who invited you.',
  invitation_used: 'This invitation has been used. If it was you, sign in with your passphrase. If it was not, ring the person who invited you now.',
  joining_answer_lost: 'You have joined: only the answer was lost on its way to you. Sign in with the passphrase that you chose. If it does not let you in, ring the person who invited you now.',
  invitation_expired: 'This invitation has run out. Ask for a new one: it takes a minute.',
  school_founded: 'Somebody has set this school up already. Ask a safeguarding lead to invite you.',
  invitation_malformed: 'What the server showed is not an invitation of yours. Stop, and ring the person who invited you.',
  commitment_wrong: 'What the server showed does not fit your six words. Stop, and ring the person who invited you: somebody may be in between.',
  address_taken: 'Somebody has this e-mail address already. Use your own, or ask a safeguarding lead.',
};

/** One sentence for whoever joins, in words that fit where they are. */
export function refusal(error: unknown): string {
  const code = codeOf(error);
  return (code === null ? undefined : SENTENCES[code]) ?? signInRefusal(error);
}
