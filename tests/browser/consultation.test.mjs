// A question, its answer, a further question, and a complaint that nobody types again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { act, find } from './desk.mjs';
import { fillFromKind, readReceipt, send, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { lookAt } from './walk.mjs';

let office, browser;
before(async () => { [office, browser] = await Promise.all([openOffice(), openBrowser()]); });
after(async () => { await browser?.close(); await office?.close(); });

const QUESTION = 'Atasan menahan kenaikan pangkat saya tanpa alasan. Apa yang bisa saya lakukan?';
const SUMMARY = 'Kenaikan pangkat penanya ditahan atasan tanpa alasan tertulis selama delapan bulan.';

test('a written consultation is answered, asked further and becomes a complaint with nothing typed twice', async () => {
  const sari = await citizen(browser, office);
  await sari.visit('/');
  await sari.follow('Minta konsultasi');
  await sari.follow('Tulis pertanyaan');
  await sari.choose('Hak kepegawaian');
  await sari.choose('Anonim');
  await sari.press('Simpan dan lanjutkan');
  await sari.fill('Pertanyaan Anda', QUESTION);
  await sari.press('Simpan dan lanjutkan');
  await sari.see(QUESTION, 'Pertanyaan belum terkirim.');
  await sari.press('Kirim pertanyaan');
  await sari.see('Pertanyaan Anda sudah kami terima');
  const { code, number } = await readReceipt(sari);
  await sari.press('Saya sudah mencatat kode');

  const tirta = await officer(browser, office, 'konsultan');
  await find(tirta, number, 'bebas');
  await tirta.see(QUESTION);
  await act(tirta, number, 'Ambil');
  await act(tirta, number, 'Jawab', (who) => who.fill('Jawaban', 'Mintalah alasan tertulis, lalu ajukan keberatan dalam 14 hari.'));
  await track(sari, code);
  await sari.see('Dijawab', 'Mintalah alasan tertulis');

  await sari.fill('Pertanyaan lanjutan', 'Bagaimana kalau ia menolak memberi alasan tertulis?');
  await sari.press('Kirim pertanyaan');
  await sari.see('Pertanyaan terkirim', 'Diterima');
  await act(tirta, number, 'Jawab', (who) => who.fill('Jawaban', 'Itu pelanggaran. Anda bisa mengadu; isinya kami siapkan.'));
  await act(tirta, number, 'Tawarkan menjadi pengaduan', (who) => who.fill('Ringkasan perkara', SUMMARY));

  await lookAt(browser, office, code, '/kasus/jadi-pengaduan');
  await sari.visit('/kasus');
  await sari.follow('Jawab tawaran menjadi pengaduan');
  await sari.see(SUMMARY);
  await sari.press('Ya, buat pengaduan');
  await sari.see('Langkah 1 dari 6: Identitas');
  await sari.press('Lanjutkan');
  await fillFromKind(sari, {
    kind: 'Jabatan, mutasi, dan seleksi', connection: 'Saya mengalaminya', agency: 'Dinas Umpama', position: 'kepala bidang',
    status: 'Ya, PNS', month: 2, year: 2026, place: 'Kantor',
  });
  await sari.see(SUMMARY);
  const complaint = await send(sari);
  assert.notEqual(complaint.number, number);
  await track(sari, code);
  await sari.see('Menjadi pengaduan');
  await track(sari, complaint.code);
  await sari.see(complaint.number, 'Diterima');
  await sari.follow('Lihat yang saya laporkan');
  await sari.see(SUMMARY);
  await sari.leave();
  await tirta.leave();
});
