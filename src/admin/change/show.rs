//! A proposal in words.

use i18n_embed_fl::fl;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::db as office;
use super::super::words;
use super::db::{self, Row};
use super::{Change, NipWish, Standing, Wanted};
use crate::i18n::Tr;

/// "Sari Dewi: akun baru".
pub fn title(t: Tr, row: &Row) -> String {
    let name = match &row.change.0 {
        Change::Add(wanted) => wanted.name.clone(),
        _ => row.officer.clone().unwrap_or_default(),
    };
    match &row.change.0 {
        Change::Add(_) => fl!(t, "kelola-usul-baru", nama = name),
        Change::Alter(_) => fl!(t, "kelola-usul-ubah", nama = name),
        Change::Invite => fl!(t, "kelola-usul-undang", nama = name),
        Change::Stop => fl!(t, "kelola-usul-henti", nama = name),
        Change::Start => fl!(t, "kelola-usul-mulai", nama = name),
        Change::TakeKey => fl!(t, "kelola-usul-kunci", nama = name),
    }
}

/// Names behind the numbers of proposals.
pub struct Names {
    units: Vec<office::Unit>,
    agencies: Vec<(Uuid, String)>,
}

impl Names {
    pub async fn read(conn: &mut PgConnection, rows: &[Row]) -> Result<Self, sqlx::Error> {
        let wanted = rows.iter().filter_map(|row| match &row.change.0 {
            Change::Add(wanted) | Change::Alter(wanted) => wanted.agency,
            _ => None,
        });
        let before = rows.iter().filter_map(|row| row.standing.as_ref()?.agency);
        let ids: Vec<Uuid> = wanted.chain(before).collect();
        Ok(Self { units: office::units(conn).await?, agencies: db::agencies(conn, &ids).await? })
    }

    /// What would be different, a sentence each.
    pub fn lines(&self, t: Tr, change: &Change, before: Option<&Standing>) -> Vec<String> {
        match change {
            Change::Add(wanted) => self.all(t, wanted),
            Change::Alter(wanted) => before.map(|before| self.differences(t, wanted, before)).unwrap_or_default(),
            Change::Invite => vec![fl!(t, "kelola-usul-undang-teks")],
            Change::Stop => vec![fl!(t, "kelola-usul-henti-teks")],
            Change::Start => vec![fl!(t, "kelola-usul-mulai-teks")],
            Change::TakeKey => vec![fl!(t, "kelola-usul-kunci-teks")],
        }
    }

    fn all(&self, t: Tr, wanted: &Wanted) -> Vec<String> {
        let mut lines = vec![fl!(t, "kelola-usul-masuk", isi = wanted.sign_in.clone())];
        if wanted.agency.is_some() {
            lines.push(fl!(t, "kelola-usul-asal", isi = self.agency(t, wanted.agency)));
        }
        if matches!(wanted.nip, NipWish::Put(_)) {
            lines.push(fl!(t, "kelola-usul-nip-catat"));
        }
        lines.extend(wanted.roles.iter().map(|role| fl!(t, "kelola-usul-peran-beri", peran = self.role(t, role))));
        lines
    }

    fn differences(&self, t: Tr, wanted: &Wanted, before: &Standing) -> Vec<String> {
        let mut lines = Vec::new();
        if wanted.name != before.name {
            lines.push(fl!(t, "kelola-usul-nama", lama = before.name.clone(), isi = wanted.name.clone()));
        }
        if wanted.sign_in != before.sign_in {
            lines.push(fl!(t, "kelola-usul-masuk", isi = wanted.sign_in.clone()));
        }
        if wanted.locale != before.locale {
            lines.push(fl!(t, "kelola-usul-bahasa", isi = language(t, &wanted.locale)));
        }
        if wanted.agency != before.agency {
            lines.push(fl!(t, "kelola-usul-asal", isi = self.agency(t, wanted.agency)));
        }
        match wanted.nip {
            NipWish::Keep => {}
            NipWish::Remove => lines.push(fl!(t, "kelola-usul-nip-hapus")),
            NipWish::Put(_) => lines.push(fl!(t, "kelola-usul-nip-catat")),
        }
        let given = wanted.roles.iter().filter(|role| !before.roles.contains(role));
        lines.extend(given.map(|role| fl!(t, "kelola-usul-peran-beri", peran = self.role(t, role))));
        let taken = before.roles.iter().filter(|role| !wanted.roles.contains(role));
        lines.extend(taken.map(|role| fl!(t, "kelola-usul-peran-cabut", peran = self.role(t, role))));
        lines
    }

    fn role(&self, t: Tr, (unit, role): &(Option<Uuid>, String)) -> String {
        words::held(t, &self.units, *unit, role)
    }

    fn agency(&self, t: Tr, id: Option<Uuid>) -> String {
        let name = id.and_then(|id| self.agencies.iter().find(|(known, _)| *known == id));
        name.map_or_else(|| fl!(t, "kelola-usul-asal-kosong"), |(_, name)| name.clone())
    }
}

fn language(t: Tr, locale: &str) -> String {
    if locale == "en" { fl!(t, "kelola-bahasa-en") } else { fl!(t, "kelola-bahasa-id") }
}
