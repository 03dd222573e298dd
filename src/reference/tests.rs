//! The shipped facts hold together, and the loader leaves alone what an administrator wrote.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

use super::db::load::load;
use super::find::Search;
use super::seed::{Seed, agency_id};
use super::*;
use crate::case::state::ClockKind;

fn seed() -> Seed {
    Seed::read().expect("every shipped file is its table")
}

fn unique<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let all: Vec<&str> = codes.collect();
    let set: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(set.len(), all.len(), "a code stands twice");
    set
}

#[test]
fn regions_are_38_provinces_416_kabupaten_and_98_kota() {
    let seed = seed();
    let count = |kind: &str| seed.regions.iter().filter(|region| region.kind == kind).count();
    assert_eq!((count("provinsi"), count("kabupaten"), count("kota")), (38, 416, 98));
    let codes = unique(seed.regions.iter().map(|region| region.code.as_str()));
    for region in &seed.regions {
        assert!(codes.contains(region.province.as_str()) && region.code.starts_with(&region.province), "{region:?}");
        assert_eq!(region.name, region.name.trim());
    }
}

#[test]
fn every_region_but_jakarta_s_parts_has_a_government() {
    let seed = seed();
    let count = |kind: &str| seed.agencies.iter().filter(|agency| agency.kind == kind).count();
    assert_eq!((count("pemprov"), count("pemkab"), count("pemkot")), (38, 415, 93));
    assert_eq!(count("kementerian"), 48);
    unique(seed.agencies.iter().map(|agency| agency.code.as_str()));
    unique(seed.agencies.iter().map(|agency| agency.name.as_str()));
    let kinds = unique(seed.kinds.iter().map(|kind| kind.code.as_str()));
    for agency in &seed.agencies {
        assert!(kinds.contains(agency.kind.as_str()), "{agency:?}");
        assert!(!agency.ppk.is_empty() && !agency.above.is_empty() && !agency.source.is_empty(), "{agency:?}");
        assert_eq!(agency.id, agency_id(&agency.code));
    }
    let of = |code: &str| seed.agencies.iter().find(|agency| agency.code == code).expect("listed");
    assert_eq!(of("kab-91.03").zone, "WIT");
    assert_eq!(of("kab-32.01").ppk, "Bupati Bogor");
    assert_eq!(of("kab-32.01").id.to_string(), "eb807fca-2d86-5e6f-b9ff-b5ea442c6e36");
}

#[test]
fn the_catalogue_has_78_rows_that_point_at_what_exists() {
    let seed = seed();
    assert_eq!(unique(seed.violations.iter().map(|row| row.code.as_str())).len(), 78);
    let choices = unique(seed.choices.iter().map(|row| row.code.as_str()));
    assert_eq!(choices.len(), 8);
    let mut sanctions = unique(seed.sanctions.iter().map(|row| row.code.as_str()));
    sanctions.extend(["M", "R", "S", "B"]);
    let never =
        ["NEUTRALITY_ETHICS", "NEUTRALITY_DISCIPLINE", "OFFICE_TRADING", "INTEGRITY", "HARASSMENT", "RETALIATION"];
    for row in &seed.violations {
        assert!(choices.contains(row.form_choice.as_str()), "{row:?}");
        assert!(row.sanction.split(' ').all(|code| sanctions.contains(code)), "{row:?}");
        assert!(["low", "medium", "high", "grave"].contains(&row.severity.as_str()), "{row:?}");
        assert!(!(row.mediable && never.contains(&row.family.as_str())), "{} must not be mediated", row.code);
        assert!(row.name_id != row.name_en && row.name_en.len() > 5, "{} has no English", row.code);
        if row.legal_basis.contains("SKB 2/2022 Lampiran I") {
            assert_eq!(row.valid_from, NaiveDate::from_ymd_opt(2022, 9, 22), "{}", row.code);
        }
    }
    for choice in choices {
        assert!(seed.violations.iter().any(|row| row.form_choice == choice), "nothing behind {choice}");
    }
}

#[test]
fn what_is_read_by_everybody_is_complete_in_english() {
    let seed = seed();
    for row in &seed.choices {
        assert!(row.label_en != row.label_id && row.hint_en.starts_with("For example"), "{row:?}");
        assert!(row.hint_id.starts_with("Contoh: "), "{row:?}");
    }
    for row in &seed.kinds {
        assert!(!row.name_en.is_empty() && row.name_en != row.name_id, "{row:?}");
    }
    assert!(seed.causes.iter().all(|row| row.name_en != row.name_id && row.prevention_en != row.prevention_id));
    assert!(seed.sanctions.iter().all(|row| row.name_en != row.name_id));
    assert!(seed.referrals.iter().all(|row| row.ground_en != row.ground_id && !row.name_en.is_empty()));
    let causes: Vec<&str> = seed.causes.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(causes, ["C1", "C2", "C3", "C4a", "C4b", "C5", "C6"]);
}

