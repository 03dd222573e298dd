//! The same key pressed many times at once makes one case, and every press sees the same code.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::Stage;
use super::load::drafts::{Ready, code, taken};
use super::load::http::Connection;
use super::load::visitor::words;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_presses_of_each_of_twenty_keys_make_twenty_cases() {
    stampede(20, 20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn fifty_presses_of_each_of_a_thousand_keys_make_a_thousand_cases() {
    stampede(1000, 50).await;
}

/// Keys are pressed two at a time, so that different filings meet as well.
async fn stampede(keys: usize, presses: usize) {
    let stage = Stage::open().await;
    let drafts = Arc::new(stage.drafts(keys).await);
    let began = std::time::Instant::now();
    let mut lanes = JoinSet::new();
    for lane in 0..2 {
        let (drafts, to) = (Arc::clone(&drafts), stage.office.address);
        lanes.spawn(async move {
            let mut crowd = Vec::with_capacity(presses);
            for _ in 0..presses {
                crowd.push(Connection::open(to).await.expect("a connection"));
            }
            let mut codes = Vec::new();
            for draft in drafts.iter().skip(lane).step_by(2) {
                codes.push(press_together(&mut crowd, draft).await);
            }
            codes
        });
    }
    let codes: Vec<String> = lanes.join_all().await.concat();
    println!("{keys} keys × {presses} presses in {:.1} s", began.elapsed().as_secs_f64());
    stage.account_for(&codes).await;
}

/// Everybody of the crowd presses the same button; the one code that all of them see.
async fn press_together(crowd: &mut Vec<Connection>, draft: &Ready) -> String {
    let mut presses = JoinSet::new();
    for mut connection in crowd.drain(..) {
        let draft = draft.clone();
        presses.spawn(async move {
            let answer = connection.exchange(&draft.press).await.expect("an answer");
            assert!(taken(&answer), "a press was not taken: {}", words(&answer));
            let code = code(&mut connection, &draft).await.expect("an answer");
            (connection, code.expect("a receipt"))
        });
    }
    let mut seen = Vec::new();
    for (connection, code) in presses.join_all().await {
        crowd.push(connection);
        seen.push(code);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "presses of one key saw different codes");
    seen.remove(0)
}
