import { ApiError } from './errors.ts';

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** Who is calling: a pupil's token lives in memory only; a member of staff has the session cookie. */
export type Mode = { kind: 'bearer'; token: string | null } | { kind: 'cookie' };

export interface HttpOptions {
  fetch: Fetch;
  mode: Mode;
  /** Put before every path; empty for calls to the page's own origin. */
  base?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** JSON over HTTP, as section 6 asks for. Every failure is an `ApiError`; nothing is retried here. */
export class Http {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /** The same client for one who holds a token now, or no longer. */
  as(token: string | null): Http {
    return new Http({ ...this.#options, mode: { kind: 'bearer', token } });
  }

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#call('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call('PUT', path, body);
  }

  delete(path: string): Promise<void> {
    return this.#call('DELETE', path);
  }

  /**
   * Sends a farewell that outlives the page, and never waits for it.
   *
   * Leaving must be instant (promise: the screen is blank before anything else happens), so a failure has nobody left to
   * hear it: the session ends by itself when its time is up.
   */
  farewell(path: string): void {
    const sent = this.#options.fetch(this.#url(path), { ...this.#init('DELETE'), keepalive: true });
    sent.catch(() => undefined);
  }

  async #call<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const init = this.#init(method);
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers['Content-Type'] = 'application/json';
    }
    let response: Response;
    try {
      response = await this.#options.fetch(this.#url(path), init);
    } catch {
      // `fetch` says no more than "it failed": no network, a filter in between, or a server that is away.
      throw new ApiError('offline', 0, null);
    }
    if (!response.ok) throw await refusal(response);
    return (response.status === 204 ? undefined : await readJson(response)) as T;
  }

  #url(path: string): string {
    return (this.#options.base ?? '') + path;
  }

  #init(method: Method): Omit<RequestInit, 'headers'> & { headers: Record<string, string> } {
    const { mode } = this.#options;
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (mode.kind === 'bearer' && mode.token !== null) headers['Authorization'] = `Bearer ${mode.token}`;
    // A cross-site form cannot set this header, so with the origin check it stops forged requests.
    if (mode.kind === 'cookie' && method !== 'GET') headers['X-Hark'] = '1';
    return {
      method,
      headers,
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      credentials: mode.kind === 'cookie' ? 'same-origin' : 'omit',
    };
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // A school's filter may answer 200 with its own page; that is not an answer from us.
    throw new ApiError('unreadable', 0, null);
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const problem = await response.json().catch(() => null) as unknown;
  const field = (name: string): unknown =>
    typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>)[name] : undefined;
  const code = field('code');
  const wait = field('retry_after_ms');
  const data = field('data');
  return new ApiError(
    typeof code === 'string' ? code : 'unreadable',
    response.status,
    typeof wait === 'number' ? wait : null,
    typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {},
  );
}
