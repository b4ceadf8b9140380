/**
 * Wakes whoever an urgent item waits for, also while no page of Hark is open.
 *
 * It hears pushes and presses on its own notices, and nothing else: it answers no request and keeps nothing, so no page
 * is ever served by it. A push has no content, and its notice says none.
 */
const PAGES = { type: 'window', includeUncontrolled: true };

self.addEventListener('install', () => { self.skipWaiting(); });

self.addEventListener('push', (event) => { event.waitUntil(wake()); });

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show());
});

async function wake() {
  for (const page of await self.clients.matchAll(PAGES)) page.postMessage({ what: 'pushed' });
  await self.registration.showNotification('Hark: something needs you', {
    body: 'Open Hark to see what it is.',
    tag: 'hark',
    renotify: true,
    requireInteraction: true,
  });
}

async function show() {
  const pages = await self.clients.matchAll(PAGES);
  const console = pages.find(({ url }) => new URL(url).pathname.startsWith('/console'));
  await (console === undefined ? self.clients.openWindow('/console') : console.focus());
}
