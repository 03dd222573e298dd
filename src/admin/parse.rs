//! Reading what administrators type. Each function notes the problem under its field and answers a usable value anyway,
//! so that all problems of a form show at once.

use chrono::NaiveDate;
use i18n_embed_fl::fl;

use crate::i18n::Tr;
use crate::web::Problems;
use crate::web::form::Choice;

/// A text of `min` to `max` letters, trimmed.
pub fn text(t: Tr, problems: &mut Problems, field: &str, typed: &str, min: usize, max: usize) -> String {
    let typed = typed.trim();
    let length = typed.chars().count();
    if length < min {
        problems.add(
            field,
            if length == 0 { fl!(t, "kelola-galat-kosong") } else { fl!(t, "kelola-galat-pendek", n = min) },
        );
    } else if length > max {
        problems.add(field, fl!(t, "kelola-galat-panjang", n = max));
    }
    typed.to_owned()
}

/// A code that fits `fits`; `rule` says how one looks.
pub fn code(
    problems: &mut Problems,
    field: &str,
    typed: &str,
    fits: impl Fn(char) -> bool,
    most: usize,
    rule: String,
) -> String {
    let typed = typed.trim();
    if typed.len() < 2 || typed.len() > most || !typed.chars().all(fits) {
        problems.add(field, rule);
    }
    typed.to_owned()
}

/// A whole number between `least` and `most`.
pub fn number(t: Tr, problems: &mut Problems, field: &str, typed: &str, least: i32, most: i32) -> i32 {
    match typed.trim().parse::<i32>() {
        Ok(n) if (least..=most).contains(&n) => n,
        _ => {
            problems.add(field, fl!(t, "kelola-galat-angka", least = least, most = most));
            least
        }
    }
}

/// One of `options`.
pub fn choice(t: Tr, problems: &mut Problems, field: &str, typed: &str, options: &[Choice]) -> String {
    if !options.iter().any(|option| option.is(typed)) {
        problems.add(field, fl!(t, "kelola-galat-pilih"));
    }
    typed.to_owned()
}

/// A day in three inputs; nothing in any of them is no day.
pub fn day(t: Tr, problems: &mut Problems, field: &str, h: &str, b: &str, th: &str) -> Option<NaiveDate> {
    let parts = [h.trim(), b.trim(), th.trim()];
    if parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    let [day, month, year] = parts.map(|part| part.parse::<i32>().unwrap_or(-1));
    let found = u32::try_from(day)
        .ok()
        .zip(u32::try_from(month).ok())
        .and_then(|(day, month)| NaiveDate::from_ymd_opt(year, month, day))
        .filter(|_| (1940..=2200).contains(&year));
    if found.is_none() {
        problems.add(field, fl!(t, "kelola-galat-tanggal"));
    }
    found
}

/// Notes `text` under `field` when the database says that a key is taken; any other failure is passed on.
pub fn taken(
    problems: &mut Problems,
    field: &str,
    text: String,
    result: Result<(), sqlx::Error>,
) -> Result<(), sqlx::Error> {
    match result {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            problems.add(field, text);
            Ok(())
        }
        other => other,
    }
}
