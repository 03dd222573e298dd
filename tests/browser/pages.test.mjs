// Every page for citizens: in both languages, light and dark, on a small phone, a phone and a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { leftOut } from './addresses.mjs';
import { citizen, openBrowser } from './browser.mjs';
import { SCAN } from './desk.mjs';
import { fillSixSteps, send, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { LOOKING, Walk } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const walk = new Walk();

test('the pages that anybody can open', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await walk.follow(sari, '/');
  await walk.page(sari, '/tidak-ada');
  await walk.page(sari, '/q/TIDAKADA7');
  await walk.failing(sari, '/lacak');
  await walk.failing(sari, '/lanjut');
  await sari.leave();
});

test('the six steps and the question, filled and failing', async () => {
  const sari = await citizen(browser, office, LOOKING);
  await walk.failing(sari, '/lapor/cara');
  await fillSixSteps(sari, { mode: 'Rahasia', reporter: 'Fulan' });
  for (const step of ['cara', 'kontak', 'jenis', 'terlapor', 'kejadian', 'bukti', 'hapus', 'periksa']) await walk.page(sari, `/lapor/${step}`);
  await sari.visit('/lapor/jenis');
  await sari.press('Simpan, teruskan nanti');
  await walk.screen(sari);
  await walk.page(sari, '/lapor/nanti');
  await sari.visit('/lapor/bukti');
  await sari.attach('Unggah berkas', SCAN);
  await sari.press('Unggah');
  await walk.page(sari, '/lapor/bukti');
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
  await budi.fill('Nama Anda', 'Budi');
  await budi.fill('Nomor telepon', '0812 3456 7890');
  await budi.choose('Lewat halaman lacak saja');
  await budi.press('Simpan dan lanjutkan');
  await walk.failing(budi, '/konsultasi/tulis/pertanyaan');
  await budi.fill('Pertanyaan Anda', 'Bolehkah saya menolak perintah itu?');
  await budi.press('Simpan, teruskan nanti');
  await walk.screen(budi);
  for (const page of ['nanti', 'hapus', 'periksa']) await walk.page(budi, `/konsultasi/tulis/${page}`);
  await budi.press('Kirim pertanyaan');
  await walk.page(budi, '/konsultasi/tulis/diterima');
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

test('no page was left out', () => {
  assert.deepEqual(leftOut(walk.examined, false), []);
});

test('nothing is wrong on any of them', () => {
  assert.deepEqual(walk.findings, []);
});
