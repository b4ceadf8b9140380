import { readFileSync } from 'node:fs';

import { SealError } from '@hark/crypto/errors';
import { expect } from 'vitest';

/** The vectors that pytest checks too. Their shape is whatever the test that reads them says. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- The caller says what is in the file it names.
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../tests/vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}

export const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'));
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** That the work is refused with exactly this code. */
export async function refuses(code: string, work: () => Promise<unknown>): Promise<void> {
  const outcome = await work().then(
    () => 'opened',
    (error: unknown) => (error instanceof SealError ? error.code : error),
  );
  expect(outcome).toBe(code);
}
