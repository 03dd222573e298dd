//! Whether an officer who is kept from a case can tell that it exists, or somebody who guesses codes that one is nearly
//! right: by a byte of an answer, or by the time it takes (security.md T-21, T-22).

use std::time::Instant;

use kentongan::clock;
use kentongan::db::Actor;
use kentongan::i18n::Zone;
use kentongan::vault::nip::Nip;
use kentongan::vault::{ReceiptCode, index};
use kentongan::web::session::{self, Factor};
use kentongan::web::token as form_token;
use sqlx::ConnectOptions;
use uuid::Uuid;

use super::Stage;
use super::guess::{PROXY, file_one, from, token_of};
use super::load::http::{Answer, Connection, get, post};

/// Cases that the officer is kept from, each as good as any other; as many are nothing to them, and as many do not exist.
const CASES: usize = 500;
/// What the medians may differ by.
const APART: f64 = 0.02;
/// Below this the two are told apart (two-sided).
const CHANCE: f64 = 0.01;

/// Where a NIP is sent instead of a number: somebody with a case that is kept from the officer, or without any.
const SEARCH: &str = "/petugas/cari";
/// What stands behind the number in addresses of a case, by who asks most there.
const ADDRESSES: [(&str, &[&str]); 2] = [
    (
        "verifier",
        &["", "/jejak", "/terima", "/identitas", "/kode", "/bukti/0199a000-0000-7000-8000-000000000001", SEARCH],
    ),
    ("supervisor", &["/dinding"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_tells_a_case_that_is_kept_from_an_officer_from_none() {
    for (role, addresses) in ADDRESSES {
        let mut asking = Asking::open(role).await;
        for address in addresses {
            asking.pairs(address, 25).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn nor_does_the_time_of_five_thousand_pairs() {
    let mut told = Vec::new();
    for (role, addresses) in ADDRESSES {
        let mut asking = Asking::open(role).await;
        asking.pairs(addresses[0], 500).await; // warm
        for address in addresses {
            let (mut walled, mut absent) = asking.pairs(address, 5_000).await;
            let chance = mann_whitney(&walled, &absent);
            let (there, none) = (median(&mut walled), median(&mut absent));
            let apart = (there / none - 1.0).abs();
            println!(
                "{role} …{address}: median {:.1} µs kept out, {:.1} µs absent, {:.2} % apart, p = {chance:.3}",
                there * 1e6,
                none * 1e6,
                apart * 100.0
            );
            if apart >= APART || chance <= CHANCE {
                told.push((role, address));
            }
        }
    }
    assert!(told.is_empty(), "the time tells: {told:?}");
}

/// How much the medians of two wrong codes may differ by.
const CODES_APART: f64 = 0.05;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_tells_a_code_that_is_nearly_right() {
    let mut guessing = Guessing::open().await;
    guessing.pairs(25).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes long: make chaos"]
async fn nor_does_the_time_of_five_thousand_pairs_of_codes() {
    let mut guessing = Guessing::open().await;
    guessing.pairs(200).await; // warm
    let (mut near, mut far) = guessing.pairs(5_000).await;
    let chance = mann_whitney(&near, &far);
    let (near, far) = (median(&mut near), median(&mut far));
    let apart = (near / far - 1.0).abs();
    println!(
        "codes: median {:.1} µs nearly right, {:.1} µs random, {:.2} % apart, p = {chance:.3}",
        near * 1e6,
        far * 1e6,
        apart * 100.0
    );
    assert!(apart < CODES_APART, "the time tells");
}

/// Somebody who types codes from ever new networks: some share all but their last symbols with one that opens a case.
struct Guessing {
    connection: Connection,
    to: std::net::SocketAddr,
    token: String,
    near: Vec<String>,
    asked: u32,
    _stage: Stage,
}

impl Guessing {
    async fn open() -> Self {
        let stage = Stage::behind(PROXY).await;
        let right = file_one(&stage).await;
        let near = near(&right);
        assert!(near.len() > 20, "{} codes are nearly right", near.len());
        let (to, token) = (stage.office.address, token_of(&stage.keys));
        let connection = Connection::open(to).await.expect("a connection");
        Self { connection, to, token, near, asked: 0, _stage: stage }
    }

    /// Seconds of codes that are nearly right and of random ones, in turn and in turned order.
    async fn pairs(&mut self, many: usize) -> (Vec<f64>, Vec<f64>) {
        let (mut close, mut random) = (Vec::with_capacity(many), Vec::with_capacity(many));
        for pair in 0..many {
            let (near, far) = (self.near[pair % self.near.len()].clone(), ReceiptCode::generate().show());
            let order = if pair % 2 == 0 { [(&near, true), (&far, false)] } else { [(&far, false), (&near, true)] };
            let mut answers = Vec::new();
            for (code, is_near) in order {
                let (answer, seconds) = self.ask(code).await;
                if is_near { &mut close } else { &mut random }.push(seconds);
                answers.push(plain(&answer, code));
            }
            assert_eq!(answers[0], answers[1], "an answer tells");
            assert_eq!(answers[0].0, 422, "a wrong code is refused");
        }
        (close, random)
    }

    async fn ask(&mut self, code: &str) -> (Answer, f64) {
        self.asked += 1;
        let [_, a, b, c] = self.asked.to_be_bytes();
        let typed = [("token", self.token.clone()), ("kode", code.to_owned())];
        // a network is the first three numbers
        let request = from(&format!("{}.{b}.{c}.1", 11 + a), self.to, "/lacak", "", &typed);
        let began = Instant::now();
        let answer = self.connection.exchange(&request).await.expect("an answer");
        (answer, began.elapsed().as_secs_f64())
    }
}

/// Codes that are well formed and differ from a right one in their last two or three symbols only.
fn near(right: &str) -> Vec<String> {
    const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let stem: String = right.chars().take(right.len() - 2).collect();
    let mut found = Vec::new();
    for last in LETTERS.chars() {
        let made = LETTERS.chars().map(|check| format!("{stem}{last}{check}"));
        found.extend(made.filter(|code| code != right && ReceiptCode::parse(code).is_ok()));
    }
    found
}

/// An officer at work, cases that are kept from them, and numbers of none.
struct Asking {
    connection: Connection,
    to: std::net::SocketAddr,
    cookie: String,
    token: String,
    numbers: Apart,
    nips: Apart,
    _stage: Stage,
}

/// What leads to cases that are kept from the officer, to cases of strangers, and nowhere.
struct Apart {
    walled: Vec<String>,
    strange: Vec<String>,
    absent: Vec<String>,
}

impl Apart {
    fn of(all: &[String]) -> Self {
        let every_third = |first: usize| all.iter().skip(first).step_by(3).cloned().collect();
        Self { walled: every_third(0), strange: every_third(1), absent: every_third(2) }
    }

    fn there(&self) -> Vec<String> {
        [self.walled.as_slice(), self.strange.as_slice()].concat()
    }
}

impl Asking {
    async fn open(role: &str) -> Self {
        let stage = Stage::open().await;
        let mut tx = stage.db.begin(Actor::Anonymous).await.expect("a transaction");
        let (officer, unit): (Uuid, Uuid) =
            sqlx::query_as("select officer_id, unit_id from officer_role where role = $1 order by 1 limit 1")
                .bind(role)
                .fetch_one(&mut *tx)
                .await
                .expect("an officer");
        let cookie = session::sign_in(&mut tx, officer, Factor::Passkey, clock::now(), false).await.expect("a session");
        tx.commit().await.expect("a session");
        let (numbers, nips) = (Apart::of(&numbers(3 * CASES)), Apart::of(&nips(3 * CASES)));
        others_cases(&stage, unit, &numbers.there(), &nips.there()).await;
        keep_from(&stage, officer, &numbers.walled).await;
        let to = stage.office.address;
        let connection = Connection::open(to).await.expect("a connection");
        let cookie = cookie.to_str().expect("a cookie").split(';').next().unwrap_or_default().to_owned();
        let secret = cookie.split_once('=').map_or("", |(_, secret)| secret);
        let token = form_token::issue_to(&stage.keys, secret, clock::now());
        Self { connection, to, cookie, token, numbers, nips, _stage: stage }
    }

    /// Asks for a case that is kept from the officer and for none, in turn and in turned order; seconds of each.
    async fn pairs(&mut self, address: &str, many: usize) -> (Vec<f64>, Vec<f64>) {
        let (mut kept, mut none) = (Vec::with_capacity(many), Vec::with_capacity(many));
        for pair in 0..many {
            let (asked, status) = if address == SEARCH { (&self.nips, 200) } else { (&self.numbers, 404) };
            let (walled, absent) = (asked.walled[pair % CASES].clone(), asked.absent[(pair * 7) % CASES].clone());
            let order = if pair % 2 == 0 { [&walled, &absent] } else { [&absent, &walled] };
            let mut answers = Vec::new();
            for number in order {
                let (answer, seconds) = self.ask(address, number).await;
                if *number == walled {
                    kept.push(seconds);
                } else {
                    none.push(seconds);
                }
                answers.push(plain(&answer, number));
            }
            assert_eq!(answers[0], answers[1], "{address:?} tells");
            assert_eq!(answers[0].0, status, "{address:?}");
        }
        (kept, none)
    }

    async fn ask(&mut self, address: &str, number: &str) -> (Answer, f64) {
        let request = if address == SEARCH {
            post(self.to, SEARCH, &self.cookie, &[("token", &self.token), ("cari", number)])
        } else {
            get(self.to, &format!("/petugas/kasus/{number}{address}"), &[("cookie", &self.cookie)])
        };
        let began = Instant::now();
        let answer = self.connection.exchange(&request).await.expect("an answer");
        (answer, began.elapsed().as_secs_f64())
    }
}

/// Different case numbers, spread over all that there can be.
fn numbers(many: usize) -> Vec<String> {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..many)
        .map(|no| {
            // a step that shares no factor with 30^6 visits each number once
            let mut rest = no * 433_494_437 % LETTERS.len().pow(6);
            let mut number = String::from("KTG-");
            for _ in 0..6 {
                number.push(char::from(LETTERS[rest % LETTERS.len()]));
                rest /= LETTERS.len();
            }
            number
        })
        .collect()
}

/// NIPs of different people, none of whom exists.
fn nips(many: usize) -> Vec<String> {
    (0..many).map(|no| format!("{}{:02}{:02}2015051001", 1970 + no / 336, 1 + no / 28 % 12, 1 + no % 28)).collect()
}

/// Cases that another unit handles, each about somebody else.
async fn others_cases(stage: &Stage, unit: Uuid, numbers: &[String], nips: &[String]) {
    let today = Zone::Wib.day(clock::now());
    let macs: Vec<Vec<u8>> =
        nips.iter().map(|nip| index::nip_mac(&stage.keys, &Nip::parse(nip, today).expect("a NIP")).to_vec()).collect();
    let mut owner = stage.database.owner_options().connect().await.expect("the owner");
    sqlx::query(
        "with other as (select id from unit where id <> $1 and kind = 'office' order by code limit 1),
              c as (insert into cases (id, number, kind, state, mode, channel, unit_id, received_at, policy_version,
                                       calendar_version, facts, updated_at,
                                       accused_mac)
                    select gen_random_uuid(), n, 'complaint', 'received', 'anonymous', 'web', other.id, now(), 1, 1, '{}',
                           now(), m
                      from unnest($2::text[], $3::bytea[]) x (n, m), other returning id)
         insert into work_list (viewer, case_id, kind, state, mode, open, turn, updated_at)
         select 'u:' || other.id || ':verifier', c.id, 'complaint', 'received', 'anonymous', true, 'act', now()
           from c, other",
    )
    .bind(unit)
    .bind(numbers)
    .bind(macs)
    .execute(&mut owner)
    .await
    .expect("cases");
}

/// Keeps an officer from cases.
async fn keep_from(stage: &Stage, officer: Uuid, numbers: &[String]) {
    let mut owner = stage.database.owner_options().connect().await.expect("the owner");
    sqlx::query(
        "insert into case_wall (case_id, officer_id, reason, at)
         select id, $1, 'named', now() from cases where number = any ($2)",
    )
    .bind(officer)
    .bind(numbers)
    .execute(&mut owner)
    .await
    .expect("walls");
    sqlx::raw_sql("analyze").execute(&mut owner).await.expect("statistics");
}

/// Status, headers and body without what is new in every answer and without the number that was asked for.
fn plain(answer: &Answer, number: &str) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .lines()
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .filter(|(name, _)| name != "date")
        // tries are counted with the second, so two answers of a pair may differ there and nowhere else
        .map(|(name, value)| match value.strip_prefix("coba=").and_then(|rest| rest.split_once(';')) {
            Some((tries, rest)) => (name, format!("coba, {} letters;{rest}", tries.len())),
            None => (name, value),
        })
        .collect();
    headers.sort();
    let text = answer.text().replace(number, "KTG-");
    let mut body = String::new();
    for (no, part) in text.split("name=\"token\" value=\"").enumerate() {
        body += if no == 0 { part } else { part.split_once('"').map_or("", |(_, rest)| rest) };
    }
    (answer.status, headers, body)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// How likely two samples of one kind differ at least so much (two-sided, normal approximation; ties do not occur among
/// times of nanoseconds often enough to matter).
fn mann_whitney(a: &[f64], b: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        a.iter().map(|time| (*time, true)).chain(b.iter().map(|time| (*time, false))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let ranks: f64 = all.iter().enumerate().filter(|(_, (_, first))| *first).map(|(at, _)| count(at + 1)).sum();
    let (firsts, seconds) = (count(a.len()), count(b.len()));
    let wins = ranks - firsts * (firsts + 1.0) / 2.0;
    let spread = (firsts * seconds * (firsts + seconds + 1.0) / 12.0).sqrt();
    let z = (wins - firsts * seconds / 2.0).abs() / spread;
    2.0 * upper_tail(z)
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

/// The part of a normal distribution above `z` (for z ≥ 0), by its continued fraction or, near the middle, by its series.
fn upper_tail(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z < 3.0 {
        let (mut term, mut sum) = (z, z);
        for k in 1..200_u32 {
            term *= z * z / f64::from(2 * k + 1);
            sum += term;
        }
        return 0.5 - density * sum;
    }
    let fraction = (1..=200_u32).rev().fold(z, |below, k| z + f64::from(k) / below);
    density / fraction
}

#[test]
fn the_two_samples_are_told_apart_when_they_differ() {
    let spread = |shift: f64| (0..5_000_u32).map(|n| f64::from(n * 7919 % 5_000) + shift).collect::<Vec<f64>>();
    assert!(mann_whitney(&spread(0.0), &spread(0.1)) > 0.9);
    assert!(mann_whitney(&spread(0.0), &spread(150.0)) < CHANCE);
    for (z, tail) in [(0.0, 0.5), (1.96, 0.024_998), (2.576, 0.004_998), (4.0, 3.167e-5)] {
        assert!((upper_tail(z) / tail - 1.0).abs() < 1e-3, "{z}: {}", upper_tail(z));
    }
}
