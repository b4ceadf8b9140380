/** A refusal from the HTTP interface (RFC 9457), or a call that never got an answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /** A code of the protocol; `offline` when no answer came, `unreadable` when the answer was not ours. */
  readonly code: string;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** How long to wait before the same call makes sense, or null when that would not help or is not known. */
  readonly retryAfterMs: number | null;
  /** What the server says beside the code, such as which group would be left without anybody. Never what somebody wrote. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, retryAfterMs: number | null, data: Readonly<Record<string, unknown>> = {}) {
    super(`${code} (${status})`);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.data = data;
  }

  /** True when the very same bytes may be sent again: no answer came, or the server was the one at fault. */
  get mayRetry(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** A refusal of a frame of rt.v1. `retry` is the server's word on what would help. */
export class RtError extends Error {
  override readonly name = 'RtError';

  readonly code: string;
  readonly retry: 'no' | 'new' | 'later';
  readonly afterMs: number | null;
  /** What the server says beside the code, such as who was quicker. Never what somebody wrote. */
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, retry: 'no' | 'new' | 'later', afterMs: number | null, data?: Readonly<Record<string, unknown>>) {
    super(code);
    this.code = code;
    this.retry = retry;
    this.afterMs = afterMs;
    this.data = data;
  }
}
