import type { Targets } from '@hark/protocol/school_api';

/** The fields of the form, in the order they are shown. The look at an amber report is what pupils are promised. */
export const TARGETS: readonly { readonly name: keyof Targets; readonly words: string }[] = [
  { name: 'open_red', words: 'Look at a high one' },
  { name: 'open_green', words: 'Look at a low one' },
  { name: 'reply_red', words: 'First answer to a high one' },
  { name: 'reply_amber', words: 'First answer to a medium one' },
  { name: 'reply_green', words: 'First answer to a low one' },
];

/** The targets that the fields say, or one sentence about the first that cannot be. `promise`: minutes that pupils are promised. */
export function targetsOf(fields: readonly string[], promise: number): Targets | string {
  const [open_red = 0, open_green = 0, reply_red = 0, reply_amber = 0, reply_green = 0] = fields.map(Number);
  const wrong = TARGETS.findIndex((_, at) => !/^[1-9][0-9]{0,4}$/.test(fields[at]?.trim() ?? ''));
  if (wrong !== -1) return `“${TARGETS[wrong]?.words ?? ''}” is a whole number of minutes.`;
  if (open_red > 60 || open_red < 5) return 'A high report is looked at within 5 to 60 minutes.';
  if (open_red > promise || open_green < promise) return 'What is more urgent is looked at sooner: high, then the promise to pupils, then low.';
  if (reply_red > reply_amber || reply_amber > reply_green) return 'What is more urgent is answered sooner: high, then medium, then low.';
  if (reply_red < open_red || reply_amber < promise || reply_green < open_green) return 'An answer cannot be due sooner than a look.';
  return { open_red, open_green, reply_red, reply_amber, reply_green };
}
