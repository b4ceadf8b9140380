/** How this browser subscribes to pushes, and hears that one has come. Nothing of it is kept in the page. */

const SCRIPT = '/console/alerts/worker.js';
const SCOPE = '/console/alerts/';

/** Why this browser gets no pushes. */
export class PushRefused extends Error {
  override readonly name = 'PushRefused';

  readonly code: 'push_unsupported' | 'push_denied' | 'push_failed';

  constructor(code: PushRefused['code']) {
    super(code);
    this.code = code;
  }
}

export const supported = (): boolean => 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown };
}

let policy: ReturnType<Policies['createPolicy']> | undefined;

/** The script's address in the form that a page with Trusted Types accepts. The policy lets through that one address. */
function trusted(): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (trustedTypes === undefined) return SCRIPT;
  policy ??= trustedTypes.createPolicy('hark-alerts', {
    createScriptURL: (asked) => {
      if (asked !== SCRIPT) throw new TypeError('this is not the script that shows pushes');
      return asked;
    },
  });
  return policy.createScriptURL(SCRIPT);
}

/** Call it from a press: a browser asks its owner only then. Answers where pushes are to be sent. Throws `PushRefused`. */
export async function subscribe(key: string): Promise<string> {
  if (!supported()) throw new PushRefused('push_unsupported');
  if ((await Notification.requestPermission()) !== 'granted') throw new PushRefused('push_denied');
  try {
    const { pushManager } = await registration();
    const had = await pushManager.getSubscription();
    if (had !== null && keyOf(had) === key) return had.endpoint;
    // One that was made for another key of the server takes no push of this one's.
    await had?.unsubscribe();
    return (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).endpoint;
  } catch {
    throw new PushRefused('push_failed');
  }
}

/** Where pushes go to this browser now, if it gets any. Asks nobody anything. */
export async function subscribed(key: string): Promise<string | null> {
  // A browser whose owner takes the permission back drops the subscription with it.
  if (!supported()) return null;
  const found = await (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager.getSubscription();
  return found === null || found === undefined || keyOf(found) !== key ? null : found.endpoint;
}

export async function unsubscribe(): Promise<void> {
  const found = await (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager.getSubscription();
  await found?.unsubscribe();
}

/** Calls `heard` each time that a push has come to this browser. Answers how to stop. */
export function onPush(heard: () => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const listener = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data === 'object' && data !== null && 'what' in data && data.what === 'pushed') heard();
  };
  navigator.serviceWorker.addEventListener('message', listener);
  navigator.serviceWorker.startMessages();
  return () => { navigator.serviceWorker.removeEventListener('message', listener); };
}

async function registration(): Promise<ServiceWorkerRegistration> {
  const made = await navigator.serviceWorker.register(trusted() as string, { scope: SCOPE, updateViaCache: 'none' });
  const starting = made.installing ?? made.waiting;
  if (made.active === null && starting !== null) {
    await new Promise<void>((resolve) => {
      starting.addEventListener('statechange', () => {
        if (starting.state === 'activated') resolve();
      });
    });
  }
  return made;
}

function keyOf(subscription: PushSubscription): string | null {
  const key = subscription.options.applicationServerKey;
  if (key === null) return null;
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
