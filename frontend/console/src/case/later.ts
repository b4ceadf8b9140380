import type { CaseHead } from '@hark/protocol/api';

/** Whether a case may be put aside; the server decides, and this only leaves out what it would refuse. */
export function maySleep({ safe, urgency, state, opened, why }: Pick<CaseHead, 'safe' | 'urgency' | 'state' | 'opened' | 'why'>): boolean {
  return state === 'open' && opened !== null && safe !== 'no' && urgency !== 'red' && !why.includes('past_target');
}
