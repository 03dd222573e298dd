//! Filing for somebody at the counter, by phone or by letter, with a printed slip; and a supervisor's own initiative.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use i18n_embed_fl::fl;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::action::draw::{Drawn, drawn, kept};
use super::action::field::{Field, Shape};
use super::action::read::judge;
use super::action::values::Values;
use super::slip::slip;
use crate::app::App;
use crate::case::account::{Account, Identity};
use crate::case::act::{NewCase, file};
use crate::case::state::{Kind, Mode, Role};
use crate::clock;
use crate::error::Error;
use crate::i18n::Lang;
use crate::reference;
use crate::vault::nip::{Nip, Phone};
use crate::vault::token;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::SignedIn;
use crate::web::{Html, Page, Problems};

/// Longest title, in letters.
const TITLE: usize = 120;

/// Which form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    jenis: String,
}

/// Whose complaint is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Somebody's, by a clerk.
    For,
    /// The office's own.
    Own,
}

impl Form {
    fn of(officer: &SignedIn, asked: &str) -> Result<Self, Error> {
        if asked == "prakarsa" {
            officer.require(&[Role::Supervisor])?;
            return Ok(Self::Own);
        }
        officer.require(&[Role::Clerk, Role::Verifier])?;
        Ok(Self::For)
    }

    const fn code(self) -> &'static str {
        match self {
            Self::For => "titipan",
            Self::Own => "prakarsa",
        }
    }
}

#[derive(Template)]
#[template(path = "desk/record.html")]
struct RecordPage {
    page: Page,
    desk: Desk,
    problems: Problems,
    own: bool,
    kind: &'static str,
    fields: Vec<Drawn>,
    kept: Vec<String>,
    hidden: Vec<(String, String)>,
}

/// What the lists of the form offer.
struct Lists {
    choices: Vec<Choice>,
    agencies: Vec<reference::db::Match>,
}

impl Lists {
    async fn read(tx: &mut PgConnection, lang: Lang, values: &Values) -> Result<Self, sqlx::Error> {
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

    fn named(&self, typed: &str) -> Option<Uuid> {
        self.agencies.iter().find(|agency| agency.name.eq_ignore_ascii_case(typed)).map(|agency| agency.id)
    }
}

/// GET `/petugas/catat`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let form = Form::of(&officer, &asked.jenis)?;
    let mut values = Values::default();
    values.put("kunci", token::base64url(&token::random_token()));
    let mut tx = app.db.begin(officer.actor()).await?;
    let lists = Lists::read(&mut tx, page.lang, &values).await?;
    Ok(draw(page, &officer, form, &lists, &values, Problems::none()))
}

fn draw(page: Page, officer: &SignedIn, form: Form, lists: &Lists, values: &Values, problems: Problems) -> Response {
    let fields = fields(&page, form, lists, values);
    let known: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    let hidden = values.carried().filter(|(name, _)| !known.contains(name)).cloned().collect();
    let status = problems.status();
    let record = RecordPage {
        desk: Desk::from(officer),
        own: form == Form::Own,
        kind: form.code(),
        fields: fields.into_iter().map(|field| drawn(field, values)).collect(),
        kept: kept(&page, values),
        hidden,
        problems,
        page,
    };
    (status, Html(record)).into_response()
}

fn coded(page: &Page, key: &str, codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice::plain(*code, page.t.get(&format!("{key}-{code}")))).collect()
}

