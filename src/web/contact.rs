//! Name and contact: on the form that reports, and where a reporter gives them later (ui.md §9.1b).

use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::case::account::Identity;
use crate::db::Actor;
use crate::i18n::Tr;
use crate::vault::nip::{Nik, Nip, Phone};
use crate::web::form::Choice;
use crate::web::{Problems, db, text};

/// Longest name, in letters.
const NAME_MAX: usize = 120;
/// Longest e-mail address (RFC 5321).
const EMAIL_MAX: usize = 254;
/// Longest note on safe hours.
const HOURS_MAX: usize = 120;
/// Longest job.
const JOB_MAX: usize = 120;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    /// Name.
    pub nama: String,
    /// Telephone as typed.
    pub telepon: String,
    /// E-mail as typed.
    pub surel: String,
    /// `halaman`, `pesan`, `telepon` or `surel`.
    pub cara_hubung: String,
    /// Safe hours.
    pub jam: String,
    /// What the reporter lives by.
    pub pekerjaan: String,
    /// The reporter's own NIP as typed.
    pub nip_sendiri: String,
    /// The other button was pressed.
    #[serde(skip_serializing)]
    pub nanti: String,
}

impl ContactForm {
    /// What is wrong.
    #[must_use]
    pub fn problems(&self, t: Tr, today: NaiveDate) -> Problems {
        let mut problems = Problems::none();
        let (phone, email) = (self.telepon.trim(), self.surel.trim());
        if self.nama.trim().is_empty() {
            problems.add("nama", fl!(t, "lapor-nama-kosong"));
        } else if text::long(&self.nama, NAME_MAX) {
            problems.add("nama", fl!(t, "lapor-nama-panjang"));
        }
        if phone.is_empty() && email.is_empty() {
            problems.add("telepon", fl!(t, "lapor-kontak-kosong"));
        }
        let needs_phone = matches!(self.cara_hubung.as_str(), "pesan" | "telepon");
        if (!phone.is_empty() || needs_phone) && Phone::parse(phone).is_err() {
            problems.add("telepon", fl!(t, "lapor-telepon-galat"));
        }
        let needs_email = self.cara_hubung == "surel";
        if let Some(wrong) =
            Some(email).filter(|email| needs_email || !email.is_empty()).and_then(|_| wrong_address(t, email))
        {
            problems.add("surel", wrong);
        }
        if contact_code(&self.cara_hubung).is_none() {
            problems.add("cara_hubung", fl!(t, "lapor-hubung-galat"));
        }
        if text::long(&self.jam, HOURS_MAX) {
            problems.add("jam", fl!(t, "lapor-terlalu-panjang", n = text::over(&self.jam, HOURS_MAX)));
        }
        if text::long(&self.pekerjaan, JOB_MAX) {
            problems.add("pekerjaan", fl!(t, "lapor-terlalu-panjang", n = text::over(&self.pekerjaan, JOB_MAX)));
        }
        if !self.nip_sendiri.trim().is_empty() && Nip::parse(&self.nip_sendiri, today).is_err() {
            problems.add("nip_sendiri", fl!(t, "lapor-nip-galat"));
        }
        problems
    }

    /// Whether more was typed than has to be.
    #[must_use]
    pub fn says_more(&self) -> bool {
        !self.pekerjaan.is_empty() || !self.nip_sendiri.is_empty()
    }

    /// What is sealed. Call it for a form without problems.
    #[must_use]
    pub fn identity(&self, today: NaiveDate) -> Identity {
        Identity {
            name: self.nama.trim().to_owned(),
            phone: Phone::parse(&self.telepon).map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            email: self.surel.trim().to_owned(),
            contact: contact_code(&self.cara_hubung).unwrap_or("page").to_owned(),
            hours: self.jam.trim().to_owned(),
            nip: Nip::parse(&self.nip_sendiri, today).map(|nip| nip.digits().to_owned()).unwrap_or_default(),
            job: self.pekerjaan.trim().to_owned(),
            ..Identity::default()
        }
    }
}

impl From<&Identity> for ContactForm {
    fn from(identity: &Identity) -> Self {
        let way = match identity.contact.as_str() {
            "message" => "pesan",
            "call" => "telepon",
            "email" => "surel",
            _ => "halaman",
        };
        Self {
            nama: identity.name.clone(),
            telepon: identity.phone.clone(),
            surel: identity.email.clone(),
            cara_hubung: way.to_owned(),
            jam: identity.hours.clone(),
            pekerjaan: identity.job.clone(),
            nip_sendiri: identity.nip.clone(),
            nanti: String::new(),
        }
    }
}

