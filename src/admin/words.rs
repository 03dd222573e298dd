//! Words for codes on these pages.

use i18n_embed_fl::fl;
use uuid::Uuid;

use super::db::Unit;
use crate::case::state::Role;
use crate::i18n::{Lang, Tr};
use crate::web::form::Choice;

/// The name of a role that an officer can be given.
pub fn role(t: Tr, role: Role) -> String {
    match role {
        Role::Reporter | Role::System => role.code().to_owned(),
        Role::Clerk => fl!(t, "kasus-peran-clerk"),
        Role::Verifier => fl!(t, "kasus-peran-verifier"),
        Role::Analyst => fl!(t, "kasus-peran-analyst"),
        Role::Mediator => fl!(t, "kasus-peran-mediator"),
        Role::Consultant => fl!(t, "kasus-peran-consultant"),
        Role::Supervisor => fl!(t, "kasus-peran-supervisor"),
        Role::Reviewer => fl!(t, "kasus-peran-reviewer"),
        Role::Integrity => fl!(t, "kasus-peran-integrity"),
        Role::Custodian => fl!(t, "kasus-peran-custodian"),
        Role::Auditor => fl!(t, "kasus-peran-auditor"),
        Role::Admin => fl!(t, "kasus-peran-admin"),
    }
}

/// What somebody holds, with its unit: "Analis (Unit Wilayah I)".
pub fn held(t: Tr, units: &[Unit], unit: Option<Uuid>, code: &str) -> String {
    let name = Role::from_code(code).map_or_else(|| code.to_owned(), |known| role(t, known));
    let unit = unit.and_then(|unit| units.iter().find(|known| known.id == unit));
    unit.map_or_else(|| name.clone(), |unit| format!("{name} ({})", unit.name))
}

/// The three time zones.
pub fn zones() -> Vec<Choice> {
    ["WIB", "WITA", "WIT"].map(|zone| Choice::plain(zone, zone)).to_vec()
}

/// How grave a violation is.
pub fn severities(t: Tr) -> Vec<Choice> {
    vec![
        Choice::plain("low", fl!(t, "kelola-berat-low")),
        Choice::plain("medium", fl!(t, "kelola-berat-medium")),
        Choice::plain("high", fl!(t, "kelola-berat-high")),
        Choice::plain("grave", fl!(t, "kelola-berat-grave")),
    ]
}

/// Families of violations.
pub fn families(t: Tr) -> Vec<Choice> {
    vec![
        Choice::plain("NEUTRALITY_ETHICS", fl!(t, "kelola-keluarga-neutrality-ethics")),
        Choice::plain("NEUTRALITY_DISCIPLINE", fl!(t, "kelola-keluarga-neutrality-discipline")),
        Choice::plain("ETHICS", fl!(t, "kelola-keluarga-ethics")),
        Choice::plain("DISCIPLINE", fl!(t, "kelola-keluarga-discipline")),
        Choice::plain("MERIT", fl!(t, "kelola-keluarga-merit")),
        Choice::plain("OFFICE_TRADING", fl!(t, "kelola-keluarga-office-trading")),
        Choice::plain("CONFLICT_OF_INTEREST", fl!(t, "kelola-keluarga-conflict")),
        Choice::plain("SERVICE", fl!(t, "kelola-keluarga-service")),
        Choice::plain("RETALIATION", fl!(t, "kelola-keluarga-retaliation")),
        Choice::plain("HARASSMENT", fl!(t, "kelola-keluarga-harassment")),
        Choice::plain("INTEGRITY", fl!(t, "kelola-keluarga-integrity")),
        Choice::plain("PPPK", fl!(t, "kelola-keluarga-pppk")),
        Choice::plain("OTHER", fl!(t, "kelola-keluarga-other")),
    ]
}

/// The name of a clock whose length is set under deadlines.
pub fn clock(t: Tr, kind: &str) -> String {
    match kind {
        "SCREEN" => fl!(t, "kelola-jam-screen"),
        "REPORTER_REPLY" => fl!(t, "kelola-jam-reporter-reply"),
        "FIRST_ANSWER" => fl!(t, "kelola-jam-first-answer"),
        "RESPONDENT_REPLY" => fl!(t, "kelola-jam-respondent-reply"),
        "HEARING" => fl!(t, "kelola-jam-hearing"),
        "MEDIATION_REPLY" => fl!(t, "kelola-jam-mediation-reply"),
        "MEDIATION_END" => fl!(t, "kelola-jam-mediation-end"),
        "RESOLVE" => fl!(t, "kelola-jam-resolve"),
        "RECOMMEND" => fl!(t, "kelola-jam-recommend"),
        "OBJECTION_WINDOW" => fl!(t, "kelola-jam-objection-window"),
        "OBJECTION_DECIDE" => fl!(t, "kelola-jam-objection-decide"),
        "REFERRAL_REPLY" => fl!(t, "kelola-jam-referral-reply"),
        "ARBITER" => fl!(t, "kelola-jam-arbiter"),
        "FOLLOW_UP" => fl!(t, "kelola-jam-follow-up"),
        "CLOSE_OUT" => fl!(t, "kelola-jam-close-out"),
        "EX_OFFICIO" => fl!(t, "kelola-jam-ex-officio"),
        "FEEDBACK" => fl!(t, "kelola-jam-feedback"),
        "HOLD" => fl!(t, "kelola-jam-hold"),
        "SURVEY" => fl!(t, "kelola-jam-survey"),
        "ANSWER" => fl!(t, "kelola-jam-answer"),
        "QUEUE" => fl!(t, "kelola-jam-queue"),
        "SESSION" => fl!(t, "kelola-jam-session"),
        "SILENCE" => fl!(t, "kelola-jam-silence"),
        "RETENTION" => fl!(t, "kelola-jam-retention"),
        other => other.to_owned(),
    }
}

/// What the second amount of a clock means; empty when it has none.
pub fn extra(t: Tr, kind: &str) -> String {
    match kind {
        "REPORTER_REPLY" | "MEDIATION_END" => fl!(t, "kelola-tenggat-tambah"),
        "OBJECTION_WINDOW" => fl!(t, "kelola-tenggat-belum-sampai"),
        "FOLLOW_UP" => fl!(t, "kelola-tenggat-pengingat"),
        "SESSION" => fl!(t, "kelola-tenggat-lambat"),
        "RETENTION" => fl!(t, "kelola-tenggat-identitas"),
        _ => String::new(),
    }
}

/// The unit of a deadline.
pub fn unit(t: Tr, unit: &str) -> String {
    match unit {
        "working" => fl!(t, "kelola-satuan-working"),
        "calendar" => fl!(t, "kelola-satuan-calendar"),
        "months" => fl!(t, "kelola-satuan-months"),
        "minutes" => fl!(t, "kelola-satuan-minutes"),
        _ => fl!(t, "kelola-satuan-desk-day"),
    }
}

/// The one of two names that the reader reads.
pub const fn name<'a>(lang: Lang, id: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Id => id,
        Lang::En => en,
    }
}
