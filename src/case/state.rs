//! The words of the machine: kinds, states, roles, outcomes, clocks. `workflow.md` is the source.

/// Makes an enum of plain words together with its database and form code, so that they cannot drift.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code used in the database, in forms and in the printed table.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value with this code, if there is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }
    };
}

words! {
    /// What the citizen came for.
    Kind {
        /// Pengaduan.
        Complaint = "complaint",
        /// Konsultasi.
        Consultation = "consultation",
    }
}

words! {
    /// Where a case stands. Complaints and consultations share the type, not the states.
    State {
        /// Diterima.
        Received = "received",
        /// Diverifikasi.
        Screening = "screening",
        /// Menunggu jawaban pelapor.
        AwaitingReporter = "awaiting_reporter",
        /// Ditelaah.
        Review = "review",
        /// Klarifikasi.
        Clarification = "clarification",
        /// Mediasi.
        Mediation = "mediation",
        /// Menunggu keputusan pimpinan.
        Deciding = "deciding",
        /// Hasil disampaikan.
        Resolved = "resolved",
        /// Tindak lanjut dipantau.
        FollowUp = "follow_up",
        /// Keberatan diperiksa unit lain.
        Objection = "objection",
        /// Diteruskan ke lembaga lain.
        Referred = "referred",
        /// Tidak dapat diproses.
        NotAdmissible = "not_admissible",
        /// Dicabut pelapor (final).
        Withdrawn = "withdrawn",
        /// Selesai (final).
        Closed = "closed",
        /// Consultation: dijadwalkan.
        Scheduled = "scheduled",
        /// Consultation: berlangsung.
        InSession = "in_session",
        /// Consultation: dijawab.
        Answered = "answered",
        /// Consultation: menjadi pengaduan (final).
        Converted = "converted",
    }
}

words! {
    /// Who acts. One list, these codes everywhere (workflow.md, Roles).
    Role {
        /// Pelapor, with the receipt code.
        Reporter = "reporter",
        /// Petugas loket.
        Clerk = "clerk",
        /// Petugas verifikator.
        Verifier = "verifier",
        /// Analis, the handler.
        Analyst = "analyst",
        /// Mediator.
        Mediator = "mediator",
        /// Petugas konsultasi.
        Consultant = "consultant",
        /// Pimpinan of a unit.
        Supervisor = "supervisor",
        /// Penelaah: a supervisor of another unit, for objections.
        Reviewer = "reviewer",
        /// Meja integritas.
        Integrity = "integrity",
        /// Kustodian of identities.
        Custodian = "custodian",
        /// Auditor: records and figures, no content.
        Auditor = "auditor",
        /// Administrator: accounts and catalogues, no case content.
        Admin = "admin",
        /// The worker.
        System = "system",
    }
}

words! {
    /// How the reporter wishes to be known.
    Mode {
        /// Anonim: nothing about the person is stored.
        Anonymous = "anonymous",
        /// Rahasia: name and contact are sealed.
        Confidential = "confidential",
        /// Terbuka: as above, and the name is released to the case team.
        Open = "open",
    }
}

