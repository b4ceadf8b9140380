import { RtError } from '@hark/protocol/errors';
import { expect, test } from 'vitest';

import type { Desk } from '../src/desk.svelte.ts';
import { Shift } from '../src/mentoring/shift.svelte.ts';

const PUPIL = { id: 'p1', family: 'friends', minutes: 0 };

/** A desk whose server has the case at version 2 by now, and whose pupil waits for as long as `waits`. */
function shiftWhere(waits: boolean): { shift: Shift; claims: (number | undefined)[] } {
  const claims: (number | undefined)[] = [];
  const day = { shift: null, chats: 0, minutes_week: 0, debrief: null, training_until: null, hold: false, session_minutes: 40, prompts: {}, starters: [], starters_locked: false };
  const http = { get: () => Promise.resolve({ waiting: waits ? [{ ...PUPIL, v: 2 }] : [], mine: [], offer: null, gate: { open: true, conditions: [] }, day }) };
  const act = ({ if_v }: { if_v?: number }): Promise<void> => {
    claims.push(if_v);
    return if_v === 2 ? Promise.resolve() : Promise.reject(new RtError('case_changed', 'no', null));
  };
  const desk = { feed: { listen: () => () => undefined, act }, session: { http } } as unknown as Desk;
  return { shift: new Shift(desk), claims };
}

test('a claim that a changed case refused is made once more while the pupil still waits', async () => {
  const { shift, claims } = shiftWhere(true);
  await shift.claim('p1', 1);
  expect(claims).toEqual([1, 2]);
  expect(shift.problem).toBeNull();
});

test('and is not made again for a pupil who waits no longer', async () => {
  const { shift, claims } = shiftWhere(false);
  await shift.claim('p1', 1);
  expect(claims).toEqual([1]);
  expect(shift.problem).not.toBeNull();
});
