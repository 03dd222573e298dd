//! Judging a form against its fields, and handing the parts to the action.

use chrono::{NaiveDate, NaiveTime};
use i18n_embed_fl::fl;
use uuid::Uuid;

use super::field::{Field, Shape, When};
use super::values::Values;
use super::{Ground, NOTE};
use crate::case::act::Words;
use crate::case::action::Given;
use crate::case::rough_day::{DateProblem, RoughDay};
use crate::i18n::Tr;
use crate::web::Problems;

/// Judges every field by its description: present, short enough, a real date, one of the options.
pub fn judge(t: Tr, fields: &[Field], values: &Values, today: NaiveDate, problems: &mut Problems) {
    for (field, words) in &values.refused {
        problems.add(field.clone(), words.clone());
    }
    for field in fields {
        if let Some(text) = wrong(t, field, values, today) {
            problems.add(field.name.clone(), text);
        }
    }
}

fn wrong(t: Tr, field: &Field, values: &Values, today: NaiveDate) -> Option<String> {
    let value = values.get(&field.name);
    let missing = || field.required.then(|| field.missing.clone());
    match &field.shape {
        Shape::Line(max) | Shape::Area(max, _) => {
            let over = value.chars().count().saturating_sub(*max);
            if value.is_empty() { missing() } else { (over > 0).then(|| fl!(t, "bidang-panjang", n = over)) }
        }
        Shape::Select(options) | Shape::Radios(options) => match value {
            "" => missing(),
            chosen => (!options.iter().any(|option| option.is(chosen))).then(|| fl!(t, "bidang-pilih-salah")),
        },
        Shape::Ticks(options) => {
            let chosen = values.all(&field.name);
            if chosen.is_empty() {
                return missing();
            }
            let known = chosen.iter().all(|value| options.iter().any(|option| option.is(value)));
            (!known).then(|| fl!(t, "bidang-pilih-salah"))
        }
        Shape::Tick => {
            if value == "1" {
                None
            } else {
                missing()
            }
        }
        Shape::Date(When::Rough) => match rough_day(values, &field.name, today) {
            Err(DateProblem::Missing) => missing(),
            Err(DateProblem::Future) => Some(fl!(t, "bidang-tanggal-depan")),
            Err(DateProblem::Year | DateProblem::NoSuchDay) => Some(fl!(t, "bidang-tanggal-salah")),
            Ok(_) => None,
        },
        Shape::Date(when) => match date(values, &field.name) {
            Typed::Nothing => missing(),
            Typed::Wrong => Some(fl!(t, "bidang-tanggal-salah")),
            Typed::Day(day) if *when == When::Ahead && day < today => Some(fl!(t, "bidang-tanggal-lampau")),
            Typed::Day(day) if *when == When::Past && day > today => Some(fl!(t, "bidang-tanggal-depan")),
            Typed::Day(_) => None,
        },
        Shape::Time => match value {
            "" => missing(),
            typed => time(typed).is_none().then(|| fl!(t, "bidang-jam-salah")),
        },
        Shape::Files => {
            if values.files.is_empty() {
                missing()
            } else {
                None
            }
        }
    }
}

enum Typed {
    Nothing,
    Wrong,
    Day(NaiveDate),
}

fn date(values: &Values, name: &str) -> Typed {
    let part = |suffix: &str| values.get(&format!("{name}_{suffix}")).to_owned();
    let (day, month, year) = (part("h"), part("b"), part("t"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Typed::Nothing;
    }
    let read = || NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    read().filter(|day| (2000..2100).contains(&chrono::Datelike::year(day))).map_or(Typed::Wrong, Typed::Day)
}

/// The day of a date field that may be known only to the month.
pub fn rough_day(values: &Values, name: &str, today: NaiveDate) -> Result<RoughDay, DateProblem> {
    let part = |suffix: &str| values.get(&format!("{name}_{suffix}"));
    RoughDay::parse(part("h"), part("b"), part("t"), today)
}

/// `10.00`, `10:00` or `9`.
fn time(typed: &str) -> Option<NaiveTime> {
    let (hour, minute) = typed.split_once(['.', ':']).unwrap_or((typed, "0"));
    NaiveTime::from_hms_opt(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0)
}

/// A form that was judged well, handing out its parts. A part may still be refused, with words beside its field.
pub struct Read<'a> {
    pub ground: &'a Ground<'a>,
    pub problems: &'a mut Problems,
}

