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
situs-angka-pengaduan = complaints
situs-angka-konsultasi = consultations
situs-angka-terbuka-kini = cases being handled
situs-angka-lewat = cases past a deadline today
situs-angka-selesai = cases closed
situs-angka-nilai = average rating by reporters, 1 to 5
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

kasus-lacak-judul = Track your case
kasus-lacak-pengantar = Type the tracking code from your receipt. No account needed.
kasus-lacak-kode = Tracking code
kasus-lacak-kode-petunjuk = 24 letters and digits, for example 7KQ4-M2XD-9TRH-C5WB-8N3P-JV6E. Lower case, spaces and dashes are fine.
kasus-lacak-buka = Open the case
kasus-lacak-kosong = Enter your code
kasus-lacak-kurang = Code has 24 characters, you entered { $n }
kasus-lacak-lebih = Code has 24 characters, you entered { $n }
kasus-lacak-huruf = Codes have letters and digits only. Remove other signs
kasus-lacak-salah = There is a typing error in this code. Check each character
kasus-lacak-tak-cocok = No case matches. Check each character
kasus-lacak-tunggu = Too many tries. Try again at { $pukul }
kasus-lacak-draf = This is a draft code, not a tracking code. Open it through Resume a draft
kasus-lacak-hilang = I lost my code
kasus-lacak-hilang-anonim = For an Anonymous report the code cannot be recovered. You can file a new complaint and mention the case number.
kasus-lacak-hilang-lain = For a Confidential or Open report, visit or call an officer with the case number. Once your identity is matched, a new code can be made.
kasus-lacak-aman = Anyone who holds the code can read your case. The case locks itself after 15 minutes without activity.
kasus-lacak-contoh = Sample codes (DEMO)
kasus-lacak-contoh-isi = Invented cases to try. Copy one of the codes into the field above.
kasus-terkunci = The case is locked
kasus-terkunci-isi = The case locked after 15 minutes without activity. What you typed is still on this page. Enter the code to send it.
kasus-terkunci-berkas = Attachments must be chosen again.
kasus-lanjut-judul = What you typed is still here
kasus-lanjut-isi = The case is open again. Check, then send.
kasus-lanjut-kirim = Send now
kasus-lanjut-batal = Do not send, open the case

kasus-judul = Your case
kasus-pengaduan = Complaint
kasus-konsultasi = Consultation
kasus-cara-anonymous = Anonymous
kasus-cara-confidential = Confidential
kasus-cara-open = Open
kasus-dikirim = Sent { $tanggal }. Last updated { $baru }.
kasus-keadaan = Where it stands
kasus-percakapan = Conversation with the officers
kasus-percakapan-kosong = No messages yet. Officers will write here.
kasus-anda = You
kasus-petugas = Officer { $nomor }
kasus-sistem = Notice
kasus-perlu-jawaban = Needs an answer
kasus-lampiran-pesan = Attached: { $nama }
kasus-jawab-label = Your answer
kasus-jawab-petunjuk = Only officers who may see this case read it.
kasus-jawab-kirim = Send answer
kasus-jawab-kosong = Enter your answer
kasus-jawab-ke = Answer the question
kasus-pesan-label = Message to the officers
kasus-pesan-kirim = Send message
kasus-pesan-kosong = Enter your message
kasus-tanya-label = Follow-up question
kasus-tanya-petunjuk = The consultant answers again within 5 working days.
kasus-tanya-kirim = Send question
kasus-tanya-kosong = Enter your question
kasus-tanya-pendek = Too short. Write at least 20 characters
kasus-teks-panjang = Too long. Remove { $n } characters
kasus-lampir = Attachments (optional)
kasus-lampir-petunjuk = At most 25 MB a file, 10 files. Cover your own face, name or signature in photos.
kasus-lampir-sudah = Already uploaded, will be sent too:
kasus-lampir-besar = "{ $nama }" is larger than 25 MB
kasus-lampir-jenis = "{ $nama }" is not a type we accept
kasus-lampir-kosong = "{ $nama }" is empty
kasus-lampir-kunci = "{ $nama }" is password protected. Upload it without a password
kasus-lampir-putus = The upload of "{ $nama }" was cut off. Try again
kasus-lampir-banyak = At most 10 files
kasus-perjalanan = The way of the case
kasus-surat = Letters for you
kasus-surat-kosong = No letters for this case.
kasus-surat-kembali = Back to the case
kasus-surat-tanggal = Made { $tanggal }
kasus-surat-outcome = Result letter
kasus-surat-refusal = Letter: cannot be processed
kasus-surat-agreement = Agreement
kasus-surat-referral = Notice of referral
kasus-surat-recommendation = Notice of recommendation
kasus-surat-summons = Invitation
kasus-surat-minutes = Minutes
kasus-surat-summary = Summary of the consultation
kasus-surat-lain = Letter
kasus-bukti = Evidence
kasus-bukti-kosong = No evidence yet.
kasus-bukti-tambah = Add evidence
kasus-bukti-ukuran = { $ukuran }, { $tanggal }
kasus-lain = Other choices
kasus-lain-isi = See what I reported
kasus-lain-isi-konsultasi = See what I asked
kasus-lain-bukti = Add evidence
kasus-lain-cara-anonymous = Change to Confidential or Open
kasus-lain-cara-confidential = Change to Open
kasus-lain-izin = Consent to share my identity with another body
kasus-lain-perlindungan = Ask for protection from retaliation
kasus-lain-pembalasan = Report retaliation
kasus-lain-pembalasan-petunjuk = Starts a new complaint linked to this case.
kasus-lain-akses = Who may see and has seen this case
kasus-lain-kode = Change the tracking code
kasus-lain-cabut = Withdraw the complaint
kasus-lain-batal = Cancel the consultation
kasus-lain-keberatan = Object to the result
kasus-lain-keberatan-cabut = Withdraw the objection
kasus-lain-nilai = Rate us
kasus-lain-buka = Report again
kasus-lain-hasil = Read the result
kasus-lain-mediasi = Answer the offer of mediation
kasus-lain-butir = Answer the lines of the agreement
kasus-lain-mediasi-akhiri = End mediation
kasus-lain-jadi = Answer the offer to make it a complaint
kasus-kunci = Close and lock the case
kasus-kembali = Back to the case
kasus-selesai-batas = You may object until { $tanggal } ({ $sisa }).

