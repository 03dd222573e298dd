//! Queue, case page and tracking with ten thousand and with a million cases, asked in turn.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Instant;

use axum::http::{HeaderMap, HeaderValue};
use kentongan::app::App;
use kentongan::case::act::unit_list;
use kentongan::case::state::Role;
use kentongan::clock;
use kentongan::config::{Config, DoorConfig};
use kentongan::db::{Actor, Db};
use kentongan::files::Store;
use kentongan::vault::ReceiptCode;
use kentongan::web::serve::Door;
use kentongan::web::session::{self, Factor};
use kentongan::web::token;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::seed::Seeded;
use super::table::{Row, median};
use crate::load::http::{Connection, get, post};

/// Requests of each kind at each size.
const ASKED: usize = 240;

/// One size of the office, answering on its own port.
struct Site {
    to: SocketAddr,
    connection: Connection,
    app: App,
}

/// What is asked, with what makes the request.
struct Question {
    name: &'static str,
    requests: [Vec<Vec<Vec<u8>>>; 2],
}

/// The rows of the table.
pub async fn measure(folder: &Path, sizes: [u32; 2]) -> Vec<Row> {
    let seeded = Seeded::open(&folder.join("seeded")).await;
    let mut sites = Vec::new();
    for size in sizes {
        let name = seeded.database(size).await;
        sites.push(Site::open(&seeded, &name).await);
    }
    let [small, large] = &mut sites[..] else { unreachable!("two sizes") };
    let mut rows = Vec::new();
    for (name, ask) in [
        ("queue, unit's list", Ask::Queue(Role::Supervisor, "")),
        ("queue, own list", Ask::Queue(Role::Analyst, "?tampil=saya")),
        ("queue, all", Ask::Queue(Role::Supervisor, "?tampil=semua")),
        ("case page", Ask::Case),
        ("tracking", Ask::Tracking),
    ] {
        let question = Question { name, requests: [ask.requests(small).await, ask.requests(large).await] };
        rows.push(question.measure(small, large).await);
    }
    for site in sites {
        site.app.db.close().await;
    }
    seeded.managed.stop().await;
    rows
}

impl Site {
    async fn open(seeded: &Seeded, database: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let to = listener.local_addr().expect("its address");
        let config = Config {
            listen: to,
            data: seeded.keys.clone(),
            public_url: None,
            database_url: None,
            demo: false,
            db_connections: 4,
            no_worker: true,
            print_shares: false,
            mail: kentongan::config::Mail::default(),
            door: DoorConfig { busy: u32::MAX, ..DoorConfig::default() },
            evidence: kentongan::config::EvidenceConfig::default(),
            oidc: kentongan::config::OidcConfig::default(),
        };
        let db = Db::new(seeded.managed.app_options().database(database), 4);
        let store = Store::on_disk(&seeded.keys).expect("a store");
        let app = App::new(config, db, seeded.keys(), store);
        let door = Door { listener, app: app.clone() };
        tokio::spawn(kentongan::web::serve::serve(vec![door], std::future::pending()));
        let connection = Connection::open(to).await.expect("a connection");
        Self { to, connection, app }
    }

    /// The cookie of somebody with a role who is signed in: (cookie, officer, unit).
    async fn officer(&self, role: Role) -> (String, Uuid, Uuid) {
        let mut tx = self.app.db.begin(Actor::Anonymous).await.expect("a transaction");
        let (officer, unit): (Uuid, Uuid) = sqlx::query_as(
            "select r.officer_id, r.unit_id from officer_role r join officer o on o.id = r.officer_id
             where r.role = $1 order by o.alias limit 1",
        )
        .bind(role.code())
        .fetch_one(&mut *tx)
        .await
        .expect("an officer");
        let cookie = session::sign_in(&mut tx, officer, Factor::Passkey, clock::now(), false).await.expect("a session");
        tx.commit().await.expect("a session");
        (pair(&cookie), officer, unit)
    }

