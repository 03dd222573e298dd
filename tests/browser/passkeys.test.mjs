// An office on its first day: the administrator comes in, and signs in with a passkey from then on.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { plugIn } from './authenticator.mjs';
import { citizen, openBrowser } from './browser.mjs';
import { openNewOffice } from './office.mjs';
import { LOOKING, Walk } from './walk.mjs';

const OUT = fileURLToPath(new URL('out/', import.meta.url));
const PASSWORD = 'payung teduh di beranda';
const walk = new Walk();
let browser, office, link;

before(async () => {
  browser = await openBrowser();
  ({ office, link } = await openNewOffice('rara'));
});

after(async () => {
  await browser?.close();
  await office?.close();
});

test('an administrator is invited on the console, makes a passkey, and signs in with nothing else', async () => {
  const rara = await citizen(browser, office, LOOKING);
  const key = await plugIn(rara);
  await rara.visit(link);
  await rara.fill('Kata sandi baru', PASSWORD);
  await rara.fill('Ketik ulang kata sandi baru', PASSWORD);
  await rara.press('Simpan dan masuk');
  await rara.see('Peran Anda membuka data yang paling peka');
  await looked(rara, 'second-step');
  await rara.visit('/petugas/kelola');
  assert.equal(rara.path(), '/petugas/akun/langkah-kedua', 'nothing else opens');

  await rara.fill('Nama kunci sandi', 'Kunci biru');
  await rara.press('Buat kunci sandi');
  await rara.see('Kunci sandi aktif', 'Catat kode cadangan Anda');
  assert.equal(await key.holds(), 1);
  await looked(rara, 'recovery-codes');
  await rara.follow('Saya sudah mencatat kode');
  await rara.see('Kunci biru', '10 kode cadangan tersisa');
  await looked(rara, 'account');
  await rara.press('Keluar');

  await looked(rara, 'sign-in');
  await key.verify(false);
  await rara.page.getByRole('button', { name: 'Masuk dengan kunci sandi' }).click();
  await rara.see('Tidak jadi. Coba lagi.');
  await key.verify(true);
  await rara.press('Masuk dengan kunci sandi');
  assert.equal(rara.path(), '/petugas/kelola');

  // step up, and another key in place of the first
  office.later(10 / 1440); // ten minutes
  await rara.visit('/petugas/konfirmasi?ke=/petugas/akun/langkah-kedua');
  await rara.see('Konfirmasi bahwa ini Anda');
  await rara.dontSee('Kata sandi Anda');
  await looked(rara, 'confirmation');
  await rara.press('Konfirmasi dengan kunci sandi');
  assert.equal(rara.path(), '/petugas/akun/langkah-kedua');
  const { other, credentials } = await key.exchange();
  await rara.fill('Nama kunci sandi', 'Kunci merah');
  await rara.press('Buat kunci sandi');
  await rara.see('Kunci biru', 'Kunci merah');
  await rara.unfold('Ubah: Kunci biru');
  await rara.press('Hapus kunci sandi');
  await rara.see('Kunci merah');
  await rara.dontSee('Kunci biru');
  await rara.unfold('Ubah: Kunci merah');
  await rara.press('Hapus kunci sandi');
  await rara.see('Kunci sandi terakhir tidak bisa dihapus');
  await rara.press('Keluar');

  await rara.fill('Nama masuk', 'rara');
  await rara.fill('Kata sandi', PASSWORD);
  await rara.press('Masuk');
  await rara.see('Satu langkah lagi');
  await looked(rara, 'between');
  await rara.press('Pakai kunci sandi');
  assert.equal(rara.path(), '/petugas/kelola');
  await rara.visit('/petugas/akun');
  await rara.press('Keluar');

  // the first key was taken off the account
  const { other: old } = await other.exchange();
  await old.take(credentials);
  await rara.press('Masuk dengan kunci sandi');
  await rara.see('Kunci sandi ini tidak diterima');
  await rara.leave();
});

test('without JavaScript the pages say what is needed', async () => {
  const rara = await citizen(browser, office);
  await rara.visit('/petugas/masuk');
  await rara.dontSee('Masuk dengan kunci sandi');
  await rara.fill('Nama masuk', 'rara');
  await rara.fill('Kata sandi', PASSWORD);
  await rara.press('Masuk');
  await rara.see(`Buka ${office.url} dengan peramban yang mendukung kunci sandi`, 'Kode cadangan');
  await rara.leave();
});

test('nothing is wrong on any of them', () => {
  assert.deepEqual(walk.findings, []);
});

/** Examines the page, and keeps a picture of it on a phone in the dark and on a desk in the light. */
async function looked(person, name) {
  const size = person.page.viewportSize();
  await walk.screen(person);
  mkdirSync(OUT, { recursive: true });
  for (const [width, colorScheme] of [[390, 'dark'], [1280, 'light']]) {
    await person.page.setViewportSize({ width, height: 844 });
    await person.page.emulateMedia({ colorScheme });
    await person.page.screenshot({ path: `${OUT}passkey-${name}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await person.page.setViewportSize(size);
}
