/** What is loaded only once a pupil starts to write or comes back: keys, the line, and the screens that need them. */
import { WorkerJobs } from '@hark/vault/jobs';
import { PupilChat, type Chat } from '@hark/vault/pupil_chat';
import { PupilVault, type Opening } from '@hark/vault/pupil';
import { ownCarrier } from '@hark/protocol/carriers';
import type { Http } from '@hark/protocol/http';
import type { Clock } from '@hark/protocol/rt';

export { default as Conversation } from './screens/Talk.svelte';
/** From here, so that what it needs of the keys stays in this piece. */
export const loadSeldom = () => import('./seldom.ts');
export { isWord, normaliseWords, startsWith } from '@hark/vault/words';
export { refusalCode } from '@hark/vault/pupil';
export type { Chat, Opening, PupilChat, PupilVault };

const now = (): string => new Date().toISOString();

export const makeVault = (school: { id: string; slug: string }, http: Http): PupilVault =>
  new PupilVault({ school, http, jobs: new WorkerJobs(), now });

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => { clearTimeout(timer); };
  },
  random: () => Math.random(),
};

export const makeChat = (opening: Opening, changed: (chat: Chat) => void, meets: (person: string) => boolean): PupilChat =>
  new PupilChat({ ...opening, carrier: ownCarrier(clock), clock, changed, meets });
