// Every page of the desk: in both languages, light and dark, on a small phone, a phone and a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { leftOut } from './addresses.mjs';
import { PHONE, citizen, officer, openBrowser } from './browser.mjs';
import { SCAN } from './desk.mjs';
import { fillSixSteps, send } from './filing.mjs';
import { openOffice } from './office.mjs';
import { scan } from './paper.mjs';
import { codeOf } from './phone.mjs';
import { LOOKING, Walk } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const ROLES = ['loket', 'verifikator', 'analis', 'mediator', 'konsultan', 'pimpinan', 'penelaah', 'integritas', 'auditor', 'kustodian', 'admin'];
const walk = new Walk();

test('the way in', async () => {
  const somebody = await citizen(browser, office, LOOKING);
  await walk.failing(somebody, '/petugas/masuk');
  await somebody.leave();
});

for (const name of ROLES) {
  test(`the desk of ${name}`, async () => {
    const somebody = await officer(browser, office, name, LOOKING);
    await walk.follow(somebody, '/petugas');
    await somebody.leave();
  });
}

test('on a phone nothing that has the focus hides under the bar', async () => {
  const wulan = await officer(browser, office, 'loket', { js: true, viewport: PHONE });
  await wulan.visit('/petugas/catat');
  const hidden = await wulan.page.evaluate(() => [...document.querySelectorAll('main :is(a, button, input, select, textarea)')].filter((e) => {
    e.focus();
    const { left, right, top, bottom } = e.getBoundingClientRect();
    const above = document.elementFromPoint((left + right) / 2, Math.min(bottom - 2, innerHeight - 1));
    return document.activeElement === e && bottom - top < 100 && above?.closest('.sisi');
  }).map((e) => e.outerHTML.slice(0, 80)));
  assert.deepEqual(hidden, []);
  await wulan.leave();
});

test('evidence, and an invitation', async () => {
  const sari = await citizen(browser, office);
  await fillSixSteps(sari);
  await sari.visit('/lapor/bukti');
  await sari.attach('Unggah berkas', SCAN);
  await sari.press('Unggah');
  await sari.visit('/lapor/periksa');
  const { number } = await send(sari);
  await sari.leave();
  const dewa = await officer(browser, office, 'verifikator', LOOKING);
  await walk.follow(dewa, `/petugas/kasus/${number}`);
  await dewa.leave();
  const ayu = await officer(browser, office, 'admin', LOOKING);
  await ayu.visit('/petugas/kelola/pengguna');
  await ayu.follow('Wulan Rekaan');
  await ayu.fill('Alasan undangan atau status', 'Lupa kata sandi');
  await ayu.press('Usulkan undangan');
  await walk.screen(ayu);
  const word = await ayu.page.locator('#kata').inputValue();
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
  await wulan.fill('Kata sekali pakai', word);
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
  assert.deepEqual(leftOut(walk.examined, true), []);
});

test('nothing is wrong on any of them', () => {
  assert.deepEqual(walk.findings, []);
});
