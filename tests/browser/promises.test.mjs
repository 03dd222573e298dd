// What a citizen may rely on, on every page: weight, silence, a way out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, openBrowser } from './browser.mjs';
import { file, fillSixSteps, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { reachesDown, scan } from './paper.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const KB = 1024;
const EXIT = 'https://www.bmkg.go.id/cuaca/prakiraan-cuaca';

/** Bytes over the wire of a first visit, by type, the icon included that a headless browser does not ask for. */
async function weigh(path) {
  const sari = await citizen(browser, office, { js: true });
  const wire = await sari.page.context().newCDPSession(sari.page);
  await wire.send('Network.enable');
  const types = new Map(), bytes = {};
  wire.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId);
    bytes[type] = (bytes[type] ?? 0) + encodedDataLength;
  });
  await sari.page.goto(path, { waitUntil: 'networkidle' });
  await sari.page.evaluate(() => fetch(document.querySelector('link[rel=icon]').href).then((icon) => icon.blob()));
  await sari.leave();
  return { ...bytes, all: Object.values(bytes).reduce((sum, each) => sum + each, 0) };
}

test('the first visit of the complaint form costs at most 30 KB, 10 of it JavaScript', async (t) => {
  for (const path of ['/lapor/cara', '/lapor', '/', '/konsultasi/tulis']) {
    const bytes = await weigh(path);
    t.diagnostic(`${path}: ${JSON.stringify(bytes)}`);
    assert.ok(bytes.Document > 500 && bytes.Stylesheet > 500 && bytes.Script > 100, 'everything was weighed');
    assert.ok(bytes.all <= 30 * KB, `${path}: ${bytes.all}`);
    assert.ok(bytes.Script <= 10 * KB, `${path}: ${bytes.Script}`);
  }
});

test('a receipt fits the first sheet of paper, and its QR opens the case in the browser only', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const sari = await citizen(browser, office, { colorScheme, deviceScaleFactor: 2 });
    const { code } = await file(sari);
    assert.equal(await scan(sari.page.locator('.qr')), `${office.url}/lacak#${code}`);
    assert.ok(await reachesDown(sari.page, '.karcis') <= 297 - 2 * 14, 'within the margins of A4');
    await sari.leave();
  }
});

for (const js of [false, true]) {
  const how = js ? 'with JavaScript' : 'without JavaScript';
  test(`quick exit ${how}: the cookies are gone, and Back shows at most the home page`, async () => {
    const sari = await citizen(browser, office, { js });
    const { story } = await fillSixSteps(sari);
    await sari.exitTo(EXIT, () => sari.page.getByRole('link', { name: 'Keluar cepat', exact: true }).click({ noWaitAfter: true }));
    await sari.hasNoCookies();
    for (let back = 0; back < 12; back += 1) {
      await sari.goBack();
      assert.match(sari.page.url(), /^(http:\/\/[^/]+\/(lapor(\/cara)?)?|about:blank|chrome-error:.*)$/, 'a page that says nothing');
      await sari.dontSee(story);
    }
    await sari.leave();
  });
}

test('three presses of Shift leave; another key between them does not', async () => {
  const sari = await citizen(browser, office, { js: true });
  await fillSixSteps(sari);
  for (const key of ['Shift', 'Shift', 'a', 'Shift', 'Shift']) await sari.page.keyboard.press(key);
  assert.equal(sari.path(), '/lapor/periksa');
  await sari.exitTo(EXIT, () => sari.page.keyboard.press('Shift'));
  await sari.hasNoCookies();
  await sari.leave();
});

test('quick exit leaves even where the beacon fails', async () => {
  const sari = await citizen(browser, office, { js: true });
  await sari.page.addInitScript(() => { navigator.sendBeacon = () => { throw new Error('broken'); }; });
  await sari.visit('/lapor');
  await sari.exitTo(EXIT, () => sari.page.getByRole('link', { name: 'Keluar cepat', exact: true }).click({ noWaitAfter: true }));
  await sari.leave();
});

test('the counter counts, the button is busy and takes one press, the code is copied and scanned', async () => {
  const sari = await citizen(browser, office, { js: true, permissions: ['clipboard-read', 'clipboard-write'] });
  await fillSixSteps(sari, { story: 'x'.repeat(60) });
  await sari.visit('/lapor/kejadian');
  await sari.fill('Ceritakan kejadiannya', 'y'.repeat(100));
  await sari.see('Sisa 7.900 dari 8.000 huruf');
  await sari.visit('/lapor/periksa');
  await sari.choose('Saya menyampaikan ini dengan iktikad baik');
  assert.deepEqual(await sari.pressTwice('Kirim pengaduan', '/lapor/kirim'), { sent: 1, said: 'Mengirim… true' });
  await sari.see('Pengaduan Anda sudah kami terima');
  const code = (await sari.page.locator('.kode span').allTextContents()).join('');
  await sari.page.getByRole('button', { name: 'Salin kode' }).click();
  await sari.see('Kode tersalin.');
  assert.equal(await sari.page.evaluate(() => navigator.clipboard.readText()), code);
  await sari.page.goto(`/lacak#${code}`);
  assert.equal(await sari.page.getByLabel('Kode lacak').inputValue(), code);
  assert.equal(sari.page.url(), `${office.url}/lacak`);
  await sari.leave();
});

test('unsent text comes back in this tab, and goes when it is sent', async () => {
  const sari = await citizen(browser, office, { js: true });
  await sari.visit('/konsultasi/tulis');
  await sari.choose('Hak kepegawaian');
  await sari.choose('Anonim');
  await sari.press('Simpan dan lanjutkan');
  await sari.fill('Pertanyaan Anda', 'Bolehkah saya menolak perintah itu?');
  await sari.remembers('menolak perintah');
  await sari.page.reload();
  await sari.page.waitForFunction(() => document.querySelector('textarea').value === 'Bolehkah saya menolak perintah itu?');
  await sari.press('Simpan dan lanjutkan');
  assert.doesNotMatch(await sari.keeps(), /"ktg:tanya-2/);
  await sari.leave();
});

test('locking a case leaves no copy of what was typed', async () => {
  const sari = await citizen(browser, office, { js: true });
  const { code } = await file(sari);
  await track(sari, code);
  await sari.fill('Pesan untuk petugas', 'Belum selesai saya tulis.');
  await sari.remembers('Belum selesai');
  await sari.press('Tutup dan kunci kasus');
  assert.doesNotMatch(await sari.keeps(), /"ktg/);
  await sari.leave();
});
