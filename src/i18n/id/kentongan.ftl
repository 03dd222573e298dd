# Kentongan, bahasa Indonesia. One domain; each slice has its own section and prefix.

## umum

umum-mengirim = Mengirim…
umum-pintas = Pintas
umum-ke-isi = Langsung ke isi
umum-keluar-halaman = Keluar cepat dari halaman ini
umum-utama = Utama
umum-pengaduan = Pengaduan
umum-konsultasi = Konsultasi
umum-lacak = Lacak kasus
umum-bahasa-lain = EN
umum-baca-bahasa-lain = read in English
umum-keluar-cepat = Keluar cepat
umum-demo = Semua orang, instansi, dan kasus di sini rekaan. Jangan menulis hal yang sebenarnya.
umum-bahaya = Dalam bahaya sekarang?
umum-telepon = Telepon
umum-darurat = darurat
umum-polisi = polisi
umum-atau = atau
umum-perempuan-anak = perempuan dan anak
umum-gratis = Gratis.
umum-aman = Cara menjaga keamanan Anda
umum-bantuan = Bantuan
umum-privasi = Privasi
umum-aksesibilitas = Aksesibilitas
umum-angka = Angka terbuka
umum-tentang = Tentang layanan ini
umum-kode-sumber = Kode sumber
umum-masuk-petugas = Masuk petugas
umum-telepon-kantor = Telepon
umum-kembali = Kembali
umum-tahap = Tahap kasus
umum-selesai = selesai
umum-tidak-diisi = Tidak diisi
umum-ubah = Ubah
umum-halaman = Halaman daftar
umum-dari-awal = Dari awal
umum-berikutnya = Berikutnya
umum-langkah = Langkah { $n } dari { $total }: { $name }
umum-galat = Galat
umum-ada-galat = Ada yang perlu diperbaiki
umum-sisa-huruf = Sisa { $n } dari { $max } huruf
umum-paling-banyak = Paling banyak { $max } huruf
umum-tanggal = Tanggal
umum-bulan = Bulan
umum-tahun = Tahun
umum-dijeda = Dijeda
umum-lewat = Lewat { $span }
umum-hari-ini = Hari ini
umum-sisa = Sisa { $span }
umum-simpan = Simpan
umum-simpan-lanjut = Simpan dan lanjutkan
umum-menyimpan = Menyimpan…
umum-batal = Batal
umum-cetak = Cetak
umum-ya = Ya
umum-tidak = Tidak

# akhir umum

## situs

situs-judul = pengaduan dan konsultasi ASN
situs-h1 = Ada ASN yang berlaku tidak semestinya? Bunyikan kentongan.
situs-lead = Sampaikan pengaduan atau tanyakan dulu kepada petugas kami. Anda boleh tidak menyebut nama. Tidak perlu membuat akun.
situs-buat = Buat pengaduan
situs-buat-teks = Laporkan pelanggaran netralitas, kode etik, pungli, atau jual beli jabatan. Sekitar 10 menit.
situs-tanya = Minta konsultasi
situs-tanya-teks = Tanyakan soal mediasi dan perlindungan secara tertulis, juga tanpa nama. Anda membaca jawabannya di sini.
situs-lacak = Lacak kasus Anda
situs-lacak-teks = Ketik kode lacak 24 huruf dan angka dari bukti terima.
situs-lihat = Lihat perkembangan
situs-cara = Anda yang menentukan seberapa dikenal
situs-cara-teks = Pilihan ini bisa Anda ubah menjadi lebih terbuka nanti, tetapi tidak sebaliknya.
situs-anonim = Anonim
situs-anonim-teks = Kami tidak meminta nama atau nomor telepon. Kode lacak adalah satu-satunya jalan kembali ke kasus Anda.
situs-rahasia = Rahasia
situs-rahasia-teks = Identitas Anda dikunci. Hanya dua pejabat bersama-sama yang dapat membukanya, dan Anda melihat setiap pembukaan.
situs-terbuka = Terbuka
situs-terbuka-teks = Nama Anda tercantum dalam surat resmi. Cocok bila Anda siap hadir dalam mediasi.
situs-jalan = Yang terjadi setelah Anda mengirim
situs-jalan-1 = Verifikasi
situs-jalan-1-teks = Petugas memeriksa kelengkapan dan kewenangan, dalam beberapa hari kerja. Tanggal pastinya ada di bukti terima.
situs-jalan-2 = Klarifikasi
situs-jalan-2-teks = Kami meminta keterangan Anda dan terlapor, tertulis atau dalam sesi.
situs-jalan-3 = Mediasi atau rekomendasi
situs-jalan-3-teks = Sengketa dipertemukan. Pelanggaran berujung rekomendasi kepada pimpinan instansi.
situs-jalan-4 = Pemantauan
situs-jalan-4-teks = Kami memastikan rekomendasi dijalankan, lalu meminta penilaian Anda.
situs-apa = Yang bisa dilaporkan
situs-apa-1 = ASN ikut kampanye, mendukung calon, atau memakai fasilitas negara untuk politik
situs-apa-2 = Pungutan liar, gratifikasi, atau meminta imbalan layanan
situs-apa-3 = Jual beli jabatan, mutasi tanpa dasar, atau seleksi yang diatur
situs-apa-4 = Pelecehan, perundungan, dan ancaman di tempat kerja
situs-apa-5 = Kata-kata kasar, diskriminatif, atau ujaran kebencian
situs-bukan = Jalan rusak, listrik padam, atau KTP terlambat? Sampaikan ke
situs-angka-diterima = laporan diterima tahun ini
situs-angka-tepat = diverifikasi tepat waktu
situs-angka-tengah = waktu tengah sampai selesai
situs-angka-kecil = Data kurang dari 5, tidak ditampilkan.
situs-angka-pengaduan = pengaduan
situs-angka-konsultasi = konsultasi
situs-angka-terbuka-kini = kasus sedang ditangani
situs-angka-lewat = kasus lewat tenggat hari ini
situs-angka-selesai = kasus selesai
situs-angka-nilai = nilai rata-rata dari pelapor, 1 sampai 5
situs-angka-h1 = Angka terbuka
situs-angka-lead = Seberapa baik pekerjaan ini dijalankan. Dihitung dari kasus, tanpa isi dan tanpa nama. Kelompok yang kurang dari lima tidak ditampilkan, supaya tidak ada orang yang bisa dikenali.
situs-angka-dihitung = Dihitung { $when }.
situs-angka-belum = Belum ada angka yang dihitung.
situs-angka-menurut-jenis = Menurut jenis pelanggaran
situs-angka-menurut-hasil = Menurut hasil
situs-angka-nama = Kelompok
situs-angka-jumlah = Laporan
situs-angka-terbukti = Terbukti
situs-angka-sebagian = Terbukti sebagian
situs-angka-tidak-terbukti = Tidak terbukti
situs-angka-damai = Selesai dengan kesepakatan
situs-angka-kurang-bukti = Bukti tidak cukup
situs-angka-bukan-wewenang = Bukan kewenangan
situs-angka-sama = Sama dengan laporan lain
situs-angka-dicabut = Dicabut pelapor

