/** When three presses of Shift mean "leave": three within five seconds, with no other key between or while it is held. */

const PRESSES = 3;
const WITHIN_MS = 5_000;

export class ShiftRule {
  #presses: number[] = [];
  #alone = false;

  /** Answers true when the page is to be left now. `time` is in milliseconds; only differences are used. */
  key(event: { type: 'keydown' | 'keyup'; key: string; repeat?: boolean }, time: number): boolean {
    if (event.key !== 'Shift') {
      // A capital letter is a Shift with a letter: that is writing, not leaving.
      this.#alone = false;
      this.#presses = [];
      return false;
    }
    if (event.type === 'keydown') {
      if (event.repeat !== true) this.#alone = true;
      return false;
    }
    if (!this.#alone) return false;
    this.#alone = false;
    this.#presses = [...this.#presses.filter((at) => time - at < WITHIN_MS), time];
    return this.#presses.length >= PRESSES;
  }
}
