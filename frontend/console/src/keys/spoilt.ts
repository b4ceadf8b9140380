import type { Fault, Roster } from '@hark/vault/staff';

/** A key of a group that was given to this person and does not open here, in words. */
export interface Spoilt {
  readonly group: string;
  readonly epoch: number;
  readonly what: string;
  readonly next: string;
}

/** What the vault refused, said to whoever it belongs to. `me`: whose vault it is. */
export function spoiltKeys(faults: readonly Fault[], roster: Roster, me: string): readonly Spoilt[] {
  return faults.map((fault) => ({ group: fault.group, epoch: fault.epoch, what: whatOf(fault, roster), next: nextOf(fault, roster, me) }));
}

function whatOf({ group, epoch, code }: Fault, roster: Roster): string {
  const why = code === 'key_mismatch' ? 'it is not the key that the roster names' : 'it was damaged or changed on its way to you';
  const present = roster.groups.find(({ name }) => name === group)?.epoch === epoch;
  return present
    ? `Your present key of ${group} (key ${epoch}) could not be opened: ${why}. This device opens no new report to ${group}.`
    : `An earlier key of ${group} (key ${epoch}) could not be opened: ${why}. Reports from its time may stay shut on this device.`;
}

/** A wrap that is there is replaced by nobody, so neither a colleague's console nor a sheet mends it: new keys of one's own do. */
function nextOf({ group }: Fault, roster: Roster, me: string): string {
  const names = (people: Roster['people']): string => new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(people.map(({ alias }) => alias));
  const others = roster.people.filter(({ id }) => id !== me);
  const signers = others.filter(({ role }) => role === 'dsl' || role === 'head');
  const holders = others.filter(({ groups }) => (groups as readonly string[]).includes(group));
  const ask = `Ring ${signers.length === 0 ? 'whoever runs Hark for you' : names(signers)} and ask to be let in again, under People: you make new keys of your own.`;
  return holders.length === 0
    ? `${ask} Nobody else holds this key, so bring two of the three recovery sheets of ${group} then.`
    : `${ask} The console of ${names(holders)} then gives you this key anew.`;
}