kasus-kabar-jawab = Answer sent { $pukul }.
kasus-kabar-pesan = Message sent { $pukul }.
kasus-kabar-bukti = Evidence added { $pukul }.
kasus-kabar-cara = Way of reporting changed { $pukul }.
kasus-kabar-izin = Consent recorded { $pukul }.
kasus-kabar-perlindungan = Request for protection sent { $pukul }.
kasus-kabar-mediasi = Your answer to the offer of mediation was recorded { $pukul }.
kasus-kabar-butir = Your answer to the lines of the agreement was recorded { $pukul }.
kasus-kabar-akhiri = Mediation ended { $pukul }.
kasus-kabar-cabut = Complaint withdrawn { $pukul }.
kasus-kabar-keberatan = Objection sent { $pukul }. The deadline for examining it is below.
kasus-kabar-keberatan-cabut = Objection withdrawn { $pukul }.
kasus-kabar-nilai = Thank you, your rating was recorded { $pukul }.
kasus-kabar-buka = Report opened again { $pukul }.
kasus-kabar-tanya = Question sent { $pukul }.
kasus-kabar-batal = Consultation cancelled { $pukul }.
kasus-kabar-tidak = That choice is not available now. What can be done is on this page.
kasus-kabar-sudah = This form was sent before; nothing was sent twice.
kasus-galat-berubah = The case changed since this page was opened, so this has not been sent. Check, then send once more
kasus-galat-tak-bisa = This cannot be done now
kasus-galat-sambungan = Not saved because of a problem on our side. What you typed is still here. Send it again
kasus-isi-judul = What you reported
kasus-isi-judul-konsultasi = What you asked
kasus-isi-ringkas = This is an exact copy of what you sent. It cannot be changed; additions are written as messages or evidence.
kasus-isi-cara = Way of reporting
kasus-isi-jenis = What it is about
kasus-isi-jenis-lain = In your own words
kasus-isi-hubungan = Connection
kasus-isi-hubungan-self = It happened to me
kasus-isi-hubungan-witness = I saw it
kasus-isi-hubungan-colleague = I work in the same office
kasus-isi-hubungan-proxy = On someone's behalf
kasus-isi-hubungan-unsaid = Prefer not to say
kasus-isi-perempuan = Asked for a female officer
kasus-isi-instansi = Agency
kasus-isi-unit = Unit or office
kasus-isi-nama = Name of the person
kasus-isi-nip = NIP of the person
kasus-isi-jabatan = Position
kasus-isi-status = Civil servant or not
kasus-isi-status-pns = Yes, PNS
kasus-isi-status-pppk = Yes, PPPK
kasus-isi-status-unknown = Not sure
kasus-isi-lain = Others involved
kasus-isi-kecuali = Who must not handle it
kasus-isi-kapan = When
kasus-isi-berulang = Still going on or repeated
kasus-isi-lokasi = Where
kasus-isi-uraian = What happened
kasus-isi-tautan = Links
kasus-isi-saksi = Witnesses or leads
kasus-isi-topik = Topic
kasus-isi-pertanyaan = Question
kasus-isi-sebelumnya = Earlier case
kasus-isi-nama-dibuka = Name you released to the case team
kasus-ya = Yes

