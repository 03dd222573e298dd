//! The one door, without pages: an office of the size of the demo's, people with verbs, and time that is told to pass.

mod clocks;
mod filing;
mod lift_misuse;
mod lifted;
mod linked;
mod lists;
mod matter;
mod nearer;
mod record;
mod register;
mod rows;
mod second;
mod sql;
pub mod tale;
mod wall;
mod worker;
mod worlds;

use std::cell::Cell;
use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use kentongan::case::act::{self, ActError, Done, Filed, NewCase, Who, Words};
use kentongan::case::action::{Action, Given, Taker};
use kentongan::case::case::Case;
use kentongan::case::db::{self, Secret};
use kentongan::case::refusal::{Guard, Refusal};
use kentongan::case::state::{Role, Severity, State};
use kentongan::db::{Actor, Tx};
use kentongan::error::Error;
use kentongan::vault::index;
use kentongan::vault::nip::Nip;
use kentongan::{clock, jobs};
use uuid::Uuid;

use crate::world::World;

pub use matter::{about, complaint, full_name, mediable, paper, photo, question, say};

pub const YES: Given = Given(true);

/// Two units, the integrity desk of four, and agencies.
pub struct Office {
    pub world: World,
    pub one: Uuid,
    pub two: Uuid,
    pub agency: Uuid,
    people: HashMap<&'static str, Uuid>,
    now: Cell<DateTime<Utc>>,
}

/// Nine o'clock in Jakarta.
pub fn morning(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 2, 0, 0).unwrap()
}

impl Office {
    /// Opens on Monday 2 November 2026, nine o'clock.
    pub async fn open() -> Self {
        Self::with(&[
            "pimpinan",
            "pimpinan2",
            "penelaah",
            "verifikator",
            "verifikator2",
            "analis",
            "analis2",
            "mediator",
        ])
        .await
    }

