// The form on a phone: a slow network, no network, two devices, a keyboard, large letters, a narrow screen.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, openHouse } from './house.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BINARY = process.env.PORTREA_BINARY ?? fileURLToPath(new URL('../../target/debug/portrea', import.meta.url));
const SHOTS = process.env.PORTREA_SCREENSHOTS ?? fileURLToPath(new URL('../../target/screenshots', import.meta.url));
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'fr-FR', timezoneId: 'Europe/Paris' };
/** What Chromium says of a network that is not there, or of answers that are explained instead of taken. */
const EXPECTED = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 422|status of 503|status of 410/;

let house;
let browser;
let form;
const complaints = [];

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [house, browser] = await Promise.all([openHouse(BINARY), openBrowser()]);
  form = house.urls['A listing to complete'];
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

async function device(options = PHONE) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return { context, page };
}

/** Fails on any accessibility violation, sideways scrolling, or word on the console. */
async function check(page, name) {
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 3).join(' | ')}`);
  assert.deepEqual(found, [], `accessibility of ${name}`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px`);
  assert.deepEqual(complaints, [], 'the console stays silent');
}

const state = (page) => page.locator('#etat');
const sections = async (page) => [...new Set(await page.locator('main a[href^="/f/"]').evaluateAll((links) => links.map((link) => link.pathname)))];
/** Waits until the worker of the form holds the page. */
async function kept(page) {
  const isKept = async () => {
    for (const name of await caches.keys()) if (await (await caches.open(name)).match(location.pathname)) return true;
    return false;
  };
  for (let turn = 0; !(await page.evaluate(isKept)); turn += 1) {
    assert.ok(turn < 600, `${page.url()} is not kept`);
    await page.waitForTimeout(50);
  }
}
const phone = (page) => page.locator('[name="contact.phone"]');
/** Waits until a field shows a value: what waits on a telephone is read from its store after the page is there. */
const shows = (page, name, value) => page.waitForFunction(([field, wanted]) => document.querySelector(`[name="${field}"]`).value === wanted, [name, value]);

test('each answer is saved as it is typed, and found on another device', async () => {
  const one = await device();
  await one.page.goto(`${form}/contact`);
  await phone(one.page).fill('02 99 00 00 11');
  await phone(one.page).blur();
  await state(one.page).getByText('Enregistré').waitFor();
  await check(one.page, 'form-saved-phone');

  const two = await device({ ...PHONE, viewport: { width: 1280, height: 900 }, hasTouch: false, isMobile: false });
  await two.page.goto(`${form}/contact`);
  assert.equal(await phone(two.page).inputValue(), '02 99 00 00 11');
  await phone(two.page).fill('02 99 00 00 12');
  await phone(two.page).blur();
  await state(two.page).getByText('Enregistré').waitFor();
  await one.page.reload();
  assert.equal(await phone(one.page).inputValue(), '02 99 00 00 12');

  // What is wrong is said at its field, and nothing is lost.
  await phone(one.page).fill('12');
  await phone(one.page).blur();
  await one.page.getByText('n’est pas complet').waitFor();
  await state(one.page).getByText('à corriger').waitFor();
  assert.equal(await phone(one.page).getAttribute('aria-invalid'), 'true');
  await check(one.page, 'form-refused-phone');
  await one.page.reload();
  await one.page.getByText('n’est pas complet').waitFor();
  assert.equal(await phone(one.page).inputValue(), '12');
  await phone(one.page).fill('02 99 00 00 13');
  await phone(one.page).blur();
  await state(one.page).getByText('Enregistré').waitFor();
  assert.equal(await one.page.getByText('n’est pas complet').count(), 0);
  await one.page.getByRole('button', { name: 'Enregistrer' }).last().click();
  await one.page.getByText('C’est enregistré').waitFor();
  await one.context.close();
  await two.context.close();
});

test('a network cut in the middle of a section loses nothing', async () => {
  const { context, page } = await device();
  await page.goto(form);
  await kept(page);
  await page.goto(`${form}/access`);
  await kept(page);
  await page.goto(`${form}/contact`);
  await kept(page);
  await context.setOffline(true);
  await phone(page).fill('02 99 00 00 21');
  await phone(page).blur();
  await state(page).getByText('1 réponse est gardée sur ce téléphone').waitFor();
  await check(page, 'form-offline-phone');
  // Half typed when the page goes away: still there.
  await page.locator('[name="contact.email"]').fill('accueil@exemple.fr');
  await page.reload();
  await shows(page, 'contact.phone', '02 99 00 00 21');
  await shows(page, 'contact.email', 'accueil@exemple.fr');
  // Another page that was seen can be read, one that was not says so.
  await page.goto(`${form}/access`);
  await page.locator('form[data-sheet]').waitFor();
  await page.goto(`${form}/place`);
  await page.getByText('n’a pas encore été ouverte').waitFor();
  // A second tab shows what waits, too.
  const tab = await context.newPage();
  await tab.goto(`${form}/contact`);
  await shows(tab, 'contact.phone', '02 99 00 00 21');
  await context.setOffline(false);
  await state(tab).getByText('Enregistré').waitFor({ timeout: 40_000 });
  const other = await device();
  const mail = other.page.locator('[name="contact.email"]');
  // What was half typed is sent once nobody has touched it for a while.
  for (let turn = 0; turn < 40; turn += 1) {
    await other.page.goto(`${form}/contact`);
    if ((await mail.inputValue()) === 'accueil@exemple.fr') break;
    await other.page.waitForTimeout(1_000);
  }
  assert.equal(await phone(other.page).inputValue(), '02 99 00 00 21');
  assert.equal(await mail.inputValue(), 'accueil@exemple.fr');
  await other.context.close();
  await context.close();
  assert.deepEqual(complaints, []);
});

