import type { Rota, RotaPerson } from '@hark/protocol/mentoring_api';

const SHOWN = 3;

export type MyTime = RotaPerson & { readonly on: string };

/** The next times at which somebody is on the rota, today's among them. */
export function nextTimes(rota: Rota, person: string): readonly MyTime[] {
  const times = rota.days.flatMap(({ on, open, people }) => (open ? people.filter((one) => one.person === person).map((one) => ({ ...one, on })) : []));
  return times.slice(0, SHOWN);
}
