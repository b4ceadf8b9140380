/** The estimator and its lists: a megabyte, loaded only where somebody chooses a passphrase. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';

const estimator = new ZxcvbnFactory({ dictionary: { ...common, ...english }, graphs: adjacencyGraphs });

export interface Estimate {
  /** How many guesses a good guesser needs, as a power of ten. */
  readonly guesses: number;
  /** All of it, or nearly, stands on a list of passwords that many people use. */
  readonly common: boolean;
  /** It leans on something that is known of this person: a name, the school. */
  readonly personal: boolean;
}

export function estimate(passphrase: string, about: readonly string[]): Estimate {
  const { guessesLog10, sequence } = estimator.check(passphrase, [...about]);
  /** How many letters are a word of this list. */
  const from = (list: string): number =>
    sequence.filter((match) => 'dictionaryName' in match && match.dictionaryName === list).reduce((letters, { token }) => letters + token.length, 0);
  return { guesses: guessesLog10, common: from('passwords-common') > passphrase.length * 0.7, personal: from('userInputs') > 0 };
}