test('nothing changed: two taps from the mail, without network too', async () => {
  const { context, page } = await device();
  await page.goto(form); // The first tap: the link of the mail.
  await kept(page);
  await page.getByRole('button', { name: /exact/ }).first().tap(); // The second.
  await page.getByRole('heading', { name: /Merci/ }).waitFor();
  const held = await page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return all.flat().filter((path) => path.startsWith('/f/'));
  });
  assert.deepEqual(held, [], 'nothing of the form stays on this phone once it is published');

  await page.goto(form);
  await kept(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: /exact/ }).first().tap();
  await state(page).getByText('Votre confirmation est gardée').waitFor();
  await check(page, 'form-confirmation-offline-phone');
  await context.setOffline(false);
  await page.getByRole('heading', { name: /Merci/ }).waitFor({ timeout: 40_000 });
  await context.close();
});

test('the form is usable at 50 kB a second with 400 ms of latency', async () => {
  for (const path of ['', '/contact', '/hours', '/offer', '/place']) {
    const { context, page } = await device();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
    await page.goto(form + path, { waitUntil: 'load' });
    const interactive = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domInteractive);
    const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
    console.log(`slow network, ${path || 'summary'}: interactive after ${Math.round(interactive)} ms, painted after ${Math.round(painted)} ms`);
    assert.ok(interactive < 3_000, `${path}: ${interactive} ms`);
    if (path === '/contact') {
      const start = Date.now();
      await phone(page).fill('02 99 00 00 31');
      await phone(page).blur();
      await state(page).getByText('Enregistré').waitFor();
      console.log(`slow network: an answer is saved after ${Date.now() - start} ms`);
    }
    await context.close();
  }
});

test('every page of the form weighs at most 50 kB, cold, everything counted', async () => {
  const first = await device();
  await first.page.goto(form);
  const paths = new Set(['', ...(await sections(first.page)).map((path) => path.slice(new URL(form).pathname.length))]);
  for (const more of ['/offer/nouveau', '/closings/nouveau', '/stops/nouveau']) paths.add(more);
  await first.context.close();
  const worker = Number((await fetch(`${house.base}/static/form-sw.js`, { headers: { 'accept-encoding': 'gzip' } })).headers.get('content-length') ?? 2_000);
  for (const path of paths) {
    // Without touch there is no worker, whose traffic no page sees: what it fetches is counted apart.
    const { context, page } = await device({ ...PHONE, hasTouch: false, isMobile: false });
    let bytes = worker;
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const size = {};
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { bytes += encodedDataLength; size[requestId] = encodedDataLength; });
    const answer = await page.goto(form + path, { waitUntil: 'networkidle' });
    if (answer.ok()) {
      bytes += Object.values(size)[0]; // The worker keeps the page by asking for it once more.
      console.log(`form page ${path || '/'}: ${bytes} bytes`);
      assert.ok(bytes > 1_000 && bytes <= 50_000, `${path}: ${bytes} bytes`);
    }
    await context.close();
  }
});

test('every page can be used with a keyboard alone', async () => {
  const { context, page } = await device({ ...PHONE, hasTouch: false, isMobile: false });
  await page.goto(`${form}/contact`);
  const reached = new Set();
  for (let n = 0; n < 60; n += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      const box = element.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1));
      return { name: element.name ?? '', words: element.textContent.trim(), seen: getComputedStyle(element).outlineStyle !== 'none' || element.matches(':focus-visible'), free: element === top || element.contains(top) || (top?.contains(element) ?? false) };
    });
    reached.add(here.name || here.words);
    if (here.name === 'contact.phone') {
      assert.ok(here.seen && here.free);
      await page.keyboard.press('Control+A');
      await page.keyboard.type('02 99 00 00 41');
    }
    if (here.words === 'Enregistrer') break;
  }
  assert.ok(reached.has('contact.phone') && reached.has('Enregistrer'), [...reached].join(', '));
  await page.keyboard.press('Enter');
  await page.getByText('C’est enregistré').waitFor();
  await context.close();
});

test('every page reads at 320 px, and with letters twice as large', async () => {
  const { context, page } = await device({ ...PHONE, viewport: { width: 320, height: 640 } });
  await page.goto(form);
  const paths = ['', ...(await sections(page)).map((path) => path.slice(new URL(form).pathname.length))];
  for (const path of new Set(paths)) {
    await page.goto(form + path);
    await check(page, `form-320${path.replaceAll('/', '-')}`);
  }
  await context.close();
  // 200 % on a screen of 1280 px is a screen of 640 px with two pixels for each.
  const large = await device({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2, locale: 'fr-FR' });
  for (const path of new Set(paths)) {
    await large.page.goto(form + path);
    await check(large.page, `form-200${path.replaceAll('/', '-')}`);
  }
  await large.context.close();
});
