//! What is wrong with a form, as the page shows it: the summary and the field say the same words.

use axum::http::StatusCode;

/// One problem of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field's name, which is also the id that the summary links to.
    pub field: String,
    /// The sentence, in the reader's language, without a full stop.
    pub text: String,
}

/// The first problem of each field, in the order in which the fields were judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// A form nobody has sent yet.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Notes a problem; a later one of the same field is dropped.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let field = field.into();
        if self.on(&field).is_none() {
            self.0.push(Problem { field, text: text.into() });
        }
    }

    /// Notes the problems of a part of the form.
    pub fn extend(&mut self, others: &Self) {
        for problem in others {
            self.add(problem.field.clone(), problem.text.clone());
        }
    }

    /// The problem of a field.
    #[must_use]
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// Whether there is any.
    #[must_use]
    pub const fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// All of them, for the summary.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// 422 with problems, 200 without.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        if self.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_problem_of_a_field_is_kept() {
        let mut problems = Problems::none();
        assert_eq!(problems.status(), StatusCode::OK);
        problems.add("uraian", "Ceritakan kejadiannya");
        problems.add("lokasi", "Tulis tempat kejadian");
        problems.add("uraian", "Terlalu pendek");
        assert_eq!(problems.on("uraian"), Some("Ceritakan kejadiannya"));
        assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["uraian", "lokasi"]);
        assert_eq!(problems.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
