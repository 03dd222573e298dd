// Every page: for everybody, in both languages, light and dark, on a small phone, a phone and a desk.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { fillSixSteps, send, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { Walk } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const LOOKING = { js: true, reducedMotion: 'reduce' };
const ROLES = ['loket', 'verifikator', 'analis', 'mediator', 'konsultan', 'pimpinan', 'penelaah', 'integritas', 'auditor', 'admin'];
/** Pages behind a link of one use, which only its receiver sees, and answers that are no pages. */
const UNSEEN = [/^\/aset/, /^\/(healthz|readyz|keluar)$/, /^\/api\//, /^\/\.well-known/];
const walk = new Walk();

test('the pages that anybody can open', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await walk.follow(sari, '/');
  await walk.page(sari, '/tidak-ada');
  await walk.page(sari, '/q/TIDAKADA7');
  await walk.failing(sari, '/lacak');
  await walk.failing(sari, '/lanjut');
  await walk.failing(sari, '/petugas/masuk');
  await sari.leave();
});

test('the six steps and the question, filled and failing', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await walk.failing(sari, '/lapor/cara');
  await fillSixSteps(sari, { mode: 'Rahasia', reporter: 'Fulan' });
  for (const step of ['cara', 'kontak', 'jenis', 'terlapor', 'kejadian', 'bukti', 'hapus', 'periksa']) await walk.page(sari, `/lapor/${step}`);
  await walk.failing(sari, '/lapor/periksa');
  await send(sari);
  await walk.page(sari, '/lapor/diterima');
  await sari.press('Saya sudah mencatat kode');
  await walk.page(sari, '/lapor/diterima');
  await sari.leave();

  const budi = await citizen(browser, office, LOOKING);
  await walk.failing(budi, '/konsultasi/tulis');
  await budi.choose('Hak kepegawaian');
  await budi.choose('Rahasia');
  await budi.press('Simpan dan lanjutkan');
  await walk.failing(budi, '/konsultasi/tulis/kontak');
  await budi.leave();
});

test('a case in every state, as its reporter sees it', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await sari.visit('/lacak');
  const codes = await sari.page.locator('section:has(#h-contoh) dd').allTextContents();
  assert.ok(codes.length >= 12, 'the DEMO office has samples of every state');
  for (const code of codes) {
    await track(sari, code);
    await walk.follow(sari, '/kasus');
  }
  await sari.leave();
});

for (const name of ROLES) {
  test(`the desk of ${name}`, async () => {
    const somebody = await officer(browser, office, name, LOOKING);
    await walk.follow(somebody, '/petugas');
    await somebody.leave();
  });
}

test('no page was left out', () => {
  const missing = addresses().filter((address) => !UNSEEN.some((known) => known.test(address)) && !walk.examined.has(address));
  assert.deepEqual(missing, []);
});

test('nothing is wrong on any of them', () => {
  assert.deepEqual(walk.findings, []);
});

/** Every address of the program that answers with a page, from its own source. */
function addresses() {
  const root = fileURLToPath(new URL('../../src/', import.meta.url));
  const files = readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.rs'));
  const routes = files.flatMap((name) => [...readFileSync(root + name, 'utf8').matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)]);
  return [...new Set(routes.map(([, address]) => address.replaceAll(/\{[^}]+\}/g, '{}')))];
}
