//! Who asks: a network, for as long as the request lasts. It cannot be printed, and nothing keeps it.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Once;

use axum::http::HeaderMap;
use ipnet::IpNet;

use crate::config::DoorConfig;

/// Where Tor says circuits come from (`HiddenServiceExportCircuitID haproxy`): the last 32 bits are the circuit.
const TOR: [u16; 4] = [0xfc00, 0xdead, 0xbeef, 0x4dad];

/// The other end of a connection.
#[derive(Clone, Copy)]
pub struct Caller {
    address: IpAddr,
    /// A proxy that we trust said so with the PROXY protocol.
    told: bool,
}

/// The proxies whose word counts, and the one header in which they say it. The other header is not looked at even when the
/// first is missing: what a proxy does not set, it hands on as the browser sent it.
pub(crate) struct Trusted {
    networks: Vec<IpNet>,
    header: &'static str,
}

/// RFC 7239.
const FORWARDED: &str = "forwarded";
const X_FORWARDED_FOR: &str = "x-forwarded-for";

impl Trusted {
    pub(super) fn new(config: &DoorConfig) -> Self {
        let header = if config.forwarded { FORWARDED } else { X_FORWARDED_FOR };
        Self { networks: config.trusted_proxy.clone(), header }
    }

    pub(super) fn holds(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

impl Caller {
    /// Somebody at the other end of the socket.
    #[must_use]
    pub const fn at(address: IpAddr) -> Self {
        Self { address, told: false }
    }

    /// Somebody behind a proxy that we trust.
    #[must_use]
    pub const fn told(address: IpAddr) -> Self {
        Self { address, told: true }
    }

    /// What a bucket of connections is named after, before any request has been read. `None` when only the requests tell.
    pub(super) fn connected_from(self, trusted: &Trusted) -> Option<Vec<u8>> {
        let one_of_many = !self.told && (self.address.is_loopback() || trusted.holds(self.address));
        (!one_of_many).then(|| network(self.address))
    }

    /// What a bucket is named after. `None` when nobody can say who it is: our own machine, or a proxy of ours that does
    /// not tell.
    pub(super) fn network(self, trusted: &Trusted, headers: &HeaderMap) -> Option<Vec<u8>> {
        let address = match self {
            Self { address, told: true } => address,
            Self { address, .. } if trusted.holds(address) => forwarded(trusted, headers)?,
            Self { address, .. } => {
                warn_of_proxy(address, headers);
                if address.is_loopback() {
                    return None;
                }
                address
            }
        };
        Some(network(address))
    }
}

/// /24 or /56, which is what a household gets: of a customer with a /48 there are 256, not as many as a table of buckets
/// holds. Of a Tor circuit all.
fn network(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(four) => four.octets()[..3].to_vec(),
        IpAddr::V6(six) if six.segments()[..4] == TOR => six.octets().to_vec(),
        IpAddr::V6(six) => six.octets()[..7].to_vec(),
    }
}

/// The last address that is not one of our proxies: what stands before it anybody may have written.
fn forwarded(trusted: &Trusted, headers: &HeaderMap) -> Option<IpAddr> {
    // a proxy may add to a line that somebody began with signs of their own
    let lines: Vec<_> =
        headers.get_all(trusted.header).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let mut chain: Vec<&str> = Vec::new();
    for part in lines.iter().flat_map(|line| line.split(',')) {
        if trusted.header == FORWARDED {
            let by_name = part.split(';').filter_map(|pair| pair.trim().split_once('='));
            chain.extend(by_name.filter(|(name, _)| name.eq_ignore_ascii_case("for")).map(|(_, value)| value));
        } else {
            chain.push(part);
        }
    }
    if chain.is_empty() {
        warn_of_silence(trusted.header);
    }
    for hop in chain.into_iter().rev() {
        let address = hop_address(hop)?;
        if !trusted.holds(address) {
            return Some(address);
        }
    }
    None
}

/// `203.0.113.7`, `203.0.113.7:80`, `2001:db8::1`, `[2001:db8::1]:80`, with or without quotes.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim().trim_matches('"');
    let bare = hop.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inside, _)| inside);
    let address: IpAddr = match bare {
        Some(six) => six.parse::<Ipv6Addr>().ok()?.into(),
        None => hop.parse().ok().or_else(|| hop.rsplit_once(':').and_then(|(four, _)| four.parse().ok()))?,
    };
    Some(address.to_canonical())
}

