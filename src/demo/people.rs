//! The office's people: one in every role, two units and the integrity desk.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db;
use crate::account::{DEMO_PASSWORD, hash_password};
use crate::app::App;
use crate::case::state::Role;
use crate::db::Actor;
use crate::error::Error;
use crate::vault::index;

/// Where somebody works.
#[derive(Clone, Copy)]
enum At {
    One,
    Two,
    Both,
    Desk,
    Nowhere,
}

/// (sign-in, invented name, role, where)
const PEOPLE: [(&str, &str, &[Role], At); 20] = [
    ("loket", "Wulan Rekaan", &[Role::Clerk], At::One),
    ("verifikator", "Dewa Prasaja", &[Role::Verifier], At::One),
    ("analis", "Rara Umpamani", &[Role::Analyst], At::One),
    ("analis2", "Bima Contohan", &[Role::Analyst], At::Both),
    ("mediator", "Sekar Andaikata", &[Role::Mediator], At::Both),
    ("konsultan", "Tirta Misalnya", &[Role::Consultant], At::Both),
    ("pimpinan", "Ratna Permisalan", &[Role::Supervisor], At::One),
    ("pimpinan2", "Galih Perumpamaan", &[Role::Supervisor], At::Two),
    ("penelaah", "Laras Ibaratnya", &[Role::Supervisor], At::Two),
    ("integritas", "Satria Karangan", &[Role::Integrity], At::Desk),
    ("integritas2", "Intan Karangan", &[Role::Integrity], At::Desk),
    ("integritas3", "Jaka Karangan", &[Role::Integrity], At::Desk),
    ("integritas4", "Nirmala Karangan", &[Role::Integrity], At::Desk),
    ("verifikator2", "Putri Semisal", &[Role::Verifier, Role::Analyst], At::Two),
    ("mediator2", "Bagus Seumpama", &[Role::Mediator], At::Both),
    ("kustodian", "Kusuma Misalkan", &[Role::Custodian], At::One),
    ("kustodian2", "Dian Seandainya", &[Role::Custodian], At::Two),
    ("auditor", "Yudha Rekaan", &[Role::Auditor], At::Nowhere),
    ("admin", "Ayu Rekaan", &[Role::Admin], At::Nowhere),
    ("admin2", "Bayu Misalkata", &[Role::Admin], At::Nowhere),
];

/// Invented agencies: (code, name, kind, PPK, one level up).
const AGENCIES: [(&str, &str, &str, &str, &str); 3] = [
    ("demo-umpama", "Pemerintah Kabupaten Umpama", "pemkab", "Bupati Umpama", "Gubernur Andaikata"),
    ("demo-contoh", "Pemerintah Kota Contoh", "pemkot", "Wali Kota Contoh", "Gubernur Andaikata"),
    ("demo-andaikata", "Pemerintah Provinsi Andaikata", "pemprov", "Gubernur Andaikata", "Menteri Dalam Negeri"),
];

/// The settled office.
pub struct Office {
    people: HashMap<&'static str, Uuid>,
    /// First and second unit.
    pub units: [Uuid; 2],
    /// Invented agencies: (row, name).
    pub agencies: Vec<(Uuid, &'static str)>,
}

impl Office {
    /// The account behind a sign-in name of the demo; nil when there is none.
    #[must_use]
    pub fn officer(&self, sign_in: &str) -> Uuid {
        self.people.get(sign_in).copied().unwrap_or_default()
    }
}

/// Makes units, agencies and people.
pub(super) async fn settle(app: &App, now: DateTime<Utc>) -> Result<Office, Error> {
    let hash = hash_password(DEMO_PASSWORD).await?;
    let mut tx = app.db.begin(Actor::Anonymous).await?;
    let (one, two, desk) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    db::insert_unit(&mut tx, one, ("upt-1", "Unit Penanganan I", "office"), 1).await?;
    db::insert_unit(&mut tx, two, ("upt-2", "Unit Penanganan II", "office"), 2).await?;
    db::insert_unit(&mut tx, desk, ("integritas", "Meja Integritas", "integrity"), 9).await?;
    let mut agencies = Vec::new();
    for (code, name, kind, ppk, above) in AGENCIES {
        let id = Uuid::now_v7();
        db::insert_agency(&mut tx, id, (code, name, kind), (ppk, above)).await?;
        agencies.push((id, name));
    }
    let mut people = HashMap::new();
    for (sign_in, name, roles, at) in PEOPLE {
        let id = Uuid::now_v7();
        let macs: Vec<Vec<u8>> = index::name_macs(&app.keys, name).iter().map(|mac| mac.to_vec()).collect();
        db::insert_officer(&mut tx, id, (sign_in, name), &hash, &macs, now).await?;
        let units: &[Option<Uuid>] = match at {
            At::One => &[Some(one)],
            At::Two => &[Some(two)],
            At::Both => &[Some(one), Some(two)],
            At::Desk => &[Some(desk)],
            At::Nowhere => &[None],
        };
        for role in roles {
            for unit in units {
                db::insert_role(&mut tx, id, *unit, role.code()).await?;
            }
        }
        people.insert(sign_in, id);
    }
    tx.commit().await?;
    for custodian in ["kustodian", "kustodian2"] {
        crate::custody::enrol_for_demo(app, people.get(custodian).copied().unwrap_or_default(), DEMO_PASSWORD).await?;
    }
    Ok(Office { people, units: [one, two], agencies })
}
