// The main story: from the home page to a settled case. Twice: without JavaScript, and with it.
import { test } from 'node:test';
import { citizen, officer, openBrowser } from './browser.mjs';
import { act, approve, find, open, paper } from './desk.mjs';
import { file, track } from './filing.mjs';
import { openOffice } from './office.mjs';
import { lookAt } from './walk.mjs';

const QUESTION = 'Tanggal berapa Bapak itu membentak Anda di depan loket?';
const ANSWER = 'Tanggal dua belas, sekitar pukul sepuluh pagi, tiga orang melihat.';
const TERM = 'Meminta maaf secara tertulis dan mengikuti pelatihan pelayanan';

for (const js of [false, true]) {
  test(`a complaint is verified, clarified, mediated, settled and rated ${js ? 'with' : 'without'} JavaScript`, async (t) => {
    const [office, browser] = await Promise.all([openOffice(), openBrowser()]);
    t.after(async () => { await browser.close(); await office.close(); });
    await tell(new Story(office, browser, js));
  });
}

async function tell(story) {
  await story.filing();
  await story.verification();
  await story.clarification();
  await story.mediation();
  await story.agreement();
  await story.close();
  await story.everybodyLeaves();
}

class Story {
  constructor(office, browser, js) {
    Object.assign(this, { office, browser, js, officers: {} });
  }

  async desk(name) {
    this.officers[name] ??= await officer(this.browser, this.office, name, { js: this.js });
    return this.officers[name];
  }

  /** Days pass; everybody has to open the door again. */
  async later(days) {
    this.office.later(days);
    for (const [name, person] of Object.entries(this.officers)) await person.signIn(name);
    await track(this.sari, this.code);
  }

  /** The reporter reads the case again. */
  async reads(...words) {
    await this.sari.visit('/kasus');
    await this.sari.see(...words);
  }

  async filing() {
    this.sari = await citizen(this.browser, this.office, { js: this.js });
    const { code, number } = await file(this.sari, {
      mode: 'Terbuka',
      reporter: 'Sari Contohan',
      kind: 'Kata-kata atau sikap yang melanggar kode perilaku',
      agency: 'Kabupaten Umpama',
      listed: 'Pemerintah Kabupaten Umpama',
      name: 'Mangku Permadi',
    });
    this.sari.guard('Sari Contohan', 'Umpama');
    Object.assign(this, { code, number });
    await this.sari.press('Saya sudah mencatat kode');
    await track(this.sari, code);
    await this.sari.see(number, 'Diterima', 'Giliran petugas');
  }

  async verification() {
    const dewa = await this.desk('verifikator');
    await find(dewa, this.number, 'bebas');
    await dewa.see('Mangku Permadi', 'Pemerintah Kabupaten Umpama');
    await act(dewa, this.number, 'Mulai verifikasi');
    await this.reads('Diverifikasi');
    await act(dewa, this.number, 'Tanya pelapor', (who) => who.fill('Pertanyaan', QUESTION));
    await this.reads('Menunggu jawaban Anda sampai', 'Giliran Anda', 'Perlu jawaban', QUESTION);
    await this.sari.fill('Jawaban Anda', ANSWER);
    await this.sari.press('Kirim jawaban');
    await this.sari.see('Jawaban terkirim', ANSWER, 'Diverifikasi');
    await open(dewa, this.number);
    await dewa.see(ANSWER);
    await act(dewa, this.number, 'Terima untuk ditelaah', async (who) => {
      await who.choose('Syarat formal terpenuhi');
      await who.choose('Syarat material terpenuhi');
      await who.select('Kategori pelanggaran', 'ET-06');
      await who.choose('Sedang');
      await who.select('Unit yang menangani', 'Unit Penanganan I');
      await who.select('Penangan', 'Rara Umpamani');
    });
    await this.reads('Ditelaah', 'Lolos verifikasi');
  }

