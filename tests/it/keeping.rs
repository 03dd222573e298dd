//! What the worker removes, and what it must not: files that nothing names, identities while the clock may be wrong.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use kentongan::case::account::Identity;
use kentongan::case::act::NewCase;
use kentongan::case::db::claim;
use kentongan::case::state::{Mode, Role};
use kentongan::db::Actor;
use kentongan::{clock, jobs};
use uuid::Uuid;

use crate::world::World;

/// So many days after now, counted from one moment.
fn calendar() -> impl Fn(i64) -> DateTime<Utc> {
    let start = clock::now();
    move |days| start + TimeDelta::days(days)
}

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

impl World {
    /// The worker's round at a certain time.
    async fn works_at(&self, at: DateTime<Utc>) {
        Box::pin(clock::pretend(at, jobs::round(&self.app))).await.unwrap();
    }

    /// A file that nothing names.
    async fn stray(&self) -> Uuid {
        self.stored("lain.png", PHOTO.to_vec()).await.id
    }

    /// A file that a case holds.
    async fn named(&self) -> Uuid {
        let file = self.stored("bukti.png", PHOTO.to_vec()).await;
        let id = file.id;
        self.file(NewCase { files: vec![file], ..self.complaint("Pungli di loket") }).await;
        id
    }

    async fn has(&self, id: Uuid) -> bool {
        self.app.store.has(id).await.unwrap()
    }

    fn files(&self) -> PathBuf {
        self.app.config.data.join("files")
    }

    /// How many files lie aside.
    fn aside(&self) -> usize {
        let days = fs::read_dir(self.files().join("left")).map(|days| days.map(|day| day.unwrap().path()).collect());
        let days: Vec<PathBuf> = days.unwrap_or_default();
        days.iter().map(|day| fs::read_dir(day).unwrap().count()).sum()
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.owner().await).await.unwrap()
    }
}

#[tokio::test]
async fn what_nothing_names_is_set_aside_and_comes_back_or_goes_after_35_days() {
    let (world, day) = (World::open().await, calendar());
    let named = world.named().await;
    let (goes, comes_back, older) = (world.stray().await, world.stray().await, world.stray().await);
    let place = world.app.config.data.join(world.app.store.place(older));
    File::options()
        .write(true)
        .open(place)
        .unwrap()
        .set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(24))
        .unwrap();
    world.works_at(day(1)).await;
    assert_eq!(world.aside(), 0, "an upload may still be claimed");
    world.works_at(day(3)).await;
    assert_eq!((world.has(goes).await, world.has(comes_back).await, world.aside()), (false, false, 2));
    assert!(world.has(named).await);
    assert!(world.has(older).await, "older than the database: another database's");

    // another dump is restored, in which a case holds it
    let mut owner = world.owner().await;
    sqlx::query("update evidence set id = $1 where id = $2")
        .bind(comes_back)
        .bind(named)
        .execute(&mut owner)
        .await
        .unwrap();
    world.works_at(day(4)).await;
    assert!(world.has(comes_back).await && !world.has(named).await);
    assert_eq!(world.aside(), 2, "now it is the other one that nothing names");
    for later in [11, 18, 25, 32, 38] {
        world.works_at(day(later)).await;
        assert_eq!(world.aside(), 2, "day {later}");
    }
    world.works_at(day(39)).await;
    assert_eq!(world.aside(), 1, "35 days are over for the first");
    world.works_at(day(41)).await;
    assert_eq!(world.aside(), 0);
    assert!(world.has(comes_back).await);
}

#[tokio::test]
async fn what_is_named_and_cannot_be_put_back_is_not_removed() {
    let (world, day) = (World::open().await, calendar());
    let (named, missed) = (world.named().await, world.stray().await);
    world.works_at(day(3)).await;
    assert_eq!(world.aside(), 1);
    let mut owner = world.owner().await;
    sqlx::query("update evidence set id = $1 where id = $2")
        .bind(missed)
        .bind(named)
        .execute(&mut owner)
        .await
        .unwrap();
    // a file lies where its folder should be made
    let place = world.app.config.data.join(world.app.store.place(missed));
    let folder = place.ancestors().nth(2).unwrap();
    fs::rename(folder, world.app.config.data.join("moved")).unwrap();
    fs::write(folder, "").unwrap();
    for later in [10, 17, 24, 31, 38, 45] {
        world.works_at(day(later)).await;
        assert!(world.aside() > 0, "day {later}");
    }
    fs::remove_file(folder).unwrap();
    world.works_at(day(46)).await;
    assert!(world.has(missed).await);
}

