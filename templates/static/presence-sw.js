// Keeps one page for when there is no network: the door of one meeting, and what it is drawn with. Everything else goes
// to the network as if this worker were not there. What is kept is forgotten when the meeting is over.
'use strict';

const page = new URL(self.registration.scope);
const name = `presence:${page.pathname}`;
const around = ['/static/portrea.css', '/static/presence.js', '/static/favicon.svg'];

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(name);
    await cache.addAll(around);
    await fetchPage(new Request(page.pathname, { credentials: 'same-origin' })).catch(() => undefined);
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== page.origin) return;
  if (url.pathname === page.pathname) event.respondWith(fetchPage(request));
  else if (around.includes(url.pathname)) event.respondWith(fetchAround(request, url.pathname));
});

async function fetchPage(request) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    // What is kept is the whole list, never a search nor the door of the desk.
    if (answer.ok && !answer.redirected && new URL(request.url).search === '') await cache.put(page.pathname, answer.clone());
    // Whoever is signed out, or may not see it any more, keeps no copy either.
    if (answer.type === 'opaqueredirect' || answer.redirected || answer.status === 403) await cache.delete(page.pathname);
    return answer;
  } catch (error) {
    const held = await cache.match(page.pathname);
    if (!held) throw error;
    if (Date.now() > Number(held.headers.get('x-kept-until'))) {
      await caches.delete(name);
      throw error;
    }
    return held;
  }
}

async function fetchAround(request, path) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(path, answer.clone());
    return answer;
  } catch (error) {
    const held = await cache.match(path);
    if (held) return held;
    throw error;
  }
}