/// A proxy that was named but says nothing leaves everybody uncounted. Said once.
fn warn_of_silence(header: &str) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(header, "a trusted proxy does not say who asks, so the limits cannot tell people apart");
    });
}

/// Behind a proxy that was not named everybody shares one count, or none when the proxy is on this machine. Said once.
fn warn_of_proxy(address: IpAddr, headers: &HeaderMap) {
    static SAID: Once = Once::new();
    let near = match address {
        IpAddr::V4(four) => four.is_loopback() || four.is_private(),
        IpAddr::V6(six) => six.is_loopback() || six.is_unique_local(),
    };
    if near && (headers.contains_key(FORWARDED) || headers.contains_key(X_FORWARDED_FOR)) {
        SAID.call_once(|| {
            tracing::warn!(
                "requests come through a proxy that --trusted-proxy does not name, so the limits cannot tell people apart"
            );
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(forwarded: bool) -> Trusted {
        let trusted_proxy = vec!["10.0.0.0/8".parse().unwrap(), "127.0.0.1/32".parse().unwrap()];
        Trusted::new(&DoorConfig { trusted_proxy, forwarded, ..DoorConfig::default() })
    }

    /// Who asks from there with this header, where the proxies set it.
    fn of(from: &str, name: &'static str, value: &str) -> Option<Vec<u8>> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.as_bytes().try_into().unwrap());
        Caller::at(from.parse().unwrap()).network(&trusted(name == FORWARDED), &headers)
    }

    #[test]
    fn the_word_of_a_trusted_proxy_counts_from_the_right() {
        let sari = Some(vec![203, 0, 113]);
        assert_eq!(of("127.0.0.1", "x-forwarded-for", "203.0.113.7"), sari);
        assert_eq!(of("127.0.0.1", "x-forwarded-for", "198.51.100.1, 203.0.113.7, 10.1.2.3"), sari);
        assert_eq!(of("10.9.9.9", "forwarded", "for=198.51.100.1, for=\"203.0.113.7:4711\";proto=https"), sari);
        let six = Some(vec![0x20, 0x01, 0x0d, 0xb8, 0, 0, 0]);
        assert_eq!(of("127.0.0.1", "forwarded", "For=\"[2001:db8::7]:80\""), six);
        assert_eq!(of("127.0.0.1", "x-forwarded-for", "rubbish"), None);
        assert_eq!(of("127.0.0.1", "x-forwarded-for", "\u{e9}, 203.0.113.7"), sari, "a proxy added to what is no text");
        assert_eq!(of("127.0.0.1", "x-other", "203.0.113.7"), None);
    }

    #[test]
    fn a_header_that_the_proxy_does_not_set_is_never_believed() {
        let mut headers = HeaderMap::new();
        let here = Caller::at("127.0.0.1".parse().unwrap());
        headers.insert(FORWARDED, "for=198.51.100.1".parse().unwrap());
        assert_eq!(here.network(&trusted(false), &headers), None, "the only one, and the browser's own");
        headers.insert(X_FORWARDED_FOR, "203.0.113.7".parse().unwrap());
        assert_eq!(here.network(&trusted(false), &headers), Some(vec![203, 0, 113]));
        assert_eq!(here.network(&trusted(true), &headers), Some(vec![198, 51, 100]));
    }

    #[test]
    fn connections_of_a_proxy_that_speaks_http_are_nobody_s() {
        let from = |caller: Caller| caller.connected_from(&trusted(false));
        let at = |address: &str| from(Caller::at(address.parse().unwrap()));
        assert_eq!((at("127.0.0.1"), at("10.1.2.3"), at("127.9.9.9")), (None, None, None));
        assert_eq!(at("203.0.113.7"), Some(vec![203, 0, 113]));
        assert_eq!(from(Caller::told("203.0.113.7".parse().unwrap())), Some(vec![203, 0, 113]));
    }

    #[test]
    fn from_anybody_else_it_is_ignored() {
        assert_eq!(of("198.51.100.9", "x-forwarded-for", "203.0.113.7"), Some(vec![198, 51, 100]));
        assert_eq!(of("127.0.0.2", "x-forwarded-for", "203.0.113.7"), None, "this machine");
    }

    #[test]
    fn tor_circuits_are_told_apart() {
        let circuit = |last: &str| {
            let address = format!("fc00:dead:beef:4dad::{last}").parse().unwrap();
            Caller::told(address).network(&trusted(false), &HeaderMap::new())
        };
        assert_ne!(circuit("1:1"), circuit("1:2"));
        assert_eq!(circuit("1:1"), circuit("1:1"));
    }
}