#[tokio::test]
async fn a_database_that_names_no_file_touches_none() {
    let (world, day) = (World::open().await, calendar());
    let files = [world.stray().await, world.stray().await];
    world.works_at(day(3)).await;
    for file in files {
        assert!(world.has(file).await);
    }
}

#[tokio::test]
async fn what_is_not_ours_among_the_files_holds_nothing_up() {
    let (world, day) = (World::open().await, calendar());
    world.named().await;
    let stray = world.stray().await;
    fs::create_dir(world.files().join("lost+found")).unwrap();
    fs::write(world.files().join("catatan.txt"), "disimpan oleh seseorang").unwrap();
    world.works_at(day(3)).await;
    assert!(!world.has(stray).await);
    assert!(world.count("select count(*) from public_figure").await > 0);
    assert!(world.files().join("catatan.txt").exists());
}

/// A disk that cannot be read keeps nobody's identity longer, and no figure from being counted.
#[tokio::test]
async fn what_must_go_goes_even_if_the_disk_cannot_be_read() {
    let world = World::open().await;
    world.named().await;
    closed_long_ago(&world).await;
    fs::rename(world.files(), world.app.config.data.join("elsewhere")).unwrap();
    Box::pin(clock::pretend(clock::now(), jobs::round(&world.app))).await.expect_err("the disk is away");
    assert_eq!(world.count("select count(*) from identity").await, 0);
    assert!(world.count("select count(*) from public_figure").await > 0);
}

/// A case with a name in it that was closed in 2020.
async fn closed_long_ago(world: &World) {
    confidential(world).await;
    let closed = "update cases set state = 'closed', facts = facts || '{\"first_closed_at\": \"2020-01-01T00:00:00Z\"}'
                   where mode = 'confidential'";
    sqlx::query(closed).execute(&mut world.owner().await).await.unwrap();
}

async fn confidential(world: &World) {
    let identity = Some(Identity { name: "Sari".into(), ..Identity::default() });
    world.file(NewCase { mode: Mode::Confidential, identity, ..world.complaint("Pungli di loket") }).await;
}

#[tokio::test]
async fn after_the_clock_leapt_nothing_is_erased_for_a_week_and_the_administrator_reads_why() {
    let (world, day) = (World::open().await, calendar());
    let (admin, _) = (world.hire("admin", &[(None, Role::Admin)]).await, world.named().await);
    let stray = world.stray().await;
    world.works_at(day(0)).await;
    closed_long_ago(&world).await;
    let kept = async || world.count("select count(*) from identity").await;
    world.works_at(day(366)).await;
    assert_eq!((kept().await, world.has(stray).await), (1, true));
    let mut desk = world.desk_of(admin).await;
    desk.visit("/petugas/kelola").await.see("Jam server melompat maju");
    for later in [367, 372] {
        world.works_at(day(later)).await;
        assert_eq!(kept().await, 1, "day {later}");
    }
    world.works_at(day(374)).await;
    assert_eq!((kept().await, world.has(stray).await), (0, false), "nobody put it right, so it is right");
    desk.visit("/petugas/kelola").await.not_see("Jam server melompat maju");
}

#[tokio::test]
async fn a_clock_that_is_put_right_has_cost_nothing() {
    let (world, day) = (World::open().await, calendar());
    let admin = world.hire("admin", &[(None, Role::Admin)]).await;
    confidential(&world).await;
    let mut sari = world.browser();
    sari.visit("/lapor/cara").await.choose("cara", "anonim").press("Lanjutkan").await;
    world.works_at(day(0)).await;
    let closed = "update cases set state = 'closed', facts = facts || jsonb_build_object('first_closed_at', now())";
    sqlx::query(closed).execute(&mut world.owner().await).await.unwrap();
    for at in [2200, 2201, 0] {
        world.works_at(day(at)).await;
        assert_eq!(world.count("select count(*) from identity").await, 1, "day {at}");
        assert_eq!(world.count("select count(*) from draft").await, 1, "day {at}");
        assert_eq!(world.count("select count(*) from submission where reply is not null").await, 1, "day {at}");
    }
    world.desk_of(admin).await.visit("/petugas/kelola").await.not_see("Jam server melompat maju");
}

#[tokio::test]
async fn a_turn_that_was_taken_while_the_clock_was_ahead_does_not_count() {
    let (world, day) = (World::open().await, calendar());
    let mut tx = world.app.db.begin(Actor::System).await.unwrap();
    let mut takes = async |at| claim(&mut tx, "uji", TimeDelta::days(1), at).await.unwrap();
    assert!(takes(day(2000)).await);
    assert!(takes(day(0)).await, "it was put right");
    assert!(!takes(day(0) + TimeDelta::hours(1)).await);
    assert!(takes(day(1)).await);
}
