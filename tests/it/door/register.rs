//! The organisation register in the wall: unit, superior, subordinates, and the posts that watch over people.

use chrono::NaiveDate;
use kentongan::vault::index;
use kentongan::vault::nip::Nip;

use super::{Office, about, complaint};

/// NIPs of people, told apart by their last digit.
pub fn nip(n: u32) -> String {
    format!("19860926201505{}{:03}", 1 + n % 2, 1 + n)
}

/// One person of the register: NIP, name, unit, superior, post.
pub struct Staff {
    pub nip: String,
    pub name: String,
    pub unit: &'static str,
    pub superior: Option<String>,
    pub post: Option<&'static str>,
}

impl Office {
    fn nip_mac(&self, nip: &str) -> Vec<u8> {
        let nip = Nip::parse(nip, NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()).unwrap();
        index::nip_mac(&self.world.app.keys, &nip).to_vec()
    }

    /// The register says this and nothing else from now on.
    pub async fn registers(&self, people: &[Staff]) {
        let mut owner = self.world.owner().await;
        sqlx::query("delete from register").execute(&mut owner).await.unwrap();
        for staff in people {
            let names: Vec<Vec<u8>> =
                index::typed_macs(&self.world.app.keys, &staff.name).iter().map(|mac| mac.to_vec()).collect();
            sqlx::query("insert into register values ($1, $2, $3, $4, $5, $6)")
                .bind(self.nip_mac(&staff.nip))
                .bind(names)
                .bind(self.agency)
                .bind(staff.unit)
                .bind(staff.superior.as_deref().map(|nip| self.nip_mac(nip)))
                .bind(staff.post)
                .execute(&mut owner)
                .await
                .unwrap();
        }
        sqlx::query("update register_version set version = version + 1").execute(&mut owner).await.unwrap();
    }
}

fn staff(n: u32, name: &str, unit: &'static str, superior: Option<u32>) -> Staff {
    Staff { nip: nip(n), name: name.into(), unit, superior: superior.map(nip), post: None }
}

#[tokio::test]
async fn superior_subordinate_and_colleague_of_whom_the_report_names_are_kept_out() {
    let office = Office::open().await;
    // four who work here came from the same agency as the person reported, who does not
    for (n, name) in [(2, "verifikator"), (3, "analis"), (4, "mediator"), (5, "pimpinan")] {
        office.give_nip(name, &nip(n)).await;
    }
    office
        .registers(&[
            staff(1, "Terlapor Umpama", "dinas pendidikan", Some(2)),
            staff(2, "Nama Verifikator", "sekretariat", None),
            staff(3, "Nama Analis", "puskesmas", Some(1)),
            staff(4, "Nama Mediator", "dinas pendidikan", None),
            staff(5, "Nama Pimpinan", "puskesmas", None),
        ])
        .await;
    let mut by_name = complaint();
    by_name.account.accused_name = "Drs. Terlapor Umpama".into();
    let mut by_nip = complaint();
    by_nip.account.accused_nip = nip(1);
    for new in [by_name, by_nip] {
        let case = office.files(new).await.unwrap().case;
        assert_eq!(office.case(case).await.unit, Some(office.two), "the superior is the first unit's only verifier");
        for name in ["verifikator", "analis", "mediator"] {
            office.knows_nothing(name, case).await;
        }
        assert!(!office.walled("pimpinan", case).await, "another unit, neither above nor below");
    }
    let elsewhere = office.files(complaint()).await.unwrap().case;
    assert_eq!(office.case(elsewhere).await.unit, Some(office.one));
}

#[tokio::test]
async fn when_an_inspector_is_reported_the_ppk_and_the_other_inspectors_are_kept_out() {
    let office = Office::open().await;
    office.give_nip("verifikator", &nip(2)).await;
    office.give_nip("pimpinan", &nip(3)).await;
    let post = |n, name: &str, unit, post| Staff { post, ..staff(n, name, unit, None) };
    office
        .registers(&[
            post(1, "Terlapor Umpama", "inspektorat", Some("inspectorate")),
            post(2, "Nama Verifikator", "sekretariat", Some("ppk")),
            post(3, "Nama Pimpinan", "sekretariat", None),
        ])
        .await;
    let mut new = complaint();
    new.account.accused_nip = nip(1);
    let case = office.files(new).await.unwrap().case;
    office.knows_nothing("verifikator", case).await;
    assert!(!office.walled("pimpinan", case).await, "holds no post");
}

