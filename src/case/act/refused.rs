//! Why custodians and those who ask them are refused.

use super::ActError;

/// Why an identity is not opened, or a new code not given. Each has a sentence under `kustodian-tolak-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The reason is missing or too short.
    ReasonShort,
    /// The reason is too long.
    ReasonLong,
    /// Nobody gave an identity, and no original is sealed.
    NoIdentity,
    /// Neither a custodian nor the handler of the case.
    NotYourWork,
    /// Not an enrolled custodian.
    NotCustodian,
    /// No share of this case: only the recovery papers, or other custodians, open it.
    NoShare,
    /// Too few custodians of different units hold shares.
    TooFew,
    /// There is an open request of the same person already.
    Asked,
    /// Nobody gives a share to their own request.
    Own,
    /// The second person is from the same unit.
    SameUnit,
    /// Given already.
    Given,
    /// The hour for granting is over.
    Expired,
    /// Nobody granted it yet.
    NotGranted,
    /// The hour for seeing is over.
    Over,
    /// The request belongs to another session, or to somebody else.
    NotYours,
    /// The shares do not fit: they were dealt anew meanwhile, or are damaged.
    NotFitting,
    /// Nobody knows whose code an anonymous report's is.
    Anonymous,
    /// A new code of this case was asked for already.
    CodeAsked,
    /// The request for a new code came to nothing: the reporter has the old one, or a wall came between.
    CodeVoid,
    /// The new code was printed already.
    CodePrinted,
    /// Somebody else asked for the new code.
    NotYourCode,
    /// Who handles the case, or mediates in it, does not get the reporter's code.
    WorksOnIt,
    /// Who agrees to a new code has not looked at the identity since it was asked for.
    NotSeen,
    /// The key to which this would be sealed is not the one of who asked: somebody exchanged it in the database.
    Exchanged,
}

impl Why {
    /// Every reason, for the texts.
    pub const ALL: [Self; 24] = [
        Self::ReasonShort,
        Self::ReasonLong,
        Self::NoIdentity,
        Self::NotYourWork,
        Self::NotCustodian,
        Self::NoShare,
        Self::TooFew,
        Self::Asked,
        Self::Own,
        Self::SameUnit,
        Self::Given,
        Self::Expired,
        Self::NotGranted,
        Self::Over,
        Self::NotYours,
        Self::NotFitting,
        Self::Anonymous,
        Self::CodeAsked,
        Self::CodeVoid,
        Self::CodePrinted,
        Self::NotYourCode,
        Self::WorksOnIt,
        Self::NotSeen,
        Self::Exchanged,
    ];

    /// The key of its sentence.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::ReasonShort => "kustodian-tolak-alasan-pendek",
            Self::ReasonLong => "kustodian-tolak-alasan-panjang",
            Self::NoIdentity => "kustodian-tolak-tanpa-identitas",
            Self::NotYourWork => "kustodian-tolak-bukan-tugas",
            Self::NotCustodian => "kustodian-tolak-bukan-kustodian",
            Self::NoShare => "kustodian-tolak-tanpa-bagian",
            Self::TooFew => "kustodian-tolak-kurang",
            Self::Asked => "kustodian-tolak-sudah-minta",
            Self::Own => "kustodian-tolak-sendiri",
            Self::SameUnit => "kustodian-tolak-satu-unit",
            Self::Given => "kustodian-tolak-sudah-diberi",
            Self::Expired => "kustodian-tolak-lewat",
            Self::NotGranted => "kustodian-tolak-belum",
            Self::Over => "kustodian-tolak-habis",
            Self::NotYours => "kustodian-tolak-bukan-anda",
            Self::NotFitting => "kustodian-tolak-tidak-cocok",
            Self::Anonymous => "kustodian-tolak-anonim",
            Self::CodeAsked => "kustodian-tolak-kode-diminta",
            Self::CodeVoid => "kustodian-tolak-kode-batal",
            Self::CodePrinted => "kustodian-tolak-kode-dicetak",
            Self::NotYourCode => "kustodian-tolak-kode-bukan-anda",
            Self::WorksOnIt => "kustodian-tolak-kode-penangan",
            Self::NotSeen => "kustodian-tolak-belum-dilihat",
            Self::Exchanged => "kustodian-tolak-ditukar",
        }
    }
}

/// Why nothing was opened.
#[derive(Debug, thiserror::Error)]
pub enum RevealError {
    /// A rule says no.
    #[error("refused: {0:?}")]
    Refused(Why),
    /// No such case or request for this person, or the database.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<sqlx::Error> for RevealError {
    fn from(error: sqlx::Error) -> Self {
        Self::Act(error.into())
    }
}

/// A refusal.
pub(super) const fn no<T>(why: Why) -> Result<T, RevealError> {
    Err(RevealError::Refused(why))
}
