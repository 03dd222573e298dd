//! What the office looks up: regions, agencies, violations, choices of the form, calendars, deadlines.
//!
//! The program ships the facts as files with their sources, and puts into the database what is missing there; what an
//! administrator changed stays changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// Reading and editing the tables.
pub mod db;
/// Words of a search for an agency, and how well an agency fits them.
pub mod find;
/// The shipped files, read.
pub mod seed;

/// An employer of civil servants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Agency {
    /// Made from the code, so that it is the same in every installation.
    pub id: Uuid,
    /// Short and stable: `bkn`, `kab-32.01`.
    pub code: String,
    /// Full official name.
    pub name: String,
    /// Further words by which people look for it.
    pub aliases: String,
    /// Code of an [`AgencyKind`].
    pub kind: String,
    /// Code of the region that it governs.
    pub region_code: Option<String>,
    /// `WIB`, `WITA` or `WIT`.
    pub zone: String,
    /// The office that appoints and punishes; a recommendation is written to it.
    pub ppk: String,
    /// One level up, for when that office itself is accused.
    pub above: String,
    /// What the row rests on.
    pub source: String,
    /// Offered in searches.
    pub active: bool,
}

/// A kind of agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct AgencyKind {
    /// Code.
    pub code: String,
    /// Name, Indonesian.
    pub name_id: String,
    /// Name, English.
    pub name_en: String,
    /// Who appoints and punishes.
    pub ppk: String,
    /// The highest career officer.
    pub pyb: String,
    /// False when its people are not civil servants.
    pub in_scope: bool,
    /// Order.
    #[serde(default)]
    pub position: i32,
}

/// A province, kabupaten or kota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Region {
    /// Code of the Ministry of Home Affairs: `32`, `32.01`.
    pub code: String,
    /// Name.
    pub name: String,
    /// `provinsi`, `kabupaten` or `kota`.
    pub kind: String,
    /// Code of its province.
    pub province: String,
    /// `WIB`, `WITA` or `WIT`.
    pub zone: String,
}

/// One row of the violation catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Violation {
    /// `ND-05`.
    pub code: String,
    /// Name, Indonesian.
    pub name_id: String,
    /// Name, English.
    pub name_en: String,
    /// Rules that it breaks.
    pub legal_basis: String,
    /// Family code.
    pub family: String,
    /// Typical sanctions: codes separated by spaces.
    pub sanction: String,
    /// `low`, `medium`, `high` or `grave`.
    pub severity: String,
    /// Whether mediation may be offered.
    pub mediable: bool,
    /// Which choice of the form leads here.
    pub form_choice: String,
    /// First day on which the rule was in force.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which the rule was in force.
    pub valid_to: Option<NaiveDate>,
    /// Order.
    #[serde(default)]
    pub position: i32,
    /// Offered to officers.
    #[serde(default = "yes")]
    pub active: bool,
}

/// A choice of the complaint form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Choice {
    /// Code.
    pub code: String,
    /// Label, Indonesian.
    pub label_id: String,
    /// Label, English.
    pub label_en: String,
    /// One example, Indonesian.
    pub hint_id: String,
    /// One example, English.
    pub hint_en: String,
    /// Order on the page.
    #[serde(default)]
    pub position: i32,
    /// Shown on the form.
    #[serde(default = "yes")]
    pub active: bool,
}

/// A sanction or another measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Sanction {
    /// Code.
    pub code: String,
    /// `moral`, `light`, `medium`, `heavy`, `dismissal` or `measure`.
    pub level: String,
    /// Name, Indonesian.
    pub name_id: String,
    /// Name, English.
    pub name_en: String,
    /// Rule.
    pub legal_basis: String,
    /// Order.
    #[serde(default)]
    pub position: i32,
}

/// A cause of a neutrality breach, coded by the analyst at the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Cause {
    /// `C1` to `C6`, with `C4a` and `C4b`.
    pub code: String,
    /// Name, Indonesian.
    pub name_id: String,
    /// Name, English.
    pub name_en: String,
    /// What prevents it, Indonesian.
    pub prevention_id: String,
    /// What prevents it, English.
    pub prevention_en: String,
    /// Order.
    #[serde(default)]
    pub position: i32,
}

/// A body that a complaint can be referred to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ReferralTarget {
    /// Code.
    pub code: String,
    /// Name, Indonesian.
    pub name_id: String,
    /// Name, English.
    pub name_en: String,
    /// What belongs there, Indonesian.
    pub ground_id: String,
    /// What belongs there, English.
    pub ground_en: String,
    /// Order.
    #[serde(default)]
    pub position: i32,
    /// Offered to officers.
    #[serde(default = "yes")]
    pub active: bool,
}

/// A day off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Holiday {
    /// The day.
    pub day: NaiveDate,
    /// Its name.
    pub name: String,
    /// `national` or `joint_leave`; both are not worked.
    pub kind: String,
    /// An estimate until it is announced.
    pub provisional: bool,
}

/// One year of the office calendar, in its newest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// Version of the whole calendar under which this year was last changed.
    #[serde(default)]
    pub version: i32,
    /// Number of the joint decree; empty when not known.
    pub decree: String,
    /// What it rests on.
    pub source: String,
    /// Some of its days are estimates.
    pub provisional: bool,
}

/// The days that are not worked, as one version of the calendar has them. Saturdays and Sundays come on top.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarData {
    /// Version that clocks keep.
    pub version: i32,
    /// Holidays and joint leave, in order.
    pub days_off: Vec<NaiveDate>,
    /// Last year without a gap that the calendar knows; later dates are provisional. 0 when it knows none.
    pub covered_until: i32,
    /// Days off whose date is still an estimate.
    pub provisional_days: Vec<NaiveDate>,
}

/// One deadline of a policy version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DeadlineRow {
    /// Code of the clock: `SCREEN`.
    pub kind: String,
    /// How many units.
    pub amount: i32,
    /// `working`, `calendar`, `months`, `minutes` or `desk_day` (until the desk closes that day).
    pub unit: String,
    /// A second amount in the same unit, with the meaning that `note` gives.
    pub extra: i32,
    /// In words, Indonesian.
    pub note: String,
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests;
