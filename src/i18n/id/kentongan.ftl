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

# akhir kasus

## meja

# akhir meja

## tindakan

# akhir tindakan

## kelola

# akhir kelola

## kampanye

# akhir kampanye

## akun

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

# akhir keadaan
