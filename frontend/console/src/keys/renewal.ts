const WARN_DAYS = 60;
const DAY_MS = 86_400_000;

export interface Renewal {
  readonly expires: string;
  /** It has run out: pupils' pages and colleagues' consoles refuse it. */
  readonly over: boolean;
}

/** What a holder of the root is told about the roster's end, from 60 days before; null for everybody else, and earlier. */
export function renewalOf(roster: { readonly expires: string } | null, holdsRoot: boolean, now: Date): Renewal | null {
  if (roster === null || !holdsRoot) return null;
  const left = new Date(roster.expires).getTime() - now.getTime();
  return left > WARN_DAYS * DAY_MS ? null : { expires: roster.expires, over: left <= 0 };
}
