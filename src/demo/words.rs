//! What reporters wrote. Invented.

use chrono::{DateTime, Datelike, Utc};
use uuid::Uuid;

use crate::case::account::Account;

/// One invented matter.
pub(super) struct Matter {
    /// Choice of the form.
    pub choice: &'static str,
    /// Violation that a verifier would find.
    pub category: &'static str,
    /// Whether it may be mediated.
    pub mediable: bool,
    /// Neutral title.
    pub title: &'static str,
    place: &'static str,
    who: &'static str,
    story: &'static str,
}

/// Invented matters, mediable ones first.
pub(super) const MATTERS: [Matter; 9] = [
    Matter {
        choice: "perilaku",
        category: "ET-06",
        mediable: true,
        title: "Ucapan kasar di ruang pelayanan",
        place: "Ruang pelayanan, kantor kecamatan",
        who: "petugas loket 2",
        story: "Saya menanyakan berkas yang sudah tiga minggu. Petugas membentak di depan antrean dan melempar map ke meja. \
                Dua orang di belakang saya mendengar, dan besoknya hal yang sama terjadi pada tetangga saya.",
    },
    Matter {
        choice: "jabatan",
        category: "MR-07",
        mediable: true,
        title: "Penilaian kinerja yang tidak dijelaskan",
        place: "Bidang kepegawaian",
        who: "kepala bidang",
        story: "Nilai kinerja saya turun dua tingkat tanpa dialog. Saat saya minta penjelasan tertulis, jawaban ditunda terus. \
                Rekan satu bidang yang menolak lembur hari Minggu mengalami hal yang sama.",
    },
    Matter {
        choice: "jabatan",
        category: "MR-01",
        mediable: true,
        title: "Mutasi tanpa dasar setelah bertanya anggaran",
        place: "Dinas pendidikan",
        who: "kepala dinas",
        story: "Seminggu setelah bertanya soal pemotongan honor dalam rapat, saya dipindahkan ke kecamatan terjauh. \
                Surat tugas tidak menyebut alasan, dan posisi lama saya langsung diisi orang baru.",
    },
    Matter {
        choice: "netralitas",
        category: "NE-05",
        mediable: false,
        title: "Foto bersama tim kampanye di kantor",
        place: "Aula kantor lurah",
        who: "lurah",
        story: "Pada jam kerja ada foto bersama dengan tim bakal calon, memakai kaus dan simbol angka jari. \
                Fotonya dibagikan di grup kerja dan staf diminta menyukai unggahan itu.",
    },
    Matter {
        choice: "pungli",
        category: "IN-01",
        mediable: false,
        title: "Permintaan uang di loket perizinan",
        place: "Loket 2, dinas perizinan",
        who: "petugas loket",
        story: "Petugas bilang izin bisa selesai hari itu kalau ada uang rokok tiga ratus ribu. Saya tidak memberi. \
                Berkas saya ditahan dan saya disuruh datang minggu depan. Dua orang di belakang saya mendengar.",
    },
    Matter {
        choice: "pelecehan",
        category: "HR-02",
        mediable: false,
        title: "Perundungan di tempat kerja",
        place: "Ruang tata usaha",
        who: "kepala subbagian",
        story: "Seorang staf honorer tiap hari diejek soal logatnya dan disuruh berdiri saat rapat. \
                Ia sekarang sering tidak masuk. Beberapa dari kami menyaksikan sejak bulan lalu.",
    },
    Matter {
        choice: "wewenang",
        category: "DS-04",
        mediable: false,
        title: "Mobil dinas dipakai untuk usaha pribadi",
        place: "Halaman kantor dinas",
        who: "sekretaris dinas",
        story: "Mobil dinas dipakai mengantar barang dagangan keluarganya tiap akhir pekan dan bahan bakarnya ditagihkan ke kantor. \
                Sopir kantor diminta menulis perjalanan dinas.",
    },
    Matter {
        choice: "pembalasan",
        category: "RT-01",
        mediable: false,
        title: "Ancaman setelah melapor",
        place: "Kantor kecamatan",
        who: "camat",
        story: "Setelah saya melaporkan pemotongan bantuan, saya dipanggil dan diancam tidak diperpanjang. \
                Ancaman diulang lewat pesan suara dan seorang rekan ikut mendengarnya.",
    },
    Matter {
        choice: "lainnya",
        category: "LL-01",
        mediable: true,
        title: "Jam kerja kantor pelayanan",
        place: "Kantor kelurahan",
        who: "kepala seksi",
        story: "Kantor tutup setelah pukul sebelas hampir setiap Jumat padahal papan menulis sampai pukul tiga. \
                Warga yang datang dari jauh harus kembali minggu depan.",
    },
];

/// The account of a complaint about a matter.
pub(super) fn account(matter: &Matter, agency: (Uuid, &str), at: DateTime<Utc>) -> Account {
    Account {
        choice: matter.choice.to_owned(),
        choice_other: if matter.choice == "lainnya" { matter.title.to_owned() } else { String::new() },
        relation: "witness".to_owned(),
        agency: Some(agency.0),
        agency_text: agency.1.to_owned(),
        accused_position: matter.who.to_owned(),
        accused_status: "unknown".to_owned(),
        month: at.month(),
        year: at.year(),
        ongoing: true,
        place: matter.place.to_owned(),
        narrative: matter.story.to_owned(),
        ..Account::default()
    }
}

/// Invented questions: (topic, title, question).
pub(super) const QUESTIONS: [(&str, &str, &str); 3] = [
    (
        "mediasi",
        "Pertanyaan tentang mediasi",
        "Apakah perselisihan dengan atasan soal pembagian tugas bisa dimediasi, dan apakah nama saya harus disebut?",
    ),
    (
        "perlindungan",
        "Pertanyaan tentang perlindungan",
        "Saya diminta diam setelah melihat pemotongan honor. Perlindungan apa yang ada sebelum saya melapor?",
    ),
    (
        "tata_cara",
        "Pertanyaan tentang cara melapor",
        "Bukti apa yang cukup untuk melaporkan pungutan di sekolah, dan ke mana bila pelakunya bukan ASN?",
    ),
];
