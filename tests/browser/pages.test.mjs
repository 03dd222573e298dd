// Every page: for everybody, in both languages, light and dark, on a small phone, a phone and a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, openBrowser } from './browser.mjs';
import { fillSixSteps, send } from './filing.mjs';
import { openOffice } from './office.mjs';
import { Walk } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const LOOKING = { js: true, reducedMotion: 'reduce' };
const walk = new Walk();

test('the pages that anybody can open', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await walk.follow(sari, '/');
  await walk.page(sari, '/tidak-ada');
  await sari.leave();
});

test('the six steps, filled and failing', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await walk.failing(sari, '/lapor/cara');
  await fillSixSteps(sari, { mode: 'Rahasia', reporter: 'Fulan' });
  for (const step of ['cara', 'kontak', 'jenis', 'terlapor', 'kejadian', 'bukti', 'periksa']) await walk.page(sari, `/lapor/${step}`);
  await walk.failing(sari, '/lapor/periksa');
  await sari.visit('/lapor/periksa');
  await send(sari);
  await walk.page(sari, '/lapor/diterima');
  await sari.leave();
});

test('nothing is wrong on any of them', () => {
  console.log([...walk.examined].join('\n'));
  assert.deepEqual(walk.findings, []);
});
