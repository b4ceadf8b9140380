import { group, type Roster } from '@hark/crypto/roster';
import type { Group } from '@hark/protocol/api';

/** Which groups read what one of them receives, itself first: the safeguarding team reads what the pastoral team gets. */
export const readersOf = (name: Group): readonly Group[] => (name === 'pastoral' ? [name, 'safeguarding'] : [name]);

/** Those groups as readers of an epoch, by their present keys; null where the roster has not got one of them. */
export function groupReaders(roster: Roster, name: Group): { to: string; kem: Uint8Array }[] | null {
  const found = readersOf(name).map((one) => group(roster, one));
  const readers = found.flatMap((one) => (one === null ? [] : [{ to: `group:${one.name}:${one.epoch}`, kem: one.kem }]));
  return readers.length === found.length ? readers : null;
}
