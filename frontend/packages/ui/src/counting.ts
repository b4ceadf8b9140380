const SHOW_FROM = 0.75;

export interface Count {
  /** Whether the writer is told yet: from three quarters on. */
  shown: boolean;
  over: boolean;
  /** Letters left, or too many. */
  letters: number;
}

/** What to say about the length of `text` where `most` letters are allowed. A letter is a code point, as the server counts. */
export function counted(text: string, most: number): Count {
  const letters = Array.from(text).length;
  return { shown: letters >= most * SHOW_FROM, over: letters > most, letters: Math.abs(most - letters) };
}