# akhir situs

## lapor

# akhir lapor

## konsultasi

# akhir konsultasi

## kasus

kasus-lacak-judul = Lacak kasus Anda
kasus-lacak-pengantar = Ketik kode lacak dari bukti terima. Tidak perlu akun.
kasus-lacak-kode = Kode lacak
kasus-lacak-kode-petunjuk = 24 huruf dan angka, misalnya 7KQ4-M2XD-9TRH-C5WB-8N3P-JV6E. Huruf kecil, spasi, dan tanda hubung boleh.
kasus-lacak-buka = Buka kasus
kasus-lacak-kosong = Tulis kode lacak Anda
kasus-lacak-kurang = Kode harus 24 huruf dan angka. Yang Anda tulis baru { $n }
kasus-lacak-lebih = Kode harus 24 huruf dan angka. Yang Anda tulis { $n }
kasus-lacak-huruf = Kode hanya berisi huruf dan angka. Hapus tanda lain
kasus-lacak-salah = Ada salah ketik di kode ini. Periksa lagi tiap huruf
kasus-lacak-tak-cocok = Kode tidak cocok dengan kasus mana pun. Periksa lagi tiap huruf
kasus-lacak-tunggu = Terlalu banyak percobaan. Coba lagi pukul { $pukul }
kasus-lacak-draf = Ini kode draf, bukan kode lacak. Buka lewat Lanjutkan draf
kasus-lacak-hilang = Kode saya hilang
kasus-lacak-hilang-anonim = Untuk laporan Anonim, kode tidak bisa dipulihkan. Anda bisa membuat pengaduan baru dan menyebut nomor kasusnya.
kasus-lacak-hilang-lain = Untuk laporan Rahasia atau Terbuka, datangi atau telepon petugas dengan membawa nomor kasus. Setelah identitas dicocokkan, kode baru dapat dibuat.
kasus-lacak-aman = Siapa pun yang memegang kode bisa membaca kasus Anda. Kasus terkunci sendiri setelah 15 menit tanpa kegiatan.
kasus-lacak-contoh = Kode contoh (DEMO)
kasus-lacak-contoh-isi = Kasus rekaan untuk mencoba. Salin salah satu kode ke kolom di atas.
kasus-terkunci = Kasus sudah terkunci
kasus-terkunci-isi = Kasus terkunci setelah 15 menit tanpa kegiatan. Yang Anda tulis masih ada di halaman ini. Masukkan kode untuk mengirimnya.
kasus-terkunci-berkas = Berkas lampiran perlu dipilih lagi.
kasus-lanjut-judul = Yang tadi Anda tulis masih ada
kasus-lanjut-isi = Kasus sudah terbuka lagi. Periksa, lalu kirim.
kasus-lanjut-kirim = Kirim sekarang
kasus-lanjut-batal = Jangan kirim, buka kasus

