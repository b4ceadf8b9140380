/** The worker: the two jobs that would freeze a page. It is told what it needs and keeps nothing between jobs. */
import { SealError } from '@hark/crypto/errors';
import { stretch } from '@hark/crypto/stretch';
import { solveWork } from '@hark/crypto/work';

import type { Answer, Job } from './jobs.ts';

addEventListener('message', ({ data: { id, job } }: MessageEvent<{ id: number; job: Job }>) => {
  const answer = (result: Answer): void => { postMessage({ id, ...result }); };
  perform(job).then(
    (value) => { answer({ value }); },
    (error: unknown) => { answer({ refused: error instanceof SealError ? error.code : null }); },
  );
});

function perform(job: Job): Promise<Uint8Array | string> {
  return job.do === 'stretch' ? stretch(job.secret, job.salt, job.cost) : solveWork(job.challenge, job.bits);
}
