//! The title of a case: neutral, never a person's name, at most 120 letters (domain.md §6.2). The reporter is not
//! asked; the desk may change it.

use crate::case::account::Account;
use crate::web::text;

/// Longest title, in letters.
const MAX: usize = 120;

/// `Pungutan liar dan gratifikasi: Dinas Perizinan Kabupaten Umpama`, from the choice's label and the agency.
pub(super) fn of_complaint(account: &Account, choice: &str) -> String {
    let agency = account.agency_text.trim();
    let title = if agency.is_empty() { choice.to_owned() } else { format!("{choice}: {agency}") };
    text::shorten(&title, MAX)
}

/// `Konsultasi: Hak kepegawaian`.
pub(super) fn of_question(topic: &str) -> String {
    text::shorten(&format!("Konsultasi: {topic}"), MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_the_choice_and_the_agency_but_no_person() {
        let mut account = Account {
            agency_text: "Dinas Perizinan Kabupaten Umpama".into(),
            accused_name: "Fulan Prakontoh".into(),
            accused_position: "Kepala seksi".into(),
            ..Default::default()
        };
        let title = of_complaint(&account, "Pungutan liar dan gratifikasi");
        assert_eq!(title, "Pungutan liar dan gratifikasi: Dinas Perizinan Kabupaten Umpama");
        account.agency_text = "Badan ".repeat(40);
        let title = of_complaint(&account, "Lainnya");
        assert!(title.chars().count() <= 120 && title.ends_with('…'));
    }

    #[test]
    fn a_question_s_title_names_only_its_topic() {
        assert_eq!(of_question("Hak kepegawaian"), "Konsultasi: Hak kepegawaian");
    }
}