kasus-judul = Kasus Anda
kasus-pengaduan = Pengaduan
kasus-konsultasi = Konsultasi
kasus-cara-anonymous = Anonim
kasus-cara-confidential = Rahasia
kasus-cara-open = Terbuka
kasus-dikirim = Dikirim { $tanggal }. Terakhir diperbarui { $baru }.
kasus-keadaan = Keadaan
kasus-percakapan = Percakapan dengan petugas
kasus-percakapan-kosong = Belum ada pesan. Petugas akan menulis di sini.
kasus-anda = Anda
kasus-petugas = Petugas { $nomor }
kasus-sistem = Pemberitahuan
kasus-perlu-jawaban = Perlu jawaban
kasus-lampiran-pesan = Lampiran: { $nama }
kasus-jawab-label = Jawaban Anda
kasus-jawab-petunjuk = Hanya petugas yang berhak atas kasus ini yang membaca.
kasus-jawab-kirim = Kirim jawaban
kasus-jawab-kosong = Tulis jawaban Anda
kasus-jawab-ke = Jawab pertanyaan
kasus-pesan-label = Pesan untuk petugas
kasus-pesan-kirim = Kirim pesan
kasus-pesan-kosong = Tulis pesan Anda
kasus-tanya-label = Pertanyaan lanjutan
kasus-tanya-petunjuk = Konsultan menjawab lagi dalam 5 hari kerja.
kasus-tanya-kirim = Kirim pertanyaan
kasus-tanya-kosong = Tulis pertanyaan Anda
kasus-tanya-pendek = Pertanyaan masih terlalu pendek. Tulis paling sedikit 20 huruf
kasus-teks-panjang = Tulisan terlalu panjang. Kurangi { $n } huruf
kasus-lampir = Lampiran (boleh kosong)
kasus-lampir-petunjuk = Paling besar 25 MB per berkas, 10 berkas. Tutup wajah, nama, atau tanda tangan Anda sendiri di foto.
kasus-lampir-sudah = Sudah diunggah, ikut terkirim:
kasus-lampir-besar = "{ $nama }" lebih besar dari 25 MB
kasus-lampir-jenis = "{ $nama }" bukan jenis berkas yang kami terima
kasus-lampir-kosong = "{ $nama }" kosong
kasus-lampir-kunci = "{ $nama }" dikunci kata sandi. Unggah tanpa kunci
kasus-lampir-putus = Sambungan putus waktu mengunggah "{ $nama }". Coba lagi
kasus-lampir-banyak = Paling banyak 10 berkas
kasus-perjalanan = Perjalanan kasus
kasus-surat = Surat untuk Anda
kasus-surat-kosong = Belum ada surat untuk kasus ini.
kasus-surat-kembali = Kembali ke kasus
kasus-surat-tanggal = Dibuat { $tanggal }
kasus-surat-outcome = Surat hasil
kasus-surat-refusal = Surat tidak dapat diproses
kasus-surat-agreement = Surat kesepakatan
kasus-surat-referral = Pemberitahuan penerusan
kasus-surat-recommendation = Pemberitahuan rekomendasi
kasus-surat-summons = Undangan
kasus-surat-minutes = Berita acara
kasus-surat-summary = Ringkasan konsultasi
kasus-surat-lain = Surat
kasus-bukti = Bukti
kasus-bukti-kosong = Belum ada bukti.
kasus-bukti-tambah = Tambah bukti
kasus-bukti-ukuran = { $ukuran }, { $tanggal }
kasus-lain = Pilihan lain
kasus-lain-isi = Lihat yang saya laporkan
kasus-lain-isi-konsultasi = Lihat yang saya tanyakan
kasus-lain-bukti = Tambah bukti
kasus-lain-cara-anonymous = Ubah ke Rahasia atau Terbuka
kasus-lain-cara-confidential = Ubah ke Terbuka
kasus-lain-izin = Izin membagikan identitas ke lembaga lain
kasus-lain-perlindungan = Minta perlindungan dari pembalasan
kasus-lain-pembalasan = Laporkan pembalasan
kasus-lain-pembalasan-petunjuk = Membuat pengaduan baru yang terhubung dengan kasus ini.
kasus-lain-akses = Siapa yang boleh dan sudah melihat kasus ini
kasus-lain-kode = Ganti kode lacak
kasus-lain-cabut = Cabut pengaduan
kasus-lain-batal = Batalkan konsultasi
kasus-lain-keberatan = Ajukan keberatan
kasus-lain-keberatan-cabut = Cabut keberatan
kasus-lain-nilai = Beri nilai
kasus-lain-buka = Laporkan lagi
kasus-lain-hasil = Baca hasil
kasus-lain-mediasi = Jawab tawaran mediasi
kasus-lain-butir = Jawab butir kesepakatan
kasus-lain-mediasi-akhiri = Akhiri mediasi
kasus-lain-jadi = Jawab tawaran menjadi pengaduan
kasus-kunci = Tutup dan kunci kasus
kasus-kembali = Kembali ke kasus
kasus-selesai-batas = Batas keberatan: { $tanggal } ({ $sisa }).

kasus-kabar-jawab = Jawaban terkirim { $pukul }.
kasus-kabar-pesan = Pesan terkirim { $pukul }.
kasus-kabar-bukti = Bukti ditambahkan { $pukul }.
kasus-kabar-cara = Cara melapor diubah { $pukul }.
kasus-kabar-izin = Izin dicatat { $pukul }.
kasus-kabar-perlindungan = Permintaan perlindungan terkirim { $pukul }.
kasus-kabar-mediasi = Jawaban atas tawaran mediasi dicatat { $pukul }.
kasus-kabar-butir = Jawaban atas butir kesepakatan dicatat { $pukul }.
kasus-kabar-akhiri = Mediasi diakhiri { $pukul }.
kasus-kabar-cabut = Pengaduan dicabut { $pukul }.
kasus-kabar-keberatan = Keberatan terkirim { $pukul }. Tenggat pemeriksaannya ada di bawah.
kasus-kabar-keberatan-cabut = Keberatan dicabut { $pukul }.
kasus-kabar-nilai = Terima kasih, nilai Anda dicatat { $pukul }.
kasus-kabar-buka = Laporan dibuka lagi { $pukul }.
kasus-kabar-tanya = Pertanyaan terkirim { $pukul }.
kasus-kabar-batal = Konsultasi dibatalkan { $pukul }.
kasus-kabar-tidak = Pilihan itu tidak tersedia sekarang. Yang bisa dilakukan ada di halaman ini.
kasus-kabar-sudah = Formulir ini sudah terkirim sebelumnya; tidak ada yang dikirim dua kali.
kasus-galat-berubah = Kasus sudah berubah sejak halaman ini dibuka, jadi ini belum terkirim. Periksa, lalu kirim sekali lagi
kasus-galat-tak-bisa = Ini tidak bisa dilakukan sekarang
kasus-galat-sambungan = Belum tersimpan karena gangguan di pihak kami. Tulisan Anda masih ada. Coba kirim lagi
kasus-isi-judul = Yang Anda laporkan
kasus-isi-judul-konsultasi = Yang Anda tanyakan
kasus-isi-ringkas = Ini salinan persis dari yang Anda kirim. Isinya tidak bisa diubah; tambahan ditulis sebagai pesan atau bukti.
kasus-isi-cara = Cara melapor
kasus-isi-jenis = Yang dilaporkan
kasus-isi-jenis-lain = Dengan kata sendiri
kasus-isi-hubungan = Hubungan dengan kejadian
kasus-isi-hubungan-self = Saya mengalaminya
kasus-isi-hubungan-witness = Saya melihatnya
kasus-isi-hubungan-colleague = Saya ASN di kantor yang sama
kasus-isi-hubungan-proxy = Saya mewakili orang lain
kasus-isi-hubungan-unsaid = Tidak ingin menyebut
kasus-isi-perempuan = Meminta petugas perempuan
kasus-isi-instansi = Instansi
kasus-isi-unit = Bagian atau kantor
kasus-isi-nama = Nama terlapor
kasus-isi-nip = NIP terlapor
kasus-isi-jabatan = Jabatan
kasus-isi-status = ASN atau bukan
kasus-isi-status-pns = Ya, PNS
kasus-isi-status-pppk = Ya, PPPK
kasus-isi-status-unknown = Tidak tahu
kasus-isi-lain = Orang lain yang terlibat
kasus-isi-kecuali = Yang tidak boleh menangani
kasus-isi-kapan = Kapan
kasus-isi-berulang = Masih berlangsung atau berulang
kasus-isi-lokasi = Di mana
kasus-isi-uraian = Kejadian
kasus-isi-tautan = Tautan
kasus-isi-saksi = Saksi atau petunjuk
kasus-isi-topik = Topik
kasus-isi-pertanyaan = Pertanyaan
kasus-isi-sebelumnya = Kasus sebelumnya
kasus-isi-nama-dibuka = Nama yang Anda buka untuk tim kasus
kasus-ya = Ya

