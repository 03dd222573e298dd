//! The kit through the edge, with a page that uses every field. No database: nothing here asks one.

use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use i18n_embed_fl::fl;
use serde::Deserialize;
use tower::ServiceExt;

use crate::app::App;
use crate::case::state::Role;
use crate::config::{Config, DoorConfig};
use crate::db::Db;
use crate::error::Error;
use crate::vault::Keys;
use crate::web::desk::Desk;
use crate::web::form::Choice;
use crate::web::session::{SignedIn, Token};
use crate::web::view::{At, Due, Moment, Stage, Steps};
use crate::web::{Form, Html, Page, Part, Pressed, Problems, Upload, token};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    lokasi: String,
    uraian: String,
    cara: String,
    kota: String,
    setuju: Option<String>,
    tgl_h: String,
    sandi: String,
    pilih: Vec<String>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "base.html" %}{% import "macros/form.html" as f %}{% import "macros/ui.html" as ui %}
{% block failing %}{{ f::prefix(page, problems) }}{% endblock %}{% block title %}Uji{% endblock %}
{% block content %}{{ ui::back(page, "/") }}{{ ui::steps(page, steps) }}{{ f::summary(page, problems) }}
<form method="post" action="/uji">{{ f::token(page) }}
{{ f::text(page, problems, "lokasi", fl!(page.t, "umum-tanggal"), "Petunjuk", draft.lokasi) }}
{{ f::area(page, problems, "uraian", "Uraian", "", draft.uraian, 8000, 7) }}
{{ f::radios(page, problems, "cara", "Cara", "", draft.cara, options, true) }}
{{ f::select(page, problems, "kota", "Kota", "", draft.kota, options) }}
{{ f::tick(page, problems, "setuju", "Setuju", "", draft.setuju.is_some()) }}
{{ f::date(page, problems, "tgl", "Kapan", "", draft.tgl_h, "", "") }}
{{ f::files(page, problems, "berkas", "Berkas", "", "image/*") }}{{ f::submit("Kirim", "") }}</form>
{{ ui::stages(page, stages) }}{{ ui::timeline(moments) }}{{ ui::due(page, due) }}{{ ui::chip("w-nila", "kunci", "Rahasia") }}
{{ ui::notice("awas", "info", "Hati-hati") }}{{ ui::done("Terkirim") }}{{ ui::row(page, "Jenis", "", "/ubah", "jenis") }}
{{ ui::empty("Kosong", "/", "Mulai") }}{{ ui::paging(page, "", "?dari=2") }}{% endblock %}"#
)]
struct TestPage {
    page: Page,
    problems: Problems,
    draft: Draft,
    options: Vec<Choice>,
    steps: Steps,
    stages: Vec<Stage>,
    moments: Vec<Moment>,
    due: Due,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "desk.html" %}{% block title %}Uji{% endblock %}{% block content %}<h1>Uji</h1>{% endblock %}"#
)]
struct DeskPage {
    page: Page,
    desk: Desk,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "print.html" %}{% block title %}Uji{% endblock %}{% block content %}<h1>Uji</h1>{% endblock %}"#
)]
struct LetterPage {
    page: Page,
}

fn render(page: Page, problems: Problems, draft: Draft) -> Response {
    let stage = |label: &str, at| Stage { label: label.to_owned(), at };
    let test = TestPage {
        page,
        draft,
        options: vec![Choice::plain("a", "Pilihan a"), Choice::plain("b", "Pilihan b")],
        steps: Steps { now: 4, total: 6, name: "Kejadian".to_owned() },
        stages: vec![stage("Verifikasi", At::Done), stage("Klarifikasi", At::Now), stage("Selesai", At::Later)],
        moments: vec![Moment {
            text: "Diterima".to_owned(),
            stamp: "2026-11-20".to_owned(),
            when: "20 November".to_owned(),
        }],
        due: Due::Left(3),
        problems,
    };
    (test.problems.status(), Html(test)).into_response()
}

async fn show(page: Page) -> Response {
    render(page, Problems::none(), Draft::default())
}

async fn submit(page: Page, Form(draft): Form<Draft>) -> Response {
    let mut problems = Problems::none();
    if draft.uraian.len() < 50 {
        problems.add("uraian", "Uraian masih terlalu pendek");
    }
    if problems.any() { render(page, problems, draft) } else { draft.pilih.join("+").into_response() }
}

async fn upload(mut upload: Upload) -> Result<String, Error> {
    let mut seen = Vec::new();
    while let Some(part) = upload.next().await? {
        match part {
            Part::Text { name, value } => seen.push(format!("{name}={value}")),
            Part::File { file_name, mut field, .. } => {
                let mut bytes = 0;
                while let Some(chunk) = field.chunk().await.map_err(Error::internal)? {
                    bytes += chunk.len();
                }
                seen.push(format!("{file_name}:{bytes}"));
            }
        }
    }
    Ok(seen.join(" "))
}

