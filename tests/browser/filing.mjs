// What citizens do before they have a code: the six steps, and the question.
import assert from 'node:assert/strict';

const CODE = /[0-9A-HJKMNP-TV-Z]{4}(-?[0-9A-HJKMNP-TV-Z]{4}){5}/;
const NUMBER = /KTG-[0-9A-HJKMNP-TV-Z]{6}/;

/** A complaint as somebody would tell it; stories change what matters to them. */
export const ACCOUNT = {
  mode: 'Anonim',
  kind: 'Pungutan liar dan gratifikasi',
  connection: 'Saya mengalaminya',
  agency: 'Dinas Perizinan Andaikata',
  unit: 'Loket 2',
  name: 'Fulan Prakontoh',
  position: 'petugas loket',
  status: 'Tidak tahu',
  month: 1,
  year: 2026,
  place: 'Ruang tunggu lantai satu',
  story: 'Petugas di loket meminta uang rokok tiga ratus ribu supaya izin saya selesai hari itu. Dua orang di belakang saya mendengar.',
};

/** From the home page to the page before sending. */
export async function fillSixSteps(who, changes = {}) {
  const tale = { ...ACCOUNT, ...changes };
  await who.visit('/');
  await who.follow('Buat pengaduan');
  await who.see('Sebelum mulai');
  await who.follow('Mulai pengaduan');
  await who.see('Langkah 1 dari 6: Identitas');
  await who.choose(tale.mode);
  await who.press('Lanjutkan');
  if (tale.mode !== 'Anonim') await fillContact(who, tale);
  await fillFromKind(who, tale);
  return tale;
}

async function fillContact(who, tale) {
  await who.see('Bagaimana kami menghubungi Anda?');
  await who.fill('Nama Anda', tale.reporter);
  await who.fill('Nomor telepon', tale.phone ?? '0812 3456 7890');
  await who.choose('Lewat halaman lacak saja');
  await who.press('Simpan dan lanjutkan');
}

/** Steps 2 to 5; what a page already holds stays. */
export async function fillFromKind(who, tale) {
  await who.see('Langkah 2 dari 6: Pelanggaran');
  if (tale.kind) await who.choose(tale.kind);
  await who.choose(tale.connection);
  await who.press('Simpan dan lanjutkan');
  await who.see('Langkah 3 dari 6: Terlapor');
  await fillAccused(who, tale);
  await who.see('Langkah 4 dari 6: Kejadian');
  await who.date('Kapan terjadinya?', tale);
  if (tale.place) await who.fill('Di mana?', tale.place);
  if (tale.story) await who.fill('Ceritakan kejadiannya', tale.story);
  await who.press('Simpan dan lanjutkan');
  await who.see('Langkah 5 dari 6: Bukti');
  await who.press('Simpan dan lanjutkan');
  await who.see('Langkah 6 dari 6: Periksa', 'Pengaduan belum terkirim');
}

async function fillAccused(who, tale) {
  if (tale.agency) await who.fill('Instansi', tale.agency);
  if (tale.unit) await who.fill('Bagian atau kantor', tale.unit);
  if (tale.name) await who.fill('Nama terlapor', tale.name);
  if (tale.nip) await who.fill('NIP terlapor', tale.nip);
  if (tale.position) await who.fill('Jabatan', tale.position);
  if (tale.excluded) await who.fill('Siapa yang tidak boleh menangani laporan ini?', tale.excluded);
  await who.choose(tale.status);
  await who.press('Simpan dan lanjutkan');
  // Without JavaScript the page offers the agencies that match.
  if ((await who.text()).includes('Mana yang Anda maksud?')) {
    await who.choose(tale.listed ?? 'Tidak ada di daftar');
    await who.press('Simpan dan lanjutkan');
  }
}

/** Sends, and reads the receipt. From here on the code may stand in no address and no title. */
export async function send(who) {
  await who.choose('Saya menyampaikan ini dengan iktikad baik');
  await who.press('Kirim pengaduan');
  await who.see('Pengaduan Anda sudah kami terima', 'Simpan kode lacak ini sekarang');
  return readReceipt(who);
}

/** The code and the number on the receipt that is on the screen. */
export async function readReceipt(who) {
  const code = (await who.page.locator('.kode span').allTextContents()).join('');
  assert.match(code, CODE);
  const [number] = (await who.text()).match(NUMBER);
  who.guard(code);
  return { code, number };
}

/** A whole complaint, from the home page to the receipt. */
export async function file(who, changes) {
  const tale = await fillSixSteps(who, changes);
  who.guard(tale.name, tale.kind);
  return send(who);
}

/** Opens a case with its code. */
export async function track(who, code) {
  await who.visit('/lacak');
  await who.fill('Kode lacak', code);
  await who.press('Buka kasus');
}