kasus-bukti-judul = Tambah bukti
kasus-bukti-pengantar = Berkas yang ditambahkan langsung terlihat oleh petugas kasus ini dan tidak bisa ditarik lagi.
kasus-bukti-berkas = Berkas
kasus-bukti-berkas-petunjuk = Foto, PDF, dokumen, rekaman suara, atau video. Paling besar 25 MB per berkas, 10 berkas.
kasus-bukti-ket = Keterangan (boleh kosong)
kasus-bukti-ket-petunjuk = Apa yang terlihat, kapan dan di mana dibuat.
kasus-bukti-pilih = Pilih berkas yang ingin ditambahkan
kasus-bukti-kirim = Tambahkan bukti

kasus-cara-judul = Ubah cara melapor
kasus-cara-pengantar = Anda bisa beralih ke cara yang lebih terbuka, tetapi tidak sebaliknya. Nama dan kontak dikunci untuk dua pejabat; petugas kasus tidak dapat membacanya.
kasus-cara-legenda = Menjadi
kasus-cara-rahasia-isi = Identitas dikunci. Hanya dua pejabat bersama-sama yang dapat membukanya, dan Anda melihat setiap pembukaan.
kasus-cara-terbuka-isi = Seperti Rahasia, dan nama Anda dibuka untuk tim kasus: tercantum dalam surat resmi, sehingga terlapor dapat mengetahuinya.
kasus-cara-pilih = Pilih cara melapor yang baru
kasus-cara-nama = Nama Anda
kasus-cara-nama-petunjuk = Seperti di KTP bila Terbuka. Nama panggilan cukup bila Rahasia.
kasus-cara-nama-kosong = Tulis nama Anda
kasus-cara-nama-panjang = Nama paling panjang 120 huruf
kasus-cara-telepon = Nomor telepon atau WhatsApp (boleh kosong)
kasus-cara-telepon-petunjuk = Contoh: 0812 3456 7890. Jangan nomor kantor.
kasus-cara-telepon-salah = Tulis nomor telepon dengan benar, misalnya 0812 3456 7890
kasus-cara-surel = Surel (boleh kosong)
kasus-cara-surel-petunjuk = Jangan surel kantor (go.id).
kasus-cara-surel-salah = Tulis surel dengan benar, misalnya nama@contoh.id
kasus-cara-surel-kantor = Surel kantor bisa dibaca instansi Anda. Pakai surel pribadi
kasus-cara-kirim = Ubah cara melapor
kasus-cara-awas = Perubahan ini tidak bisa dibatalkan.

kasus-izin-judul = Izin membagikan identitas
kasus-izin-isi = Bila kasus diteruskan ke lembaga lain, identitas Anda tidak ikut kecuali Anda mengizinkannya di sini. Izin berlaku untuk penerusan kasus ini saja.
kasus-izin-anonim = Laporan Anda Anonim: tidak ada identitas yang bisa dibagikan.
kasus-izin-legenda = Bolehkah identitas Anda diberikan kepada lembaga penerima?
kasus-izin-ya = Ya, boleh
kasus-izin-tidak = Tidak
kasus-izin-pilih = Pilih ya atau tidak
kasus-izin-kirim = Simpan

kasus-lindung-judul = Minta perlindungan dari pembalasan
kasus-lindung-isi = Petugas kasus membaca permintaan ini dan menjawab di percakapan, termasuk jalan ke LPSK. Bila Anda dalam bahaya sekarang, telepon 112.
kasus-lindung-label = Apa yang terjadi atau Anda khawatirkan?
kasus-lindung-petunjuk = Misalnya dipindah, diancam, dipotong tunjangan, atau didatangi.
kasus-lindung-kosong = Tulis apa yang terjadi atau Anda khawatirkan
kasus-lindung-kirim = Kirim permintaan

kasus-cabut-judul = Cabut pengaduan?
kasus-cabut-isi = Setelah dicabut, petugas berhenti bekerja atas pengaduan ini dan Anda tidak bisa melanjutkannya. Catatan yang sudah ada tidak dihapus.
kasus-cabut-jujur = Jujur saja: bila perkaranya berat dan menyangkut kepentingan umum, pimpinan dapat melanjutkannya tanpa Anda dalam 3 hari kerja, sebagai kasus baru yang tidak memuat identitas Anda.
kasus-cabut-label = Alasan (boleh kosong)
kasus-cabut-petunjuk = Bila Anda ditekan untuk mencabut, tulislah; jangan cabut dulu bila merasa tidak aman.
kasus-cabut-kirim = Ya, cabut pengaduan
kasus-cabut-urung = Tidak jadi

kasus-batal-judul = Batalkan konsultasi?
kasus-batal-isi = Konsultasi ditutup dan pertanyaan yang belum dijawab tidak dijawab lagi.
kasus-batal-kirim = Ya, batalkan

