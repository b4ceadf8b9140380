import { describe, expect, it } from 'vitest';

import { Http, type Mode } from '../src/http.ts';

interface Called {
  url: string;
  init: RequestInit;
}

function client(mode: Mode, answer: () => Promise<Response>): { http: Http; calls: Called[] } {
  const calls: Called[] = [];
  const http = new Http({ mode, fetch: (url, init) => { calls.push({ url, init }); return answer(); } });
  return { http, calls };
}

const json = (status: number, body: unknown): (() => Promise<Response>) =>
  () => Promise.resolve(new Response(JSON.stringify(body), { status }));
const headers = (call: Called | undefined): Headers => new Headers(call?.init.headers);

describe('a call that fails', () => {
  it('names the code, the status and how long to wait', async () => {
    const { http } = client({ kind: 'bearer', token: null }, json(429, { code: 'too_many_tries', retry_after_ms: 60_000 }));
    await expect(http.post('/x')).rejects.toMatchObject({ code: 'too_many_tries', status: 429, retryAfterMs: 60_000, mayRetry: true });
  });

  it('may not be sent again when the server understood and said no', async () => {
    const { http } = client({ kind: 'bearer', token: null }, json(409, { code: 'report_conflict' }));
    await expect(http.post('/x')).rejects.toMatchObject({ code: 'report_conflict', retryAfterMs: null, mayRetry: false });
  });

  it('gives what the server says beside the code, and nothing where it says nothing', async () => {
    const refused = (body: object): Promise<unknown> => client({ kind: 'cookie' }, json(409, body)).http.put('/x', {});
    await expect(refused({ code: 'last_member', data: { group: 'head' } })).rejects.toMatchObject({ data: { group: 'head' } });
    await expect(refused({ code: 'last_member' })).rejects.toMatchObject({ data: {} });
  });

  it('is "offline" when no answer came', async () => {
    const { http } = client({ kind: 'bearer', token: null }, () => Promise.reject(new TypeError('failed')));
    await expect(http.get('/x')).rejects.toMatchObject({ code: 'offline', status: 0, mayRetry: true });
  });

  it('is not taken for an answer when a filter put its own page in between', async () => {
    const { http } = client({ kind: 'bearer', token: null }, () => Promise.resolve(new Response('<html>Blocked</html>')));
    await expect(http.get('/x')).rejects.toMatchObject({ code: 'unreadable', mayRetry: true });
  });

  it('keeps the status when the refusal itself cannot be read', async () => {
    const { http } = client({ kind: 'bearer', token: null }, () => Promise.resolve(new Response('no', { status: 502 })));
    await expect(http.get('/x')).rejects.toMatchObject({ code: 'unreadable', status: 502 });
  });
});

describe('who is calling', () => {
  it('is a pupil by the token alone: no cookie goes along', async () => {
    const { http, calls } = client({ kind: 'bearer', token: null }, json(200, {}));
    await http.as('token').get('/api/mailbox');
    expect(headers(calls[0]).get('Authorization')).toBe('Bearer token');
    expect(calls[0]?.init.credentials).toBe('omit');
    expect(headers(calls[0]).get('X-Hark')).toBeNull();
  });

  it('is staff by the cookie, with the header that a forged form cannot set', async () => {
    const { http, calls } = client({ kind: 'cookie' }, json(200, {}));
    await http.post('/api/duty', { state: 'on' });
    expect(headers(calls[0]).get('X-Hark')).toBe('1');
    expect(headers(calls[0]).get('Authorization')).toBeNull();
    expect(calls[0]?.init.credentials).toBe('same-origin');
  });

  it('says nothing of where it comes from, and leaves nothing in a cache', async () => {
    const { http, calls } = client({ kind: 'cookie' }, json(200, {}));
    await http.get('/api/cases');
    expect(calls[0]?.init).toMatchObject({ referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error' });
  });

  it('leaves with a farewell that has no content and outlives the page', () => {
    const { http, calls } = client({ kind: 'bearer', token: 't' }, () => Promise.reject(new TypeError('gone')));
    http.farewell('/api/mailbox/session');
    expect(calls[0]?.init).toMatchObject({ method: 'DELETE', keepalive: true });
    expect(calls[0]?.init.body).toBeUndefined();
  });
});
