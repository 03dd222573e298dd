// What is decided, what is then owed, what happens when nobody does it, and two objections.
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { act, open } from './desk.mjs';
import { file, track } from './filing.mjs';
import { openOffice } from './office.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const TASK = 'Menjatuhkan hukuman disiplin dan mengembalikan uang';
const REASON = 'Rekaman suara yang saya serahkan sama sekali tidak disebut dalam pertimbangan keputusan.';

/** From the six steps to a decision that the reporter has read. */
async function decided(desk, finding) {
  const sari = await citizen(browser, office);
  const { code, number } = await file(sari, { agency: 'Kabupaten Umpama', listed: 'Pemerintah Kabupaten Umpama', name: 'Mangku Permadi' });
  await act(desk.dewa, number, 'Mulai verifikasi');
  await act(desk.dewa, number, 'Terima untuk ditelaah', async (who) => {
    await who.choose('Syarat formal terpenuhi');
    await who.choose('Syarat material terpenuhi');
    await who.select('Kategori pelanggaran', 'IN-');
    await who.choose('Berat');
    await who.select('Unit yang menangani', 'Unit Penanganan I');
    await who.select('Penangan', 'Rara Umpamani');
  });
  await act(desk.rara, number, 'Usulkan hasil', async (who) => {
    await who.fill('Dugaan 1', 'Meminta uang di luar tarif untuk mempercepat izin');
    await who.choose(finding, 'Temuan 1');
    await who.fill('Alasan temuan 1', 'Dua saksi melihat, dan terlapor tidak membantah.');
    await who.fill('Sumber 1', 'Keterangan dua saksi');
    await who.fill('Keterangan terlapor', 'Dipanggil dua kali dan tidak hadir.');
  });
  await track(sari, code);
  await sari.see('Menunggu keputusan pimpinan');
  await act(desk.ratna, number, 'Putuskan', (who) => who.fill('Pertimbangan', 'Keterangan saksi saling menguatkan.'));
  await sari.visit('/kasus');
  await sari.see('Hasil disampaikan; keberatan sampai', 'Hasil sudah ada dan menunggu dibaca');
  await sari.follow('Baca hasil');
  await sari.see(finding, 'Keterangan saksi saling menguatkan.');
  return { sari, code, number };
}

async function objects(sari) {
  await sari.visit('/kasus');
  await sari.follow('Ajukan keberatan');
  await sari.press('Kirim keberatan');
  await sari.see('Pilih alasan keberatan', 'Jelaskan keberatan Anda, paling sedikit 50 huruf');
  await sari.choose('Bukti saya belum dipertimbangkan');
  await sari.fill('Jelaskan keberatan Anda', REASON);
  await sari.press('Kirim keberatan');
  await sari.see('Keberatan terkirim', 'Keberatan diperiksa unit lain');
}

async function desks() {
  const [dewa, rara, ratna, laras] = await Promise.all(
    ['verifikator', 'analis', 'pimpinan', 'penelaah'].map((name) => officer(browser, office, name)),
  );
  return { dewa, rara, ratna, laras };
}

test('an objection reopens a case for a new handler', async () => {
  const desk = await desks();
  const { sari, number } = await decided(desk, 'Tidak terbukti');
  await objects(sari);
  await act(desk.laras, number, 'Buka kembali', async (who) => {
    await who.select('Penangan', 'Bima Contohan');
    await who.fill('Yang harus diulang', 'Dengarkan rekaman suara dan nilai ulang.');
  });
  await sari.visit('/kasus');
  await sari.see('Ditelaah', 'Keberatan diterima; kasus dibuka kembali');
  for (const person of [sari, ...Object.values(desk)]) await person.leave();
});

test('an objection fails; the follow-up is late, goes up, is done and closes the case', async () => {
  const desk = await desks();
  const { sari, code, number } = await decided(desk, 'Terbukti');
  await act(desk.ratna, number, 'Beri rekomendasi', async (who) => {
    await who.choose('PPK instansi terlapor');
    await who.fill('Isi rekomendasi', 'Menjatuhkan hukuman disiplin sesuai PP 94/2021.');
    await who.fill('Tindak lanjut 1', TASK);
    await who.date('Paling lambat 1', office.day(14));
  });
  await sari.visit('/kasus');
  await sari.see('Tindak lanjut dipantau: 0 dari 1 dipenuhi');
  await objects(sari);
  await act(desk.laras, number, 'Kuatkan keputusan', (who) => who.fill('Pertimbangan', 'Rekaman sudah dinilai dan tidak mengubah hasil.'));
  await sari.visit('/kasus');
  await sari.see('Tindak lanjut dipantau: 0 dari 1 dipenuhi', 'Keberatan diperiksa; keputusan tetap');

  office.later(60);
  await track(sari, code);
  await sari.await('Tenggat terlewati; kasus naik ke atasan');
  for (const [person, name] of [[desk.ratna, 'pimpinan'], [desk.rara, 'analis']]) await person.signIn(name);
  await desk.ratna.visit('/petugas?tampil=lewat');
  await desk.ratna.select('Tahap', 'Pemantauan');
  await desk.ratna.press('Terapkan');
  await desk.ratna.see(number);
  await open(desk.ratna, number);
  await desk.ratna.await('Naikkan ke lembaga lain');
  await act(desk.ratna, number, 'Naikkan ke lembaga lain', async (who) => {
    await who.select('Tindak lanjut', '1');
    await who.choose('Badan Kepegawaian Negara');
    await who.fill('Alasan', 'PPK tidak menjawab dua kali peringatan.');
  });
  await sari.visit('/kasus');
  await sari.see('Tindak lanjut yang terlambat dinaikkan ke lembaga di atasnya');
  await act(desk.rara, number, 'Catat pelaksanaan', async (who) => {
    await who.select('Tindak lanjut', '1');
    await who.fill('Bukti pelaksanaan', 'Surat keputusan hukuman disiplin sudah diterima.');
  });
  await sari.visit('/kasus');
  await sari.see('Tindak lanjut dipantau: 1 dari 1 dipenuhi');
  for (const person of [sari, ...Object.values(desk)]) await person.leave();
});
