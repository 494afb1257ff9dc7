// Answers beside the data, what is kept of people and what is given back, in a real browser: each page is looked at on a
// phone and on a computer, passes axe, and can be done with the keyboard alone.

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
let form;

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  [house, browser] = await Promise.all([openHouse(BINARY), openBrowser()]);
  const page = await browser.newPage();
  await page.goto(house.urls['A listing to complete']);
  form = page.url().replace(/[#?].*$/, '');
  await page.close();
});

after(async () => {
  await browser?.close();
  await house?.stop();
});

/** Looks at a page in both sizes: no violation, no sideways scrolling, targets of 44 px. */
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
    const low = await page.evaluate(() => [...document.querySelectorAll('main .button, main input:not([type=hidden]):not([type=radio]):not([type=checkbox])')]
      .filter((target) => target.getBoundingClientRect().height < 44).map((target) => target.outerHTML.slice(0, 80)));
    assert.deepEqual(low, [], `targets of ${name} on a ${size}`);
  }
}

/** Goes with the tab key alone until `target` has the focus. */
async function tabTo(page, target) {
  for (let n = 0; n < 80; n += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail('the keyboard never gets there');
}

test('every small page can be read on a phone and on a computer', async () => {
  const page = await browser.newPage();
  const pages = {
    lost: `${house.base}/lien`, privacy: `${house.base}/vie-privee`, 'hand-over': `${form}/passer-la-main`, closed: `${form}/ferme`,
    'not-ours': `${form}/pas-nous`, stop: `${form}/arreter`, 'my-name': `${form}/mon-nom`, 'my-data': `${form}/mes-donnees`, erase: `${form}/mes-donnees/effacer`,
  };
  for (const [name, url] of Object.entries(pages)) {
    const response = await page.goto(url);
    assert.equal(response.status(), 200, url);
    await check(page, name);
  }
  await page.close();
});

test('with the keyboard alone: a name shown and withdrawn, mails stopped and taken up again, the listing handed over', async () => {
  const page = await browser.newPage({ viewport: SIZES.phone });
  await page.goto(form);
  await tabTo(page, page.getByRole('button', { name: /Rien n’a changé, tout/ }));
  await page.keyboard.press('Enter');
  await page.getByText('Merci').first().waitFor();
  await check(page, 'given-back');
  const poster = await page.request.get(`${form}/affiche.pdf`);
  assert.equal(poster.headers()['content-type'], 'application/pdf');

  await page.goto(`${form}/mon-nom`);
  await tabTo(page, page.getByRole('button', { name: 'Afficher mon nom' }));
  await page.keyboard.press('Enter');
  await page.getByText('Votre nom est affiché').waitFor();
  await check(page, 'my-name-shown');
  await tabTo(page, page.getByRole('button', { name: 'Retirer mon nom' }));
  await page.keyboard.press('Enter');
  await page.getByText('Votre nom n’est pas public').waitFor();

  await page.goto(`${form}/arreter`);
  await tabTo(page, page.getByRole('button', { name: 'Arrêtez de m’écrire' }));
  await page.keyboard.press('Enter');
  await page.getByText('Nous ne vous écrivons plus').waitFor();
  await check(page, 'stopped');
  await tabTo(page, page.getByRole('button', { name: /Annuler/ }));
  await page.keyboard.press('Enter');
  await page.getByText('Arrêter de vous écrire').waitFor();

  await page.goto(`${form}/passer-la-main`);
  await tabTo(page, page.locator('input[name=qui]').first());
  await page.keyboard.press('Space');
  await tabTo(page, page.locator('#mail'));
  await page.keyboard.type('yann@gmial.com');
  await page.keyboard.press('Enter');
  await page.getByText('Vouliez-vous écrire').waitFor();
  await check(page, 'hand-over-refused');
  await page.locator('#nom').fill('Yann Riou');
  await page.locator('#mail').fill('yann@exemple.invalid');
  await page.locator('#mail').press('Enter');
  await page.getByText('Merci, c’est noté').waitFor();
  await check(page, 'handed-over');
  const over = await page.goto(form);
  assert.equal(over.status(), 410);
  await check(page, 'link-over');
  await page.close();
});
