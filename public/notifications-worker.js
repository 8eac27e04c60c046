// The service worker of notifications. It shows what the server pushes, and opens its page on a click. It caches nothing.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, body, path, tag } = event.data?.json() ?? { title: 'Agent Execution', path: '/' };
  event.waitUntil(
    self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { path } }),
  );
});

/** Shows the page in an open tab, or in a new one. */
async function openPage(path) {
  const url = new URL(path, self.location.origin);
  // A notification leads to pages of this server only.
  const target = url.origin === self.location.origin ? url.href : self.location.origin;
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const tab of tabs) {
    const shown = await tab.focus().catch(() => null);
    if (!shown) continue;
    if (tab.url === target) return;
    const moved = await shown.navigate(target).catch(() => null);
    if (moved) return;
  }
  await self.clients.openWindow(target);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data?.path ?? '/'));
});