kasus-bukti-judul = Add evidence
kasus-bukti-pengantar = Added files are seen by the officers of this case at once and cannot be taken back.
kasus-bukti-berkas = Files
kasus-bukti-berkas-petunjuk = Photos, PDF, documents, audio or video. At most 25 MB a file, 10 files.
kasus-bukti-ket = Remark (optional)
kasus-bukti-ket-petunjuk = What it shows, when and where it was made.
kasus-bukti-pilih = Choose the files to add
kasus-bukti-kirim = Add the evidence

kasus-cara-judul = Change the way you report
kasus-cara-pengantar = You can become more open, but not the other way round. Your name and contact are locked for two officials; the officers on the case cannot read them.
kasus-cara-legenda = Change to
kasus-cara-rahasia-isi = Your identity is locked away. Only two officials together can open it, and you see every opening.
kasus-cara-terbuka-isi = As Confidential, and your name is released to the case team: it appears in official letters, so the person may learn it.
kasus-cara-pilih = Choose the new way of reporting
kasus-cara-nama = Your name
kasus-cara-nama-petunjuk = As on your ID if Open. A first name is enough if Confidential.
kasus-cara-nama-kosong = Enter your name
kasus-cara-nama-panjang = Name must be 120 characters or fewer
kasus-cara-telepon = Phone or WhatsApp (optional)
kasus-cara-telepon-petunjuk = For example 0812 3456 7890. Not a work number.
kasus-cara-telepon-salah = Enter a phone number like 0812 3456 7890
kasus-cara-surel = Email (optional)
kasus-cara-surel-petunjuk = Not a work address.
kasus-cara-surel-salah = Enter an email like name@example.id
kasus-cara-surel-kantor = Your agency may read work email. Use a personal one
kasus-cara-kirim = Change it
kasus-cara-awas = This cannot be undone.

kasus-izin-judul = Consent to share your identity
kasus-izin-isi = If the case is referred to another body, your identity does not go with it unless you consent here. The consent is for referrals of this case only.
kasus-izin-anonim = Your report is Anonymous: there is no identity to share.
kasus-izin-legenda = May your identity be given to the receiving body?
kasus-izin-ya = Yes
kasus-izin-tidak = No
kasus-izin-pilih = Choose yes or no
kasus-izin-kirim = Save

kasus-lindung-judul = Ask for protection from retaliation
kasus-lindung-isi = The officers on the case read this and answer in the conversation, including the way to LPSK. If you are in danger now, call 112.
kasus-lindung-label = What happened, or what do you fear?
kasus-lindung-petunjuk = For example being moved, threatened, losing pay, or being visited.
kasus-lindung-kosong = Say what happened or what you fear
kasus-lindung-kirim = Send the request

kasus-cabut-judul = Withdraw the complaint?
kasus-cabut-isi = Once withdrawn, officers stop working on this complaint and you cannot continue it. Records already made are not deleted.
kasus-cabut-jujur = To be honest: if the matter is grave and of public interest, the head may go on without you within 3 working days, as a new case that does not contain your identity.
kasus-cabut-label = Reason (optional)
kasus-cabut-petunjuk = If someone pressed you to withdraw, say so; do not withdraw yet if you feel unsafe.
kasus-cabut-kirim = Yes, withdraw
kasus-cabut-urung = Keep it

kasus-batal-judul = Cancel the consultation?
kasus-batal-isi = The consultation is closed and open questions are not answered any more.
kasus-batal-kirim = Yes, cancel