kasus-mediasi-judul = Tawaran mediasi
kasus-mediasi-isi = Dalam mediasi, mediator membantu kedua pihak mencari kesepakatan. Mediasi sukarela; menolak tidak merugikan pengaduan Anda. Isi pembicaraan tidak dipakai bila mediasi gagal.
kasus-mediasi-anonim = Laporan Anda tidak Terbuka: mediasi berjalan lewat mediator tanpa menyebut nama Anda.
kasus-mediasi-legenda = Bersediakah Anda ikut mediasi?
kasus-mediasi-ya = Ya, saya bersedia
kasus-mediasi-tidak = Tidak
kasus-mediasi-pilih = Pilih ya atau tidak
kasus-mediasi-coret = Mediator yang tidak Anda inginkan (boleh kosong)
kasus-mediasi-coret-petunjuk = Centang untuk mencoret. Sisakan paling sedikit satu.
kasus-mediasi-coret-semua = Sisakan paling sedikit satu mediator
kasus-mediasi-mediator = Mediator { $nomor }
kasus-mediasi-kirim = Kirim jawaban
kasus-butir-judul = Butir kesepakatan
kasus-butir-isi = Jawab tiap butir sendiri-sendiri. Kesepakatan hanya jadi bila kedua pihak menerima semua butir.
kasus-butir-kosong = Belum ada butir kesepakatan. Mediator akan menuliskannya di sini.
kasus-butir-batas = Dilaksanakan paling lambat { $tanggal }
kasus-butir-anda = Anda: { $jawab }
kasus-butir-lawan = Pihak lain: { $jawab }
kasus-butir-menerima = menerima
kasus-butir-menolak = menolak
kasus-butir-belum = belum menjawab
kasus-butir-legenda = Butir { $no }
kasus-butir-terima = Terima
kasus-butir-tolak = Tolak
kasus-butir-pilih = Jawab paling sedikit satu butir
kasus-butir-kirim = Kirim jawaban
kasus-butir-lama = Minta waktu lebih
kasus-butir-lama-isi = Bila kedua pihak memintanya, mediasi diperpanjang satu kali, 30 hari.
kasus-butir-lama-sudah = Anda sudah meminta waktu lebih.
kasus-akhiri-judul = Akhiri mediasi?
kasus-akhiri-isi = Mediasi berhenti tanpa kesepakatan, isi pembicaraan tidak disimpan, dan pengaduan kembali ditelaah.
kasus-akhiri-kirim = Ya, akhiri mediasi

kasus-keberatan-judul = Ajukan keberatan
kasus-keberatan-isi = Keberatan diperiksa petugas lain, dari unit lain, yang belum pernah menyentuh kasus ini.
kasus-keberatan-batas = Anda bisa berkeberatan sampai { $tanggal } ({ $sisa }). Satu kali untuk tiap keputusan.
kasus-keberatan-hasil = Diputus paling lambat 20 hari kerja sejak dikirim.
kasus-keberatan-legenda = Alasan keberatan
kasus-keberatan-bukti-diabaikan = Bukti saya belum dipertimbangkan
kasus-keberatan-bukti-baru = Ada bukti baru
kasus-keberatan-benturan = Petugas punya benturan kepentingan
kasus-keberatan-rekomendasi = Rekomendasi tidak dijalankan
kasus-keberatan-lainnya = Lainnya
kasus-keberatan-pilih = Pilih alasan keberatan
kasus-keberatan-uraian = Jelaskan keberatan Anda
kasus-keberatan-uraian-petunjuk = Paling sedikit 50 huruf. Tunjuk bagian hasil yang tidak Anda terima.
kasus-keberatan-pendek = Jelaskan keberatan Anda, paling sedikit 50 huruf
kasus-keberatan-kirim = Kirim keberatan
kasus-keberatan-tutup = Waktu untuk berkeberatan sudah lewat atau belum mulai.
kasus-keberatan-cabut-judul = Cabut keberatan?
kasus-keberatan-cabut-isi = Keputusan semula tetap berlaku. Untuk keputusan yang sama Anda tidak bisa berkeberatan lagi.
kasus-keberatan-cabut-kirim = Ya, cabut keberatan

kasus-nilai-judul = Beri nilai
kasus-nilai-legenda = Seberapa puas Anda dengan penanganan kasus ini?
kasus-nilai-1 = Sangat tidak puas
kasus-nilai-2 = Tidak puas
kasus-nilai-3 = Biasa saja
kasus-nilai-4 = Puas
kasus-nilai-5 = Sangat puas
kasus-nilai-pilih = Pilih nilai Anda
kasus-nilai-aman = Apakah Anda merasa aman selama proses?
kasus-nilai-aman-yes = Ya
kasus-nilai-aman-no = Tidak
kasus-nilai-aman-partly = Sebagian
kasus-nilai-teks = Yang ingin Anda sampaikan (boleh kosong)
kasus-nilai-teks-petunjuk = Paling banyak 1.000 huruf. Jangan tulis nama.
kasus-nilai-kirim = Kirim nilai

kasus-buka-judul = Laporkan lagi
kasus-buka-isi = Bila masalahnya berulang atau tindak lanjut tidak dijalankan, kasus ini dibuka lagi dari awal dengan petugas yang berbeda. Bisa sampai 12 bulan sejak ditutup pertama kali, paling banyak dua kali.
kasus-buka-label = Apa yang terjadi lagi?
kasus-buka-petunjuk = Kapan, di mana, dan apa yang tidak dijalankan. Paling sedikit 20 huruf.
kasus-buka-pendek = Ceritakan apa yang terjadi lagi, paling sedikit 20 huruf
kasus-buka-kirim = Buka lagi kasus ini

kasus-kode-judul = Ganti kode lacak
kasus-kode-isi = Kode yang lama langsung berhenti bekerja, juga di peramban lain yang sedang membuka kasus ini. Kode yang baru hanya ditampilkan sekali.
kasus-kode-wajib = Kode ini pernah dilihat petugas loket, jadi harus diganti sebelum kasus dibuka.
kasus-kode-siap = Siapkan kertas dan pena.
kasus-kode-kirim = Buat kode baru
kasus-kode-baru = Kode lacak baru Anda
kasus-kode-catat = Catat sekarang. Setelah halaman ini ditutup, kode tidak bisa ditampilkan lagi.
kasus-kode-qr = Kode QR untuk membuka halaman lacak
kasus-kode-qr-petunjuk = Aplikasi pemindai dapat mengingat alamat beserta kodenya.
kasus-kode-salin = Salin kode
kasus-kode-tersalin = Kode tersalin. Papan klip bisa dibaca aplikasi lain.
kasus-kode-tak-tersalin = Tidak bisa menyalin. Tulis kode di kertas.
kasus-kode-sudah = Saya sudah mencatat kode

