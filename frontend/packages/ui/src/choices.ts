import type { Shape } from './icons.ts';

/** One answer to a question with tiles. */
export interface Choice<Value extends string> {
  value: Value;
  label: string;
  hint?: string | undefined;
  icon?: Shape | undefined;
}
