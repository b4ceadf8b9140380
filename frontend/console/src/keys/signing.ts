import { keyTasks, signRoster } from '@hark/protocol/keys';
import type { KeyTasks } from '@hark/protocol/keys_api';
import { people } from '@hark/protocol/people';
import { nextRoster, type Change } from '@hark/vault/school_keys';

import type { Session } from '../session.svelte.ts';
import { rightNowText } from '../times.ts';

/** Sign the next roster with these changes, and take it over here. Refuses with `roster_conflict` if somebody was first. */
export async function signNext(session: Session, changes: readonly Change[]): Promise<number> {
  const { number } = await signRoster(session.http, await nextRoster(session.vault, changes, rightNowText()));
  await session.refreshRoster();
  return number;
}

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