/// What is wrong with an e-mail address; none when it will do.
#[must_use]
pub fn wrong_address(t: Tr, email: &str) -> Option<String> {
    if !is_email(email) {
        Some(fl!(t, "lapor-surel-galat"))
    } else if is_work_address(email) {
        Some(fl!(t, "lapor-surel-kantor"))
    } else {
        None
    }
}

fn contact_code(value: &str) -> Option<&'static str> {
    Some(match value {
        "halaman" => "page",
        "pesan" => "message",
        "telepon" => "call",
        "surel" => "email",
        _ => return None,
    })
}

/// An identity in rows: label and value. The NIK is masked unless `whole`.
#[must_use]
pub fn rows(t: Tr, identity: &Identity, whole: bool) -> Vec<(String, String)> {
    let way = ContactForm::from(identity).cara_hubung;
    let way = ways(t).into_iter().find(|choice| choice.is(&way)).map(|choice| choice.title).unwrap_or_default();
    let nik = match Nik::parse(&identity.nik) {
        Ok(nik) if whole => nik.digits().to_owned(),
        Ok(nik) => nik.masked(),
        Err(_) => String::new(),
    };
    let mut rows = vec![
        (fl!(t, "lapor-nama-pendek"), identity.name.clone()),
        (fl!(t, "lapor-telepon-pendek"), identity.phone.clone()),
        (fl!(t, "lapor-surel-pendek"), identity.email.clone()),
        (fl!(t, "lapor-hubung-pendek"), way),
        (fl!(t, "lapor-jam-pendek"), identity.hours.clone()),
        (fl!(t, "lapor-pekerjaan-pendek"), identity.job.clone()),
        (fl!(t, "lapor-nip-pendek"), identity.nip.clone()),
        (fl!(t, "kasus-identitas-nik"), nik),
    ];
    if !identity.relation.is_empty() {
        rows.push((fl!(t, "kasus-isi-hubungan"), t.get(&format!("kasus-isi-hubungan-{}", identity.relation))));
    }
    rows
}

/// What a reporter is told of those who can open the contact: two custodians, or nobody in the office yet. Nothing while
/// the database does not answer.
pub async fn custody(app: &App, t: Tr) -> String {
    match custody_ready(app).await {
        Ok(true) => fl!(t, "lapor-kontak-kustodian"),
        Ok(false) => fl!(t, "lapor-kontak-belum"),
        Err(error) => {
            tracing::warn!(%error, "whether there are custodians could not be asked");
            String::new()
        }
    }
}

/// Whether two custodians of different units can open an identity together.
pub async fn custody_ready(app: &App) -> Result<bool, sqlx::Error> {
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    db::custody_ready(&mut tx).await
}

/// The safe ways to reach somebody.
#[must_use]
pub fn ways(t: Tr) -> Vec<Choice> {
    vec![
        Choice::plain("halaman", fl!(t, "lapor-hubung-halaman")),
        Choice::plain("pesan", fl!(t, "lapor-hubung-pesan")),
        Choice::plain("telepon", fl!(t, "lapor-hubung-telepon")),
        Choice::plain("surel", fl!(t, "lapor-hubung-surel")),
    ]
}

/// Close enough to an address: one `@`, a dotted host, nothing that cannot stand there.
fn is_email(typed: &str) -> bool {
    let Some((user, host)) = typed.split_once('@') else { return false };
    let labels: Vec<&str> = host.split('.').collect();
    typed.len() <= EMAIL_MAX
        && !user.is_empty()
        && !typed.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c))
        && labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels.last().is_some_and(|top| top.chars().count() > 1)
}

