import { refusal } from '../sign_in/words.ts';

/** Something that is under way in a dialog: whether it is, and the sentence that says why it did not work. */
export class Attempt {
  busy = $state(false);
  problem = $state<string | null>(null);

  readonly #say: (error: unknown) => string;

  constructor(say: (error: unknown) => string = refusal) {
    this.#say = say;
  }

  /** Whether it worked. A second call while the first one runs does nothing. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = this.#say(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  refuse(problem: string): void {
    this.problem = problem;
  }
}
