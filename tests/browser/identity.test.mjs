// A name that nobody opens alone: two custodians, a reason, and the reporter who sees it. Without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { file, track } from './filing.mjs';
import { openOffice } from './office.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const REASON = 'Saksi perlu dipanggil untuk keterangan lisan';
const PAPER = 'bambu hijau di tepi sungai';

/** The passphrase of the demo office's custodians, which stands on their page. */
async function passphrase(who) {
  await who.visit('/petugas/kustodian');
  return (await who.page.locator('.catatan b').first().textContent()).trim();
}

test('two custodians open a name together, and its owner sees who, why and when', async () => {
  const sari = await citizen(browser, office);
  const { number, code } = await file(sari, { mode: 'Rahasia', reporter: 'Sari Kenanga Rekaan' });
  const kusuma = await officer(browser, office, 'kustodian');
  const dian = await officer(browser, office, 'kustodian2');
  const words = await passphrase(kusuma);
  const page = `/petugas/kasus/${number}/identitas`;

  await kusuma.visit(page);
  await kusuma.fill('Alasan membuka identitas', REASON);
  await kusuma.press('Minta pembukaan');
  await kusuma.dontSee('Sari Kenanga Rekaan');

  await dian.visit(page);
  await dian.see(REASON);
  await dian.fill('Frasa sandi kunci Anda', PAPER);
  await dian.press('Setujui dan beri bagian kunci');
  await dian.see('Frasa sandi tidak membuka kunci Anda');
  office.later(2 / 86_400); // the wait after a wrong one
  await dian.fill('Frasa sandi kunci Anda', words);
  await dian.press('Setujui dan beri bagian kunci');
  await dian.dontSee('Sari Kenanga Rekaan');

  await kusuma.visit(page);
  await kusuma.fill('Frasa sandi kunci Anda', words);
  await kusuma.press('Buka identitas');
  await kusuma.see('Sari Kenanga Rekaan');

  const again = await citizen(browser, office);
  await track(again, code);
  await again.visit('/kasus/akses');
  await again.see('meminta identitas Anda dibuka', REASON, 'Dilihat');
  await again.visit('/kasus/identitas');
  await again.see('Sari Kenanga Rekaan');

  const dewa = await officer(browser, office, 'verifikator');
  await dewa.visit(page);
  assert.ok(!(await dewa.page.content()).includes('Sari Kenanga Rekaan'), 'who works on the case reads no name');
  for (const who of [sari, kusuma, dian, again, dewa]) await who.leave();
});

test('who lost the code comes to the counter and leaves with a new one', async () => {
  const sari = await citizen(browser, office);
  const { number, code } = await file(sari, { mode: 'Rahasia', reporter: 'Sari Melati Rekaan' });
  const wulan = await officer(browser, office, 'loket');
  const kusuma = await officer(browser, office, 'kustodian');
  const dian = await officer(browser, office, 'kustodian2');
  const words = await passphrase(kusuma);
  const page = `/petugas/kasus/${number}/identitas`;

  await wulan.visit('/petugas/kode-hilang');
  await wulan.fill('Nomor kasus', number);
  await wulan.press('Lanjutkan');
  await wulan.fill('Bagaimana identitas dibuktikan', 'KTP asli dilihat di loket, wajahnya sama');
  await wulan.press('Minta kode baru');
  await wulan.see('Permintaan dicatat', 'menunggu kustodian dari unit lain');

  await dian.visit(page);
  await dian.see('meminta kode baru');
  await dian.press('Minta pembukaan');
  await kusuma.visit(page);
  await kusuma.fill('Frasa sandi kunci Anda', words);
  await kusuma.press('Setujui dan beri bagian kunci');
  await dian.visit(page);
  await dian.fill('Frasa sandi kunci Anda', words);
  await dian.press('Buka identitas');
  await dian.see('Sari Melati Rekaan');
  await dian.fill('Frasa sandi kunci Anda', words);
  await dian.press('Identitas cocok, setujui kode baru');
  await dian.see('Disetujui');

  await wulan.visit(`/petugas/kasus/${number}/kode`);
  await wulan.press('Cetak kode baru');
  await wulan.see('Kode lacak baru', 'Kode yang lama sudah berhenti');
  const fresh = (await wulan.page.locator('.kode').textContent()).replace(/\s/g, '');
  assert.notEqual(fresh, code.replace(/[\s-]/g, ''));

  const again = await citizen(browser, office);
  await again.visit('/lacak');
  await again.fill('Kode lacak', fresh);
  await again.press('Buka kasus');
  await again.see('Kode ini pernah dilihat petugas loket');
  await again.press('Buat kode baru');
  await again.visit('/kasus/identitas');
  await again.see('kode Anda pernah diganti karena hilang');
  for (const who of [sari, wulan, kusuma, dian, again]) await who.leave();
});