impl Read<'_> {
    fn values(&self) -> &Values {
        self.ground.values
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> String {
        self.values().get(name).to_owned()
    }

    /// The text of a field that may be empty.
    pub fn maybe(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Whether something was written.
    pub fn given(&self, name: &str) -> Given {
        Given(!self.values().get(name).is_empty())
    }

    /// Whether a tick was set or a card "ya" chosen.
    pub fn yes(&self, name: &str) -> bool {
        matches!(self.values().get(name), "1" | "ya")
    }

    /// The day of a date field.
    pub fn day(&self, name: &str) -> Option<NaiveDate> {
        match date(self.values(), name) {
            Typed::Day(day) => Some(day),
            Typed::Nothing | Typed::Wrong => None,
        }
    }

    /// The time of a time field.
    pub fn time(&self, name: &str) -> Option<NaiveTime> {
        time(self.values().get(name))
    }

    /// An id chosen from options.
    pub fn id(&self, name: &str) -> Option<Uuid> {
        self.values().get(name).parse().ok()
    }

    /// Ids ticked.
    pub fn ids(&self, name: &str) -> Vec<Uuid> {
        self.values().all(name).into_iter().filter_map(|value| value.parse().ok()).collect()
    }

    /// A number chosen from options.
    pub fn number(&self, name: &str) -> u16 {
        self.values().get(name).parse().unwrap_or_default()
    }

    /// The texts of `name_1`, `name_2` … that are not empty, with their number.
    pub fn rows(&self, name: &str) -> Vec<(usize, String)> {
        (1..=super::MOST_ROWS)
            .map(|n| (n, self.text(&format!("{name}_{n}"))))
            .filter(|(_, text)| !text.is_empty())
            .collect()
    }

    /// Notes a problem beside a field.
    pub fn refuse(&mut self, field: &str, key: &str) {
        let words = self.ground.t().get(key);
        self.problems.add(field, words);
    }

    /// The words that most acts carry: the news for the reporter, a note for the file, files.
    pub fn words(&self) -> Words {
        Words {
            public: self.maybe(NOTE),
            note: self.maybe("catatan"),
            files: self.values().files.clone(),
            ..Words::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::web::form::Choice;

    fn typed(pairs: &[(&str, &str)]) -> Values {
        let mut values = Values::default();
        pairs.iter().for_each(|(name, value)| values.put(name, *value));
        values
    }

    fn problem(field: Field, pairs: &[(&str, &str)]) -> Option<String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let mut problems = Problems::none();
        judge(Lang::Id.texts(), std::slice::from_ref(&field), &typed(pairs), today, &mut problems);
        problems.on(&field.name).map(str::to_owned)
    }

    #[test]
    fn each_shape_says_what_is_wrong() {
        let t = Lang::Id.texts();
        let reason = || Field::new(t, "alasan", Shape::Area(10, 3));
        assert_eq!(problem(reason(), &[]).as_deref(), Some("Tulis alasannya"));
        assert_eq!(problem(reason(), &[("alasan", "  ")]).as_deref(), Some("Tulis alasannya"));
        assert_eq!(problem(reason().optional(), &[]), None);
        assert_eq!(
            problem(reason(), &[("alasan", "dua belas hrf")]).as_deref(),
            Some("Terlalu panjang. Kurangi 3 huruf")
        );
        let one = || Field::new(t, "hasil", Shape::Select(vec![Choice::plain("a", "A")]));
        assert_eq!(problem(one(), &[("hasil", "b")]).as_deref(), Some("Pilih salah satu dari daftar"));
        assert_eq!(problem(one(), &[("hasil", "a")]), None);
        let until = || Field::new(t, "sampai", Shape::Date(When::Ahead));
        let day = |h, b, y| [("sampai_h", h), ("sampai_b", b), ("sampai_t", y)];
        assert_eq!(problem(until(), &day("31", "2", "2027")).as_deref(), Some("Tulis tanggal yang benar"));
        assert_eq!(problem(until(), &day("19", "11", "2026")).as_deref(), Some("Tanggal tidak boleh sebelum hari ini"));
        assert_eq!(problem(until(), &day("20", "11", "2026")), None);
        let past = || Field::new(t, "pada", Shape::Date(When::Past));
        let day = |h| [("pada_h", h), ("pada_b", "11"), ("pada_t", "2026")];
        assert_eq!(problem(past(), &day("21")).as_deref(), Some("Tanggal tidak boleh setelah hari ini"));
        assert_eq!(
            problem(Field::new(t, "jam", Shape::Time), &[("jam", "25.00")]).as_deref(),
            Some("Tulis jam yang benar, misalnya 10.00")
        );
        assert_eq!(problem(Field::new(t, "jam", Shape::Time), &[("jam", "9:30")]), None);
        assert_eq!(problem(Field::new(t, "formal", Shape::Tick), &[]).as_deref(), Some("Jawab pemeriksaan formal"));
    }
}
