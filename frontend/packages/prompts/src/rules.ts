/** What a prompt is about, and the phrases that it listens for. */
import { BOUNDARIES } from './boundaries.ts';
import type { Phrases } from './phrase.ts';
import { RISKS } from './risks.ts';

/** Where words cross a line of peer mentoring. */
export type Boundary = 'contact' | 'meeting' | 'secrecy' | 'identity' | 'medical';

/** Where a trained adult should look. */
export type Risk = 'suicide' | 'self_harm' | 'abuse' | 'grooming' | 'images' | 'weapons' | 'running' | 'eating' | 'exploitation';

export type Category = Boundary | Risk;

export type Side = 'mentor' | 'pupil';

export interface Rule {
  readonly id: string;
  readonly category: Category;
  /** Whose words it is for. */
  readonly sides: readonly Side[];
  /** Why it speaks up, as a sentence for whoever sees the mark. */
  readonly why: string;
  readonly listens: Listening;
}

/** Phrases are looked for among the words, patterns in another reading. */
export type Listening = { readonly for: Phrases } | { readonly among: 'numbers' | 'signs'; readonly patterns: readonly RegExp[] };

export const RULES: readonly Rule[] = [...BOUNDARIES, ...RISKS];

const RISK_CATEGORIES: ReadonlySet<string> = new Set(RISKS.map(({ category }) => category));

export function isRisk(category: Category): category is Risk {
  return RISK_CATEGORIES.has(category);
}

export const CATEGORIES: readonly Category[] = [...new Set(RULES.map(({ category }) => category))];