kasus-mediasi-judul = Offer of mediation
kasus-mediasi-isi = In mediation a mediator helps both sides find an agreement. It is voluntary; refusing does not harm your complaint. Nothing said is used if it fails.
kasus-mediasi-anonim = Your report is not Open: mediation goes through the mediator without naming you.
kasus-mediasi-legenda = Do you agree to mediation?
kasus-mediasi-ya = Yes, I agree
kasus-mediasi-tidak = No
kasus-mediasi-pilih = Choose yes or no
kasus-mediasi-coret = Mediators you do not want (optional)
kasus-mediasi-coret-petunjuk = Tick to strike out. Leave at least one.
kasus-mediasi-coret-semua = Leave at least one mediator
kasus-mediasi-mediator = Mediator { $nomor }
kasus-mediasi-kirim = Send answer
kasus-butir-judul = Lines of the agreement
kasus-butir-isi = Answer each line on its own. There is an agreement only when both sides accept every line.
kasus-butir-kosong = No lines yet. The mediator will write them here.
kasus-butir-batas = To be done at the latest { $tanggal }
kasus-butir-anda = You: { $jawab }
kasus-butir-lawan = The other side: { $jawab }
kasus-butir-menerima = accepted
kasus-butir-menolak = refused
kasus-butir-belum = no answer yet
kasus-butir-legenda = Line { $no }
kasus-butir-terima = Accept
kasus-butir-tolak = Refuse
kasus-butir-pilih = Answer at least one line
kasus-butir-kirim = Send answers
kasus-butir-lama = Ask for more time
kasus-butir-lama-isi = If both sides ask for it, mediation is extended once, by 30 days.
kasus-butir-lama-sudah = You have asked for more time.
kasus-akhiri-judul = End mediation?
kasus-akhiri-isi = Mediation stops without an agreement, nothing of the talks is kept, and the complaint goes back to review.
kasus-akhiri-kirim = Yes, end mediation

kasus-keberatan-judul = Object to the result
kasus-keberatan-isi = An objection is examined by another officer of another unit who never touched this case.
kasus-keberatan-batas = You can object until { $tanggal } ({ $sisa }). Once for each decision.
kasus-keberatan-hasil = Decided within 20 working days of sending.
kasus-keberatan-legenda = Reason
kasus-keberatan-bukti-diabaikan = My evidence was not considered
kasus-keberatan-bukti-baru = There is new evidence
kasus-keberatan-benturan = An officer had a conflict of interest
kasus-keberatan-rekomendasi = The recommendation is not carried out
kasus-keberatan-lainnya = Something else
kasus-keberatan-pilih = Choose the reason
kasus-keberatan-uraian = Explain your objection
kasus-keberatan-uraian-petunjuk = At least 50 characters. Point to the part of the result that you do not accept.
kasus-keberatan-pendek = Explain your objection in at least 50 characters
kasus-keberatan-kirim = Send objection
kasus-keberatan-tutup = The time to object has passed or has not begun.
kasus-keberatan-cabut-judul = Withdraw the objection?
kasus-keberatan-cabut-isi = The decision stands. You cannot object to the same decision again.
kasus-keberatan-cabut-kirim = Yes, withdraw the objection

kasus-nilai-judul = Rate us
kasus-nilai-legenda = How satisfied are you with the handling of this case?
kasus-nilai-1 = Very dissatisfied
kasus-nilai-2 = Dissatisfied
kasus-nilai-3 = Neither
kasus-nilai-4 = Satisfied
kasus-nilai-5 = Very satisfied
kasus-nilai-pilih = Choose your rating
kasus-nilai-aman = Did you feel safe during the process?
kasus-nilai-aman-yes = Yes
kasus-nilai-aman-no = No
kasus-nilai-aman-partly = Partly
kasus-nilai-teks = Anything you want to say (optional)
kasus-nilai-teks-petunjuk = At most 1,000 characters. No names.
kasus-nilai-kirim = Send rating

kasus-buka-judul = Report again
kasus-buka-isi = If it happens again or the follow-up was not carried out, this case is opened again from the start with another officer. Possible until 12 months after it was first closed, twice at most.
kasus-buka-label = What happened again?
kasus-buka-petunjuk = When, where, and what was not carried out. At least 20 characters.
kasus-buka-pendek = Say what happened again in at least 20 characters
kasus-buka-kirim = Open this case again

