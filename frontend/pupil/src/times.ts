/** Times as a pupil reads them: "3pm today", "8:30am on Monday", "9am on Monday 5 January". Always the device's own time. */

const DAY_MS = 86_400_000;

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

function clockTime(date: Date): string {
  const minutes = date.getMinutes();
  const hour = date.getHours() % 12 || 12;
  return `${hour}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}${date.getHours() < 12 ? 'am' : 'pm'}`;
}

function day(date: Date, now: Date): string {
  // Rounded, because a day on which the clocks change has 23 or 25 hours.
  const days = Math.round((midnight(date) - midnight(now)) / DAY_MS);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  const weekday = date.toLocaleDateString('en-GB', { weekday: 'long' });
  return days < 7 ? `on ${weekday}` : `on ${weekday} ${date.getDate()} ${date.toLocaleDateString('en-GB', { month: 'long' })}`;
}

/** Null in, null out: a time that nobody knows is not made up. */
export function when(time: string | null, now: Date): string | null {
  if (time === null) return null;
  const date = new Date(time);
  return `${clockTime(date)} ${day(date, now)}`;
}