words! {
    /// How a case ended.
    Outcome {
        /// Terbukti.
        Proven = "proven",
        /// Terbukti sebagian.
        PartlyProven = "partly_proven",
        /// Tidak terbukti.
        NotProven = "not_proven",
        /// Selesai dengan kesepakatan.
        Settled = "settled",
        /// Bukti tidak cukup.
        Insufficient = "insufficient",
        /// Bukan kewenangan.
        OutOfJurisdiction = "out_of_jurisdiction",
        /// Digabung dengan kasus lain.
        Duplicate = "duplicate",
        /// Dicabut.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What a deadline is for (workflow.md, Default deadlines).
    ClockKind {
        /// Verification of an intake.
        Screen = "SCREEN",
        /// The reporter's turn to answer.
        ReporterReply = "REPORTER_REPLY",
        /// The first answer in substance.
        FirstAnswer = "FIRST_ANSWER",
        /// The respondent's written answer.
        RespondentReply = "RESPONDENT_REPLY",
        /// A clarification hearing.
        Hearing = "HEARING",
        /// Answers to an offer of mediation.
        MediationReply = "MEDIATION_REPLY",
        /// The end of mediation.
        MediationEnd = "MEDIATION_END",
        /// The whole way from acceptance to the result.
        Resolve = "RESOLVE",
        /// The recommendation after a (partly) proven result.
        Recommend = "RECOMMEND",
        /// The window for an objection, one per side.
        ObjectionWindow = "OBJECTION_WINDOW",
        /// The decision on an objection.
        ObjectionDecide = "OBJECTION_DECIDE",
        /// The answer of the body that a case was referred to.
        ReferralReply = "REFERRAL_REPLY",
        /// The arbiter between bodies.
        Arbiter = "ARBITER",
        /// One commitment's fulfilment.
        FollowUp = "FOLLOW_UP",
        /// Closing after the last commitment.
        CloseOut = "CLOSE_OUT",
        /// Going on without a reporter who withdrew.
        ExOfficio = "EX_OFFICIO",
        /// News for the reporter at least every three months.
        Feedback = "FEEDBACK",
        /// A hold with an end date.
        Hold = "HOLD",
        /// The window for a rating.
        Survey = "SURVEY",
        /// Consultation: the written answer.
        Answer = "ANSWER",
        /// Consultation: the live queue.
        Queue = "QUEUE",
        /// Consultation: a slot or a running session.
        Session = "SESSION",
        /// Consultation: silence after an answer ends it.
        Silence = "SILENCE",
        /// How long content is kept.
        Retention = "RETENTION",
    }
}

words! {
    /// Why a clock stands still; only its own cause ends a pause.
    Cause {
        /// A question to the reporter.
        Question = "question",
        /// A referral to another body.
        Referral = "referral",
        /// Mediation.
        Mediation = "mediation",
        /// A hold with an end date.
        Hold = "hold",
        /// An objection.
        Objection = "objection",
    }
}

words! {
    /// A party with its own consent, window and objection.
    Side {
        /// Pelapor.
        Reporter = "reporter",
        /// Terlapor.
        Respondent = "respondent",
    }
}

words! {
    /// How grave a case is.
    Severity {
        /// Rendah.
        Low = "low",
        /// Sedang.
        Medium = "medium",
        /// Tinggi.
        High = "high",
        /// Berat.
        Grave = "grave",
    }
}

words! {
    /// What was found about one allegation.
    Finding {
        /// Terbukti.
        Proven = "proven",
        /// Tidak terbukti.
        NotProven = "not_proven",
        /// Bukti tidak cukup.
        Insufficient = "insufficient",
    }
}

words! {
    /// Who is told when a commitment is not kept, in rising order.
    Body {
        /// Badan Kepegawaian Negara.
        Bkn = "bkn",
        /// Kementerian Dalam Negeri.
        Kemendagri = "kemendagri",
        /// Presiden.
        President = "president",
    }
}

words! {
    /// The office's zone; Indonesia has no daylight saving time.
    Zone {
        /// Western Indonesia, UTC+7.
        Wib = "WIB",
        /// Central Indonesia, UTC+8.
        Wita = "WITA",
        /// Eastern Indonesia, UTC+9.
        Wit = "WIT",
    }
}

pub(super) use words;

impl Outcome {
    /// Whether a recommendation to the PPK must follow.
    #[must_use]
    pub const fn is_proven(self) -> bool {
        matches!(self, Self::Proven | Self::PartlyProven)
    }

    /// The outcome of a case whose allegations were found so; `None` when there is no allegation.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Option<Self> {
        let proven = findings.iter().filter(|found| **found == Finding::Proven).count();
        match findings {
            [] => None,
            all if proven == all.len() => Some(Self::Proven),
            _ if proven > 0 => Some(Self::PartlyProven),
            all if all.contains(&Finding::NotProven) => Some(Self::NotProven),
            _ => Some(Self::Insufficient),
        }
    }
}

impl State {
    /// Final states have no way back but the rows that say so (42, 44, 54).
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Closed | Self::Converted)
    }

    /// The states of a kind, in the order of its way.
    #[must_use]
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Complaint => &[
                Self::Received,
                Self::Screening,
                Self::AwaitingReporter,
                Self::Review,
                Self::Clarification,
                Self::Mediation,
                Self::Deciding,
                Self::Resolved,
                Self::FollowUp,
                Self::Objection,
                Self::Referred,
                Self::NotAdmissible,
                Self::Withdrawn,
                Self::Closed,
            ],
            Kind::Consultation => {
                &[Self::Received, Self::Scheduled, Self::InSession, Self::Answered, Self::Converted, Self::Closed]
            }
        }
    }

    /// Key of the words that the citizen reads for this state.
    #[must_use]
    pub fn text_key(self) -> String {
        format!("keadaan-{}", self.code().replace('_', "-"))
    }
}
