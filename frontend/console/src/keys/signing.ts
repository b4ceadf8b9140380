import { ApiError } from '@hark/protocol/errors';
import { keyTasks, signRoster } from '@hark/protocol/keys';
import type { KeyTasks } from '@hark/protocol/keys_api';
import { people } from '@hark/protocol/people';
import { roster } from '@hark/protocol/staff';
import { nextRoster, type Change } from '@hark/vault/school_keys';

import type { Session } from '../session.svelte.ts';
import { rightNowText } from '../times.ts';

/**
 * Sign the next roster with these changes, and take it over here; its number. Refuses with `roster_conflict` if somebody was first:
 * then theirs is taken over, and whoever asks again asks about how it stands now.
 */
export async function signNext(session: Session, changes: readonly Change[]): Promise<number> {
  const number = session.vault.roster.number + 1;
  const body = await nextRoster(session.vault, changes, rightNowText());
  try {
    await signRoster(session.http, body);
  } catch (error) {
    if (!mayStand(error)) throw error;
    const standsAsSigned = (await roster(session.http)).doc === body.doc;
    await session.refreshRoster();
    if (!standsAsSigned) throw error;
    return number;
  }
  await session.refreshRoster();
  return number;
}

/** Whether a roster may have been stored though it was answered so: the answer was lost on its way, or another was first. */
const mayStand = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.code === 'roster_conflict');

/**
 * What the next roster still has to say: who has gone, which keys somebody who has gone still knows, and which keys and sheets
 * members have made. A proposal that a leaver still holds is not signed: its group is asked to make another.
 */
export async function unsigned(session: Session): Promise<{ changes: Change[]; tasks: KeyTasks }> {
  const [tasks, listed] = await Promise.all([keyTasks(session.http), people(session.http)]);
  const gone = new Set(listed.people.filter(({ state }) => state === 'left').map(({ id }) => id));
  const leave = session.vault.roster.people.filter(({ id, role }) => role !== 'left' && gone.has(id)).map(({ id }): Change => ({ do: 'leave', person: id }));
  const rotate = tasks.rotate.filter(({ group }) => session.self.groups.includes(group)).map(({ group }): Change => ({ do: 'rotate', group }));
  const stale = new Set(tasks.rotate.map(({ group }) => group));
  const sign = tasks.sign.filter(({ group }) => !stale.has(group)).map((proposed): Change => ({ do: 'sign', proposed }));
  const recovery = tasks.recovery.map((made): Change => ({ do: 'recovery', made }));
  return { changes: [...leave, ...rotate, ...sign, ...recovery], tasks };
}
