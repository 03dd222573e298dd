// Every page: for everybody, in both languages, light and dark, on a small phone, a phone and a desk.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { SCAN } from './desk.mjs';
import { fillSixSteps, send, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { scan } from './paper.mjs';
import { codeOf } from './phone.mjs';
import { LOOKING, Walk } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const ROLES = ['loket', 'verifikator', 'analis', 'mediator', 'konsultan', 'pimpinan', 'penelaah', 'integritas', 'auditor', 'kustodian', 'admin'];
/** No pages, or answers that lead to one. */
const NO_PAGE = [/^\/(aset|api|\.well-known)/, /^\/(healthz|readyz|keluar)$/, /\.(pdf|svg|png)$/, /\/(unduh|gambar)$/, /\/pegawai\/contoh$/, /^\/kasus\/(jawab|hasil)$/, /\/identitas\/(setuju|buka)$/, /\/kode\/(setuju|cetak)$/, /\/dinding\/putusan$/];
/** Pages that are examined where their stories come to them. */
const IN_STORIES = [
  '/kasus/mediasi', '/kasus/nilai', '/kasus/jadi-pengaduan', '/petugas/kampanye/{}', '/petugas/kampanye/{}/henti',
  '/petugas/kampanye/{}/poster',
  // only with a mail server, and only five minutes after signing in: told in tests/it
  '/kasus/kabar', '/petugas/konfirmasi',
  // only at a provider, and only with an original: told in provider.test.mjs and tests/it/custody
  '/petugas/masuk/instansi', '/petugas/akun/instansi', '/petugas/kasus/{}/identitas/berkas',
];
const walk = new Walk();
/** The case of the six steps. */
let number;

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
  await sari.visit('/lapor/jenis');
  await sari.press('Simpan, teruskan nanti');
  await walk.screen(sari);
  await walk.page(sari, '/lapor/nanti');
  await sari.visit('/lapor/bukti');
  await sari.attach('Unggah berkas', SCAN);
  await sari.press('Unggah');
  await walk.page(sari, '/lapor/bukti');
  await walk.failing(sari, '/lapor/periksa');
  ({ number } = await send(sari));
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

for (const name of ROLES) {
  test(`the desk of ${name}`, async () => {
    const somebody = await officer(browser, office, name, LOOKING);
    await walk.follow(somebody, '/petugas');
    await somebody.leave();
  });
}

test('evidence, and an invitation', async () => {
  const dewa = await officer(browser, office, 'verifikator', LOOKING);
  await walk.follow(dewa, `/petugas/kasus/${number}`);
  await dewa.leave();
  const ayu = await officer(browser, office, 'admin', LOOKING);
  await ayu.visit('/petugas/kelola/pengguna');
  await ayu.follow('Wulan Rekaan');
  await ayu.fill('Alasan undangan atau status', 'Lupa kata sandi');
  await ayu.press('Usulkan undangan');
  await walk.screen(ayu);
  await ayu.leave();
  const bayu = await officer(browser, office, 'admin2', LOOKING);
  await bayu.visit('/petugas/kelola/usulan');
  await walk.screen(bayu);
  await bayu.press('Konfirmasi');
  await walk.screen(bayu);
  const [link] = (await bayu.page.content()).match(/\/petugas\/undangan\/[\w-]+/);
  await bayu.leave();
  const wulan = await citizen(browser, office, LOOKING);
  await walk.page(wulan, link);
  await wulan.leave();
});

test('a second step, from its installation to the next sign-in', async () => {
  const seno = await officer(browser, office, 'auditor', { ...LOOKING, deviceScaleFactor: 2 });
  await seno.visit('/petugas/masuk');
  const password = (await seno.page.locator('section:has(h2.demo) p b').first().textContent()).trim();
  await seno.visit('/petugas/akun');
  await seno.follow('Pasang langkah kedua');
  await walk.screen(seno);
  await seno.press('Pasang aplikasi');
  await walk.screen(seno);
  const key = await seno.page.locator('p.mono').textContent();
  assert.match(await scan(seno.page.locator('.qr')), new RegExp(`^otpauth://totp/.*secret=${key.replaceAll(' ', '')}`));
  await seno.fill('Kode dari aplikasi', codeOf(key));
  await seno.press('Aktifkan');
  await walk.screen(seno);
  await seno.leave();

  const again = await citizen(browser, office, LOOKING);
  await again.visit('/petugas/masuk');
  await again.fill('Nama masuk', 'auditor');
  await again.fill('Kata sandi', password);
  await again.press('Masuk');
  await again.see('Satu langkah lagi');
  await walk.screen(again);
  await again.leave();
});

test('no page was left out', () => {
  const seen = [...walk.examined];
  const missing = addresses().filter((address) => !seen.some((path) => fits(path, address)));
  assert.deepEqual(missing, []);
});

test('nothing is wrong on any of them', () => {
  assert.deepEqual(walk.findings, []);
});

function fits(path, address) {
  return new RegExp(`^${address.replaceAll('{}', '[^/]+')}$`).test(path);
}

/** Every address of the program that answers with a page, from its own source, without those that have their stories. */
function addresses() {
  const root = fileURLToPath(new URL('../../src/', import.meta.url));
  const files = readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.rs') && !name.endsWith('tests.rs'));
  const routes = files.flatMap((name) => [...readFileSync(root + name, 'utf8').matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)]);
  const known = new Set(routes.map(([, address]) => address.replaceAll(/\{[^}]+\}/g, '{}')));
  return [...known].filter((address) => !IN_STORIES.includes(address) && !NO_PAGE.some((form) => form.test(address)));
}
