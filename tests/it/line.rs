//! What is said on a real connection where no page of ours answers.

use kentongan::web::serve::{Door, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::world::World;

/// Everything that comes back until the other side closes.
async fn said(world: &World, sent: &[&str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let door = Door { listener, app: world.app.clone() };
    let serving = tokio::spawn(serve(vec![door], async { drop(stopped.await) }));
    let mut line = TcpStream::connect(address).await.unwrap();
    for part in sent {
        line.write_all(part.as_bytes()).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    drop(stop);
    serving.await.unwrap().unwrap();
    answer
}

/// hyper refuses a head that it cannot read by itself, whatever was asked on the connection before.
#[tokio::test]
async fn a_head_that_cannot_be_read_is_refused_with_the_headers_of_every_answer() {
    const WELL: &str = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    const MISSING: &str = "GET /tidak-ada HTTP/1.1\r\nHost: a\r\n\r\n";
    const BAD: &str = "B@D\r\n\r\n";
    let both = format!("{WELL}{BAD}");
    for sent in [&[BAD][..], &[WELL, BAD], &[both.as_str()], &[MISSING, WELL, BAD]] {
        let world = World::open().await;
        let answer = said(&world, sent).await;
        let heads: Vec<&str> = answer.split("HTTP/1.1 ").skip(1).collect();
        assert!(heads.last().is_some_and(|last| last.starts_with("400")), "{sent:?}: {answer}");
        for head in heads {
            for name in
                ["content-security-policy: default-src 'none'", "cache-control: no-store", "x-frame-options: DENY"]
            {
                assert_eq!(head.matches(name).count(), 1, "{name} after {sent:?}: {head}");
            }
        }
    }
}
