/** What a mentor says after a chat: sealed on their device, opened on that of the safeguarding team. */
import * as debrief from '@hark/crypto/debrief';
import { group, itemSigners } from '@hark/crypto/roster';
import type { SealedNote } from '@hark/protocol/api';

import { StaffVaultError, type StaffVault } from './staff.ts';

const READERS = 'safeguarding';

/** Seal what the owner of this vault says about a chat, for the team alone: not even they open it again. */
export function sealDebrief(vault: StaffVault, conversation: string, text: string): Promise<SealedNote> {
  const team = group(vault.roster, READERS);
  if (team === null) throw new StaffVaultError('person_unknown');
  const { school, person } = vault.owner;
  return debrief.sealDebrief(team, { school, conversation, person }, vault.signer, text);
}

/** What a mentor said about a chat, if it is really theirs. */
export async function openDebrief(vault: StaffVault, { conv: conversation, person }: { conv: string; person: string }, note: SealedNote): Promise<string> {
  const seed = vault.seedFor(`group:${READERS}:${note.epoch}`);
  if (seed === null) throw new StaffVaultError('key_missing');
  const about = { school: vault.owner.school, conversation, person };
  return debrief.openDebrief(seed, about, itemSigners(vault.roster, null, `person:${person}`), note);
}