#[tokio::test]
async fn what_the_register_learns_later_closes_cases_that_are_open_to_the_wrong_people() {
    let office = Office::open().await;
    office.give_nip("verifikator", &nip(2)).await;
    let mut new = complaint();
    new.account.accused_nip = nip(1);
    let case = office.files(new).await.unwrap().case;
    assert!(office.finds("verifikator", case).await);
    office
        .registers(&[staff(1, "Terlapor Umpama", "dinas", Some(2)), staff(2, "Nama Verifikator", "kantor", None)])
        .await;
    office.works().await;
    office.knows_nothing("verifikator", case).await;
    // forgetting it again lets nobody back in
    office.registers(&[]).await;
    office.works().await;
    office.knows_nothing("verifikator", case).await;
}

#[tokio::test]
async fn a_named_officer_keeps_out_whom_the_register_puts_above_them() {
    let office = Office::open().await;
    office.give_nip("analis", &nip(1)).await;
    office.give_nip("pimpinan2", &nip(2)).await;
    office.registers(&[staff(1, "Nama Analis", "kantor", Some(2)), staff(2, "Nama Pimpinan2", "atas", None)]).await;
    let case = office.files(about("analis")).await.unwrap().case;
    office.knows_nothing("pimpinan2", case).await;
    assert!(office.finds("verifikator2", case).await);
}

#[tokio::test]
async fn who_has_no_nip_in_their_account_is_met_in_the_register_by_name() {
    let office = Office::open().await;
    office
        .registers(&[
            staff(1, "Rina Umpama", "dinas", Some(2)),
            staff(2, "Nama Verifikator, S.H.", "sekretariat", None),
            staff(3, "Nama Analis", "puskesmas", None),
            staff(4, "Nama Mediator", "puskesmas", None),
        ])
        .await;
    let by_nip = |n| {
        let mut new = complaint();
        new.account.accused_name.clear();
        new.account.accused_nip = nip(n);
        new
    };
    let case = office.files(by_nip(1)).await.unwrap().case;
    office.knows_nothing("verifikator", case).await; // Rina's superior
    assert!(!office.walled("analis", case).await);

    let case = office.files(by_nip(3)).await.unwrap().case;
    office.knows_nothing("analis", case).await;
    office.knows_nothing("mediator", case).await; // a colleague by the register
    office.knows_nothing("verifikator", case).await; // a unit-mate here
    assert_eq!(office.case(case).await.unit, Some(office.two));
    // the register knows a name, and the officer may be somebody else who has it
    office.lets_in("pimpinan2", "integritas", case, "analis").await;
    assert!(!office.walled("analis", case).await && office.walled("mediator", case).await);

    let mut new = complaint();
    new.account.excluded = nip(3);
    let case = office.files(new).await.unwrap().case;
    office.knows_nothing("analis", case).await;
    assert!(!office.walled("verifikator", case).await, "excluded alone");
}

#[tokio::test]
async fn people_of_the_unit_complained_about_are_kept_out() {
    let office = Office::open().await;
    office.give_nip("verifikator", &nip(2)).await;
    office
        .registers(&[
            staff(2, "Nama Verifikator", "dinas pendidikan", None),
            staff(3, "Nama Analis", "dinas pendidikan", None),
            staff(4, "Nama Mediator", "puskesmas", None),
        ])
        .await;
    let mut new = complaint();
    new.account.agency = Some(office.agency);
    new.account.unit_text = "Dinas  Pendidikan".into();
    let case = office.files(new).await.unwrap().case;
    office.knows_nothing("verifikator", case).await;
    office.knows_nothing("analis", case).await;
    assert!(!office.walled("mediator", case).await, "another unit of the agency");
}
