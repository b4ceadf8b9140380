/**
 * What the pupil's own page makes of words as they are written. It is a piece of its own, which is asked for when a writer first
 * pauses, so that nothing else waits for it.
 */
import { fires, isRisk, type Category } from '@hark/prompts/prompts';

export type TipKind = 'risk' | 'contact' | 'meeting' | 'secrecy' | 'identity';

const TIPS: Partial<Record<Category, TipKind>> = { contact: 'contact', meeting: 'meeting', secrecy: 'secrecy', identity: 'identity' };

/** What these words are about, each once. */
export function topicsIn(text: string): Category[] {
  return [...new Set(fires(text, 'pupil').map(({ category }) => category))];
}

/** The one tip that these words deserve, or null. What could be serious comes first. `hushed` is what the writer wants to hear no more of. */
export function tipFor(text: string, hushed: ReadonlySet<Category> = new Set()): TipKind | null {
  const heard = topicsIn(text).filter((topic) => !hushed.has(topic));
  if (heard.some(isRisk)) return 'risk';
  return heard.map((category) => TIPS[category]).find((tip) => tip !== undefined) ?? null;
}
