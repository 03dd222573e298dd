// An office that is asked more than it likes: the browser works, and what was typed arrives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, openBrowser } from './browser.mjs';
import { openOffice } from './office.mjs';

/** A cheap phone beside this machine (security.md §2.9). */
const SLOWNESS = 6;

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice({ KENTONGAN_BUSY: '1' }), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

/** A sample code of the DEMO office. */
async function sample(sari) {
  await sari.visit('/lacak');
  return (await sari.page.locator('dl dd.mono').first().textContent()).trim();
}

/** Somebody whose look-up meets a busy site. */
async function meetsTheCrowd(options) {
  const first = await citizen(browser, office);
  const code = await sample(first);
  await first.fill('Kode lacak', code);
  await first.press('Buka kasus');
  await first.leave();
  const sari = await citizen(browser, office, options);
  await sari.visit('/lacak');
  await sari.fill('Kode lacak', code);
  return sari;
}

test('on a busy site the browser works by itself and the case opens', async (t) => {
  const sari = await meetsTheCrowd({ js: true });
  const wire = await sari.page.context().newCDPSession(sari.page);
  await wire.send('Emulation.setCPUThrottlingRate', { rate: SLOWNESS });
  const began = Date.now();
  await sari.page.getByRole('button', { name: 'Buka kasus' }).click();
  await sari.page.waitForURL('**/kasus');
  t.diagnostic(`from the press to the case, page of work included: ${Date.now() - began} ms with the page six times slower`);
  await sari.see('Tutup dan kunci kasus');
  await sari.leave();
});

test('without JavaScript the page says to wait and keeps what was typed', async () => {
  const sari = await meetsTheCrowd({});
  await sari.press('Buka kasus');
  await sari.see('Sebentar, sedang ramai', 'Tunggu lima detik, lalu tekan tombol di bawah');
  const code = await sari.page.locator('input[name=kode]').inputValue();
  assert.match(code, /^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
  await sari.leave();
});
