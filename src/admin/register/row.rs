//! One person of the register as it is typed, in a form or in a row of a file.

use std::collections::HashMap;

use chrono::NaiveDate;
use i18n_embed_fl::fl;
use serde::Deserialize;
use uuid::Uuid;

use crate::admin::parse;
use crate::admin::sheet::Row;
use crate::i18n::Tr;
use crate::vault::Keys;
use crate::vault::index::{nip_mac, typed_macs};
use crate::vault::nip::Nip;
use crate::web::Problems;

/// The columns of a file, which are also the fields of the form.
pub const COLUMNS: [&str; 6] = ["nip", "nama", "instansi", "unit", "atasan_nip", "jabatan"];

/// What was typed.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub nip: String,
    pub nama: String,
    pub instansi: String,
    pub unit: String,
    pub atasan_nip: String,
    pub jabatan: String,
}

impl Draft {
    /// A row of a file.
    pub fn of(row: &Row<'_>) -> Self {
        let [nip, nama, instansi, unit, atasan_nip, jabatan] = COLUMNS.map(|column| row.cell(column));
        Self { nip, nama, instansi, unit, atasan_nip, jabatan }
    }
}

/// A person as the register keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub nip: Vec<u8>,
    pub names: Vec<Vec<u8>>,
    pub agency: Uuid,
    pub unit: String,
    pub superior: Option<Vec<u8>>,
    pub post: Option<&'static str>,
}

/// What a row is judged by.
pub struct Judge<'a> {
    pub t: Tr,
    pub keys: &'a Keys,
    pub today: NaiveDate,
    /// Agencies by their code.
    pub agencies: &'a HashMap<String, Uuid>,
}

impl Judge<'_> {
    /// The entry that a draft means; every problem is noted under its column.
    pub fn entry(&self, draft: &Draft, problems: &mut Problems) -> Entry {
        let t = self.t;
        let nip = self.nip(problems, "nip", &draft.nip);
        let name = parse::text(t, problems, "nama", &draft.nama, 2, 150);
        let names: Vec<Vec<u8>> = typed_macs(self.keys, &name).iter().map(|mac| mac.to_vec()).collect();
        if names.is_empty() && problems.on("nama").is_none() {
            problems.add("nama", fl!(t, "kelola-galat-kosong"));
        }
        let code = draft.instansi.trim().to_lowercase();
        let agency = self.agencies.get(&code).copied();
        if agency.is_none() {
            problems.add("instansi", fl!(t, "kelola-pegawai-galat-instansi"));
        }
        let unit = same_unit(&parse::text(t, problems, "unit", &draft.unit, 2, 200));
        let superior = match draft.atasan_nip.trim() {
            "" => None,
            typed => self.nip(problems, "atasan_nip", typed),
        };
        if superior.is_some() && superior == nip {
            problems.add("atasan_nip", fl!(t, "kelola-pegawai-galat-atasan"));
        }
        let post = self.post(problems, &draft.jabatan);
        Entry { nip: nip.unwrap_or_default(), names, agency: agency.unwrap_or_default(), unit, superior, post }
    }

    /// The keyed hash of a NIP.
    pub fn nip(&self, problems: &mut Problems, field: &str, typed: &str) -> Option<Vec<u8>> {
        let nip = Nip::parse(typed, self.today).ok();
        if nip.is_none() {
            problems.add(field, fl!(self.t, "kelola-galat-nip"));
        }
        nip.map(|nip| nip_mac(self.keys, &nip).to_vec())
    }

    fn post(&self, problems: &mut Problems, typed: &str) -> Option<&'static str> {
        match typed.trim().to_lowercase().as_str() {
            "" => None,
            "ppk" => Some("ppk"),
            "inspektorat" => Some("inspectorate"),
            _ => {
                problems.add("jabatan", fl!(self.t, "kelola-pegawai-galat-jabatan"));
                None
            }
        }
    }
}

/// A unit's name as it is compared: without case and double spaces.
fn same_unit(typed: &str) -> String {
    typed.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    const RINA: &str = "198609262015051001";
    const TONO: &str = "197001011995031002";

    fn judged(cells: [&str; 6]) -> (Entry, Vec<String>) {
        let keys = Keys::ephemeral_for_tests();
        let agencies = HashMap::from([("kab-32.01".to_owned(), Uuid::from_u128(7))]);
        let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap_or_default();
        let judge = Judge { t: Lang::Id.texts(), keys: &keys, today, agencies: &agencies };
        let [nip, nama, instansi, unit, atasan_nip, jabatan] = cells.map(str::to_owned);
        let mut problems = Problems::none();
        let entry = judge.entry(&Draft { nip, nama, instansi, unit, atasan_nip, jabatan }, &mut problems);
        let fields = problems.iter().map(|problem| problem.field.clone()).collect();
        (entry, fields)
    }

    #[test]
    fn a_person_is_kept_as_hashes_only() {
        let (entry, wrong) =
            judged([RINA, "Rina Umpama, S.Sos.", "KAB-32.01", " Dinas  PENDIDIKAN ", TONO, "Inspektorat"]);
        assert_eq!(wrong, Vec::<String>::new());
        assert_eq!((entry.unit.as_str(), entry.post), ("dinas pendidikan", Some("inspectorate")));
        assert_eq!((entry.nip.len(), entry.names.len(), entry.superior.map(|mac| mac.len())), (16, 2, Some(16)));
    }

    #[test]
    fn every_wrong_cell_is_named() {
        let (_, wrong) = judged(["1986", "", "kab-99.99", "x", "12", "lurah"]);
        assert_eq!(wrong, ["nip", "nama", "instansi", "unit", "atasan_nip", "jabatan"]);
        let (_, wrong) = judged([RINA, "Rina Umpama", "kab-32.01", "Dinas", RINA, ""]);
        assert_eq!(wrong, ["atasan_nip"], "nobody is above themselves");
    }
}
