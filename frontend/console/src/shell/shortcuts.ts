/** Single-key shortcuts. They can be turned off (WCAG 2.1.4), never fire while somebody types, and each has a button too. */

export interface Shortcut {
  readonly key: string;
  readonly words: string;
  readonly run: () => void;
}

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly typing: boolean;
}

export function shortcutFor(press: Press, shortcuts: readonly Shortcut[]): Shortcut | null {
  if (press.typing || press.ctrlKey || press.metaKey || press.altKey) return null;
  return shortcuts.find(({ key }) => key === press.key) ?? null;
}

/** Whether a key pressed here is meant for the text or the list that has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

const ESCAPES_WITHIN_MS = 700;

/** Escape twice: the screen is blurred, for a room that somebody has just walked into. */
export class DoubleEscape {
  #last = Number.NEGATIVE_INFINITY;

  /** True on the second Escape in a row. */
  press(key: string, at: number): boolean {
    if (key !== 'Escape') {
      this.#last = Number.NEGATIVE_INFINITY;
      return false;
    }
    const second = at - this.#last <= ESCAPES_WITHIN_MS;
    this.#last = second ? Number.NEGATIVE_INFINITY : at;
    return second;
  }
}
