//! What the lists of the forms offer.

use uuid::Uuid;

use super::Ground;
use super::field::{Field, Shape};
use super::read::Read;
use crate::case::action::{Category, Taker};
use crate::case::facts::CommitmentState;
use crate::case::state::{Outcome, Severity, Side};
use crate::i18n::Lang;
use crate::web::form::Choice;

impl Ground<'_> {
    /// A code with its word from `{key}-{code}`.
    pub(super) fn coded(&self, key: &str, codes: &[&str]) -> Vec<Choice> {
        codes.iter().map(|code| Choice::plain(*code, self.t().get(&format!("{key}-{code}")))).collect()
    }

    /// Officers with one of these roles; of the case's unit first. `empty` allows nobody.
    pub(super) fn officers(&self, roles: &[&str]) -> Vec<Choice> {
        let mut fit: Vec<_> = self
            .people
            .iter()
            .filter(|person| person.roles.iter().any(|role| roles.contains(&role.as_str())))
            .collect();
        let home = self.scene.case.unit;
        fit.sort_by_key(|person| !home.is_some_and(|unit| person.unit_ids.contains(&unit)));
        let line = |person: &&crate::desk::db::Person| {
            Choice::plain(person.id.to_string(), crate::desk::people::line(&self.scene.page, person))
        };
        fit.iter().map(line).collect()
    }

    /// Violations that an officer may choose, those of the reporter's choice first as the catalogue orders them.
    pub(super) fn categories(&self) -> Vec<Choice> {
        let name = |violation: &crate::reference::Violation| {
            if self.scene.page.lang == Lang::Id { violation.name_id.clone() } else { violation.name_en.clone() }
        };
        let chosen = &self.scene.secret.account.choice;
        let mut fit: Vec<_> = self.violations.iter().filter(|violation| violation.active).collect();
        fit.sort_by_key(|violation| violation.form_choice != *chosen);
        fit.into_iter()
            .map(|violation| Choice::plain(violation.code.clone(), format!("{} {}", violation.code, name(violation))))
            .collect()
    }

    /// The category with this code.
    pub(super) fn category(&self, code: &str) -> Option<Category> {
        let found = self.violations.iter().find(|violation| violation.code == code)?;
        Some(Category { code: found.code.clone(), mediable: found.mediable })
    }

    /// The severity cards.
    pub(super) fn severities(&self) -> Vec<Choice> {
        self.coded("meja-bobot", &["low", "medium", "high", "grave"])
    }

    /// Units, as options.
    pub(super) fn unit_choices(&self) -> Vec<Choice> {
        self.units.iter().map(|(id, name)| Choice::plain(id.to_string(), name.clone())).collect()
    }

    /// Outcomes, as options.
    pub(super) fn outcomes(&self, outcomes: &[Outcome]) -> Vec<Choice> {
        outcomes
            .iter()
            .map(|outcome| Choice::plain(outcome.code(), crate::desk::told::outcome(self.t(), *outcome)))
            .collect()
    }

    /// Commitments that are watched, as options.
    pub(super) fn open_commitments(&self) -> Vec<Choice> {
        let open = self.scene.case.facts.commitments.iter().filter(|each| each.state == CommitmentState::Open);
        open.map(|each| {
            let words = crate::desk::told::line(&self.lines, "commitment", each.no);
            Choice::plain(each.no.to_string(), format!("{}. {words}", each.no))
        })
        .collect()
    }

    /// Lines of the agreement, as options.
    pub(super) fn terms(&self) -> Vec<Choice> {
        self.scene
            .case
            .facts
            .mediation
            .terms
            .iter()
            .map(|term| {
                let words = crate::desk::told::line(&self.lines, "term", term.line);
                Choice::plain(term.line.to_string(), format!("{}. {words}", term.line))
            })
            .collect()
    }

    /// The agency as a name, and the names that it may mean when it is not one of the list.
    pub(super) fn agency_fields(&self) -> Vec<Field> {
        let start = self.scene.plain.agency.clone().unwrap_or_else(|| self.scene.secret.account.agency_text.clone());
        let mut fields = vec![self.line("instansi").optional().start(start)];
        if self.values.sent && self.agency_named().is_none() && !self.agencies.is_empty() {
            let near = self.agencies.iter().map(|agency| Choice::plain(agency.id.to_string(), agency.name.clone()));
            fields.push(self.field("instansi_id", Shape::Radios(near.collect())).optional());
        }
        fields
    }

    /// The agency whose name was typed in full.
    fn agency_named(&self) -> Option<Uuid> {
        let typed = self.values.get("instansi");
        self.agencies.iter().find(|agency| agency.name.eq_ignore_ascii_case(typed)).map(|agency| agency.id)
    }

    /// The mediators of the latest offer who are not struck.
    pub(super) fn roster(&self) -> Vec<Choice> {
        let roster = &self.scene.case.facts.mediation.roster;
        self.people
            .iter()
            .filter(|person| roster.contains(&person.id))
            .map(|person| Choice::plain(person.id.to_string(), person.name.clone()))
            .collect()
    }

    /// Number, date and scan of the paper with which a party spoke.
    pub(super) fn document_fields(&self) -> Vec<Field> {
        vec![
            self.line("dok_nomor"),
            self.field("dok_tanggal", Shape::Date(super::field::When::Past)),
            self.field("pindaian", Shape::Files),
        ]
    }
}

impl Read<'_> {
    /// A person chosen to take the case. The door finds out whether the wall stands between.
    pub(super) fn taker(&self, name: &str) -> Option<Taker> {
        self.id(name).map(|officer| Taker { officer, walled: false })
    }

    /// The severity chosen.
    pub(super) fn severity(&self) -> Option<Severity> {
        Severity::from_code(&self.text("bobot"))
    }

    /// The agency chosen: none, one of the list, or a refusal beside the field.
    pub(super) fn agency(&mut self) -> Option<Option<Uuid>> {
        if self.text("instansi").is_empty() {
            return Some(None);
        }
        let chosen = self.id("instansi_id").filter(|id| self.ground.agencies.iter().any(|agency| agency.id == *id));
        if let Some(agency) = self.ground.agency_named().or(chosen) {
            return Some(Some(agency));
        }
        self.refuse("instansi", "bidang-instansi-g");
        None
    }

    /// The paper of a party, for the record.
    pub(super) fn document(&self, side: Side) -> serde_json::Value {
        serde_json::json!({
            "on_behalf_of": side,
            "document": { "number": self.text("dok_nomor"), "date": self.day("dok_tanggal") },
        })
    }
}
