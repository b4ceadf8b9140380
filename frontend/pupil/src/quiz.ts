/** The check that a pupil has kept their words: one of them, among four, in an order that tells nothing. */

export interface Quiz {
  /** Which word is asked for, from 1. */
  number: number;
  answer: string;
  choices: string[];
}

/** `random` answers from 0 up to but not including 1. The wrong choices are the pupil's own other words, so none stands out. */
export function makeQuiz(words: readonly string[], random: () => number): Quiz {
  const at = Math.floor(random() * words.length);
  const answer = words[at] ?? '';
  const others = shuffled(words.filter((_, index) => index !== at), random).slice(0, 3);
  return { number: at + 1, answer, choices: shuffled([answer, ...others], random) };
}

function shuffled(words: readonly string[], random: () => number): string[] {
  return words
    .map((word) => ({ word, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ word }) => word);
}
