/** The name that a pupil gives: sealed on their page for the group that has the case, and for nobody in the conversation. */
import { sealDebrief } from '@hark/crypto/debrief';
import { group } from '@hark/crypto/roster';
import { giveName } from '@hark/protocol/calls';
import { ApiError } from '@hark/protocol/errors';

import type { Opening } from './pupil.ts';

/**
 * Seal the name and hand it over: a note (docs/protocol.md section 4.4) of `pupil`, for the group that has the case, apart from the
 * conversation. Where the case has gone up by now, it is sealed once more for the team that has it.
 */
export async function giveNameTo(school: string, { mailbox, roster, keys, http }: Opening, name: string): Promise<void> {
  const send = async (to: string): Promise<void> => {
    const team = group(await roster.fresh(), to);
    if (team === null) throw new ApiError('name_key_old', 409, null);
    await giveName(http, to, await sealDebrief(team, { school, conversation: mailbox.conv, person: 'pupil' }, keys.sign, name));
  };
  try {
    await send(mailbox.route);
  } catch (error) {
    // A case goes up from the pastoral team to the safeguarding team, which reads it from the first moment, and nowhere else.
    if (!(error instanceof ApiError && error.code === 'name_key_old' && mailbox.route === 'pastoral')) throw error;
    await send('safeguarding');
  }
}
