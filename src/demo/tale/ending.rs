//! From the findings to the close.

use chrono::{Duration, NaiveDate};

use super::said::{document, rated, say};
use super::{End, Tale, YES};
use crate::case::act::{Who, Words};
use crate::case::action::{Action, Addressee};
use crate::case::state::{Finding, Side};
use crate::error::Error;
use crate::i18n::Zone;

impl Tale<'_> {
    pub(super) async fn decide(&mut self, end: End) -> Result<(), Error> {
        self.clarify(true).await?;
        let who = self.handler();
        let proven = end == End::FollowUp || self.n.is_multiple_of(2);
        let finding = if proven { Finding::Proven } else { Finding::NotProven };
        let propose =
            Action::ProposeOutcome { findings: vec![finding], reasons: YES, sources: YES, heard_or_why_not: YES };
        let note = Some("Dua saksi dan rekaman antrean saling menguatkan.".to_owned());
        self.step(60, who, propose, Words { note, ..Words::default() }).await?;
        if end == End::Deciding {
            return Ok(());
        }
        let pimpinan = self.officer("pimpinan");
        let mut letter = say(
            "Pemeriksaan selesai. Hasil lengkap ada pada surat di halaman ini; keberatan dapat diajukan sampai tanggal yang tertulis.",
        );
        letter.documents = document(
            "outcome",
            false,
            "Surat hasil",
            "Setelah memeriksa keterangan dan bukti, kami sampai pada hasil ini.",
        )
        .documents;
        self.step(30, pimpinan, Action::Decide { letter: YES }, letter).await?;
        match end {
            End::Objection => {
                let object = Action::Object { side: Side::Reporter, reason: YES };
                let why = say("Bukti rekaman saya belum dipertimbangkan sama sekali dalam hasil ini.");
                self.step(50, Who::Reporter, object, why).await
            }
            End::FollowUp => self.recommend().await,
            End::Closed => self.close(proven).await,
            _ => Ok(()),
        }
    }

    async fn recommend(&mut self) -> Result<(), Error> {
        let due: Option<NaiveDate> = Some(Zone::Wib.day(self.at + Duration::days(21)));
        let action = Action::Recommend { to: Addressee::Ppk, ppk_accused: false, letter: YES, commitments: vec![due] };
        let mut words = say("Rekomendasi dikirim kepada pejabat pembina kepegawaian dan kami pantau.");
        words.documents = document(
            "recommendation",
            true,
            "Surat rekomendasi",
            "Menjatuhkan sanksi sesuai ketentuan dan membina pelayanan loket.",
        )
        .documents;
        words.lines = vec![("commitment".into(), 1, "Menjatuhkan sanksi moral dan melaporkan pelaksanaannya.".into())];
        let pimpinan = self.officer("pimpinan");
        self.step(30, pimpinan, action, words).await
    }

    /// Closed: an unproven result lapses when its windows have ended; a proven one is followed up first.
    async fn close(&mut self, proven: bool) -> Result<(), Error> {
        if proven {
            self.recommend().await?;
            let who = self.handler();
            let proof = Action::ReportCommitment { no: 1, proof: YES };
            self.step(100, who, proof, Words { note: Some("SK sanksi diterima.".into()), ..Words::default() }).await?;
            let done = say("Sanksi sudah dijatuhkan dan dilaporkan kepada kami. Kasus kami tutup.");
            self.step(24 * 52, who, Action::CloseFollowUp, done).await?;
        } else {
            self.step(24 * 58, Who::System, Action::Lapse, Words::default()).await?;
        }
        if self.n.is_multiple_of(2) {
            let score = 3 + i16::try_from(self.n % 3).unwrap_or_default();
            self.step(20, Who::Reporter, Action::Rate { score }, rated(score)).await?;
        }
        Ok(())
    }
}
