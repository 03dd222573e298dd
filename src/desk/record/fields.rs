//! The fields of the counter's form: the same as the citizen's, on one page.

use i18n_embed_fl::fl;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::case::state::Role;
use crate::desk::action::field::{Field, Shape, When};
use crate::desk::action::values::Values;
use crate::error::Error;
use crate::i18n::Lang;
use crate::reference;
use crate::web::Page;
use crate::web::form::Choice;
use crate::web::session::SignedIn;

/// The choice that asks for own words.
pub(super) const OTHER: &str = "lainnya";

/// Whose complaint is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Somebody's, by a clerk.
    For,
    /// The office's own.
    Own,
}

impl Form {
    pub(super) fn of(officer: &SignedIn, asked: &str) -> Result<Self, Error> {
        if asked == "prakarsa" {
            officer.require(&[Role::Supervisor])?;
            return Ok(Self::Own);
        }
        officer.require(&[Role::Clerk, Role::Verifier])?;
        Ok(Self::For)
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::For => "titipan",
            Self::Own => "prakarsa",
        }
    }
}

/// What the lists of the form offer.
pub(super) struct Lists {
    pub(super) choices: Vec<Choice>,
    pub(super) agencies: Vec<reference::db::Match>,
}

impl Lists {
    pub(super) async fn read(tx: &mut PgConnection, lang: Lang, values: &Values) -> Result<Self, sqlx::Error> {
        let choices = reference::db::choices(tx).await?;
        let label = |choice: reference::Choice| {
            Choice::plain(choice.code, if lang == Lang::Id { choice.label_id } else { choice.label_en })
        };
        let choices = choices.into_iter().filter(|choice| choice.active).map(label).collect();
        let typed = values.get("instansi");
        let agencies =
            if typed.is_empty() { Vec::new() } else { reference::db::agencies_matching(tx, typed, 10).await? };
        Ok(Self { choices, agencies })
    }

    pub(super) fn named(&self, typed: &str) -> Option<Uuid> {
        self.agencies.iter().find(|agency| agency.name.eq_ignore_ascii_case(typed)).map(|agency| agency.id)
    }
}

fn coded(page: &Page, key: &str, codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice::plain(*code, page.t.get(&format!("{key}-{code}")))).collect()
}

/// Every field of the form.
pub(super) fn fields(page: &Page, form: Form, lists: &Lists, values: &Values) -> Vec<Field> {
    let field = |name, shape| Field::new(page.t, name, shape);
    let somebody = form == Form::For;
    let mut fields = if somebody { reporter(page, values) } else { Vec::new() };
    fields.push(field("jenis_laporan", Shape::Radios(lists.choices.clone())));
    fields.push(field("jenis_lain", Shape::Line(200)).required_if(values.get("jenis_laporan") == OTHER));
    fields.extend(accused(page, lists, values));
    fields.push(field("kapan", Shape::Date(When::Rough)));
    fields.push(field("berulang", Shape::Tick).optional());
    fields.push(field("lokasi", Shape::Line(300)));
    fields.push(field("kejadian", Shape::Area(8000, 8)));
    fields.push(field("lain", Shape::Area(1000, 2)).optional());
    if somebody {
        fields.push(field("kecuali", Shape::Area(1000, 2)).optional());
    }
    fields.push(field("saksi", Shape::Area(2000, 2)).optional());
    fields.push(field("lampiran", Shape::Files).optional());
    fields.push(field(if somebody { "dibacakan" } else { "dasar_prakarsa" }, Shape::Tick));
    fields
}

/// Who speaks and how the answer is to be given.
fn reporter(page: &Page, values: &Values) -> Vec<Field> {
    let field = |name, shape| Field::new(page.t, name, shape);
    let named = !matches!(values.get("cara"), "" | "anonymous");
    let relations = coded(page, "meja-hubungan", &["self", "witness", "colleague", "proxy", "unsaid"]);
    vec![
        field("saluran", Shape::Radios(coded(page, "meja-saluran", &["counter", "phone", "letter"]))),
        field("cara", Shape::Radios(coded(page, "meja-cara", &["anonymous", "confidential", "open"]))),
        field("nama_pelapor", Shape::Line(120)).required_if(named),
        field("telepon", Shape::Line(30)).optional(),
        select(page, "bahasa", coded(page, "meja-bahasa", &["id", "en"])).start("id"),
        select(page, "hubungan", relations),
        field("perempuan", Shape::Tick).optional(),
    ]
}

/// Who is complained about.
fn accused(page: &Page, lists: &Lists, values: &Values) -> Vec<Field> {
    let field = |name, shape| Field::new(page.t, name, shape);
    let mut agency = field("instansi_laporan", Shape::Line(200)).optional();
    "instansi".clone_into(&mut agency.name);
    let mut fields = vec![agency];
    if values.sent && lists.named(values.get("instansi")).is_none() && !lists.agencies.is_empty() {
        let near = lists.agencies.iter().map(|agency| Choice::plain(agency.id.to_string(), agency.name.clone()));
        let none = Choice::plain("lain", fl!(page.t, "bidang-instansi-lain"));
        fields.push(field("instansi_id", Shape::Radios(near.chain([none]).collect())).optional());
    }
    fields.extend(["bagian", "terlapor", "jabatan"].map(|name| field(name, Shape::Line(200)).optional()));
    fields.push(field("nip", Shape::Line(30)).optional());
    fields.push(select(page, "status_asn", coded(page, "meja-status", &["pns", "pppk", "unknown"])).start("unknown"));
    fields
}

fn select(page: &Page, name: &str, options: Vec<Choice>) -> Field {
    let first = Choice::plain("", fl!(page.t, "bidang-pilih"));
    Field::new(page.t, name, Shape::Select(std::iter::once(first).chain(options).collect()))
}
