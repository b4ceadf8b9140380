import type { DayHours } from '@hark/protocol/school_api';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

const MIDNIGHT = 24 * 60;

/** A day as it stands in a form: both empty is a closed day. */
export interface DayForm {
  opens: string;
  closes: string;
}

/** “08:30” for minutes after midnight. The midnight that ends the day cannot be typed in a time field, so it shows as 23:59. */
export function timeText(minutes: number): string {
  const shown = Math.min(minutes, MIDNIGHT - 1);
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(shown % 60).padStart(2, '0')}`;
}

export const formOf = (day: DayHours): DayForm =>
  day === null ? { opens: '', closes: '' } : { opens: timeText(day[0]), closes: timeText(day[1]) };

/** Minutes after midnight of a time field. */
export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  const at = hours * 60 + minutes;
  return at === MIDNIGHT - 1 ? MIDNIGHT : at;
}

/** The week that seven forms say, or one sentence about the first day that says nothing sensible. */
export function weekOf(forms: readonly DayForm[]): DayHours[] | string {
  const week: DayHours[] = [];
  for (const [at, { opens, closes }] of forms.entries()) {
    const day = DAYS[at] ?? '';
    if (opens === '' && closes === '') {
      week.push(null);
      continue;
    }
    if (opens === '' || closes === '') return `${day} needs both times, or none for a day on which nobody reads.`;
    const hours = [minutesOf(opens), minutesOf(closes)] as const;
    if (hours[0] >= hours[1]) return `On ${day} the closing time must be after the opening time.`;
    week.push(hours);
  }
  return week.every((day) => day === null) ? 'Somebody must read on at least one day of the week.' : week;
}