    /// Random cases: numbers of open ones that a list shows, or any.
    async fn sample(&self, viewer: Option<&str>) -> Vec<(Uuid, String)> {
        let mut tx = self.app.db.begin(Actor::System).await.expect("a transaction");
        sqlx::query_as(
            "select c.id, c.number from cases c
             where $1::text is null or exists (
                 select from work_list w where w.case_id = c.id and w.viewer = $1 and w.open)
             order by random() limit $2",
        )
        .bind(viewer)
        .bind(i64::try_from(ASKED).expect("a few"))
        .fetch_all(&mut *tx)
        .await
        .expect("cases")
    }

    async fn ask(&mut self, requests: &[Vec<u8>]) -> f64 {
        let began = Instant::now();
        for request in requests {
            let answer = self.connection.exchange(request).await.expect("an answer");
            assert!(matches!(answer.status, 200 | 303), "{}", crate::load::visitor::words(&answer));
        }
        began.elapsed().as_secs_f64() * 1000.0
    }
}

#[derive(Clone, Copy)]
enum Ask {
    /// The officer's list, with a query.
    Queue(Role, &'static str),
    /// An open case of the unit, opened by its supervisor.
    Case,
    /// The code typed, and the case that it opens.
    Tracking,
}

impl Ask {
    /// Whole exchanges, each of one or two requests.
    async fn requests(self, site: &Site) -> Vec<Vec<Vec<u8>>> {
        match self {
            Self::Queue(role, query) => {
                let (cookie, ..) = site.officer(role).await;
                let request = get(site.to, &format!("/petugas{query}"), &[("cookie", &cookie)]);
                vec![vec![request]; ASKED]
            }
            Self::Case => {
                let (cookie, _, unit) = site.officer(Role::Supervisor).await;
                let cases = site.sample(Some(&unit_list(unit, Role::Supervisor.code()))).await;
                let page = |number: &str| get(site.to, &format!("/petugas/kasus/{number}"), &[("cookie", &cookie)]);
                cases.iter().map(|(_, number)| vec![page(number)]).collect()
            }
            Self::Tracking => {
                let mut asked = Vec::new();
                for (case, _) in site.sample(None).await {
                    asked.push(site.track(case).await);
                }
                asked
            }
        }
    }
}

impl Site {
    /// Gives a case one more code, because nobody remembers those of the seeder.
    async fn track(&self, case: Uuid) -> Vec<Vec<u8>> {
        let code = ReceiptCode::generate();
        let mut tx = self.app.db.begin(Actor::System).await.expect("a transaction");
        sqlx::query("insert into receipt (lookup, case_id, created_at) values ($1, $2, now())")
            .bind(&code.lookup(&self.app.keys)[..])
            .bind(case)
            .execute(&mut *tx)
            .await
            .expect("a code");
        let cookie = session::open_case(&mut tx, case, clock::now(), false).await.expect("a session");
        tx.commit().await.expect("a code");
        let token = token::issue(&self.app.keys, &HeaderMap::new(), false, clock::now());
        let typed = post(self.to, "/lacak", "", &[("token", &token), ("kode", &code.show())]);
        vec![typed, get(self.to, "/kasus", &[("cookie", &pair(&cookie))])]
    }
}

impl Question {
    /// Both sizes in turn, so that whatever else the machine does meets both.
    async fn measure(self, small: &mut Site, large: &mut Site) -> Row {
        let mut times = [Vec::new(), Vec::new()];
        let [of_small, of_large] = &self.requests;
        for site in [&mut *small, &mut *large] {
            site.connection = Connection::open(site.to).await.expect("a connection");
        }
        for pair in of_small.iter().cycle().zip(of_large.iter().cycle()).take(20) {
            small.ask(pair.0).await;
            large.ask(pair.1).await;
        }
        for (few, many) in of_small.iter().cycle().zip(of_large.iter().cycle()).take(ASKED) {
            times[0].push(small.ask(few).await);
            times[1].push(large.ask(many).await);
        }
        let [few, many] = times.map(median);
        Row::at_most(self.name, format!("{few:.2} ms"), format!("{many:.2} ms"), many / few, 1.5)
    }
}

fn pair(cookie: &HeaderValue) -> String {
    cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default().to_owned()
}
