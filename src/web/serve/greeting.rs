//! What a trusted proxy says before the first request: the PROXY protocol, versions 1 and 2 (HAProxy's
//! proxy-protocol.txt; Tor with `HiddenServiceExportCircuitID haproxy` speaks version 1).

use std::net::IpAddr;

use axum::body::Bytes;
use ppp::{HeaderResult, PartialResult, v1, v2};
use tokio::net::TcpStream;

use crate::web::limit::Caller;

/// How version 1 and version 2 begin.
const BEGINNINGS: [&[u8]; 2] = [b"PROXY ", b"\r\n\r\n\0\r\nQUIT\n"];
/// Longest header that is read: version 1 has at most 107 bytes, version 2 with its extensions rarely more than 200.
const LONGEST: usize = 1024;

/// What was said about the caller, and the bytes that already belong to the first request. `None` when the connection
/// ended or what came is no such header.
pub(super) async fn read(stream: &TcpStream, proxy: IpAddr) -> Option<(Caller, Bytes)> {
    let mut said = Vec::with_capacity(LONGEST);
    loop {
        stream.readable().await.ok()?;
        match stream.try_read_buf(&mut said) {
            Ok(0) => return None,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(_) => return None,
            Ok(_) => {}
        }
        match understand(&said) {
            Said::Nothing => return Some((Caller::at(proxy), said.into())),
            Said::Unknown { length } => return Some((Caller::at(proxy), Bytes::from(said).slice(length..))),
            Said::From { address, length } => {
                return Some((Caller::told(address), Bytes::from(said).slice(length..)));
            }
            Said::Half if said.len() < LONGEST => {}
            Said::Half | Said::Nonsense => return None,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// Not this protocol: the request itself.
    Nothing,
    /// The proxy speaks for itself (a health check), or of something that has no address.
    Unknown {
        length: usize,
    },
    /// Somebody behind it.
    From {
        address: IpAddr,
        length: usize,
    },
    /// More must come.
    Half,
    Nonsense,
}

fn understand(said: &[u8]) -> Said {
    let begun = |beginning: &&[u8]| said.starts_with(beginning) || beginning.starts_with(said);
    if !BEGINNINGS.iter().any(begun) {
        return Said::Nothing;
    }
    let parsed = HeaderResult::parse(said);
    if parsed.is_incomplete() {
        return Said::Half;
    }
    let (address, length) = match parsed {
        HeaderResult::V1(Ok(header)) => (of_text(&header.addresses), header.header.len()),
        HeaderResult::V2(Ok(header)) => (of_binary(&header.addresses), header.len()),
        HeaderResult::V1(Err(_)) | HeaderResult::V2(Err(_)) => return Said::Nonsense,
    };
    match address {
        Some(address) => Said::From { address: address.to_canonical(), length },
        None => Said::Unknown { length },
    }
}

fn of_text(addresses: &v1::Addresses) -> Option<IpAddr> {
    match addresses {
        v1::Addresses::Tcp4(four) => Some(four.source_address.into()),
        v1::Addresses::Tcp6(six) => Some(six.source_address.into()),
        v1::Addresses::Unknown => None,
    }
}

fn of_binary(addresses: &v2::Addresses) -> Option<IpAddr> {
    match addresses {
        v2::Addresses::IPv4(four) => Some(four.source_address.into()),
        v2::Addresses::IPv6(six) => Some(six.source_address.into()),
        v2::Addresses::Unix(_) | v2::Addresses::Unspecified => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_understood_and_end_where_the_request_begins() {
        let text = b"PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n";
        let both = [&text[..], b"GET / HTTP/1.1\r\n"].concat();
        assert_eq!(understand(&both), Said::From { address: "203.0.113.7".parse().unwrap(), length: text.len() });
        let binary = v2::Builder::with_addresses(
            v2::Version::Two | v2::Command::Proxy,
            v2::Protocol::Stream,
            v2::IPv4::new([203, 0, 113, 9], [192, 0, 2, 1], 1, 2),
        )
        .build()
        .unwrap();
        let both = [&binary[..], b"GET"].concat();
        assert_eq!(understand(&both), Said::From { address: "203.0.113.9".parse().unwrap(), length: binary.len() });
        let tor = b"PROXY TCP6 fc00:dead:beef:4dad::ffff:1 ::1 65535 42\r\n";
        assert_eq!(
            understand(tor),
            Said::From { address: "fc00:dead:beef:4dad::ffff:1".parse().unwrap(), length: tor.len() }
        );
    }

    #[test]
    fn halves_wait_requests_pass_and_nonsense_ends() {
        assert_eq!(understand(b"PRO"), Said::Half);
        assert_eq!(understand(b"PROXY TCP4 203.0.113.7"), Said::Half);
        assert_eq!(understand(b"\r\n\r\n\0\r\nQUIT\n\x21"), Said::Half);
        assert_eq!(understand(b"PRI * HTTP/2.0\r\n"), Said::Nothing);
        assert_eq!(understand(b"POST /lacak HTTP/1.1\r\n"), Said::Nothing);
        assert_eq!(understand(b"PROXY UNKNOWN\r\n"), Said::Unknown { length: 15 });
        assert_eq!(understand(b"PROXY TCP4 rubbish 1 2 3\r\n"), Said::Nonsense);
    }
}
