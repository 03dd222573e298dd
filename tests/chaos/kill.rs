//! `kill -9` under load: what was acknowledged is there once, and every retry shows the same code.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::Stage;
use super::load::drafts::{Ready, code, taken};
use super::load::http::Connection;
use super::load::office::kill_postmaster;

/// People who send at the same time.
const PEOPLE: usize = 8;
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_kills_of_the_program_and_of_the_database_lose_nothing() {
    kill(2, 1500, 10).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn twenty_kills_of_the_program_and_of_the_database_lose_nothing() {
    kill(20, 100_000, 100).await;
}

/// What the senders share.
struct Load {
    to: SocketAddr,
    drafts: Vec<Ready>,
    next: AtomicUsize,
    acknowledged: AtomicUsize,
    /// Presses whose answer never came or was no receipt.
    broken: AtomicUsize,
    stop: AtomicBool,
}

/// Between two kills at least `between` complaints are acknowledged, so that each kill meets the load.
async fn kill(times: usize, drafts: usize, between: usize) {
    let mut stage = Stage::open().await;
    let load = Arc::new(Load {
        to: stage.office.address,
        drafts: stage.drafts(drafts).await,
        next: AtomicUsize::new(0),
        acknowledged: AtomicUsize::new(0),
        broken: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
    });
    let mut people = JoinSet::new();
    for _ in 0..PEOPLE {
        people.spawn(send_until_told(Arc::clone(&load)));
    }
    let mut slowest = [Duration::ZERO; 2];
    for round in 0..times {
        load.wait_for_more(between, round).await;
        stage.office.kill();
        slowest[0] = slowest[0].max(stage.office.again().await);
        load.wait_for_more(between, round + times).await;
        kill_postmaster(stage.database.directory()).expect("a postmaster");
        slowest[1] = slowest[1].max(load.recovery().await);
    }
    load.stop.store(true, Ordering::Relaxed);
    let filed: Vec<(usize, String)> = people.join_all().await.concat();
    let broken = load.broken.load(Ordering::Relaxed);
    println!(
        "{times} kills of the program (back within {:.1} s) and {times} of the database (within {:.1} s): \
         {} receipts, {broken} presses broken off and pressed again",
        slowest[0].as_secs_f64(),
        slowest[1].as_secs_f64(),
        filed.len(),
    );
    assert!(broken > 0, "no kill met a press, so nothing was tested");
    show_again(&load, &filed).await;
    stage.account_for(&filed.into_iter().map(|(_, code)| code).collect::<Vec<_>>()).await;
}

impl Load {
    /// Returns once so many more were acknowledged, and then at another moment of the load each round.
    async fn wait_for_more(&self, more: usize, round: usize) {
        let goal = self.acknowledged.load(Ordering::Relaxed) + more;
        let began = Instant::now();
        while self.acknowledged.load(Ordering::Relaxed) < goal {
            assert!(began.elapsed() < Duration::from_mins(1), "the load does not come back");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_micros(u64::try_from(round * 137 % 2000).unwrap_or(0))).await;
    }

    /// How long until the next complaint is acknowledged.
    async fn recovery(&self) -> Duration {
        let (began, before) = (Instant::now(), self.acknowledged.load(Ordering::Relaxed));
        // what was under way when the postmaster died may still come through
        while self.acknowledged.load(Ordering::Relaxed) < before + PEOPLE + 1 {
            assert!(began.elapsed() < Duration::from_mins(1), "the database does not come back");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        began.elapsed()
    }
}

/// Sends one draft after the other, each until its receipt is seen: (draft, code).
async fn send_until_told(load: Arc<Load>) -> Vec<(usize, String)> {
    let mut filed = Vec::new();
    let mut connection = None;
    while !load.stop.load(Ordering::Relaxed) {
        let no = load.next.fetch_add(1, Ordering::Relaxed);
        let draft = load.drafts.get(no).expect("enough drafts for the whole test");
        loop {
            match press(load.to, &mut connection, draft).await {
                Some(code) => {
                    filed.push((no, code));
                    load.acknowledged.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                None => {
                    load.broken.fetch_add(1, Ordering::Relaxed);
                    connection = None;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }
    filed
}

/// One press and a look at the receipt; `None` when the program did not say that it was taken.
async fn press(to: SocketAddr, connection: &mut Option<Connection>, draft: &Ready) -> Option<String> {
    if connection.is_none() {
        *connection = Some(Connection::open(to).await.ok()?);
    }
    let open = connection.as_mut()?;
    let answer = open.exchange(&draft.press).await.ok()?;
    if !taken(&answer) {
        assert!(matches!(answer.status, 500 | 503), "unexpected answer {} to a press", answer.status);
        return None;
    }
    code(open, draft).await.ok()?
}

/// Everybody presses once more and must see the same code.
async fn show_again(load: &Load, filed: &[(usize, String)]) {
    let mut connection = Some(Connection::open(load.to).await.expect("a connection"));
    for (no, code) in filed {
        let again = press(load.to, &mut connection, &load.drafts[*no]).await;
        assert_eq!(again.as_ref(), Some(code), "a retry showed another code");
    }
}
