//! Drawing an act's form from its description.

use askama::Template;
use axum::response::IntoResponse;
use i18n_embed_fl::fl;
use sqlx::PgConnection;

use super::field::Field;
use super::page::address;
use super::values::Values;
use super::{Ground, NOTE, Spec};
use crate::case::act::NewFile;
use crate::case::action::ActionKind;
use crate::case::table;
use crate::desk::scene::Scene;
use crate::desk::told;
use crate::error::Error;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::{Html, Page, Problems};

/// Fields whose text the reporter reads.
const READ_BY_REPORTER: [&str; 5] = [NOTE, "pertanyaan", "jawaban", "kabar_isi", "tulisan"];

/// A field as the template draws it.
pub struct Drawn {
    pub field: Field,
    pub value: String,
    /// Day, month, year of a date.
    pub parts: [String; 3],
    /// Options with whether each is ticked.
    pub ticked: Vec<(Choice, bool)>,
}

#[derive(Template)]
#[template(path = "desk/action.html")]
struct FormPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    href: String,
    number: String,
    title: String,
    explains: String,
    fields: Vec<Drawn>,
    /// Names of files that are stored already.
    kept: Vec<String>,
    hidden: Vec<(String, String)>,
    files: bool,
    more: bool,
    button: String,
    dangerous: bool,
}

/// The form with what was typed and what is wrong with it: 422 when anything is.
pub(super) async fn draw(
    tx: &mut PgConnection,
    scene: &Scene,
    spec: &Spec,
    values: &Values,
    problems: Problems,
) -> Result<impl IntoResponse + use<>, Error> {
    let ground = Ground::survey(tx, scene, values).await?;
    let fields = (spec.fields)(&ground);
    let rows = fields.iter().filter(|field| field.name.ends_with(|c: char| c.is_ascii_digit())).count();
    let mut hidden = beside(&fields, values);
    hidden.retain(|(name, _)| name != "baris");
    let least = last_row(&fields);
    if rows > 0 {
        hidden.push(("baris".to_owned(), least.to_string()));
    }
    let previewed = table::row(scene.case.kind, spec.kind).is_some_and(|row| row.paper.is_some())
        || (spec.kind != ActionKind::Note
            && fields.iter().any(|field| READ_BY_REPORTER.contains(&field.name.as_str())));
    let title = if scene.on_behalf.is_some() {
        scene.t().get(&format!("meja-atas-nama-{}", spec.path))
    } else {
        told::action(scene.t(), spec.kind.code())
    };
    let explains = if scene.on_behalf.is_some() {
        fl!(scene.t(), "meja-atas-nama-jelas")
    } else {
        scene.t().get(&format!("tindakan-p-{}", spec.kind.code().replace('_', "-")))
    };
    let page = FormPage {
        desk: Desk::from(&scene.officer),
        href: address(scene, spec),
        number: scene.case.number.clone(),
        button: if previewed { fl!(scene.t(), "meja-pratinjau") } else { title.clone() },
        title,
        explains,
        files: fields.iter().any(|field| field.widget() == "files"),
        more: rows > 0 && least < super::MOST_ROWS,
        fields: fields.into_iter().map(|field| drawn(field, values)).collect(),
        kept: kept(&scene.page, values),
        hidden,
        dangerous: matches!(spec.kind, ActionKind::DeclareConflict | ActionKind::Withdraw | ActionKind::Repair),
        page: scene.page.clone(),
        problems,
    };
    Ok((page.problems.status(), Html(page)))
}

/// What was sent that belongs to none of the fields.
pub fn beside(fields: &[Field], values: &Values) -> Vec<(String, String)> {
    let own = |name: &str| {
        let part = name.strip_suffix("_h").or(name.strip_suffix("_b")).or(name.strip_suffix("_t"));
        fields.iter().any(|field| field.name == name || part == Some(&field.name))
    };
    values.carried().filter(|(name, _)| !own(name)).cloned().collect()
}

/// The highest number of a repeated field.
fn last_row(fields: &[Field]) -> usize {
    fields.iter().filter_map(|field| field.name.rsplit_once('_')?.1.parse().ok()).max().unwrap_or_default()
}

/// "Sudah diunggah: papan.jpg", one per file that came before.
pub fn kept(page: &Page, values: &Values) -> Vec<String> {
    let line = |file: &NewFile| fl!(page.t, "bidang-terlampir", nama = file.meta.name.clone());
    values.files.iter().map(line).collect()
}

/// A field with what was typed into it, or what stands there at first.
pub fn drawn(field: Field, values: &Values) -> Drawn {
    let typed = values.get(&field.name);
    let value = if values.sent { typed.to_owned() } else { field.start.clone() };
    let part = |suffix: &str| values.get(&format!("{}_{suffix}", field.name)).to_owned();
    let chosen = values.all(&field.name);
    let ticked =
        field.options().iter().map(|option| (option.clone(), chosen.contains(&option.value.as_str()))).collect();
    Drawn { parts: [part("h"), part("b"), part("t")], ticked, value, field }
}

impl FormPage {
    fn back(&self) -> String {
        format!("/petugas/kasus/{}", self.number)
    }
}
