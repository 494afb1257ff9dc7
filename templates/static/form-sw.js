// Keeps the pages of one form that were seen, for when there is no network, and sends what waits once it is back.
// Everything else goes to the network as if this worker were not there.
'use strict';
importScripts('/static/form-queue.js');

const home = new URL(self.registration.scope).pathname;
const name = `fiche:${home}`;
const around = ['/static/portrea.css', '/static/form.js', '/static/form-queue.js', '/static/conditions.js', '/static/favicon.svg'];
const KEEP_MS = 14 * 86400000;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    await (await caches.open(name)).addAll(around);
    await self.skipWaiting();
  })());
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('sync', (event) => {
  if (event.tag === 'envoyer') event.waitUntil(formQueue.sendAll());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname === home || url.pathname.startsWith(`${home}/`)) event.respondWith(page(request, url.pathname));
  else if (url.pathname.startsWith('/static/')) event.respondWith(still(request, url.pathname));
});

async function keep(path, answer) {
  const headers = new Headers(answer.headers);
  headers.set('x-kept-at', String(Date.now()));
  await (await caches.open(name)).put(path, new Response(await answer.blob(), { status: answer.status, headers }));
}

async function page(request, path) {
  try {
    const answer = await fetch(request);
    // Published, or the link is over: nothing of the form stays here.
    if (path === `${home}/merci` && answer.ok && !answer.redirected) await caches.delete(name);
    else if ([403, 404, 410].includes(answer.status)) await caches.delete(name);
    else if (answer.ok && !answer.redirected && answer.type === 'basic') await keep(path, answer.clone());
    return answer;
  } catch (error) {
    const held = await (await caches.open(name)).match(path);
    if (held && Date.now() - Number(held.headers.get('x-kept-at')) < KEEP_MS) return held;
    if (held) await caches.delete(name);
    return new Response(away, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
  }
}

async function still(request, path) {
  const held = await caches.match(path, { cacheName: name });
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(name)).put(path, answer.clone());
    return answer;
  } catch (error) {
    if (held) return held;
    throw error;
  }
}

const away = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Pas de réseau — portrea</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/static/portrea.css"></head>
<body><main id="contenu"><h1>Pas de réseau</h1>
<p class="lead">Cette page n’a pas encore été ouverte sur ce téléphone. Ce que vous avez tapé ailleurs est gardé.</p>
<p><a class="button" href="${home}">Revenir à la fiche</a></p></main></body></html>`;
