// An officer whom a case names finds no trace of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { act } from './desk.mjs';
import { file } from './filing.mjs';
import { openOffice } from './office.mjs';
import { squeeze } from './person.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const WORD = 'kelelawar'; // stands in this case only

test('an officer named in a case finds no trace of it', async () => {
  const dewa = await officer(browser, office, 'verifikator');
  const before = await traces(dewa, WORD);
  const sari = await citizen(browser, office);
  const { number } = await file(sari, { name: 'Dewa Prasaja', story: `Dewa meminta uang dan menyebut saya ${WORD} di depan orang banyak di loket.` });

  assert.deepEqual(await traces(dewa, WORD), before, 'queue, counters, notices and search are as they were');
  const other = await officer(browser, office, 'verifikator2');
  await act(other, number, 'Mulai verifikasi');
  assert.deepEqual(await traces(dewa, WORD), before, 'also when somebody works on it');

  const strange = 'KTG-7K2M9Q';
  for (const tail of ['', '/jejak', '/terima', '/tulis', '/surat/018f0000-0000-7000-8000-000000000000']) {
    const [hidden, unknown] = [await door(dewa, `/petugas/kasus/${number}${tail}`), await door(dewa, `/petugas/kasus/${strange}${tail}`)];
    assert.equal(hidden.status, 404);
    assert.equal(hidden.body.replaceAll(number, strange), unknown.body, `the door says the same at ${tail}`);
  }
  for (const words of [number, 'Dewa Prasaja']) await findsNothing(dewa, words, number);
  await sari.leave();
  await dewa.leave();
  await other.leave();
});

test('whom the reporter excludes, neither', async () => {
  const sari = await citizen(browser, office);
  const { number } = await file(sari, { excluded: 'Dewa Prasaja' });
  const dewa = await officer(browser, office, 'verifikator');
  for (const view of ['bebas', 'semua', 'tindakan']) {
    await dewa.visit(`/petugas?tampil=${view}`);
    await dewa.dontSee(number);
  }
  assert.equal((await door(dewa, `/petugas/kasus/${number}`)).status, 404);
  await sari.leave();
  await dewa.leave();
});

/** Everything that somebody at the desk can look at without knowing a number. */
async function traces(who, word) {
  const seen = {};
  for (const view of ['tindakan', 'bebas', 'saya', 'tunggu', 'lewat', 'semua']) {
    await who.visit(`/petugas?tampil=${view}`);
    assert.equal(who.status, 200);
    seen[view] = await mainText(who);
  }
  await who.visit('/petugas/notis');
  assert.equal(who.status, 200);
  seen.notices = await mainText(who);
  await search(who, word);
  seen.search = await mainText(who);
  return seen;
}

async function findsNothing(who, words, number) {
  await search(who, words);
  assert.notEqual(who.path(), `/petugas/kasus/${number}`);
  assert.ok(!(await mainText(who)).includes(number) || words === number, 'only what was typed comes back');
}

async function search(who, words) {
  await who.visit('/petugas');
  await who.search(words);
  assert.equal(who.status, 200);
}

async function mainText(who) {
  return squeeze(await who.page.locator('main').innerText()).replaceAll(/\d+ (menit|jam|detik) lalu/g, '');
}

/** What stands behind an address, without what differs from answer to answer. */
async function door(who, path) {
  const answer = await who.page.context().request.get(path);
  const body = (await answer.text()).replaceAll(/name="token" value="[^"]*"/g, '').replaceAll(path, '');
  return { status: answer.status(), body };
}
