# Kentongan, English. One domain; each slice has its own section and prefix.

## umum

umum-mengirim = Sending…
umum-pintas = Shortcuts
umum-ke-isi = Skip to content
umum-keluar-halaman = Leave this page quickly
umum-utama = Main
umum-pengaduan = Complaint
umum-konsultasi = Consultation
umum-lacak = Track a case
umum-bahasa-lain = ID
umum-baca-bahasa-lain = baca dalam bahasa Indonesia
umum-keluar-cepat = Quick exit
umum-demo = Every person, agency and case here is invented. Do not write anything real.
umum-bahaya = In danger now?
umum-telepon = Call
umum-darurat = emergency
umum-polisi = police
umum-atau = or
umum-perempuan-anak = women and children
umum-gratis = Free of charge.
umum-aman = Staying safe
umum-bantuan = Help
umum-privasi = Privacy
umum-aksesibilitas = Accessibility
umum-angka = Open figures
umum-tentang = About this service
umum-kode-sumber = Source code
umum-masuk-petugas = Officer sign-in
umum-telepon-kantor = Telephone
umum-kembali = Back
umum-tahap = Stages of the case
umum-selesai = done
umum-tidak-diisi = Not provided
umum-ubah = Change
umum-halaman = Pages of the list
umum-dari-awal = From the start
umum-berikutnya = Next
umum-langkah = Step { $n } of { $total }: { $name }
umum-galat = Error
umum-ada-galat = There is something to correct
umum-sisa-huruf = { $n } of { $max } characters left
umum-paling-banyak = At most { $max } characters
umum-tanggal = Day
umum-bulan = Month
umum-tahun = Year
umum-dijeda = Paused
umum-lewat = { $span } overdue
umum-hari-ini = Today
umum-sisa = { $span } left
umum-simpan = Save
umum-simpan-lanjut = Save and continue
umum-menyimpan = Saving…
umum-batal = Cancel
umum-cetak = Print
umum-ya = Yes
umum-tidak = No

# akhir umum

## situs

situs-judul = complaints and consultations about civil servants
situs-h1 = A civil servant behaving badly? Sound the kentongan.
situs-lead = File a complaint, or ask our officers first. You need not give your name. No account is needed.
situs-buat = Make a complaint
situs-buat-teks = Report breaches of neutrality or the code of ethics, illegal fees, or trading in posts. About 10 minutes.
situs-tanya = Ask for advice
situs-tanya-teks = Ask in writing about mediation and protection, without a name if you like. You read the answer here.
situs-lacak = Track your case
situs-lacak-teks = Type the tracking code of 24 letters and digits from your receipt.
situs-lihat = See progress
situs-cara = You decide how well known you are
situs-cara-teks = You can become more open later, but not the other way round.
situs-anonim = Anonymous
situs-anonim-teks = We ask for no name or phone number. The tracking code is the only way back to your case.
situs-rahasia = Confidential
situs-rahasia-teks = Your identity is locked away. Only two officials together can open it, and you see every opening.
situs-terbuka = Open
situs-terbuka-teks = Your name appears in official letters. Right if you are ready to attend mediation.
situs-jalan = What happens after you send it
situs-jalan-1 = Verification
situs-jalan-1-teks = Officers check that it is complete and ours to handle, within a few working days. The exact date is on your receipt.
situs-jalan-2 = Clarification
situs-jalan-2-teks = We ask you and the person for your accounts, in writing or in a session.
situs-jalan-3 = Mediation or recommendation
situs-jalan-3-teks = Disputes are brought to one table. Violations end in a recommendation to the head of the agency.
situs-jalan-4 = Monitoring
situs-jalan-4-teks = We see that the recommendation is carried out, then ask for your rating.
situs-apa = What you can report
situs-apa-1 = Civil servants campaigning, backing a candidate, or using state facilities for politics
situs-apa-2 = Illegal fees, gratuities, or asking for payment for a service
situs-apa-3 = Trading in posts, transfers without grounds, or rigged selection
situs-apa-4 = Harassment, bullying and threats at work
situs-apa-5 = Abusive or discriminatory words, or hate speech
situs-bukan = Broken road, power cut, or a late ID card? Tell
situs-angka-diterima = reports received this year
situs-angka-tepat = verified in time
situs-angka-tengah = median time to the end
situs-angka-kecil = Fewer than 5, not shown.
situs-angka-h1 = Open figures
situs-angka-lead = How well this work is done. Counted from the cases, without content and without names. Groups of fewer than five are not shown, so that nobody can be recognised.
situs-angka-dihitung = Counted { $when }.
situs-angka-belum = Nothing has been counted yet.
situs-angka-menurut-jenis = By kind of violation
situs-angka-menurut-hasil = By outcome
situs-angka-nama = Group
situs-angka-jumlah = Reports
situs-angka-terbukti = Proven
situs-angka-sebagian = Partly proven
situs-angka-tidak-terbukti = Not proven
situs-angka-damai = Settled by agreement
situs-angka-kurang-bukti = Not enough evidence
situs-angka-bukan-wewenang = Not within our powers
situs-angka-sama = Same as another report
situs-angka-dicabut = Withdrawn by the reporter

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

galat-kembali-beranda = Back to the home page
galat-ke-lacak = Track a case
galat-ke-antrean = Back to the queue
galat-coba-lagi = Try again
galat-kode = Incident code
galat-kode-petunjuk = Tell us this code if you contact us.
galat-rusak = The request could not be read
galat-rusak-teks = The form that reached us is incomplete. Go back and send it once more.
galat-kedaluwarsa = This form expired
galat-kedaluwarsa-teks = What you typed is still here. Send it once more.
galat-kedaluwarsa-berkas = Go back, reload the page and choose the files again.
galat-kedaluwarsa-sandi = We do not keep passwords. Go back and type it again.
galat-kirim-lagi = Send once more
galat-dilarang = No access
galat-dilarang-teks = You do not have access to this page.
galat-situs-lain = Sent from another site
galat-situs-lain-teks = This form was not sent from one of our pages, so we did not process it. Please start from the home page.
galat-tidak-ada = Page not found
galat-tidak-ada-teks = Check the address, or start from the home page.
galat-cara = This address cannot be opened that way
galat-cara-teks = Start from the home page or from a link on our pages.
galat-keduluan = Someone was faster
galat-keduluan-teks = Someone has just changed this. Reload the page, look at the change, then decide again. What you sent was not carried out.
galat-draf-hilang = Draft deleted
galat-draf-hilang-teks = This draft was deleted to keep you safe.
galat-mulai-lagi = Start again
galat-terlalu-besar = File too large
galat-terlalu-besar-teks = 25 MB per file at most. Nothing else is lost: go back and choose a smaller file.
galat-terlalu-sering = Too many tries
galat-terlalu-sering-teks = Try again at { $time }.
galat-gangguan = Problem on our side
galat-gangguan-teks = What you saved last is kept for 24 hours.
galat-tutup-sebentar = The service is not available right now
galat-tutup-sebentar-teks = Your case is safe. Try again in a few minutes. What you have just typed may not have been sent.

# akhir galat

## surat

# akhir surat

## keadaan

# akhir keadaan
