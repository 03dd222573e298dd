// A poster on a wall, a phone in front of it, and a form that is partly filled in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { fillFromKind, send, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { print, scan, sheets } from './paper.mjs';
import { LOOKING, Walk } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const SHEETS = { 'Poster A4': [210, 297], 'Poster A5': [148, 210], Stiker: [80, 80] };

test('a poster leads to a complaint that is partly filled in', async () => {
  const ratna = await officer(browser, office, 'pimpinan', { deviceScaleFactor: 2 });
  await makeCampaign(ratna);
  const address = await postersPrint(ratna);
  assert.equal(address, `${office.url}/q/LOKET7`);

  await examined();

  const sari = await citizen(browser, office);
  await sari.visit(new URL(address).pathname);
  await sari.see('Diminta uang di loket ini?', 'Sudah kami isikan', 'Pungutan liar dan gratifikasi', 'Pemerintah Kota Contoh', 'Loket pelayanan');
  await sari.press('Buat pengaduan');
  await sari.choose('Anonim');
  await sari.press('Lanjutkan');
  await fillFromKind(sari, {
    connection: 'Saya melihatnya', name: 'Fulan Prakontoh', status: 'Tidak tahu', month: 1, year: 2026,
    story: 'Petugas meminta uang rokok tiga ratus ribu supaya izin selesai hari itu juga.',
  });
  await sari.see('Pungutan liar dan gratifikasi', 'Pemerintah Kota Contoh', 'Loket pelayanan');
  const { code, number } = await send(sari);
  await track(sari, code);
  await sari.see(number, 'Diterima');
  await sari.leave();

  await ratna.visit('/petugas/kampanye/LOKET7');
  await ratna.see('di bawah 5');
  await ratna.follow('Hentikan kampanye');
  await ratna.press('Ya, hentikan');
  await ratna.leave();
  const late = await citizen(browser, office);
  await late.visit('/q/loket7');
  await late.dontSee('Sudah kami isikan');
  await late.leave();
});

/** The pages of a campaign, which only exist now. */
async function examined() {
  const eye = await officer(browser, office, 'pimpinan', LOOKING);
  const walk = new Walk();
  for (const page of ['', '/henti', '/poster']) await walk.page(eye, `/petugas/kampanye/LOKET7${page}`);
  await walk.page(eye, '/q/LOKET7');
  await eye.leave();
  assert.deepEqual(walk.findings, []);
}

async function makeCampaign(ratna) {
  await ratna.visit('/petugas/kampanye');
  await ratna.follow('Kampanye baru');
  await ratna.fill('Nama kampanye', 'Loket perizinan');
  await ratna.fill('Kode pendek', 'LOKET7');
  await ratna.fill('Judul poster', 'Diminta uang di loket ini?');
  await ratna.select('Jenis pelanggaran', 'Pungutan liar');
  await ratna.fill('Instansi', 'Pemerintah Kota Contoh');
  await ratna.fill('Tempat', 'Loket pelayanan');
  await ratna.date('Berlaku mulai', office.day());
  await ratna.date('Sampai', office.day(90));
  await ratna.press('Buat kampanye');
  await ratna.see('Kampanye dibuat.');
}

/** Each size prints as one sheet from the page and from the PDF; the camera reads the same address from each. */
async function postersPrint(ratna) {
  const read = new Set();
  for (const [name, [width, height]] of Object.entries(SHEETS)) {
    await ratna.visit('/petugas/kampanye/LOKET7');
    await ratna.follow(name);
    read.add(await scan(ratna.page.locator('svg').last()));
    const link = new URL(ratna.page.url()).pathname + new URL(ratna.page.url()).search;
    assert.deepEqual(await print(ratna.page), { count: 1, width, height }, link);
    const pdf = await ratna.page.context().request.get(link.replace('/poster', '/poster.pdf'));
    assert.deepEqual(sheets((await pdf.body()).toString('latin1')), { count: 1, width, height }, link);
  }
  assert.equal(read.size, 1);
  return [...read][0];
}
