// What people do, in a real browser: invitation, form, chat, map, desk. Each page is looked at on a phone and on a
// computer, must pass axe without a violation and print nothing on the console.

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
const contexts = {};
/** What Chromium says of a form whose answers are explained instead of taken: no fault of the page. */
const REFUSED = 'status of 422';
const complaints = [];

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [house, browser] = await Promise.all([openHouse(BINARY), openBrowser()]);
  for (const [name, viewport] of Object.entries(SIZES)) {
    contexts[name] = await browser.newContext({ viewport, locale: 'fr-FR', timezoneId: 'Europe/Paris' });
  }
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

/** A page that remembers what the console said. */
async function open(url, size = 'phone') {
  const page = await contexts[size].newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !message.text().includes(REFUSED)) complaints.push(`${page.url()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  const response = await page.goto(url);
  assert.ok(response.status() < 400, `${url}: ${response.status()}`);
  return page;
}

/** Fails on any accessibility violation, sideways scrolling, or word on the console. */
async function check(page, name, { shot = true } = {}) {
  if (shot) {
    await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
    // The first screen alone: what the README shows.
    await page.screenshot({ path: `${SHOTS}/${name}-first.png` });
  }
  // Evaluated, not injected: the content security policy of the pages allows no foreign script.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).slice(0, 3).join(' | ')}`);
  assert.deepEqual(found, [], `accessibility of ${name}`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px`);
  assert.deepEqual(complaints, [], 'the console stays silent');
}

/** The public page of the listing that somebody completed. */
let listing;

test('somebody answers an invitation from a phone, then completes a listing, and the map shows it', async () => {
  const page = await open(house.urls['An invitation to answer']);
  await check(page, 'invitation-phone');
  await page.locator('button[name=reply][value=yes]').click();
  await page.getByText('noté').first().waitFor();
  await check(page, 'invitation-answered-phone');

  await page.goto(house.urls['A listing to complete']);
  await check(page, 'form-phone');
  const name = await page.locator('h1').innerText();
  await page.goto(`${page.url().replace(/[#?].*$/, '')}/contact`);
  await check(page, 'form-contact-phone');
  await page.locator('[name="contact.phone"]').fill('02 99 00 00 42');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await check(page, 'form-changed-phone');
  await page.getByRole('button', { name: /Publier/ }).first().click();
  await page.getByText('Merci').first().waitFor();
  await check(page, 'form-thanks-phone');
  await page.locator('main a[href^="/lieux/"]').first().click();
  await page.waitForURL('**/lieux/*');
  listing = page.url();
  // How a place is reached waits for the référent: the public still reads what was accepted before.
  assert.equal(await page.getByText('02 99 00 00 42').count(), 0);
  await check(page, 'listing-phone');
  assert.ok(name.length > 3);

  await page.goto(`${listing}/signaler`);
  await check(page, 'report-phone');

  await page.close();
});

test('hours, offer and every other section of the form can be read and reached', async () => {
  const page = await open(house.urls['A listing to complete']);
  const form = page.url().replace(/[#?].*$/, '');
  for (const section of ['place', 'hours', 'offer', 'offer/nouveau', 'publics', 'access']) {
    await page.goto(`${form}/${section}`);
    await check(page, `form-${section.replace('/', '-')}-phone`);
  }
  await page.goto(`${form}/hours`);
  await page.locator('input[type=time]').first().fill('18:00');
  await page.locator('input[type=time]').nth(1).fill('09:00');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Rien n’est perdu').waitFor();
  await check(page, 'form-hours-refused-phone');
  await page.close();
});

for (const size of Object.keys(SIZES)) {
  test(`a commune is chosen by keyboard and a point placed on the map on a ${size}`, async () => {
    const page = await open(house.urls['A listing to complete'], size);
    const form = page.url().replace(/[#?].*$/, '');
    await page.goto(`${form}/place`);
    const commune = page.getByLabel('Commune', { exact: false }).first();
    await commune.fill('');
    await commune.pressSequentially('saint onen');
    await page.getByRole('option').first().waitFor();
    await check(page, `form-commune-proposed-${size}`);
    await commune.press('ArrowDown');
    assert.equal(await page.getByRole('option', { selected: true }).count(), 1);
    await commune.press('Enter');
    assert.match(await commune.inputValue(), /^Saint-Onen-la-Chapelle \(35290/);
    await commune.fill('35290');
    await commune.press('Escape');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Laquelle').waitFor();
    await check(page, `form-commune-which-${size}`);

    await page.goto(`${form}/position`);
    await check(page, `form-position-${size}`);
    const before = await page.locator('.spot-map input[name=a]').inputValue();
    const map = page.locator('input[type=image]');
    await map.focus();
    await map.press('ArrowUp');
    await page.waitForURL('**pas=n10*');
    assert.notEqual(await page.locator('.spot-map input[name=a]').inputValue(), before);
    assert.equal(await page.evaluate(() => document.activeElement.value), 'n10', 'the focus stays at the step');
    await page.getByRole('button', { name: 'Voir de plus près' }).click();
    await map.click({ position: { x: 200, y: 100 } });
    await page.waitForURL('**carte.x=200*');
    await check(page, `form-position-clicked-${size}`);
    await page.getByRole('button', { name: 'Garder ce point' }).click();
    await page.getByText('Le point sur la carte est enregistré').waitFor();
    await check(page, `form-position-kept-${size}`);
    await page.close();
  });

  test(`somebody signals a missing place on a ${size}`, async () => {
    const page = await open(`${house.base}/declarer`, size);
    await check(page, `declare-${size}`);
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByText('réponses sont à corriger').waitFor();
    await check(page, `declare-refused-${size}`);
    await page.getByLabel('Nom du lieu').fill('La mairie');
    await page.getByLabel('Type de lieu').selectOption('mairie');
    await page.getByLabel('Commune', { exact: false }).first().fill('35290 Saint-Méen-le-Grand');
    await page.getByLabel('Votre adresse mail').fill(`lea-${size}@voisine.invalid`);
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('heading', { name: /Est-ce l’un de ces lieux/ }).waitFor();
    await check(page, `declare-likely-${size}`);
    await page.getByRole('button', { name: /autre lieu/ }).click();
    await page.getByText('Regardez vos mails').waitFor();
    await check(page, `declared-${size}`);
    await page.close();
  });
}

test('a telephone on site says where the place is', async () => {
  const context = await browser.newContext({
    viewport: SIZES.phone, locale: 'fr-FR', permissions: ['geolocation'], geolocation: { latitude: 48.2, longitude: -2.05, accuracy: 250 },
  });
  const page = await context.newPage();
  await page.goto(house.urls['A listing to complete']);
  await page.goto(`${page.url().replace(/[#?].*$/, '')}/position`);
  await page.getByRole('button', { name: 'Je suis sur place' }).click();
  await page.getByText('ne sait pas assez bien').waitFor();
  await check(page, 'form-position-unsure-phone');
  const [lat, lon] = (await page.locator('.spot-map input[name=a]').inputValue()).split(',').map(Number);
  await context.setGeolocation({ latitude: lat, longitude: lon, accuracy: 12 });
  await page.getByRole('button', { name: 'Je suis sur place' }).click();
  await page.getByText('relevée sur place, à 12 m près').waitFor();
  await context.close();
});

test('a visitor writes in the chat', async () => {
  const page = await open(house.urls.Chat);
  await check(page, 'chat-phone');
  await page.locator('input[name=text]').fill('bonjour');
  await page.locator('.composer button').click();
  await check(page, 'chat-hello-phone');
  await page.goto(house.urls['A listing to complete']);
  await page.getByRole('button', { name: /messages/ }).click();
  await check(page, 'chat-listing-phone');
  await page.locator('.taps button').first().click();
  await check(page, 'chat-tapped-phone');
  await page.close();
});

for (const size of Object.keys(SIZES)) {
  test(`the public pages can be read on a ${size}`, async () => {
    const page = await open(house.urls['Map and search'], size);
    await check(page, `map-${size}`);
    const listing = await page.locator('ol.places a').first().getAttribute('href');
    const pages = {
      listing, territory: new URL(house.urls.Territory).pathname, commune: '/territoires/35184', departement: '/territoires/departement-35',
      region: '/territoires/region-53', 'region-map': '/?territoire=region-53', search: '/?q=montauban', 'search-none': '/?q=zzzz',
      method: '/methode', data: '/donnees',
    };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(house.base + path);
      await check(page, `${name}-${size}`);
    }
    await page.close();
  });

  test(`mails are read as their readers get them on a ${size}`, async () => {
    const page = await open(house.urls['Mails that were sent'], size);
    await check(page, `mailbox-${size}`);
    await page.locator('.mailbox a').first().click();
    await check(page, `mail-${size}`);
    await page.close();
  });
}

test('the référent enters the desk with a key and reads the portrait', async () => {
  const page = await open(house.urls['Desk (opens with one button)'], 'computer');
  await check(page, 'desk-key-computer');
  await page.locator('main button').first().click();
  await page.waitForURL('**/bureau');
  await check(page, 'desk-computer');
  await page.locator('main a[href*="/portraits/"]').first().click();
  await check(page, 'portrait-computer');
  await page.setViewportSize(SIZES.phone);
  await check(page, 'portrait-phone');
  await page.close();
  const stranger = await browser.newContext({ viewport: SIZES.phone, locale: 'fr-FR' });
  const door = await stranger.newPage();
  await door.goto(`${house.base}/bureau`);
  await check(door, 'desk-door-phone');
  await stranger.close();
});

test('the référent accepts by one key what waits, and the public reads it', async () => {
  const desk = await open(`${house.base}/bureau`, 'computer');
  await desk.locator('main a[href*="/portraits/"]').first().click();
  await desk.waitForURL('**/portraits/*');
  await desk.locator('a[href$="/a-valider"]').first().click();
  await desk.getByText('02 99 00 00 42').first().waitFor();
  await check(desk, 'review-computer');
  await desk.setViewportSize(SIZES.phone);
  await check(desk, 'review-phone');
  await desk.setViewportSize(SIZES.computer);
  // One key goes to the card, another writes a reason without deciding anything, a third accepts.
  await desk.keyboard.press('j');
  await desk.keyboard.press('r');
  await desk.keyboard.type('a');
  assert.equal(await desk.locator('[data-raison]').first().inputValue(), 'a');
  await desk.locator('[data-raison]').first().fill('');
  await desk.locator('[data-carte]').filter({ hasText: '02 99 00 00 42' }).focus();
  await desk.keyboard.press('a');
  await desk.getByRole('status').waitFor();
  await check(desk, 'reviewed-computer');
  const page = await open(listing);
  await page.getByText('02 99 00 00 42').first().waitFor();
  await page.close();
  await desk.goto(`${house.base}/bureau/lieux/${listing.split('/').pop()}/historique`);
  await check(desk, 'history-computer');
  await desk.setViewportSize(SIZES.phone);
  await check(desk, 'history-phone');
  await desk.close();
});

for (const [size, quoi] of [['phone', 'invitation'], ['computer', 'reminder']]) {
  test(`the référent prepares, reads and decides a send on a ${size}`, async () => {
    const page = await open(`${house.base}/bureau`, 'computer');
    await page.locator('main a[href*="/portraits/"]').first().click();
    await page.waitForURL('**/portraits/*');
    const portrait = page.url();
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${portrait}/envois`);
    await check(page, `sends-${size}`);
    await page.locator('a[href*="/envois/nouveau"]').first().click();
    await page.locator(`input[name=quoi][value=${quoi}]`).check();
    await page.getByText('Vos propres mots').click();
    await page.locator('#objet').fill('{{prenon}}');
    await page.locator('#texte').fill('Venez de {{commune}}.');
    await page.locator('main form button').first().click();
    await page.getByText('n’existe pas').waitFor();
    await check(page, `send-refused-${size}`);
    await page.locator('#objet').fill('{{prenom}}, venez');
    await page.locator('main form button').first().click();
    await page.getByRole('button', { name: /^Envoyer/ }).waitFor();
    await check(page, `send-draft-${size}`);
    const send = page.url();
    await page.locator('a[href*="/apercu/"]').first().click();
    await page.waitForURL('**/apercu/*');
    await page.frameLocator('iframe').getByText('Venez de').waitFor();
    await check(page, `send-preview-${size}`);
    await page.goto(send);
    await page.getByRole('button', { name: /^Envoyer/ }).click();
    await page.getByText('pour tout rappeler').waitFor();
    await check(page, `send-decided-${size}`);
    await page.getByRole('button', { name: /Rappeler/ }).click();
    await page.getByText('Envoi rappelé').waitFor();
    await check(page, `send-called-back-${size}`);

    await page.goto(`${portrait}/previsions`);
    await check(page, `forecast-${size}`);
    await page.locator('a[href*="/previsions/2"]').last().click();
    await page.waitForURL('**/previsions/2*');
    await check(page, `rehearsal-${size}`);
    await page.goto(`${portrait}/regles`);
    await check(page, `rules-${size}`);
    await page.goto(portrait);
    await page.locator('a[href$="/relances"]').first().click();
    await page.waitForURL('**/relances');
    await check(page, `sequence-${size}`);
    await page.close();
  });
}

test('invitation, form and chat can be read on a computer too', async () => {
  const page = await open(house.urls['An invitation to answer'], 'computer');
  await check(page, 'invitation-computer');
  await page.goto(house.urls['A listing to complete']);
  const form = page.url().replace(/[#?].*$/, '');
  await check(page, 'form-computer');
  for (const section of ['contact', 'hours', 'offer/nouveau']) {
    await page.goto(`${form}/${section}`);
    await check(page, `form-${section.replace('/', '-')}-computer`);
  }
  await page.goto(house.urls.Chat);
  await check(page, 'chat-computer');
  await page.close();
});

test('every job can be done without script', async () => {
  const context = await browser.newContext({ viewport: SIZES.phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(house.urls['A listing to complete']);
  await page.getByRole('button', { name: /Rien n’a changé/ }).first().click();
  await page.getByText('Merci').first().waitFor();
  await page.goto(house.urls['A listing to complete']);
  await page.goto(`${page.url().replace(/[#?].*$/, '')}/position`);
  assert.equal(await page.getByRole('button', { name: 'Je suis sur place' }).count(), 0, 'only what works is shown');
  await page.locator('input[type=image]').click({ position: { x: 180, y: 100 } });
  await page.getByRole('button', { name: 'Garder ce point' }).click();
  await page.getByText('Le point sur la carte est enregistré').waitFor();
  await context.close();
});

test('a form page weighs at most 50 kB, everything counted', async () => {
  const context = await browser.newContext({ viewport: SIZES.phone });
  const page = await context.newPage();
  let bytes = 0;
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  await page.goto(`${house.urls['A listing to complete']}/hours`, { waitUntil: 'networkidle' });
  assert.ok(bytes > 1_000 && bytes <= 50_000, `${bytes} bytes`);
  console.log(`form page: ${bytes} bytes, cold cache, compressed`);
  await context.close();
});