  async clarification() {
    const rara = await this.desk('analis');
    await find(rara, this.number, 'saya');
    await act(rara, this.number, 'Beri jawaban pertama', async (who) => {
      await who.fill('Jawaban', 'Kami memeriksa bentakan di loket dan akan meminta keterangan terlapor.');
      await who.choose('Jawaban ini menjawab tiap pokok pengaduan');
    });
    await this.reads('Kami memeriksa bentakan di loket');
    await act(rara, this.number, 'Buka klarifikasi', (who) => who.fill('Dugaan 1', 'Membentak warga di loket pada jam pelayanan'));
    await this.reads('Klarifikasi', 'Masuk tahap klarifikasi');
    await act(rara, this.number, 'Jadwalkan sesi klarifikasi', async (who) => {
      await who.date('Tanggal', this.office.day(3));
      await who.fill('Jam', '10.00');
      await who.fill('Tempat atau tautan', 'Ruang rapat dua');
    });
    await this.reads('Sesi klarifikasi dijadwalkan');
    await act(rara, this.number, 'Catat tanggapan terlapor', async (who) => {
      await who.fill('Tanggapan', 'Terlapor mengakui bernada keras karena antrean panjang.');
      await paper(who, this.office.day());
    });
    await this.later(4);
    await act(rara, this.number, 'Buat berita acara', async (who) => {
      await who.fill('Tempat atau tautan', 'Ruang rapat dua');
      await who.fill('Yang hadir', 'Terlapor\nAnalis');
      await who.fill('Isi berita acara', 'Terlapor menerangkan kejadian dan menyesalinya.');
    });
    await this.reads('Sesi klarifikasi berlangsung');
    await act(rara, this.number, 'Tutup klarifikasi');
    await this.reads('Ditelaah', 'Klarifikasi selesai');
  }

  async mediation() {
    await act(await this.desk('analis'), this.number, 'Tawarkan mediasi', async (who) => {
      await who.choose(/Sekar Andaikata/);
      await who.choose(/Bagus Seumpama/);
    });
    await this.reads('Anda ditawari mediasi', 'Giliran Anda');
    if (this.js) await lookAt(this.browser, this.office, this.code, '/kasus/mediasi');
    await this.sari.follow('Jawab tawaran mediasi');
    await this.sari.choose('Ya, saya bersedia');
    await this.sari.press('Kirim jawaban');
    await this.sari.see('Jawaban atas tawaran mediasi dicatat');
    const sekar = await this.desk('mediator');
    await act(sekar, this.number, 'Catat jawaban atas mediasi', async (who) => {
      await who.choose('Ya, bersedia');
      await paper(who, this.office.day());
    });
    await act(sekar, this.number, 'Mulai mediasi');
    await this.reads('Mediasi dimulai');
  }

  async agreement() {
    const sekar = await this.desk('mediator');
    await act(sekar, this.number, 'Tulis butir kesepakatan', async (who) => {
      await who.fill('Isi butir', TERM);
      await who.fill('Penanggung jawab', 'Kepala bagian pelayanan');
      await who.date('Paling lambat', this.office.day(20));
    });
    await this.reads('Butir kesepakatan menunggu jawaban Anda');
    await this.sari.follow('Jawab butir kesepakatan');
    await this.sari.see(TERM);
    await this.sari.choose('Terima');
    await this.sari.press('Kirim jawaban');
    await this.sari.see('Jawaban atas butir kesepakatan dicatat');
    await act(sekar, this.number, 'Catat butir diterima', async (who) => {
      await who.select('Butir', '1');
      await paper(who, this.office.day());
    });
    await act(sekar, this.number, 'Sahkan kesepakatan', (who) => who.choose('Kesepakatan ini tidak melanggar hukum'));
    await sekar.see('Menunggu persetujuan');
    await approve(await this.desk('pimpinan'), this.number);
    await this.reads('Tindak lanjut dipantau: 0 dari 1 dipenuhi', 'Kesepakatan tercapai');
    await this.sari.follow('Surat kesepakatan');
    await this.sari.see(TERM, this.number);
  }

  async close() {
    await act(await this.desk('analis'), this.number, 'Catat pelaksanaan', async (who) => {
      await who.select('Tindak lanjut', '1');
      await who.fill('Bukti pelaksanaan', 'Surat permintaan maaf dan sertifikat pelatihan sudah diterima.');
    });
    await this.reads('Tindak lanjut dipantau: 1 dari 1 dipenuhi', 'Satu tindak lanjut dipenuhi');
    await this.later(60); // beyond the last day on which somebody could object
    await act(await this.desk('analis'), this.number, 'Tutup pemantauan');
    await approve(await this.desk('pimpinan'), this.number);
    await this.sari.visit('/kasus');
    await this.sari.see('Selesai', 'Pemantauan selesai; kasus ditutup');
    if (this.js) await lookAt(this.browser, this.office, this.code, '/kasus/nilai');
    await this.sari.follow('Beri nilai');
    await this.sari.choose('Puas');
    await this.sari.choose('Ya');
    await this.sari.fill('Yang ingin Anda sampaikan', 'Cepat dan jelas.');
    await this.sari.press('Kirim nilai');
    await this.sari.see('Terima kasih, nilai Anda dicatat');
    await this.sari.dontSee('Beri nilai');
  }

  async everybodyLeaves() {
    await this.sari.press('Tutup dan kunci kasus');
    for (const person of [this.sari, ...Object.values(this.officers)]) await person.leave();
  }
}
