import type { Rota, RotaDay } from '@hark/protocol/mentoring_api';
import { expect, test } from 'vitest';

import { nextTimes } from '../src/mentoring/my_times.ts';

const person = (id: string) => ({ slot: `slot of ${id}`, person: id, alias: id, role: 'mentor' as const, opens: 720, closes: 780, place: 'Library', covers: null });
const day = (on: string, open: boolean, ...people: string[]): RotaDay => ({ on, open, label: null, gaps: [], people: people.map(person) });
const rota = (...days: RotaDay[]): Rota => ({ slots: [], changes: [], days });

test('a mentor sees their own next times, and not those of others or of closed days', () => {
  const times = nextTimes(rota(day('2026-11-24', true, 'sam'), day('2026-11-25', false, 'robin'), day('2026-11-26', true, 'sam', 'robin')), 'robin');
  expect(times.map(({ on, person: who }) => [on, who])).toEqual([['2026-11-26', 'robin']]);
});

test('three times are enough', () => {
  const days = ['24', '25', '26', '27'].map((on) => day(`2026-11-${on}`, true, 'robin'));
  expect(nextTimes(rota(...days), 'robin')).toHaveLength(3);
});