#[test]
fn there_are_240_working_days_in_2026_and_242_in_2027() {
    let seed = seed();
    let off: BTreeSet<NaiveDate> = seed.holidays.iter().map(|row| row.day).collect();
    assert_eq!(off.len(), seed.holidays.len());
    let working = |year: i32| {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !off.contains(day))
            .count()
    };
    assert_eq!((working(2026), working(2027)), (240, 242));
    assert_eq!(seed.years.iter().map(|row| row.year).collect::<Vec<_>>(), [2026, 2027]);
    assert!(seed.holidays.iter().all(|row| !row.provisional || row.day.year() == 2027));
    assert_eq!(seed.holidays.iter().filter(|row| row.provisional).count(), 11);
}

#[test]
fn every_clock_has_a_deadline() {
    let seed = seed();
    let kinds = unique(seed.deadlines.iter().map(|row| row.kind.as_str()));
    assert_eq!(kinds, ClockKind::ALL.iter().map(|kind| kind.code()).collect());
}

#[tokio::test]
async fn loading_adds_what_is_missing_and_keeps_an_administrator_s_words() {
    use sqlx::ConnectOptions;
    let database = crate::pg::testing::fresh_database().await;
    let mut owner = database.owner_options().connect().await.expect("the owner");
    let now = crate::clock::now();

    let mut bogor = db::agency(&mut owner, agency_id("kab-32.01")).await.expect("answers").expect("is there");
    bogor.name = "Pemerintah Kabupaten Bogor Raya".to_owned();
    db::edit::save_agency(&mut owner, &bogor).await.expect("saves");
    sqlx::query("delete from cause where code = 'C5'").execute(&mut owner).await.expect("deletes");
    assert_eq!(load(&mut owner, now).await.expect("loads again").added, 1);
    assert_eq!(db::agency(&mut owner, bogor.id).await.expect("answers"), Some(bogor));

    assert_eq!(db::violations(&mut owner).await.expect("answers").len(), 78);
    assert_eq!(db::deadline_policy(&mut owner, 1).await.expect("answers").len(), ClockKind::ALL.len());
    let first_rows = db::violations_for(&mut owner, "pungli").await.expect("answers");
    assert!(first_rows[0].form_choice == "pungli" && first_rows.len() == 78);
}

#[tokio::test]
async fn an_old_calendar_can_still_be_read_after_a_year_changed() {
    use sqlx::ConnectOptions;
    let database = crate::pg::testing::fresh_database().await;
    let mut owner = database.owner_options().connect().await.expect("the owner");
    let before = db::calendar(&mut owner).await.expect("answers");
    assert_eq!((before.version, before.covered_until, before.days_off.len()), (1, 2027, 51));

    let mut year = db::calendar_years(&mut owner).await.expect("answers").remove(1);
    year.provisional = false;
    let eid = NaiveDate::from_ymd_opt(2027, 3, 11).expect("a date");
    let days = [Holiday { day: eid, name: "Idul Fitri".into(), kind: "national".into(), provisional: false }];
    assert_eq!(db::edit::publish_year(&mut owner, &year, &days, crate::clock::now()).await.expect("publishes"), 2);
    let after = db::calendar(&mut owner).await.expect("answers");
    assert_eq!((after.version, after.days_off.len(), after.provisional_days.len()), (2, 26, 0));
    assert_eq!(db::calendar_at(&mut owner, 1).await.expect("answers"), before);
}

#[tokio::test]
async fn people_find_the_agency_in_their_own_words() {
    use sqlx::ConnectOptions;
    let database = crate::pg::testing::fresh_database().await;
    let mut owner = database.owner_options().connect().await.expect("the owner");
    for (typed, expected) in [
        ("dinas pendidikan kab bogor", "Pemerintah Kabupaten Bogor"),
        ("Dinas Pendidikan Kota Bandung", "Pemerintah Kota Bandung"),
        ("pemkot solo", "Pemerintah Kota Surakarta"),
        ("pemprov jatim", "Pemerintah Provinsi Jawa Timur"),
        ("puskesmas bandung barat", "Pemerintah Kabupaten Bandung Barat"),
        ("bkn", "Badan Kepegawaian Negara"),
        ("kementerian agama", "Kementerian Agama"),
        ("kemenag", "Kementerian Agama"),
        ("  KEMENDIKBUD!!", "Kementerian Pendidikan Dasar dan Menengah"),
        ("badan kepegawaian negara", "Badan Kepegawaian Negara"),
        ("DKI", "Pemerintah Provinsi Daerah Khusus Ibukota Jakarta"),
    ] {
        let found = db::agencies_matching(&mut owner, typed, 10).await.expect("answers");
        assert!(found.len() <= 10);
        assert_eq!(found.first().map(|agency| agency.name.as_str()), Some(expected), "for {typed:?}: {found:?}");
    }
    for nothing in ["", "  %_ ", "zzzz", "!!!"] {
        assert!(db::agencies_matching(&mut owner, nothing, 10).await.expect("answers").is_empty(), "{nothing:?}");
    }
}

#[test]
fn a_search_is_cut_where_it_gets_long() {
    let long = "kata ".repeat(500);
    assert!(Search::read(&long).needles().len() <= 12);
}
