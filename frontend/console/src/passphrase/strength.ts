/** What is said of a passphrase while it is chosen, and whether it may be used. */
import { drawWords } from '@hark/vault/words';

/** Fewer letters are refused whatever they are. */
const SHORTEST = 12;
/** A thousand billion guesses, each of which costs a computer a third of a second and 64 MiB. */
const ENOUGH = 12;
const STRONG = 16;

export interface Judgement {
  readonly enough: boolean;
  readonly strength: 'too easy' | 'not enough' | 'good' | 'very strong';
  readonly words: string;
}

const no = (strength: Judgement['strength'], words: string): Judgement => ({ enough: false, strength, words });

/** `about`: what a guesser would try first, such as names and the school. */
export async function judge(passphrase: string, about: readonly string[]): Promise<Judgement> {
  const text = passphrase.normalize('NFKC').trim();
  const { estimate } = await import('./estimate.ts');
  const { guesses, common, personal } = estimate(text, about.flatMap((one) => one.split(/[\s@.]+/)).filter((one) => one.length > 2));
  if (common && guesses < ENOUGH) return no('too easy', 'Too easy to guess: it stands on lists of passwords that many people use.');
  if (text.length < SHORTEST) return no('not enough', `Too short. Use ${SHORTEST} letters or more: several words together are easy to keep.`);
  if (guesses >= STRONG) return { enough: true, strength: 'very strong', words: 'Very strong.' };
  if (guesses >= ENOUGH) return { enough: true, strength: 'good', words: 'Good.' };
  if (personal) return no('too easy', 'Too easy to guess: it uses a name, your address or the school. Add words that have nothing to do with you.');
  return no('not enough', 'Not strong enough yet. Add another word or two that do not belong together.');
}

/** Six words drawn on this device, with hyphens so that they can be typed and told as one. 66 bits. */
export const makePassphrase = (): string => drawWords().join('-');