kasus-kode-judul = Change the tracking code
kasus-kode-isi = The old code stops working at once, also in other browsers that have the case open. The new code is shown only once.
kasus-kode-wajib = A counter officer has seen this code, so it must be changed before the case opens.
kasus-kode-siap = Have pen and paper ready.
kasus-kode-kirim = Make a new code
kasus-kode-baru = Your new tracking code
kasus-kode-catat = Write it down now. Once this page is closed it cannot be shown again.
kasus-kode-qr = QR code that opens the tracking page
kasus-kode-qr-petunjuk = Scanner apps may remember the address together with the code.
kasus-kode-salin = Copy code
kasus-kode-tersalin = Code copied. Other apps may read the clipboard.
kasus-kode-tak-tersalin = Could not copy. Write the code on paper.
kasus-kode-sudah = I have written it down

kasus-akses-judul = Who may see and who has seen
kasus-akses-isi = Officers are shown by role, unit and number, never by name. The person you reported, people of that agency and unit, and people you excluded cannot see this case.
kasus-akses-boleh = Who may see
kasus-akses-boleh-unit = { $peran }, { $unit }
kasus-akses-boleh-orang = { $peran } (Officer { $nomor })
kasus-akses-sudah = Who has seen
kasus-akses-kosong = No officer has opened this case yet.
kasus-akses-baris = Officer { $nomor }, { $peran }
kasus-akses-case = opened the case
kasus-akses-file = opened a file
kasus-akses-document = opened a letter
kasus-akses-search = found it by searching for words
kasus-akses-identitas = Your identity
kasus-akses-identitas-anonim = We hold no identity of yours.
kasus-akses-identitas-tersegel = Sealed. This server cannot open it; it has never been opened.
kasus-akses-batas = The last { $n } openings are shown.
kasus-peran-clerk = Counter officer
kasus-peran-verifier = Verifying officer
kasus-peran-analyst = Analyst
kasus-peran-mediator = Mediator
kasus-peran-consultant = Consultant
kasus-peran-supervisor = Head of unit
kasus-peran-reviewer = Objection reviewer
kasus-peran-integrity = Integrity desk
kasus-peran-custodian = Identity custodian
kasus-peran-auditor = Auditor
kasus-peran-admin = Administrator
kasus-peran-penangan = Handler of the case

kasus-jadi-judul = Make it a complaint?
kasus-jadi-isi = The consultant summed up your consultation as below. If you agree, the complaint form opens filled from the summary and the consultation; nothing is sent before you have checked it.
kasus-jadi-ya = Yes, make a complaint
kasus-jadi-tidak = No, keep it a consultation
kasus-jadi-tidak-pesan = I do not want to make it a complaint.

