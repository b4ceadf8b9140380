import type { Group, Role } from '@hark/protocol/api';

const OPENS: Readonly<Record<Group, string>> = {
  safeguarding: 'Every report, except those about a member of staff.',
  pastoral: 'Reports about everyday worries that your school sends to its pastoral team.',
  head: 'Reports about members of staff, except those about the head.',
  governors: 'Reports about the head.',
};

/** What somebody with this role and these groups will be able to open, in sentences. */
export function canOpen(role: Role, groups: readonly Group[]): readonly string[] {
  if (role === 'mentor') return ['The one chat that you hold, while you hold it. An adult on duty can read it too.'];
  const sentences = groups.map((group) => OPENS[group]);
  if (role === 'governor') return ['No report and no chat: only what is published for governors.'];
  if (role === 'administrator') return ['No report and no chat: only the school’s settings and who works here.'];
  return [...sentences, 'Any case that a colleague gives you.'];
}
