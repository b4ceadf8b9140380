/** How times are said in the console. All inputs are RFC 3339 text; “now” is always given, so that a test can choose it. */

/** The one place where the console asks what time it is. */
export const rightNow = (): Date => new Date();
export const millisecondsUntil = (at: string): number => new Date(at).getTime() - Date.now();
export const rightNowText = (): string => rightNow().toISOString();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });

const longFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
/** “24 November 2026”, as paper wants it. */
export const longDate = (at: string): string => longFormat.format(new Date(at));

export function clock(at: string): string {
  return clockFormat.format(new Date(at));
}

/** “Tue 24 Nov, 08:30”; only the clock on the same day, and with the year in another one. */
export function moment(at: string, now: Date): string {
  const then = new Date(at);
  if (sameDay(then, now)) return clock(at);
  const year = then.getFullYear() === now.getFullYear() ? '' : ` ${then.getFullYear()}`;
  return `${dayFormat.format(then)}${year}, ${clock(at)}`;
}

/** How long ago, in the one unit that matters: “2 min”, “3 h”, “4 days”. */
export function age(at: string, now: Date): string {
  const passed = Math.max(0, now.getTime() - new Date(at).getTime());
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  const days = Math.floor(passed / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** “3 min ago”, or “just now”. */
export function ago(at: string, now: Date): string {
  return `${age(at, now)} ago`.replace('just now ago', 'just now');
}

/** “in 3 min” before the target and “2 h ago” after it. */
export function untilTarget(target: string, now: Date): { readonly late: boolean; readonly words: string } {
  const left = new Date(target).getTime() - now.getTime();
  if (left <= 0) return { late: true, words: ago(target, now) };
  const back = new Date(now.getTime() - left).toISOString();
  return { late: false, words: left < MINUTE ? 'in less than a minute' : `in ${age(back, now)}` };
}

/**
 * “Tue morning”: what mentors and responders see of a past time. Exact times, laid beside a school's filter logs, can
 * name a child, so only the safeguarding, head and governors groups are shown them.
 */
export function dayPart(at: string): string {
  const then = new Date(at);
  const hour = then.getHours();
  const part = hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';
  return `${weekdayFormat.format(then)} ${part}`;
}

function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

/** Whether a moment is on the reader's own today. */
export const isToday = (at: string, now: Date): boolean => sameDay(new Date(at), now);

/** `2026-11-24`, as a date field wants it, of a moment where the reader is. */
export function localDate(at: string): string {
  const then = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** `2026-11-24T08:30`, as a field for a day and a time wants it, and back. */
export const localMinute = (at: string): string => `${localDate(at)}T${clock(at)}`;
export const minuteOf = (field: string): string => new Date(field).toISOString();

/** Eight in the morning of a date field's day, where the reader is: when an adult would come back to it. */
export function startOfDay(date: string): string {
  return new Date(`${date}T08:00:00`).toISOString();
}

/** The midnight with which a day of this device's calendar begins, some days later; empty for no day. */
export function midnight(day: string, later: number): string {
  if (day === '') return '';
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}
