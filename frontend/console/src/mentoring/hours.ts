/** “1 hour”, “2 hours 30 minutes”. */
export function hoursText(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [hours === 0 ? '' : counted(hours, 'hour'), rest === 0 && hours > 0 ? '' : counted(rest, 'minute')];
  return parts.filter((part) => part !== '').join(' ');
}

const counted = (count: number, what: string): string => (count === 1 ? `1 ${what}` : `${count} ${what}s`);
