//! A real connection to a running program, from an address and with headers that must never be written down.

use std::net::{Ipv4Addr, SocketAddr};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;

use crate::load::http::Connection;

/// Where the browser stands and what it says of itself.
#[derive(Clone)]
pub struct Wire {
    pub from: Ipv4Addr,
    pub to: SocketAddr,
    pub headers: Vec<(&'static str, String)>,
}

impl Wire {
    pub(super) async fn exchange(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let mut head = format!("{} {} HTTP/1.1\r\n", parts.method, parts.uri);
        for (name, value) in &parts.headers {
            head += &format!("{name}: {}\r\n", value.to_str().unwrap());
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", body.len());
        let mut connection = Connection::open_from(self.from, self.to).await.expect("a connection");
        let answer = connection.exchange(&[head.as_bytes(), &body].concat()).await.expect("an answer");
        let mut response = Response::builder().status(answer.status);
        for (name, value) in answer.lines() {
            response = response.header(name, value);
        }
        response.body(Body::from(answer.body)).unwrap()
    }
}
