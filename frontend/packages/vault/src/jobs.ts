import { type Bytes, own } from '@hark/crypto/bytes';
import { SealError, type SealCode } from '@hark/crypto/errors';
import type { Cost } from '@hark/crypto/stretch';

import workerUrl from './worker.ts?worker&url';

export type Job =
  | { do: 'stretch'; secret: string; salt: Uint8Array; cost?: Cost | undefined }
  | { do: 'work'; challenge: string; bits: number };

export type Answer = { value: Uint8Array | string } | { refused: SealCode | null };

/** What is slow enough to be done beside the page. */
export interface Jobs {
  /** Argon2id: 32 bytes from return words or a passphrase. Takes seconds on a weak device. */
  stretch(secret: string, salt: Uint8Array, cost?: Cost): Promise<Bytes>;
  /** The answer to the server's challenge. */
  solve(challenge: string, bits: number): Promise<string>;
  /** Stops everything at once; what was running never answers. */
  end(): void;
}

/** The worker could not be started or died: the device is out of memory, or a filter withheld the script. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed';
}

interface Waiting {
  resolve: (value: Uint8Array | string) => void;
  reject: (error: Error) => void;
}

/** Starts its worker at the first job, and again at the next one after it failed. */
export class WorkerJobs implements Jobs {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;

  async stretch(secret: string, salt: Uint8Array, cost?: Cost): Promise<Bytes> {
    return own((await this.#ask({ do: 'stretch', secret, salt, cost })) as Uint8Array);
  }

  async solve(challenge: string, bits: number): Promise<string> {
    return (await this.#ask({ do: 'work', challenge, bits })) as string;
  }

  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.clear();
  }

  #ask(job: Job): Promise<Uint8Array | string> {
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, job });
    });
  }

  #start(): Worker {
    const worker = new Worker(trusted(workerUrl) as string, { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<{ id: number } & Answer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('value' in data) waiting?.resolve(data.value);
      else waiting?.reject(data.refused === null ? new WorkerFailed() : new SealError(data.refused));
    };
    worker.onerror = () => {
      const waiting = [...this.#waiting.values()];
      this.end();
      for (const { reject } of waiting) reject(new WorkerFailed());
    };
    return worker;
  }
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<Policies['createPolicy']> | undefined;

/**
 * The worker's own address in the form that a page with Trusted Types accepts.
 *
 * The policy lets through that one address: even script that found a way into the page could start no worker of its own with it.
 */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (trustedTypes === undefined) return url;
  policy ??= trustedTypes.createPolicy('hark-worker', {
    createScriptURL: (asked) => {
      if (asked !== workerUrl) throw new TypeError('this is not the worker of this page');
      return asked;
    },
  });
  return policy.createScriptURL(url);
}
