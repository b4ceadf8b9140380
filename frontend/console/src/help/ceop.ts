/** The three questions in front of CEOP. CEOP says itself that it cannot act on bullying, fake accounts or hacked accounts. */

export type Answer = 'yes' | 'no' | null;

/** In the order of the questions: did it happen online; was it sexual, a nude picture or meeting somebody; is the child under 18. */
export type CeopAnswers = readonly [online: Answer, sexual: Answer, under18: Answer];

export interface Verdict {
  readonly offer: boolean;
  readonly words: string;
  /** The help routes that are the right place instead. */
  readonly instead: readonly string[];
}

/** Whether CEOP is the right place; otherwise why not, and which place is. Null while nothing can be said. */
export function ceopVerdict([online, sexual, under18]: CeopAnswers): Verdict | null {
  if (sexual === 'no') {
    return refuse('CEOP does not act on bullying, fake accounts or hacked accounts.', ['platform', 'report-harmful-content', 'report-fraud']);
  }
  if (online === 'no') return refuse('CEOP is for what happens online. For abuse elsewhere, these are the right place.', ['999', '101', 'social-care']);
  if (under18 === 'no') return refuse('CEOP is for children under 18. For an adult, this is the right place.', ['101']);
  if (online === null || sexual === null || under18 === null) return null;
  return {
    offer: true,
    words: 'CEOP can act on this. It is not anonymous: a child protection adviser will need a name and a way to get in touch. Tell the pupil so first.',
    instead: [],
  };
}

const refuse = (words: string, instead: readonly string[]): Verdict => ({ offer: false, words, instead });