kasus-waktu-submit = Complaint received
kasus-waktu-ask = Question received
kasus-waktu-start-screening = An officer began to check it
kasus-waktu-ask-reporter = An officer asked a question
kasus-waktu-answer = You answered
kasus-waktu-extend-reply = Time to answer extended
kasus-waktu-go-on-without = Time to answer ran out; officers went on without it
kasus-waktu-accept = Accepted after verification
kasus-waktu-refuse = Found not admissible
kasus-waktu-refer = Referred to another body
kasus-waktu-bounce = The other body sent the case back
kasus-waktu-arbitrate = The arbiter decided who handles it
kasus-waktu-record-outcome = The other body's result was recorded
kasus-waktu-join = Joined with another report
kasus-waktu-release = Separated from the other report
kasus-waktu-give-first-answer = First answer given
kasus-waktu-open-clarification = Clarification opened
kasus-waktu-record-response = The person's response was received
kasus-waktu-second-call = The person was called a second time
kasus-waktu-set-hearing = Clarification session scheduled
kasus-waktu-hold-hearing = Clarification session held
kasus-waktu-record-no-show = Clarification session not attended
kasus-waktu-conclude-clarification = Clarification concluded
kasus-waktu-offer-mediation = Mediation offered
kasus-waktu-record-consent = Answer to the offer of mediation recorded
kasus-waktu-mediation-lapse = The offer of mediation lapsed unanswered
kasus-waktu-begin-mediation = Mediation began
kasus-waktu-accept-term = A line of the agreement was accepted
kasus-waktu-refuse-term = A line of the agreement was refused
kasus-waktu-want-more-time = More time for mediation asked
kasus-waktu-settle = Agreement reached
kasus-waktu-end-without = Mediation ended without an agreement
kasus-waktu-propose-outcome = Conclusion put to the head
kasus-waktu-send-back = The head asked for further review
kasus-waktu-decide = The head decided; result given
kasus-waktu-recommend = Recommendation sent to the authority
kasus-waktu-waive-recommendation = No recommendation, with reasons
kasus-waktu-report-commitment = One follow-up fulfilled
kasus-waktu-escalate-to = Overdue follow-up taken to a higher body
kasus-waktu-give-up-commitment = One follow-up given up, with reasons
kasus-waktu-close-follow-up = Monitoring done; case closed
kasus-waktu-record-delivery = Result delivered to the person
kasus-waktu-open-result = You opened the result
kasus-waktu-object = Objection made
kasus-waktu-withdraw-objection = Objection withdrawn
kasus-waktu-confirm-decision = Objection examined; decision stands
kasus-waktu-reopen = Objection upheld; case reopened
kasus-waktu-lapse = Case closed
kasus-waktu-report-again = You reported again; case reopened
kasus-waktu-withdraw = You withdrew the complaint
kasus-waktu-continue-ex-officio = The head went on without the reporter
kasus-waktu-expire = The time to go on without the reporter ended
kasus-waktu-interim-feedback = Regular news from the officers
kasus-waktu-hold = Case put on hold
kasus-waktu-unhold = Case goes on
kasus-waktu-assign = An officer was assigned
kasus-waktu-take = An officer took the case
kasus-waktu-hand-over = Case handed to another officer
kasus-waktu-amend = Case data corrected
kasus-waktu-extend-deadline = Deadline extended, with reasons
kasus-waktu-declare-conflict = An officer declared a conflict of interest
kasus-waktu-add-evidence = Evidence added
kasus-waktu-share-identity = You became more open
kasus-waktu-ask-protection = You asked for protection
kasus-waktu-consent-share = Consent to share identity recorded
kasus-waktu-change-code = Tracking code changed
kasus-waktu-rate = You rated us
kasus-waktu-breach = Deadline passed; case went to the superior
kasus-waktu-repair = The case's state was repaired by the heads
kasus-waktu-ask-again = You asked again
kasus-waktu-offer-convert = The consultant offered to make it a complaint
kasus-waktu-convert = Became a complaint
kasus-waktu-cancel = Consultation cancelled
kasus-waktu-end = Consultation ended
kasus-waktu-propose-term = The mediator wrote a line of the agreement
kasus-waktu-answer-konsultasi = The consultant answered
kasus-waktu-take-konsultasi = A consultant took the consultation
kasus-waktu-lapse-konsultasi = Consultation closed
kasus-hasil-tersegel = The result is there.
kasus-kabar-lain = This code opens another case, so what was typed is left out.

# akhir kasus

## meja

meja-petugas = officers
meja-meja = Officer desk
meja-antrean = Queue
meja-persetujuan = Approvals
meja-catat = Record
meja-lainnya = More
meja-kampanye = QR campaigns
meja-alur = Workflow
meja-jejak = Audit trail
meja-kelola = Manage
meja-akun = Account
meja-cari = Search number, agency or words
meja-tombol = Keys J, K, A, /

# akhir meja

## tindakan

# akhir tindakan

## kelola

# akhir kelola

## kampanye

# akhir kampanye

