//! Bodies that no browser sends: they are refused before they cost anything. And those of browsers, which are read whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE};
use futures_util::StreamExt;
use kentongan::clock;
use kentongan::web::token;
use tower::ServiceExt;

use crate::story_intake::to_check;
use crate::world::World;

/// What one piece of a wire brings.
const PIECE: usize = 64 * 1024;
/// Nothing that is refused is worth reading more of it.
const LITTLE: usize = 1024 * 1024;

/// A beginning, and then the same again and again for sixteen megabytes, a piece at a time. How much was read comes too.
fn endless(beginning: &str, again: &str) -> (Body, Arc<AtomicUsize>) {
    let first = beginning.as_bytes().to_vec();
    let piece = again.repeat(PIECE / again.len()).into_bytes();
    let pieces = std::iter::once(first).chain(std::iter::repeat_n(piece, 16 * 1024 * 1024 / PIECE));
    let read = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&read);
    let pieces = futures_util::stream::iter(pieces).then(move |piece| {
        count.fetch_add(piece.len(), Relaxed);
        async move {
            tokio::task::yield_now().await;
            Ok::<_, std::io::Error>(piece)
        }
    });
    (Body::from_stream(pieces), read)
}

/// multer keeps what it has not understood, so that whoever writes no boundary could fill the memory.
#[tokio::test]
async fn an_upload_that_means_nothing_is_refused_after_its_first_pieces() {
    let world = World::open().await;
    let token = token::issue(&world.app.keys, &HeaderMap::new(), false, clock::now());
    let part =
        |name: &str, value: &str| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let right = part("token", &token);
    let file = "--x\r\ncontent-disposition: form-data; name=\"berkas\"; filename=\"\"\r\n\r\n\r\n";
    for (what, beginning, again, status) in [
        ("no boundary", String::new(), "a".to_owned(), 400),
        ("a head without an end", "--x\r\ncontent-disposition: form-data; name=\"".to_owned(), "a".to_owned(), 400),
        ("a head without an end, behind the token", format!("{right}--x\r\n"), "a: b\r\n".to_owned(), 400),
        ("nothing but names", right.clone(), part("n", ""), 413),
        ("nothing but files without a name", right.clone(), file.to_owned(), 413),
        ("nothing but names, and no token", String::new(), part("n", ""), 400),
    ] {
        let (body, read) = endless(&beginning, &again);
        let request = Request::post("/lapor/bukti")
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(CONTENT_LENGTH, 17_000_000)
            .body(body)
            .unwrap();
        let answer = world.front().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{what}");
        let read = read.load(Relaxed);
        assert!(read < LITTLE, "{what}: {read} bytes were read");
    }
}

/// The same where anybody can say that an officer's session has ended.
#[tokio::test]
async fn whoever_only_says_to_be_an_officer_is_read_no_further() {
    let world = World::open().await;
    let (body, read) = endless("", "a");
    let request = Request::post("/petugas/kasus/KTG-7K2M9Q/tulis")
        .header("sec-fetch-site", "same-origin")
        .header(COOKIE, format!("sid={}", "A".repeat(43)))
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(body)
        .unwrap();
    let answer = world.front().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 303, "to the sign-in page");
    let read = read.load(Relaxed);
    assert!(read < LITTLE, "{read} bytes were read");
}

/// A file that is refused by its first bytes is read to its end all the same: the words stand behind it.
#[tokio::test]
async fn words_behind_a_large_file_that_is_refused_are_kept() {
    let world = World::open().await;
    let mut sari = world.browser();
    to_check(&mut sari).await;
    sari.visit("/lapor/bukti").await;
    let token = sari.attr_of("input[name=token]", "value").unwrap();
    let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n").into_bytes();
    body.extend(b"--x\r\ncontent-disposition: form-data; name=\"berkas\"; filename=\"program.exe\"\r\n\r\nMZ");
    body.resize(body.len() + 3 * 1024 * 1024, 0x2e);
    body.extend(b"\r\n--x\r\ncontent-disposition: form-data; name=\"saksi\"\r\n\r\nDua orang di loket\r\n--x--\r\n");
    let request = Request::post("/lapor/bukti")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    sari.send(request).await.see("bukan jenis berkas yang kami terima");
    assert!(String::from_utf8_lossy(sari.bytes()).contains("Dua orang di loket"));
}
