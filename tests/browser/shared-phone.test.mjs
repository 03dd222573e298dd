// The phone that the family, the boss or the police looks through afterwards (security.md T-33).
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { onSharedPhone } from './browser.mjs';
import { file, fillSixSteps, track } from './filing.mjs';
import { openOffice } from './office.mjs';

const EXIT = 'https://www.bmkg.go.id/cuaca/prakiraan-cuaca';
const TALE = {
  mode: 'Rahasia',
  reporter: 'Kenariwati Sembunyisari',
  name: 'Kenarianto Terlaporsono',
  place: 'KenariLokasi di lantai tiga',
  story: 'KenariUraian: petugas meminta uang rokok supaya izin saya selesai hari itu juga, di depan dua orang.',
};
const MESSAGE = 'KenariPesan: mereka mulai bertanya siapa yang melapor';
const TOLD = ['Kenariwati', 'Sembunyisari', 'Kenarianto', 'Terlaporsono', 'KenariLokasi', 'KenariUraian', 'KenariPesan'];

let office;
before(async () => { office = await openOffice(); });
after(async () => { await office?.close(); });

/** Lends the phone, and looks through it when it is given back: it may tell where somebody was, and nothing else. */
async function lent(story, where = office) {
  const folder = mkdtempSync(join(tmpdir(), 'kentongan-phone-'));
  try {
    const sari = await onSharedPhone(folder, where);
    const secrets = [...TOLD, ...await story(sari, folder)];
    await sari.leave();
    const places = filesBelow(folder);
    const { host } = new URL(where.url);
    assert.ok(places.some(([, bytes]) => holds(bytes, host)), 'the search is blind: not even the address was found');
    for (const [name, bytes] of places) {
      for (const secret of secrets) assert.ok(!holds(bytes, secret), `"${secret}" in ${name.slice(folder.length)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name))]);
}

/** The browser has written what the page keeps to its disk, where it stays although it is taken back. */
async function isWritten(folder) {
  const until = Date.now() + 60_000;
  const kept = () => filesBelow(join(folder, 'Default', 'Session Storage')).some(([, bytes]) => holds(bytes, 'ktg:'));
  while (!kept()) {
    assert.ok(Date.now() < until, 'the browser wrote nothing');
    await new Promise((again) => setTimeout(again, 100));
  }
}

/** As the browser writes it: one byte or two for a letter, or as part of an address. */
function holds(bytes, word) {
  return [Buffer.from(word), Buffer.from(word, 'utf16le'), Buffer.from(encodeURIComponent(word))].some((form) => bytes.includes(form));
}

/** Presses Back until there is nothing more, and sees nothing of what was told. */
async function backTellsNothing(sari, ...secrets) {
  for (let back = 0; back < 15; back += 1) {
    await sari.goBack();
    await sari.dontSee(...TOLD, ...secrets);
  }
}

const spellings = (code) => [code, code.replaceAll('-', ''), code.replaceAll('-', ' ')];
const leaveQuickly = (sari) => sari.exitTo(EXIT, () => sari.page.getByRole('link', { name: 'Keluar cepat', exact: true }).click({ noWaitAfter: true }));

test('quick exit in the middle of the form leaves nothing that was told', async () => {
  await lent(async (sari) => {
    await fillSixSteps(sari, TALE);
    await leaveQuickly(sari);
    await sari.hasNoCookies();
    await backTellsNothing(sari);
    return [];
  });
});

test('a complaint that was filed and read is not on the phone after quick exit', async () => {
  await lent(async (sari, folder) => {
    const { code } = await file(sari, TALE);
    await track(sari, code);
    await sari.fill('Pesan untuk petugas', MESSAGE);
    await sari.remembers('KenariPesan');
    await isWritten(folder);
    await leaveQuickly(sari);
    await sari.hasNoCookies();
    await backTellsNothing(sari, ...spellings(code));
    return spellings(code);
  });
});

test('a case that was closed and locked is not on the phone either', async () => {
  await lent(async (sari) => {
    const { code } = await file(sari, TALE);
    await sari.press('Saya sudah mencatat kode');
    await track(sari, code);
    await sari.fill('Pesan untuk petugas', MESSAGE);
    await sari.press('Kirim pesan');
    await sari.see('KenariPesan');
    await sari.press('Tutup dan kunci kasus');
    await backTellsNothing(sari, ...spellings(code));
    return spellings(code);
  });
});

test('a code that was typed again to check a note is not on the phone after quick exit', async () => {
  await lent(async (sari) => {
    const { code } = await file(sari, TALE);
    await sari.fill('Ketik ulang kode', code);
    await sari.press('Periksa catatan saya');
    await sari.see('Cocok');
    await sari.press('Saya sudah mencatat kode'); // quick exit replaces only the page that one is on
    await leaveQuickly(sari);
    await sari.hasNoCookies();
    await backTellsNothing(sari, ...spellings(code));
    return spellings(code);
  });
});

test('words that waited while a session ended are not on the phone after quick exit', async () => {
  await lent(async (sari) => {
    const { code } = await file(sari, TALE);
    await sari.press('Saya sudah mencatat kode');
    await track(sari, code);
    await sari.fill('Pesan untuk petugas', MESSAGE);
    office.later(0.2);
    await sari.press('Kirim pesan');
    await sari.fill('Kode lacak', code);
    await sari.press('Buka kasus');
    await sari.see('KenariPesan');
    await leaveQuickly(sari);
    await sari.hasNoCookies();
    await backTellsNothing(sari, ...spellings(code));
    return spellings(code);
  });
});

test('a page of work between the code and the case leads nobody back into the case', async () => {
  const crowded = await openOffice({ KENTONGAN_BUSY: '1' });
  try {
    await lent(async (sari) => {
      const { code } = await file(sari, TALE);
      await sari.press('Saya sudah mencatat kode');
      await track(sari, code);
      await sari.press('Tutup dan kunci kasus');
      await track(sari, code);
      await sari.page.waitForURL('**/kasus');
      await sari.see('Tutup dan kunci kasus');
      await leaveQuickly(sari);
      await sari.hasNoCookies();
      await backTellsNothing(sari, ...spellings(code));
      return spellings(code);
    }, crowded);
  } finally {
    await crowded.close();
  }
});