/// Addresses under go.id belong to an agency, which may read them.
fn is_work_address(email: &str) -> bool {
    let host = email.rsplit('@').next().unwrap_or_default().to_lowercase();
    host == "go.id" || host.ends_with(".go.id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()
    }

    fn good() -> ContactForm {
        ContactForm {
            nama: "Sari".into(),
            telepon: "0812 3456 7890".into(),
            cara_hubung: "halaman".into(),
            ..Default::default()
        }
    }

    fn on(field: &str, change: impl FnOnce(&mut ContactForm)) -> Option<String> {
        let mut form = good();
        change(&mut form);
        form.problems(Lang::Id.texts(), today()).on(field).map(str::to_owned)
    }

    #[test]
    fn a_name_and_one_contact_are_enough() {
        assert!(!good().problems(Lang::Id.texts(), today()).any());
        let identity = good().identity(today());
        assert_eq!((identity.phone.as_str(), identity.contact.as_str()), ("+6281234567890", "page"));
        assert_eq!(
            on("telepon", |f| {
                f.telepon.clear();
                f.surel = "sari@contoh.id".into();
            }),
            None
        );
    }

    #[test]
    fn the_name_is_needed_and_short() {
        assert_eq!(on("nama", |f| f.nama = "  ".into()).as_deref(), Some("Tulis nama Anda"));
        assert_eq!(on("nama", |f| f.nama = "é".repeat(120)), None);
        assert_eq!(on("nama", |f| f.nama = "é".repeat(121)).as_deref(), Some("Nama paling panjang 120 huruf"));
    }

    #[test]
    fn one_contact_is_needed() {
        let none = on("telepon", |f| f.telepon.clear());
        assert_eq!(none.as_deref(), Some("Isi nomor telepon atau surel supaya kami bisa menghubungi Anda"));
    }

    #[test]
    fn the_phone_must_be_mobile_and_there_when_it_is_the_way() {
        let wrong = "Tulis nomor telepon dengan benar, misalnya 0812 3456 7890";
        assert_eq!(on("telepon", |f| f.telepon = "12".into()).as_deref(), Some(wrong));
        let missing = on("telepon", |f| {
            f.telepon.clear();
            f.surel = "sari@contoh.id".into();
            f.cara_hubung = "pesan".into();
        });
        assert_eq!(missing.as_deref(), Some(wrong));
    }

    #[test]
    fn the_email_must_look_like_one_and_be_private() {
        let wrong = "Tulis surel dengan benar, misalnya nama@contoh.id";
        for bad in
            ["sari", "sari@", "@contoh.id", "sari@contoh", "sa ri@contoh.id", "sari@contoh..id", "a@b.c", "a@-b.id"]
        {
            assert_eq!(on("surel", |f| f.surel = bad.into()).as_deref(), Some(wrong), "{bad}");
        }
        for fine in ["sari@contoh.id", "s.a-r_i+1@surat.contoh.co.id"] {
            assert_eq!(on("surel", |f| f.surel = fine.into()), None, "{fine}");
        }
        let work = "Surel kantor bisa dibaca instansi Anda. Pakai surel pribadi";
        assert_eq!(on("surel", |f| f.surel = "sari@Umpama.GO.ID".into()).as_deref(), Some(work));
        assert_eq!(on("surel", |f| f.cara_hubung = "surel".into()).as_deref(), Some(wrong));
    }

    #[test]
    fn a_way_must_be_chosen_and_hours_be_short() {
        assert_eq!(on("cara_hubung", |f| f.cara_hubung.clear()).as_deref(), Some("Pilih cara menghubungi Anda"));
        assert_eq!(
            on("cara_hubung", |f| f.cara_hubung = "merpati".into()).as_deref(),
            Some("Pilih cara menghubungi Anda")
        );
        assert_eq!(on("jam", |f| f.jam = "x".repeat(121)).as_deref(), Some("Terlalu panjang. Kurangi 1 huruf"));
    }

    #[test]
    fn job_and_nip_may_stay_empty_and_the_nip_must_be_one() {
        let wrong = "NIP terdiri dari 18 angka. Periksa lagi, atau kosongkan";
        assert_eq!(on("nip_sendiri", |f| f.nip_sendiri = "1986".into()).as_deref(), Some(wrong));
        assert_eq!(
            on("pekerjaan", |f| f.pekerjaan = "x".repeat(121)).as_deref(),
            Some("Terlalu panjang. Kurangi 1 huruf")
        );
        let typed = ContactForm { pekerjaan: " Guru ".into(), nip_sendiri: "19860926 201505 1 001".into(), ..good() };
        assert!(!typed.problems(Lang::Id.texts(), today()).any());
        let identity = typed.identity(today());
        assert_eq!((identity.job.as_str(), identity.nip.as_str()), ("Guru", "198609262015051001"));
        assert_eq!((good().identity(today()).job, good().identity(today()).nip), Default::default());
    }
}