kasus-akses-judul = Siapa yang boleh dan sudah melihat
kasus-akses-isi = Petugas disebut dengan peran, unit, dan nomor, tidak pernah dengan nama. Orang yang Anda laporkan, orang dari instansi dan unitnya, serta orang yang Anda kecualikan tidak dapat melihat kasus ini.
kasus-akses-boleh = Yang boleh melihat
kasus-akses-boleh-unit = { $peran }, { $unit }
kasus-akses-boleh-orang = { $peran } (Petugas { $nomor })
kasus-akses-sudah = Yang sudah melihat
kasus-akses-kosong = Belum ada petugas yang membuka kasus ini.
kasus-akses-baris = Petugas { $nomor }, { $peran }
kasus-akses-case = membuka kasus
kasus-akses-file = membuka berkas bukti
kasus-akses-document = membuka surat
kasus-akses-search = menemukannya lewat pencarian kata
kasus-akses-identitas = Identitas Anda
kasus-akses-identitas-anonim = Kami tidak menyimpan identitas Anda.
kasus-akses-identitas-tersegel = Tersegel. Server ini tidak bisa membukanya; belum pernah dibuka.
kasus-akses-batas = Ditampilkan { $n } pembukaan terakhir.
kasus-peran-clerk = Petugas loket
kasus-peran-verifier = Petugas verifikator
kasus-peran-analyst = Analis
kasus-peran-mediator = Mediator
kasus-peran-consultant = Petugas konsultasi
kasus-peran-supervisor = Pimpinan unit
kasus-peran-reviewer = Penelaah keberatan
kasus-peran-integrity = Meja integritas
kasus-peran-custodian = Kustodian identitas
kasus-peran-auditor = Auditor
kasus-peran-admin = Administrator
kasus-peran-penangan = Penangan kasus

kasus-jadi-judul = Jadikan pengaduan?
kasus-jadi-isi = Konsultan meringkas konsultasi Anda seperti di bawah ini. Bila Anda setuju, formulir pengaduan terbuka dengan isian dari ringkasan dan konsultasi; tidak ada yang terkirim sebelum Anda memeriksanya.
kasus-jadi-ya = Ya, buat pengaduan
kasus-jadi-tidak = Tidak, tetap konsultasi
kasus-jadi-tidak-pesan = Saya tidak ingin menjadikannya pengaduan.

kasus-waktu-submit = Pengaduan diterima
kasus-waktu-ask = Pertanyaan diterima
kasus-waktu-start-screening = Petugas mulai memverifikasi
kasus-waktu-ask-reporter = Petugas mengajukan pertanyaan
kasus-waktu-answer = Anda menjawab
kasus-waktu-extend-reply = Waktu menjawab diperpanjang
kasus-waktu-go-on-without = Waktu menjawab habis; petugas melanjutkan tanpa jawaban
kasus-waktu-accept = Lolos verifikasi
kasus-waktu-refuse = Dinyatakan tidak dapat diproses
kasus-waktu-refer = Diteruskan ke lembaga lain
kasus-waktu-bounce = Lembaga lain mengembalikan kasus
kasus-waktu-arbitrate = Penengah menetapkan siapa yang menangani
kasus-waktu-record-outcome = Hasil dari lembaga lain dicatat
kasus-waktu-join = Digabung dengan laporan lain
kasus-waktu-release = Dipisahkan lagi dari laporan lain
kasus-waktu-give-first-answer = Jawaban pertama diberikan
kasus-waktu-open-clarification = Masuk tahap klarifikasi
kasus-waktu-record-response = Tanggapan terlapor diterima
kasus-waktu-second-call = Terlapor dipanggil kedua kali
kasus-waktu-set-hearing = Sesi klarifikasi dijadwalkan
kasus-waktu-hold-hearing = Sesi klarifikasi berlangsung
kasus-waktu-record-no-show = Sesi klarifikasi tidak dihadiri
kasus-waktu-conclude-clarification = Klarifikasi selesai
kasus-waktu-offer-mediation = Mediasi ditawarkan
kasus-waktu-record-consent = Jawaban atas tawaran mediasi dicatat
kasus-waktu-mediation-lapse = Tawaran mediasi gugur karena tidak dijawab
kasus-waktu-begin-mediation = Mediasi dimulai
kasus-waktu-accept-term = Sebuah butir kesepakatan diterima
kasus-waktu-refuse-term = Sebuah butir kesepakatan ditolak
kasus-waktu-want-more-time = Waktu lebih untuk mediasi diminta
kasus-waktu-settle = Kesepakatan tercapai
kasus-waktu-end-without = Mediasi berakhir tanpa kesepakatan
kasus-waktu-propose-outcome = Kesimpulan diajukan kepada pimpinan
kasus-waktu-send-back = Pimpinan meminta telaah tambahan
kasus-waktu-decide = Pimpinan memutus; hasil disampaikan
kasus-waktu-recommend = Rekomendasi dikirim kepada pejabat yang berwenang
kasus-waktu-waive-recommendation = Rekomendasi tidak dikirim, dengan alasan
kasus-waktu-report-commitment = Satu tindak lanjut dipenuhi
kasus-waktu-escalate-to = Tindak lanjut yang terlambat dinaikkan ke lembaga di atasnya
kasus-waktu-give-up-commitment = Satu tindak lanjut dilepas, dengan alasan
kasus-waktu-close-follow-up = Pemantauan selesai; kasus ditutup
kasus-waktu-record-delivery = Hasil disampaikan kepada terlapor
kasus-waktu-open-result = Anda membuka hasil
kasus-waktu-object = Keberatan diajukan
kasus-waktu-withdraw-objection = Keberatan dicabut
kasus-waktu-confirm-decision = Keberatan diperiksa; keputusan tetap
kasus-waktu-reopen = Keberatan diterima; kasus dibuka kembali
kasus-waktu-lapse = Kasus ditutup
kasus-waktu-report-again = Anda melapor lagi; kasus dibuka kembali
kasus-waktu-withdraw = Anda mencabut pengaduan
kasus-waktu-continue-ex-officio = Pimpinan melanjutkan tanpa pelapor
kasus-waktu-expire = Masa melanjutkan tanpa pelapor berakhir
kasus-waktu-interim-feedback = Kabar berkala dari petugas
kasus-waktu-hold = Kasus ditahan sementara
kasus-waktu-unhold = Kasus berjalan lagi
kasus-waktu-assign = Petugas ditugaskan
kasus-waktu-take = Petugas mengambil kasus
kasus-waktu-hand-over = Kasus diserahkan ke petugas lain
kasus-waktu-amend = Data kasus diperbaiki
kasus-waktu-extend-deadline = Tenggat diperpanjang, dengan alasan
kasus-waktu-declare-conflict = Seorang petugas menyatakan benturan kepentingan
kasus-waktu-add-evidence = Bukti ditambahkan
kasus-waktu-share-identity = Anda membuka identitas lebih jauh
kasus-waktu-ask-protection = Anda meminta perlindungan
kasus-waktu-consent-share = Izin membagikan identitas dicatat
kasus-waktu-change-code = Kode lacak diganti
kasus-waktu-rate = Anda memberi nilai
kasus-waktu-breach = Tenggat terlewati; kasus naik ke atasan
kasus-waktu-repair = Keadaan kasus diperbaiki oleh pimpinan
kasus-waktu-ask-again = Anda bertanya lagi
kasus-waktu-offer-convert = Konsultan menawarkan menjadi pengaduan
kasus-waktu-convert = Menjadi pengaduan
kasus-waktu-cancel = Konsultasi dibatalkan
kasus-waktu-end = Konsultasi berakhir
kasus-waktu-propose-term = Mediator menuliskan butir kesepakatan
kasus-waktu-answer-konsultasi = Konsultan menjawab
kasus-waktu-take-konsultasi = Seorang konsultan mengambil konsultasi
kasus-waktu-lapse-konsultasi = Konsultasi ditutup
kasus-hasil-tersegel = Hasil sudah ada.
kasus-kabar-lain = Kode ini membuka kasus lain, jadi tulisan tadi tidak disertakan.

