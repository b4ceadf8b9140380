/** The far end of polls: requests that tests hold, answer, lose or refuse. */
import { vi } from 'vitest';

import type { ServerFrame } from '../src/frames.ts';

interface Body {
  line: string | null;
  got: number;
  at: number;
  frames: { t: string; id?: number }[];
}

interface Asked {
  url: string;
  init: RequestInit;
  body: Body;
  /** Answers with these frames, all from the first that the caller had not got when they asked. */
  answer(more?: { frames?: unknown[]; at?: number; close?: number | null; got?: number }): Promise<void>;
  refuse(status: number): Promise<void>;
  say(text: string): Promise<void>;
  lose(): Promise<void>;
}

export const LINE = 'L'.repeat(43);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** As much of a response as is read, without the turns that a real body takes to be read. */
const response = (json: () => unknown, status = 200): Response =>
  ({ ok: status === 200, status, json: () => new Promise((resolve) => { resolve(json()); }) }) as Response;

export class PollServer {
  readonly asked: Asked[] = [];

  readonly fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const body = JSON.parse(init.body as string) as Body;
      const over = async (end: () => void): Promise<void> => {
        end();
        await settle();
      };
      this.asked.push({
        url, init, body,
        answer: ({ frames = [], at = body.got, close = null, got = body.at + body.frames.length } = {}) =>
          over(() => { resolve(response(() => ({ line: LINE, got, at, close, frames }))); }),
        refuse: (status) => over(() => { resolve(response(() => ({}), status)); }),
        say: (text) => over(() => { resolve(response(() => JSON.parse(text))); }),
        lose: () => over(() => { reject(new TypeError('Failed to fetch')); }),
      });
    });

  get last(): Asked {
    const found = this.asked.at(-1);
    if (found === undefined) throw new Error('nothing was asked');
    return found;
  }

  said(): string[] {
    return this.last.body.frames.map(({ t }) => t);
  }
}

/** The window's events, which Node has no window for. Answers how to make one happen. */
export function windowEvents(): (name: string) => void {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  return (name) => { page.dispatchEvent(new Event(name)); };
}

export const pinged = (n: number): ServerFrame => ({ t: 'ping', n, live: { place: 'none', who: 'none' }, pad: '' });