## akun
akun-masuk = Officer sign-in
akun-nama = Sign-in name
akun-nama-kosong = Enter your sign-in name
akun-sandi = Password
akun-sandi-kosong = Enter your password
akun-salah = The sign-in name or password is wrong
akun-tunggu = Too many tries. Try again at { $time }
akun-masuk-tombol = Sign in
akun-masuk-lupa = Forgot your password? Ask an administrator for a new invitation.
akun-demo-judul = Accounts of the DEMO office
akun-demo-sandi = The password of every account:
akun-demo-nama = Sign-in name
akun-demo-orang = Officer
akun-demo-peran = Roles
akun-peran-reporter = Reporter
akun-peran-clerk = Counter clerk
akun-peran-verifier = Verifier
akun-peran-analyst = Analyst
akun-peran-mediator = Mediator
akun-peran-consultant = Consultant
akun-peran-supervisor = Supervisor
akun-peran-reviewer = Reviewer
akun-peran-integrity = Integrity desk
akun-peran-custodian = Custodian
akun-peran-auditor = Auditor
akun-peran-admin = Administrator
akun-peran-system = System
akun-judul = My account
akun-orang = Name
akun-alias = What reporters see
akun-alias-isi = Officer { $nomor }
akun-peran = Roles
akun-keluar = Sign out
akun-sandi-judul = Change the password
akun-sandi-jelas = Other sessions will be ended.
akun-sandi-lama = Current password
akun-sandi-lama-kosong = Enter the current password
akun-sandi-lama-salah = The current password does not match
akun-sandi-baru = New password
akun-sandi-petunjuk = At least 15 characters. A few unrelated words are stronger and easier to remember.
akun-sandi-ulang = Type the new password again
akun-sandi-pendek = The password needs at least 15 characters
akun-sandi-panjang = The password can have at most 256 characters
akun-sandi-mudah = This password is too easy to guess
akun-sandi-beda = The two new passwords differ
akun-sandi-simpan = Change the password
akun-sesi-judul = Open sessions
akun-sesi-jelas = At most three. A session ends after 15 idle minutes, at the latest after 8 hours.
akun-sesi-sejak = Since { $kapan }
akun-sesi-terlihat = last used { $kapan }
akun-sesi-ini = This session
akun-sesi-akhiri = End
akun-sesi-lain = End all other sessions
akun-undangan-judul = Welcome
akun-undangan-isi = { $nama }, set the password of your account. This link works once.
akun-undangan-simpan = Save and sign in
akun-undangan-habis = The invitation is not valid
akun-undangan-habis-isi = An invitation works once, for 24 hours. Ask an administrator for a new one.

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

keadaan-received = Received
keadaan-screening = Being checked
keadaan-awaiting-reporter = Waiting for your answer until { $tanggal }
keadaan-review = Under review
keadaan-clarification = Clarification
keadaan-mediation = Mediation
keadaan-deciding = Waiting for the head's decision
keadaan-resolved = Result given; you may object until { $tanggal }
keadaan-resolved-lewat = Result given; the time to object has passed
keadaan-follow-up = Follow-up is monitored: { $n } of { $m } fulfilled
keadaan-objection = Objection being examined by another unit
keadaan-referred = Referred to { $lembaga } because { $dasar }
keadaan-referred-saja = Referred to another body
keadaan-not-admissible = Cannot be processed because { $alasan }; another way: { $kanal }
keadaan-not-admissible-saja = Cannot be processed; the reason and another way are in the result letter
keadaan-withdrawn = Withdrawn by you
keadaan-closed = Closed
keadaan-closed-gabung = Joined with another report about the same matter, now: { $tahap }
keadaan-closed-gabung-saja = Joined with another report about the same matter
keadaan-scheduled = Scheduled for { $tanggal }
keadaan-in-session = In session
keadaan-answered = Answered
keadaan-converted = Became a complaint
keadaan-tahap-verifikasi = Verification
keadaan-tahap-klarifikasi = Clarification
keadaan-tahap-mediasi = Mediation
keadaan-tahap-rekomendasi = Recommendation
keadaan-tahap-pemantauan = Monitoring
keadaan-tahap-tutup = Closed
keadaan-tahap-diterima = Received
keadaan-tahap-dijawab = Answered
keadaan-giliran-anda = Your turn
keadaan-giliran-petugas = The officers' turn
keadaan-giliran-lembaga = Another body's turn
keadaan-giliran-selesai = Nothing is pending
keadaan-giliran-jawab = An officer is waiting for your answer, at the latest { $tanggal } ({ $sisa }).
keadaan-giliran-mediasi = You are offered mediation. Say yes or no at the latest { $tanggal } ({ $sisa }). No answer counts as no.
keadaan-giliran-butir = Lines of an agreement are waiting for your answer, at the latest { $tanggal } ({ $sisa }).
keadaan-giliran-hasil = The result is there for you to read. You may object until { $tanggal } ({ $sisa }).
keadaan-giliran-jadi = The consultant offers to turn this consultation into a complaint. Say yes or no; there is no deadline but that of the consultation.
keadaan-giliran-kode = A counter officer has seen this code. Change it now so that only you hold it.
keadaan-tenggat = At the latest { $tanggal } ({ $sisa }).
keadaan-tenggat-lewat = The deadline was { $tanggal } and has passed. The case has gone to the officers' superior.
keadaan-tenggat-tunda = The deadline is paused.
keadaan-tenggat-tanpa = No deadline is running.
keadaan-sementara = This date is provisional: that year's holiday calendar is not out yet.
keadaan-sisa = { $hari } left
keadaan-sisa-akhir = last day
keadaan-sisa-lewat = passed

# akhir keadaan