async fn desk(page: Page) -> Response {
    let officer = SignedIn {
        id: uuid::Uuid::nil(),
        name: "Rara Umpamani".to_owned(),
        alias: 7,
        roles: vec![(None, Role::Analyst)],
        step_up_until: None,
        app: false,
        passkeys: 0,
        usable: 0,
        factor: super::session::Factor::Passkey,
        session: [0; 32],
        token: Token([0; 32]),
        unread: 2,
        custody: 0,
        walls: 0,
        told: None,
    };
    Html(DeskPage { page, desk: Desk::from(&officer) }).into_response()
}

struct Site {
    router: Router,
    app: App,
}

impl Site {
    fn open() -> Self {
        let config = Config {
            listen: "127.0.0.1:8080".parse().unwrap(),
            data: std::env::temp_dir().join("kentongan-kit"),
            public_url: None,
            database_url: None,
            demo: true,
            db_connections: 1,
            no_worker: true,
            print_shares: false,
            mail: crate::config::Mail::default(),
            door: DoorConfig::default(),
            evidence: crate::config::EvidenceConfig::default(),
            oidc: crate::config::OidcConfig::default(),
        };
        let nowhere = sqlx::postgres::PgConnectOptions::new_without_pgpass().socket("/nonexistent");
        let store = crate::files::Store::on_disk(&config.data).unwrap();
        let app = App::new(config, Db::new(nowhere, 1), Keys::ephemeral_for_tests(), store);
        let router = Router::new()
            .route("/uji", get(show).post(submit))
            .route("/tekan", post(async |_: Pressed| "ditekan"))
            .route("/unggah", post(upload))
            .route("/meja", get(desk))
            .route("/surat", get(async |page: Page| Html(LetterPage { page })))
            .route("/rusak", get(async || -> Result<(), Error> { Err(Error::internal("rahasia dalam")) }))
            .route("/panik", get(async || -> &'static str { panic!("rahasia dalam") }))
            .layer(from_fn_with_state(app.clone(), super::edge))
            .with_state(app.clone());
        Self { router, app }
    }

    async fn ask(&self, request: Request) -> (u16, String) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status.as_u16(), String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn get(&self, path: &str) -> (u16, String) {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, kind: &str, body: impl Into<Body>) -> (u16, String) {
        let request = Request::post(path).header("sec-fetch-site", "same-origin").header(CONTENT_TYPE, kind);
        self.ask(request.header(COOKIE, "draf=abc").body(body.into()).unwrap()).await
    }

    /// A token for the browser with the cookie `draf=abc`.
    fn token(&self) -> String {
        let headers = [(COOKIE, "draf=abc".parse().unwrap())].into_iter().collect();
        token::issue(&self.app.keys, &headers, false, crate::clock::now())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_page_with_every_field_renders_and_names_its_problems() {
    let site = Site::open();
    let (status, text) = site.get("/uji").await;
    assert_eq!(status, 200);
    assert!(!text.contains("galat-ringkas") && text.contains("<title>Uji – Kentongan</title>"), "{text}");
    assert!(
        text.contains("Langkah 4 dari 6: Kejadian")
            && text.contains("Sisa 3 hari")
            && text.contains("Paling banyak 8.000 huruf")
    );
    assert!(text.contains(r#"data-sisa="Sisa {n} dari {max} huruf""#));
    let body = format!("token={}&uraian=pendek%3Cb%3E&lokasi=Loket%202&cara=b&tgl_h=14", site.token());
    let (status, text) = site.post("/uji", FORM, body).await;
    assert_eq!(status, 422);
    assert!(text.contains("<title>Galat: Uji – Kentongan</title>"), "{text}");
    assert!(text.contains(r##"<a href="#uraian">Uraian masih terlalu pendek</a>"##));
    assert!(text.contains(r#"aria-describedby="uraian-g uraian-n" aria-invalid="true""#), "{text}");
    assert!(
        text.contains("pendek&#60;b&#62;") && text.contains(r#"value="Loket 2""#) && text.contains(r#"value="14""#)
    );
    assert!(text.contains(r#"value="b" id="cara-2" checked"#), "{text}");
}

#[tokio::test]
async fn a_form_with_the_right_token_arrives_whole() {
    let site = Site::open();
    let long = "x".repeat(60);
    let body = format!("token={}&uraian={long}&pilih=satu&pilih=dua", site.token());
    assert_eq!(site.post("/uji", FORM, body).await, (200, "satu+dua".to_owned()));
    assert_eq!(site.post("/tekan", FORM, format!("token={}", site.token())).await, (200, "ditekan".to_owned()));
}

/// Eight thousand letters are the most that a form asks for, in whatever script.
#[tokio::test]
async fn the_longest_account_fits_in_any_script() {
    let site = Site::open();
    for letter in ["%EA%A6%80", "%F0%9F%98%80"] {
        let body = format!("token={}&uraian={}&pilih=utuh", site.token(), letter.repeat(8000));
        assert_eq!(site.post("/uji", FORM, body).await, (200, "utuh".to_owned()), "{letter}");
    }
}

#[tokio::test]
async fn an_expired_form_comes_back_with_what_was_typed_but_no_password() {
    let site = Site::open();
    let (status, text) = site.post("/uji", FORM, "token=usang9&uraian=Cerita%20saya&pilih=a&pilih=b").await;
    assert_eq!(status, 400);
    assert!(text.contains("Isian Anda masih ada. Kirim sekali lagi."));
    assert!(text.contains(r#"name="uraian" value="Cerita saya""#) && text.contains(r#"name="pilih" value="b""#));
    assert!(text.contains(r#"action="/uji""#) && !text.contains("usang9"));
    let fresh = text.split(r#"name="token" value=""#).nth(1).unwrap().split('"').next().unwrap();
    let (status, _) = site.post("/uji", FORM, format!("token={fresh}&uraian=Cerita")).await;
    assert_eq!(status, 422, "the token of the page is good");
    let (status, text) = site.post("/uji", FORM, "token=usang9&sandi=kucing-rahasia&lokasi=x").await;
    assert_eq!(status, 400);
    assert!(!text.contains("kucing-rahasia") && !text.contains("Kirim sekali lagi"), "{text}");
}

#[tokio::test]
async fn nonsense_is_refused_with_a_page() {
    let site = Site::open();
    assert_eq!(site.post("/uji", "application/json", "{}").await.0, 400);
    assert_eq!(site.post("/uji", FORM, format!("token={}&lokasi=a&lokasi=b", site.token())).await.0, 400);
    let (status, text) = site.post("/uji", FORM, "x".repeat(140_000)).await;
    assert!(status == 413 && text.contains("Tulisan terlalu panjang"), "{text}");
    assert_eq!(site.post("/uji", FORM, format!("token={}&uraian=%00%FF%C3", site.token())).await.0, 422);
    assert_eq!(site.post("/unggah", "multipart/form-data; boundary=x", "rubbish").await.0, 400);
    let (status, text) = site.get("/uji/lain").await;
    assert!(status == 404 && text.contains("Halaman tidak ditemukan"));
}

#[tokio::test]
async fn an_upload_is_read_only_behind_its_token() {
    let site = Site::open();
    let form = |token: &str| {
        format!(
            "--e\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--e\r\nContent-Disposition: form-data; \
             name=\"tautan\"\r\n\r\nhttps://a\r\n--e\r\nContent-Disposition: form-data; name=\"berkas\"; \
             filename=\"a.jpg\"\r\n\r\n12345\r\n--e--\r\n"
        )
    };
    let kind = "multipart/form-data; boundary=e";
    let (status, text) = site.post("/unggah", kind, form(&site.token())).await;
    assert_eq!((status, text.as_str()), (200, "tautan=https://a a.jpg:5"));
    let (status, text) = site.post("/unggah", kind, form("usang9")).await;
    assert!(status == 400 && text.contains("berkas lampiran perlu dipilih lagi"), "{text}");
    assert!(text.contains(r#"name="tautan" value="https://a""#), "the words stay");
    let again = format!("token={}&tautan=https%3A%2F%2Fa", site.token());
    assert_eq!(site.post("/unggah", FORM, again).await, (200, "tautan=https://a".to_owned()));
    let bare = form("usang9").replace("name=\"tautan\"\r\n\r\nhttps://a", "name=\"lampiran\"; filename=\"\"\r\n\r\n");
    let (status, text) = site.post("/unggah", kind, bare).await;
    assert!(status == 400 && text.contains("pilih berkasnya lagi"), "{text}");
}

#[tokio::test]
async fn a_failure_shows_a_code_and_nothing_of_itself() {
    let site = Site::open();
    for path in ["/rusak", "/panik"] {
        let (status, text) = site.get(path).await;
        assert_eq!(status, 500);
        assert!(text.contains("Kode gangguan") && !text.contains("rahasia dalam"), "{text}");
    }
}

#[tokio::test]
async fn the_shells_render_with_only_what_a_role_may_use() {
    let site = Site::open();
    let (_, text) = site.get("/meja").await;
    assert!(text.contains("Rara Umpamani") && text.contains("DEMO") && text.contains("/petugas/alur"));
    assert!(!text.contains("/petugas/kelola") && !text.contains("/keluar"), "{text}");
    let (_, text) = site.get("/surat").await;
    assert!(text.contains("kepala-surat"));
}
