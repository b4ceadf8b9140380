import { signAct } from '@hark/vault/acts';
import type { StaffVault } from '@hark/vault/staff';

type Keys = Pick<StaffVault, 'owner' | 'signer' | 'locked'>;
type Send = (init: RequestInit) => Promise<Response>;

/** Looking at these is on the record, as everything that changes something is. */
const RECORDED = /^\/api\/(audit|audit\/(export|changes)|keys\/conversations|cases\/[^/]+\/(export|proof(\/[^/]+\/\d+)?))$/;

/** Puts the name of whoever is here under what they do, by the server's clock: a school's device may have a wrong one. */
export class SignedCalls {
  #ahead = 0;

  /** Sends the request, signed with the keys of `vault` if it goes on the record. */
  async send(vault: Keys | null, input: string, init: RequestInit, send: Send): Promise<Response> {
    const [path = input] = input.split('?');
    const method = init.method ?? 'GET';
    if (vault === null || vault.locked || (method === 'GET' && !RECORDED.test(path))) return send(init);
    const body = typeof init.body === 'string' ? init.body : '';
    // The server sees an address decoded, as `file:` in the place of a stream.
    const signed = async (): Promise<Response> => {
      const header = await signAct(vault, { method, path: decodeURIComponent(path), body }, Math.round(Date.now() / 1000) + this.#ahead);
      return send({ ...init, headers: { ...(init.headers as Record<string, string>), 'Hark-Act': header } });
    };
    const response = await signed();
    // Nothing was done: the server says what time it is, and hears the same again.
    return (await this.#setClock(response)) ? signed() : response;
  }

  async #setClock(response: Response): Promise<boolean> {
    if (response.status !== 422) return false;
    const problem = await response.clone().json().catch(() => null) as { code?: unknown; data?: { now?: unknown } } | null;
    const now = problem?.code === 'act_clock' && typeof problem.data?.now === 'string' ? Date.parse(problem.data.now) : NaN;
    if (Number.isNaN(now)) return false;
    this.#ahead = Math.round((now - Date.now()) / 1000);
    return true;
  }
}
