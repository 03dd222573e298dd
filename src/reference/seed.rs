//! The shipped facts: files in `data/`, each with its source on top, and the governments that follow from the regions.

use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    Agency, AgencyKind, CalendarYear, Cause, Choice, DeadlineRow, Holiday, ReferralTarget, Region, Sanction, Violation,
};

/// Namespace of agency ids (version 5). Never change it: cases point at what was made from it.
const AGENCY_IDS: Uuid = Uuid::from_u128(0x8f0c_1f5e_6a0b_4f6c_9d43_2b7e_5a9c_11d0);

const REGIONS: &str = include_str!("data/regions.csv");
const AGENCIES: &str = include_str!("data/agencies.csv");
const AGENCY_KINDS: &str = include_str!("data/agency_kinds.csv");
const CHOICES: &str = include_str!("data/choices.csv");
const SANCTIONS: &str = include_str!("data/sanctions.csv");
const VIOLATIONS: &str = include_str!("data/violations.csv");
const CAUSES: &str = include_str!("data/causes.csv");
const REFERRALS: &str = include_str!("data/referrals.csv");
const CALENDARS: &str = include_str!("data/calendars.csv");
const HOLIDAYS: &str = include_str!("data/holidays.csv");
const DEADLINES: &str = include_str!("data/deadlines.csv");

/// The shipped files as they are, for a fingerprint of them.
#[must_use]
pub const fn files() -> [&'static str; 11] {
    [REGIONS, AGENCIES, AGENCY_KINDS, CHOICES, SANCTIONS, VIOLATIONS, CAUSES, REFERRALS, CALENDARS, HOLIDAYS, DEADLINES]
}

/// Everything that is shipped.
#[derive(Debug)]
pub struct Seed {
    /// Provinces, kabupaten and kota.
    pub regions: Vec<Region>,
    /// Kinds of agencies.
    pub kinds: Vec<AgencyKind>,
    /// Central agencies and every regional government.
    pub agencies: Vec<Agency>,
    /// Choices of the form.
    pub choices: Vec<Choice>,
    /// Sanctions and measures.
    pub sanctions: Vec<Sanction>,
    /// The catalogue.
    pub violations: Vec<Violation>,
    /// Causes of neutrality breaches.
    pub causes: Vec<Cause>,
    /// Bodies to refer to.
    pub referrals: Vec<ReferralTarget>,
    /// Years of the calendar.
    pub years: Vec<CalendarYear>,
    /// Days off of those years.
    pub holidays: Vec<Holiday>,
    /// Deadlines of policy version 1.
    pub deadlines: Vec<DeadlineRow>,
}

impl Seed {
    /// Reads the shipped files.
    ///
    /// # Errors
    /// When a file was edited into something that is not its table; a test reads them all.
    pub fn read() -> Result<Self, csv::Error> {
        let regions: Vec<Region> = rows(REGIONS)?;
        let central: Vec<Central> = rows(AGENCIES)?;
        let agencies = central.into_iter().map(Agency::from).chain(regions.iter().filter_map(government)).collect();
        Ok(Self {
            agencies,
            regions,
            kinds: numbered(AGENCY_KINDS, |row: &mut AgencyKind, n| row.position = n)?,
            choices: numbered(CHOICES, |row: &mut Choice, n| row.position = n)?,
            sanctions: numbered(SANCTIONS, |row: &mut Sanction, n| row.position = n)?,
            violations: numbered(VIOLATIONS, |row: &mut Violation, n| row.position = n)?,
            causes: numbered(CAUSES, |row: &mut Cause, n| row.position = n)?,
            referrals: numbered(REFERRALS, |row: &mut ReferralTarget, n| row.position = n)?,
            years: rows(CALENDARS)?,
            holidays: rows(HOLIDAYS)?,
            deadlines: rows(DEADLINES)?,
        })
    }
}

/// The id of the agency with this code, the same everywhere.
#[must_use]
pub fn agency_id(code: &str) -> Uuid {
    Uuid::new_v5(&AGENCY_IDS, code.as_bytes())
}

#[derive(serde::Deserialize)]
struct Central {
    code: String,
    name: String,
    aliases: String,
    kind: String,
    zone: String,
    ppk: String,
    above: String,
    source: String,
}

impl From<Central> for Agency {
    fn from(row: Central) -> Self {
        Self {
            id: agency_id(&row.code),
            // the codes are what people call them: kemenag, bkn
            aliases: format!("{} {}", row.code, row.aliases),
            code: row.code,
            name: row.name,
            kind: row.kind,
            region_code: None,
            zone: row.zone,
            ppk: row.ppk,
            above: row.above,
            source: row.source,
            active: true,
        }
    }
}

/// The government of a region. Jakarta's kabupaten and kota are administrative and have none.
fn government(region: &Region) -> Option<Agency> {
    if region.province == "31" && region.kind != "provinsi" {
        return None;
    }
    let place = region.name.trim_start_matches("Kabupaten ").trim_start_matches("Kota ");
    let (prefix, kind, name, ppk, above) = match region.kind.as_str() {
        "provinsi" => ("prov", "pemprov", format!("Pemerintah Provinsi {place}"), "Gubernur", "Menteri Dalam Negeri"),
        "kabupaten" => ("kab", "pemkab", format!("Pemerintah Kabupaten {place}"), "Bupati", "Gubernur"),
        _ => ("kota", "pemkot", format!("Pemerintah Kota {place}"), "Wali Kota", "Gubernur"),
    };
    let code = format!("{prefix}-{}", region.code);
    Some(Agency {
        id: agency_id(&code),
        code,
        name,
        aliases: format!("{kind} {}", nicknames(&region.code)).trim_end().to_owned(),
        kind: kind.to_owned(),
        region_code: Some(region.code.clone()),
        zone: region.zone.clone(),
        ppk: format!("{ppk} {place}"),
        above: above.to_owned(),
        source: "Daftar wilayah Kemendagri per Agustus 2026".to_owned(),
        active: true,
    })
}

/// What people call a region instead of its name.
fn nicknames(code: &str) -> &'static str {
    match code {
        "12" => "sumut",
        "13" => "sumbar",
        "16" => "sumsel",
        "19" => "babel",
        "21" => "kepri",
        "31" => "dki dkj balaikota",
        "32" => "jabar",
        "33" => "jateng",
        "34" => "diy jogja jogjakarta",
        "34.71" => "jogja jogjakarta",
        "33.72" => "solo",
        "35" => "jatim",
        "52" => "ntb",
        "53" => "ntt",
        "61" => "kalbar",
        "62" => "kalteng",
        "63" => "kalsel",
        "64" => "kaltim",
        "65" => "kaltara",
        "71" => "sulut",
        "72" => "sulteng",
        "73" => "sulsel",
        "73.71" => "ujung pandang",
        "74" => "sultra",
        "76" => "sulbar",
        "82" => "malut",
        _ => "",
    }
}

fn rows<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, csv::Error> {
    csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(file.as_bytes()).deserialize().collect()
}

/// As [`rows`], with the order of the file as position, from 1.
fn numbered<T: DeserializeOwned>(file: &str, set: impl Fn(&mut T, i32)) -> Result<Vec<T>, csv::Error> {
    let mut all: Vec<T> = rows(file)?;
    for (row, n) in all.iter_mut().zip(1..) {
        set(row, n);
    }
    Ok(all)
}
