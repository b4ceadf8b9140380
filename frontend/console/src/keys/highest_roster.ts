/**
 * The highest roster number this browser has seen of a school. It is not secret (every pupil's page is sent it); it is kept
 * so that a server cannot show an old roster again and so bring back somebody who has left.
 */

const name = (school: string): string => `hark-roster-${school}`;

// The one thing the console stores: a number that is public. See the reason above.
const store = (): Storage => window.localStorage;

export function highestRoster(school: string): number {
  const kept = Number(store().getItem(name(school)));
  return Number.isInteger(kept) && kept > 0 ? kept : 0;
}

export function rememberRoster(school: string, number: number): void {
  if (number > highestRoster(school)) store().setItem(name(school), String(number));
}