    /// An office in which only these of the usual people work, beside the desk of four.
    pub async fn with(names: &[&'static str]) -> Self {
        let world = World::open().await;
        let one = world.unit("upt-1", "office").await;
        let two = world.unit("upt-2", "office").await;
        let desk = world.unit("integritas", "integrity").await;
        let mut office = Self {
            agency: Uuid::now_v7(),
            people: HashMap::new(),
            now: Cell::new(morning(2026, 11, 2)),
            one,
            two,
            world,
        };
        let mut tx = office.tx(Actor::Anonymous).await;
        sqlx::query(
            "insert into agency (id, code, name, kind, ppk, above, source)
             select $1, 'umpama', 'Pemerintah Kabupaten Umpama', code, 'Bupati', 'Gubernur', 'uji' from agency_kind limit 1",
        )
        .bind(office.agency)
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query("update unit set position = 2 where id = $1").bind(two).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        for name in names.iter().chain(&["integritas", "integritas2", "integritas3", "integritas4"]) {
            let (role, units): (&[Role], Vec<Uuid>) = match *name {
                "loket" => (&[Role::Clerk], vec![one]),
                "verifikator" => (&[Role::Verifier], vec![one]),
                "analis" => (&[Role::Analyst], vec![one]),
                "analis2" => (&[Role::Analyst], vec![one, two]),
                "mediator" => (&[Role::Mediator], vec![one, two]),
                "mediator2" => (&[Role::Mediator], vec![two]),
                "konsultan" | "konsultan2" => (&[Role::Consultant], vec![one]),
                "konsultan3" => (&[Role::Consultant], vec![two]),
                "pimpinan" => (&[Role::Supervisor], vec![one]),
                "pimpinan2" | "penelaah" => (&[Role::Supervisor], vec![two]),
                "verifikator2" => (&[Role::Verifier, Role::Analyst], vec![two]),
                "admin" => (&[Role::Admin], vec![]),
                _ => (&[Role::Integrity], vec![desk]),
            };
            office.hire(name, role, &units).await;
        }
        office
    }

    /// Somebody new at the office, under the name that the wall looks for: "Nama Sign-in".
    pub async fn hire(&mut self, name: &'static str, roles: &[Role], units: &[Uuid]) -> Uuid {
        let held: Vec<(Option<Uuid>, Role)> = roles
            .iter()
            .flat_map(|role| {
                let units = if units.is_empty() { vec![None] } else { units.iter().copied().map(Some).collect() };
                units.into_iter().map(|unit| (unit, *role)).collect::<Vec<_>>()
            })
            .collect();
        let id = self.world.hire(name, &held).await;
        let macs: Vec<Vec<u8>> =
            index::name_macs(&self.world.app.keys, &full_name(name)).iter().map(|mac| mac.to_vec()).collect();
        let mut tx = self.tx(Actor::Anonymous).await;
        sqlx::query("update officer set name = $2, name_macs = $3 where id = $1")
            .bind(id)
            .bind(full_name(name))
            .bind(macs)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.people.insert(name, id);
        id
    }

    pub fn id(&self, name: &str) -> Uuid {
        *self.people.get(name).unwrap_or_else(|| panic!("nobody is called {name} here"))
    }

    pub fn taker(&self, name: &str) -> Taker {
        Taker { officer: self.id(name), walled: false }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now.get()
    }

    /// Hours pass; nobody does anything.
    pub fn pass(&self, hours: i64) {
        self.now.set(self.now.get() + Duration::hours(hours));
    }

    pub fn pass_days(&self, days: i64) {
        self.pass(24 * days);
    }

    pub fn is_now(&self, at: DateTime<Utc>) {
        self.now.set(at);
    }

    /// Something happens at the office's time.
    pub async fn at<T>(&self, work: impl Future<Output = T>) -> T {
        clock::pretend(self.now.get(), work).await
    }

    pub async fn tx(&self, actor: Actor) -> Tx {
        self.world.app.db.begin(actor).await.unwrap()
    }

    pub async fn system(&self) -> Tx {
        self.tx(Actor::System).await
    }

    pub fn who(&self, name: &str) -> Who {
        match name {
            "pelapor" => Who::Reporter,
            "sistem" => Who::System,
            _ => Who::Officer(self.id(name)),
        }
    }

    /// The receipt of a filing, or why there is none.
    pub async fn files(&self, new: NewCase) -> Result<Filed, Error> {
        self.pass(1);
        Box::pin(self.at(act::file(&self.world.app, new))).await
    }

    /// Somebody acts; one hour later.
    pub async fn tries(&self, who: &str, case: Uuid, action: Action, words: Words) -> Result<Done, ActError> {
        self.pass(1);
        // on the heap: a story of many steps would not fit on a test's stack
        Box::pin(self.at(act::act(&self.world.app, self.who(who), case, action, words))).await
    }

    /// Somebody acts and it is done.
    pub async fn does(&self, who: &str, case: Uuid, action: Action) -> Done {
        self.says(who, case, action, Words::default()).await
    }

    pub async fn says(&self, who: &str, case: Uuid, action: Action, words: Words) -> Done {
        let kind = action.kind().code();
        self.tries(who, case, action, words).await.unwrap_or_else(|error| panic!("{who}, {kind}: {error:?}"))
    }

    /// Somebody acts and is refused by a guard.
    pub async fn refused(&self, who: &str, case: Uuid, action: Action) -> Guard {
        let kind = action.kind().code();
        match self.tries(who, case, action, Words::default()).await {
            Err(ActError::Refused(Refusal::Guard(guard))) => guard,
            other => panic!("{who}, {kind}: {other:?}"),
        }
    }

    /// Somebody proposes; the proposal comes back.
    pub async fn proposes(&self, who: &str, case: Uuid, action: Action) -> Uuid {
        match self.does(who, case, action).await {
            Done::Proposed(id) => id,
            other => panic!("not a proposal: {other:?}"),
        }
    }

    pub async fn approves(&self, who: &str, proposal: Uuid) -> Result<Done, ActError> {
        self.pass(1);
        Box::pin(self.at(act::approve(&self.world.app, self.id(who), proposal, "Setuju."))).await
    }

    /// One proposes, the other approves.
    pub async fn together(&self, who: &str, second: &str, case: Uuid, action: Action) -> Done {
        let proposal = self.proposes(who, case, action).await;
        self.approves(second, proposal).await.unwrap_or_else(|error| panic!("{second} approves: {error:?}"))
    }

    /// The worker's round. It has been at work all the while, so the time that was told to pass is no leap of the clock.
    pub async fn works(&self) {
        let mut tx = self.system().await;
        sqlx::query("delete from job where kind = 'round'").execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        self.leaps().await;
    }

    /// The same, if it has not been at work.
    pub async fn leaps(&self) {
        Box::pin(self.at(jobs::round(&self.world.app))).await.unwrap();
    }

    pub async fn case(&self, id: Uuid) -> Case {
        db::load(&mut *self.system().await, id).await.unwrap().expect("the case")
    }

    pub async fn state(&self, id: Uuid) -> State {
        self.case(id).await.state
    }

    pub async fn secret(&self, id: Uuid) -> Secret {
        db::secret(&mut *self.system().await, &self.world.app.keys, id).await.unwrap().expect("its secret")
    }

    /// Whether an officer finds the case by its number.
    pub async fn finds(&self, name: &str, case: Uuid) -> bool {
        let number = self.case(case).await.number;
        let mut tx = self.tx(Actor::Officer(self.id(name))).await;
        db::find_by_number(&mut tx, &number).await.unwrap().is_some()
    }

    /// Keys of the notices that an officer can read, oldest first.
    pub async fn notices(&self, name: &str) -> Vec<String> {
        let mut tx = self.tx(Actor::Officer(self.id(name))).await;
        sqlx::query_scalar("select key from notice order by at, id").fetch_all(&mut *tx).await.unwrap()
    }

    /// One number, as somebody with the worker's role asks for it.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut *self.system().await).await.unwrap()
    }

    pub async fn execute(&self, sql: &'static str, id: Uuid) {
        let mut owner = self.world.owner().await;
        sqlx::query(sql).bind(id).execute(&mut owner).await.unwrap();
    }
}

impl Office {
    /// The NIP of an officer, noted down in their account.
    pub async fn give_nip(&self, name: &str, nip: &str) {
        let nip = Nip::parse(nip, NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()).unwrap();
        let mac = index::nip_mac(&self.world.app.keys, &nip).to_vec();
        let mut tx = self.tx(Actor::Anonymous).await;
        sqlx::query("update officer set nip_mac = $2 where id = $1")
            .bind(self.id(name))
            .bind(mac)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Somebody is away from today on.
    pub async fn leaves_for(&self, name: &str, days: i64) {
        let today = self.today();
        let mut tx = self.tx(Actor::Anonymous).await;
        sqlx::query("update officer set away_from = $2, away_until = $3 where id = $1")
            .bind(self.id(name))
            .bind(today)
            .bind(today + Duration::days(days))
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub fn accept(&self, handler: &str, unit: Uuid) -> Action {
        Action::Accept {
            checks: YES,
            category: mediable(),
            severity: Severity::Medium,
            agency: None,
            unit,
            handler: self.taker(handler),
        }
    }
}