fn fields(page: &Page, form: Form, lists: &Lists, values: &Values) -> Vec<Field> {
    let t = page.t;
    let field = |name, shape| Field::new(t, name, shape);
    let mut fields = Vec::new();
    if form == Form::For {
        let named = !matches!(values.get("cara"), "" | "anonymous");
        fields.push(field("saluran", Shape::Radios(coded(page, "meja-saluran", &["counter", "phone", "letter"]))));
        let ways = ["anonymous", "confidential", "open"];
        fields.push(field("cara", Shape::Radios(coded(page, "meja-cara", &ways))));
        fields.push(field("nama_pelapor", Shape::Line(120)).required_if(named));
        fields.push(field("telepon", Shape::Line(30)).optional());
        let relations = coded(page, "meja-hubungan", &["self", "witness", "colleague", "proxy", "unsaid"]);
        fields.push(select(page, "hubungan", relations));
    }
    fields.push(field("jenis_laporan", Shape::Radios(lists.choices.clone())));
    fields.push(field("instansi_laporan", Shape::Line(200)).optional());
    if let Some(last) = fields.last_mut() {
        "instansi".clone_into(&mut last.name);
    }
    if values.sent && lists.named(values.get("instansi")).is_none() && !lists.agencies.is_empty() {
        let mut near: Vec<Choice> =
            lists.agencies.iter().map(|agency| Choice::plain(agency.id.to_string(), agency.name.clone())).collect();
        near.push(Choice::plain("lain", fl!(t, "bidang-instansi-lain")));
        fields.push(field("instansi_id", Shape::Radios(near)).optional());
    }
    fields.push(field("bagian", Shape::Line(200)).optional());
    fields.push(field("terlapor", Shape::Line(200)).optional());
    fields.push(field("jabatan", Shape::Line(200)).optional());
    fields.push(field("nip", Shape::Line(30)).optional());
    fields.push(field("bulan", Shape::Line(2)));
    fields.push(field("tahun", Shape::Line(4)));
    fields.push(field("lokasi", Shape::Line(300)));
    fields.push(field("kejadian", Shape::Area(8000, 8)));
    fields.push(field("lain", Shape::Area(1000, 2)).optional());
    if form == Form::For {
        fields.push(field("kecuali", Shape::Area(1000, 2)).optional());
    }
    fields.push(field("lampiran", Shape::Files).optional());
    fields.push(field(if form == Form::For { "dibacakan" } else { "dasar_prakarsa" }, Shape::Tick));
    fields
}

fn select(page: &Page, name: &str, options: Vec<Choice>) -> Field {
    let first = Choice::plain("", fl!(page.t, "bidang-pilih"));
    Field::new(page.t, name, Shape::Select(std::iter::once(first).chain(options).collect()))
}

/// POST `/petugas/catat`: the slip is the answer itself; pressing again shows the same one.
pub async fn send(
    State(app): State<App>,
    page: Page,
    officer: SignedIn,
    mut values: Values,
) -> Result<Response, Error> {
    let form = Form::of(&officer, values.get("jenis"))?;
    let mut tx = app.db.begin(officer.actor()).await?;
    let lists = Lists::read(&mut tx, page.lang, &values).await?;
    drop(tx);
    let today = page.brand.zone.day(clock::now());
    let mut problems = Problems::none();
    judge(page.t, &fields(&page, form, &lists, &values), &values, today, &mut problems);
    let account = account(&page, &lists, &values, today, &mut problems);
    let identity = identity(&page, form, &values, &mut problems);
    let key = token::decode(values.get("kunci"));
    let (Some(idem), false) = (key, problems.any()) else {
        return Ok(draw(page, &officer, form, &lists, &values, problems));
    };
    let mode = if form == Form::Own { Mode::Anonymous } else { mode(&values) };
    let new = NewCase {
        kind: Kind::Complaint,
        mode,
        channel: channel(form, &values),
        lang: page.lang,
        title: title(&lists, &account),
        account,
        identity,
        release_name: mode == Mode::Open,
        campaign: None,
        files: values.files.clone(),
        idem,
        link: None,
        by: Some(officer.id),
        draft: None,
    };
    let filed = file(&app, new.clone()).await?;
    if !filed.holds(&app, &new)? {
        // the page of somebody else's slip came back with Back: what stands in it now was not filed
        values.put("kunci", token::base64url(&token::random_token()));
        problems.add("jenis_laporan", fl!(page.t, "meja-catat-lagi"));
        return Ok(draw(page, &officer, form, &lists, &values, problems));
    }
    Ok(Html(slip(&app, page, form == Form::Own, &filed)?).into_response())
}