# akhir kasus

## meja

meja-petugas = petugas
meja-meja = Meja petugas
meja-antrean = Antrean
meja-persetujuan = Persetujuan
meja-catat = Catat
meja-lainnya = Lainnya
meja-kampanye = Kampanye QR
meja-alur = Alur
meja-jejak = Jejak
meja-kelola = Kelola
meja-akun = Akun
meja-cari = Cari nomor, instansi, atau kata
meja-tombol = Tombol J, K, A, /

# akhir meja

## tindakan

# akhir tindakan

## kelola

# akhir kelola

## kampanye

# akhir kampanye

## akun
akun-masuk = Masuk petugas
akun-nama = Nama masuk
akun-nama-kosong = Tulis nama masuk Anda
akun-sandi = Kata sandi
akun-sandi-kosong = Tulis kata sandi Anda
akun-salah = Nama masuk atau kata sandi salah
akun-tunggu = Terlalu banyak percobaan. Coba lagi pukul { $time }
akun-masuk-tombol = Masuk
akun-masuk-lupa = Lupa kata sandi? Minta undangan baru kepada administrator.
akun-demo-judul = Akun kantor DEMO
akun-demo-sandi = Kata sandi semua akun:
akun-demo-nama = Nama masuk
akun-demo-orang = Petugas
akun-demo-peran = Peran
akun-peran-reporter = Pelapor
akun-peran-clerk = Petugas loket
akun-peran-verifier = Verifikator
akun-peran-analyst = Analis
akun-peran-mediator = Mediator
akun-peran-consultant = Konsultan
akun-peran-supervisor = Pimpinan
akun-peran-reviewer = Penelaah
akun-peran-integrity = Meja integritas
akun-peran-custodian = Kustodian
akun-peran-auditor = Auditor
akun-peran-admin = Administrator
akun-peran-system = Sistem
akun-judul = Akun saya
akun-orang = Nama
akun-alias = Di mata pelapor
akun-alias-isi = Petugas { $nomor }
akun-peran = Peran
akun-keluar = Keluar
akun-sandi-judul = Ganti kata sandi
akun-sandi-jelas = Sesi lain akan diakhiri.
akun-sandi-lama = Kata sandi sekarang
akun-sandi-lama-kosong = Tulis kata sandi yang sekarang
akun-sandi-lama-salah = Kata sandi yang sekarang tidak cocok
akun-sandi-baru = Kata sandi baru
akun-sandi-petunjuk = Paling sedikit 15 huruf. Beberapa kata yang tidak berhubungan lebih kuat dan lebih mudah diingat.
akun-sandi-ulang = Ketik ulang kata sandi baru
akun-sandi-pendek = Kata sandi paling sedikit 15 huruf
akun-sandi-panjang = Kata sandi paling banyak 256 huruf
akun-sandi-mudah = Kata sandi ini terlalu mudah ditebak
akun-sandi-beda = Kedua kata sandi baru tidak sama
akun-sandi-simpan = Ganti kata sandi
akun-sesi-judul = Sesi yang terbuka
akun-sesi-jelas = Paling banyak tiga. Sesi berakhir setelah 15 menit tanpa kegiatan, paling lama 8 jam.
akun-sesi-sejak = Mulai { $kapan }
akun-sesi-terlihat = terakhir dipakai { $kapan }
akun-sesi-ini = Sesi ini
akun-sesi-akhiri = Akhiri
akun-sesi-lain = Akhiri semua sesi lain
akun-undangan-judul = Selamat datang
akun-undangan-isi = { $nama }, buat kata sandi untuk akun Anda. Tautan ini hanya berlaku sekali.
akun-undangan-simpan = Simpan dan masuk
akun-undangan-habis = Undangan tidak berlaku
akun-undangan-habis-isi = Undangan berlaku 24 jam dan hanya sekali. Minta undangan baru kepada administrator.

# akhir akun

## galat

