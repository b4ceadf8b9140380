/**
 * “Confirm that it is you”: what matters most asks for a proof of the last ten minutes.
 *
 * The session's own `fetch` asks here when the server answers `confirm_first`, and repeats the call once after a yes. So a
 * screen makes its call as any other, waits a little longer, and hears `confirm_first` only if the person said no.
 */
export class StepUp {
  /** The dialog is shown. */
  asked = $state(false);

  #answers: ((confirmed: boolean) => void)[] = [];

  /** True once the person has proved that it is them. Two calls that ask at once share one dialog. */
  ask(): Promise<boolean> {
    this.asked = true;
    return new Promise((answer) => this.#answers.push(answer));
  }

  /** The dialog was answered, or closed, or the console was locked under it. */
  settle(confirmed: boolean): void {
    const answers = this.#answers;
    this.#answers = [];
    this.asked = false;
    for (const answer of answers) answer(confirmed);
  }
}

/** `fetch`, with the question in between where the server asks for it. */
export async function confirmed(send: () => Promise<Response>, stepUp: StepUp): Promise<Response> {
  const response = await send();
  if ((await forbiddenBy(response)) !== 'confirm_first') return response;
  return (await stepUp.ask()) ? send() : response;
}

/** The code of a 403; null for any other answer. The answer can still be read afterwards. */
export async function forbiddenBy(response: Response): Promise<unknown> {
  if (response.status !== 403) return null;
  const problem = await response.clone().json().catch(() => null) as { code?: unknown } | null;
  return problem?.code;
}