fn mode(values: &Values) -> Mode {
    Mode::from_code(values.get("cara")).unwrap_or(Mode::Anonymous)
}

fn channel(form: Form, values: &Values) -> &'static str {
    match (form, values.get("saluran")) {
        (Form::Own, _) => "own_initiative",
        (Form::For, "phone") => "phone",
        (Form::For, "letter") => "letter",
        (Form::For, _) => "counter",
    }
}

/// What was told, in the fields of the reporter's own form.
fn account(page: &Page, lists: &Lists, values: &Values, today: NaiveDate, problems: &mut Problems) -> Account {
    let text = |name: &str| values.get(name).to_owned();
    let month = values.get("bulan").parse().unwrap_or_default();
    let year = values.get("tahun").parse().unwrap_or_default();
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    if first.is_none_or(|first| first > today || first.year() < 1980) {
        problems.add("bulan", fl!(page.t, "bidang-bulan-salah"));
    }
    let typed = text("nip");
    let nip = if typed.is_empty() { None } else { Some(Nip::parse(&typed, today)) };
    if matches!(nip, Some(Err(_))) {
        problems.add("nip", fl!(page.t, "bidang-nip-salah"));
    }
    let chosen = values.get("instansi_id").parse().ok();
    let near = chosen.filter(|id| lists.agencies.iter().any(|agency| agency.id == *id));
    let agency = lists.named(values.get("instansi")).or(near);
    if agency.is_none() && !lists.agencies.is_empty() && values.get("instansi_id") != "lain" {
        problems.add("instansi", fl!(page.t, "bidang-instansi-g"));
    }
    let named = ["instansi", "bagian", "terlapor", "jabatan", "nip"];
    if named.iter().all(|name| values.get(name).trim().is_empty()) {
        problems.add("terlapor", fl!(page.t, "bidang-terlapor-g"));
    }
    Account {
        choice: text("jenis_laporan"),
        relation: text("hubungan"),
        agency_text: text("instansi"),
        agency,
        unit_text: text("bagian"),
        accused_name: text("terlapor"),
        accused_position: text("jabatan"),
        accused_nip: nip.and_then(Result::ok).map(|nip| nip.digits().to_owned()).unwrap_or_default(),
        accused_status: "unknown".to_owned(),
        others: text("lain"),
        excluded: text("kecuali"),
        month,
        year,
        place: text("lokasi"),
        narrative: text("kejadian"),
        ..Account::default()
    }
}

/// Who speaks, sealed at once; nothing for an anonymous one.
fn identity(page: &Page, form: Form, values: &Values, problems: &mut Problems) -> Option<Identity> {
    if form == Form::Own || mode(values) == Mode::Anonymous {
        return None;
    }
    let typed = values.get("telepon");
    let phone = if typed.is_empty() { None } else { Some(Phone::parse(typed)) };
    if matches!(phone, Some(Err(_))) {
        problems.add("telepon", fl!(page.t, "bidang-telepon-salah"));
    }
    let phone = phone.and_then(Result::ok).map(|phone| phone.as_str().to_owned()).unwrap_or_default();
    Some(Identity {
        name: values.get("nama_pelapor").to_owned(),
        phone,
        contact: "page".to_owned(),
        ..Identity::default()
    })
}

/// Neutral, never a person's name.
fn title(lists: &Lists, account: &Account) -> String {
    let choice = lists.choices.iter().find(|choice| choice.is(&account.choice)).map(|choice| choice.title.clone());
    let choice = choice.unwrap_or_else(|| account.choice.clone());
    let known = account.agency.and_then(|id| lists.agencies.iter().find(|agency| agency.id == id));
    let agency = known.map_or_else(|| account.agency_text.clone(), |agency| agency.name.clone());
    let text = if agency.is_empty() { choice } else { format!("{choice}: {agency}") };
    if text.chars().count() <= TITLE {
        return text;
    }
    text.chars().take(TITLE - 1).collect::<String>() + "…"
}
