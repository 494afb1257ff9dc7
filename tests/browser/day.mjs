// The day of the meeting, in a real browser: a phone at the door loses its network, a code is typed, a table is opened.
// The demonstration is put on the eve of its day, so that its door can be tried out.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, openHouse } from './house.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BINARY = process.env.PORTREA_BINARY ?? fileURLToPath(new URL('../../target/debug/portrea', import.meta.url));
const SHOTS = process.env.PORTREA_SCREENSHOTS ?? fileURLToPath(new URL('../../target/screenshots', import.meta.url));
const SIZES = { phone: { width: 360, height: 740 }, computer: { width: 1280, height: 900 } };

let house;
let browser;
let context;
let portrait;
const complaints = [];
/** What Chromium says of a network that is not there, or of answers that are explained instead of taken. */
const EXPECTED = /ERR_INTERNET_DISCONNECTED|status of 422/;

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [house, browser] = await Promise.all([openHouse(BINARY, ['--day-in', '1']), openBrowser()]);
  context = await browser.newContext({ viewport: SIZES.phone, locale: 'fr-FR', timezoneId: 'Europe/Paris' });
  const page = await open(house.urls['Desk (opens with one button)']);
  await page.locator('main button').first().click();
  await page.waitForURL('**/bureau');
  portrait = new URL(await page.locator('main a[href*="/portraits/"]').first().getAttribute('href'), house.base).href;
  await page.close();
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

async function open(url) {
  const page = await context.newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  await page.goto(url);
  return page;
}

/** Fails on any accessibility violation, sideways scrolling, or word on the console, on a phone and on a computer. */
async function check(page, name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: `${SHOTS}/${name}-${size}.png`, fullPage: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 3).join(' | ')}`);
    assert.deepEqual(found, [], `accessibility of ${name} on a ${size}`);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px on a ${size}`);
  }
  await page.setViewportSize(SIZES.phone);
  assert.deepEqual(complaints, [], 'the console stays silent');
}

test('who is at the door is noted without network, survives a reload, and reaches the server', async () => {
  const page = await open(portrait);
  await page.locator('a[href$="/presence"]').first().click();
  const state = page.locator('#etat');
  await state.getByText('Tout est enregistré').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await check(page, 'presence');
  const expected = Number((await page.locator('#liste h2').innerText()).match(/sur (\d+)/)[1]);

  await context.setOffline(true);
  await page.locator('button[name=came]:visible').first().click();
  await state.getByText('Hors ligne : 1 arrivée').waitFor();
  await page.fill('#name', 'Job "Jojo" Le Bras');
  await page.fill('#organisation', 'Amicale <laïque>');
  await page.locator('#ajouter button').click();
  await state.getByText('2 arrivées').waitFor();
  await page.reload();
  await state.getByText('Hors ligne : 2 arrivées').waitFor();
  assert.equal(await page.getByText('gardé sur ce téléphone').count(), 2);
  await check(page, 'presence-offline');

  await context.setOffline(false);
  await state.getByText('Tout est enregistré').waitFor();
  const told = `2 personnes sont là sur ${expected + 1} attendues`;
  await page.getByText(told).waitFor();
  // Somebody else's browser sees it too, and what was sent twice counted once.
  await page.reload();
  await page.getByText(told).waitFor();
  const other = await open(page.url());
  await other.getByText(told).waitFor();
  await other.close();

  // Undone on the same phone, without network again.
  await context.setOffline(true);
  await page.locator('button[name=undone]:visible').first().click();
  await state.getByText('Hors ligne').waitFor();
  await context.setOffline(false);
  await page.getByText(`1 personne est là sur ${expected + 1} attendues`).waitFor();
  await check(page, 'presence-after');
  await page.close();
});

test('the service worker keeps the page of the door and nothing else', async () => {
  const page = await open(portrait);
  await page.locator('a[href$="/presence"]').first().click();
  await page.locator('#etat').getByText('Tout est enregistré').waitFor();
  const held = await page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found.sort();
  });
  assert.deepEqual(held.map((path) => path.replace(/.*\/reunions\/[^/]+/, '…')).sort(), ['/static/favicon.svg', '/static/portrea.css', '/static/presence.js', '…/presence']);
  await context.setOffline(true);
  await assert.rejects(page.goto(portrait), /ERR_INTERNET_DISCONNECTED/, 'the portrait is not kept');
  await context.setOffline(false);
  await page.close();
});

test('the door can be held without script', async () => {
  const bare = await browser.newContext({ viewport: SIZES.phone, javaScriptEnabled: false, storageState: await context.storageState() });
  const page = await bare.newPage();
  await page.goto(portrait);
  await page.locator('a[href$="/presence"]').first().click();
  await page.locator('button[name=came]').nth(3).click();
  await page.getByText('L’arrivée est notée').waitFor();
  await page.locator('#ajouter input[name=name]').fill('Maëlle');
  await page.locator('#ajouter button').click();
  await page.getByText('L’arrivée est notée').waitFor();
  await bare.close();
});

test('tables, letters, a call sheet and the minutes can be read', async () => {
  const page = await open(portrait);
  const meeting = new URL(await page.locator('a[href$="/presence"]').first().getAttribute('href'), house.base).href.replace(/\/presence$/, '');
  await page.goto(`${meeting}/tables`);
  await page.fill('#label', 'Table 1');
  await page.locator('input[name=commune]').first().check();
  await page.getByRole('button', { name: 'Préparer cette table' }).click();
  await page.getByText('Imprimer les feuilles').waitFor();
  await check(page, 'tables');
  await page.goto(`${meeting}/compte-rendu`);
  await check(page, 'minutes');
  await page.goto(`${portrait}/courriers?objet=fiches`);
  await check(page, 'letters');
  await page.goto(`${house.base}/code`);
  await page.fill('#code', 'acde fghj');
  await page.getByRole('button', { name: 'Ouvrir ma page' }).click();
  await page.getByText('n’est pas reconnu').waitFor();
  await check(page, 'code');
  await page.goto(house.urls['An invitation to answer']);
  await page.locator('button[name=reply][value=yes]').click();
  await page.locator('svg.qr').waitFor();
  await check(page, 'invitation-pass');
  await page.close();
});

test('once signed out, a phone keeps no copy of the list', async () => {
  const page = await open(portrait);
  const door = new URL(await page.locator('a[href$="/presence"]').first().getAttribute('href'), house.base).href;
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.waitForURL('**/bureau/connexion');
  await page.goto(door);
  await page.waitForURL('**/bureau/connexion');
  await context.setOffline(true);
  await assert.rejects(page.goto(door), /ERR_/);
  await context.setOffline(false);
  await page.close();
});
