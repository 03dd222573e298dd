//! Files of strangers by the hundred (security.md T-29, T-31).

use std::time::{Duration, Instant};

use kentongan::files::sandbox::Outcome;

use crate::load::corpus::bombs::bombs;
use crate::load::corpus::looked::{nothing_planted_is_left, sandbox};
use crate::load::corpus::planted::planted;

/// Each is told from a file within 20 seconds. What a child may use of memory is a limit of the kernel.
#[test]
#[ignore = "long form: make chaos"]
fn sixty_bombs() {
    let (mut slowest, mut told, mut copied) = (Duration::ZERO, 0, 0);
    for (name, kind, bytes) in bombs(true) {
        let began = Instant::now();
        match sandbox().scrub(kind, bytes).expect("a child") {
            Outcome::Clean(..) => copied += 1,
            Outcome::Unfit(_) | Outcome::Broken => told += 1,
            other => panic!("{name}: {other:?}"),
        }
        slowest = slowest.max(began.elapsed());
    }
    println!("bombs: {told} told, {copied} copied without harm, slowest {slowest:?}");
    assert_eq!(told + copied, 60);
    assert!(slowest < Duration::from_secs(20));
}

#[test]
#[ignore = "long form: make chaos"]
fn five_hundred_files_with_planted_metadata() {
    let folder = std::env::temp_dir().join(format!("kentongan-planted-{}", uuid::Uuid::new_v4()));
    let made = nothing_planted_is_left((0..500).map(planted), &folder);
    println!("metadata: {made} copies, 0 planted values left");
    assert_eq!(made, 500);
}
