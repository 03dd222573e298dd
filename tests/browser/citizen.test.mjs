import { after, before, test } from 'node:test';
import { citizen, openBrowser } from './browser.mjs';
import { file } from './filing.mjs';
import { openOffice } from './office.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

test('a citizen files a complaint without JavaScript', async () => {
  const sari = await citizen(browser, office);
  const {code, number} = await file(sari);
  console.log(code, number);
  await sari.leave();
});