galat-kembali-beranda = Kembali ke beranda
galat-ke-lacak = Lacak kasus
galat-ke-antrean = Kembali ke antrean
galat-coba-lagi = Coba lagi
galat-kode = Kode gangguan
galat-kode-petunjuk = Sebutkan kode ini bila Anda menghubungi kami.
galat-rusak = Permintaan tidak terbaca
galat-rusak-teks = Formulir yang kami terima tidak lengkap. Kembali ke halaman sebelumnya dan kirim sekali lagi.
galat-kedaluwarsa = Formulir kedaluwarsa
galat-kedaluwarsa-teks = Isian Anda masih ada. Kirim sekali lagi.
galat-kedaluwarsa-berkas = Kembali ke halaman sebelumnya, muat ulang, lalu pilih berkasnya lagi.
galat-kedaluwarsa-sandi = Kata sandi tidak kami simpan. Kembali ke halaman sebelumnya dan ketik lagi.
galat-kirim-lagi = Kirim sekali lagi
galat-dilarang = Tidak punya akses
galat-dilarang-teks = Anda tidak punya akses ke halaman ini.
galat-situs-lain = Dikirim dari situs lain
galat-situs-lain-teks = Formulir ini tidak dikirim dari halaman kami, jadi tidak kami proses. Mulailah dari beranda.
galat-tidak-ada = Halaman tidak ditemukan
galat-tidak-ada-teks = Periksa alamatnya, atau mulai dari beranda.
galat-cara = Alamat ini tidak bisa dibuka seperti itu
galat-cara-teks = Mulailah dari beranda atau dari tautan di halaman kami.
galat-keduluan = Ada yang lebih cepat
galat-keduluan-teks = Data ini baru saja diubah orang lain. Muat ulang halamannya, lihat perubahannya, lalu putuskan lagi. Yang Anda kirim tadi tidak dijalankan.
galat-draf-hilang = Draf sudah dihapus
galat-draf-hilang-teks = Draf ini sudah dihapus demi keamanan Anda.
galat-mulai-lagi = Mulai lagi
galat-terlalu-besar = Berkas terlalu besar
galat-terlalu-besar-teks = Paling besar 25 MB per berkas. Isian lain tidak hilang: kembali dan pilih berkas yang lebih kecil.
galat-terlalu-sering = Terlalu banyak percobaan
galat-terlalu-sering-teks = Coba lagi pukul { $time }.
galat-gangguan = Ada gangguan di pihak kami
galat-gangguan-teks = Isian terakhir tersimpan sampai 24 jam.
galat-tutup-sebentar = Layanan sedang tidak bisa dipakai
galat-tutup-sebentar-teks = Kasus Anda aman. Coba lagi beberapa menit lagi. Yang baru Anda ketik mungkin belum terkirim.

# akhir galat

## surat

# akhir surat

## keadaan

keadaan-received = Diterima
keadaan-screening = Diverifikasi
keadaan-awaiting-reporter = Menunggu jawaban Anda sampai { $tanggal }
keadaan-review = Ditelaah
keadaan-clarification = Klarifikasi
keadaan-mediation = Mediasi
keadaan-deciding = Menunggu keputusan pimpinan
keadaan-resolved = Hasil disampaikan; keberatan sampai { $tanggal }
keadaan-resolved-lewat = Hasil disampaikan; batas keberatan sudah lewat
keadaan-follow-up = Tindak lanjut dipantau: { $n } dari { $m } dipenuhi
keadaan-objection = Keberatan diperiksa unit lain
keadaan-referred = Diteruskan ke { $lembaga } karena { $dasar }
keadaan-referred-saja = Diteruskan ke lembaga lain
keadaan-not-admissible = Tidak dapat diproses karena { $alasan }; jalan lain: { $kanal }
keadaan-not-admissible-saja = Tidak dapat diproses; alasan dan jalan lain ada di surat hasil
keadaan-withdrawn = Dicabut oleh Anda
keadaan-closed = Selesai
keadaan-closed-gabung = Digabung dengan laporan lain tentang hal yang sama, yang kini: { $tahap }
keadaan-closed-gabung-saja = Digabung dengan laporan lain tentang hal yang sama
keadaan-scheduled = Dijadwalkan { $tanggal }
keadaan-in-session = Berlangsung
keadaan-answered = Dijawab
keadaan-converted = Menjadi pengaduan
keadaan-tahap-verifikasi = Verifikasi
keadaan-tahap-klarifikasi = Klarifikasi
keadaan-tahap-mediasi = Mediasi
keadaan-tahap-rekomendasi = Rekomendasi
keadaan-tahap-pemantauan = Pemantauan
keadaan-tahap-tutup = Selesai
keadaan-tahap-diterima = Diterima
keadaan-tahap-dijawab = Dijawab
keadaan-giliran-anda = Giliran Anda
keadaan-giliran-petugas = Giliran petugas
keadaan-giliran-lembaga = Giliran lembaga lain
keadaan-giliran-selesai = Tidak ada yang ditunggu
keadaan-giliran-jawab = Petugas menunggu jawaban Anda, paling lambat { $tanggal } ({ $sisa }).
keadaan-giliran-mediasi = Anda ditawari mediasi. Jawab ya atau tidak paling lambat { $tanggal } ({ $sisa }). Tidak menjawab berarti tidak.
keadaan-giliran-butir = Butir kesepakatan menunggu jawaban Anda, paling lambat { $tanggal } ({ $sisa }).
keadaan-giliran-hasil = Hasil sudah ada dan menunggu dibaca. Anda boleh berkeberatan sampai { $tanggal } ({ $sisa }).
keadaan-giliran-jadi = Konsultan menawarkan untuk menjadikan konsultasi ini pengaduan. Jawab ya atau tidak; tidak ada batas waktu selain batas konsultasi.
keadaan-giliran-kode = Kode ini pernah dilihat petugas loket. Gantilah sekarang supaya hanya Anda yang memegangnya.
keadaan-tenggat = Paling lambat { $tanggal } ({ $sisa }).
keadaan-tenggat-lewat = Tenggatnya { $tanggal } dan sudah lewat. Kasus ini sudah naik ke atasan petugas.
keadaan-tenggat-tunda = Tenggat sedang dijeda.
keadaan-tenggat-tanpa = Tidak ada tenggat yang sedang berjalan.
keadaan-sementara = Tanggal ini sementara: kalender libur tahun itu belum terbit.
keadaan-sisa = sisa { $hari }
keadaan-sisa-akhir = hari terakhir
keadaan-sisa-lewat = lewat

# akhir keadaan
