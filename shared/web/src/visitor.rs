//! Whoever asks, as far as the network tells: to count tries, never to know people.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// The network address a request comes from, coarse for IPv6: one household is one visitor. Behind a reverse proxy on
/// the same machine or network, the address the proxy saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor(pub String);

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip());
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok())
            .and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse().ok());
        Ok(Self(named(peer, forwarded)))
    }
}

/// What a proxy says is believed only when it stands near: anybody can write a header.
fn named(peer: Option<IpAddr>, forwarded: Option<IpAddr>) -> String {
    let is_near = peer.is_none_or(|peer| match peer.to_canonical() {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
    });
    let seen = if is_near { forwarded.or(peer) } else { peer };
    match seen.map(|seen| seen.to_canonical()) {
        Some(IpAddr::V4(seen)) => seen.to_string(),
        Some(IpAddr::V6(seen)) => {
            let [a, b, c, d, ..] = seen.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        None => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &str) -> String {
        named(peer.parse().ok(), forwarded.parse().ok())
    }

    #[test]
    fn a_proxy_nearby_is_believed_and_a_stranger_is_not() {
        assert_eq!(of("127.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(of("10.0.0.2", "203.0.113.7"), "203.0.113.7");
        assert_eq!(of("198.51.100.9", "203.0.113.7"), "198.51.100.9");
        assert_eq!(of("198.51.100.9", ""), "198.51.100.9");
        assert_eq!(of("", ""), "unknown");
    }

    #[test]
    fn one_household_is_one_visitor() {
        assert_eq!(of("2001:db8:1:2:3::4", ""), of("2001:db8:1:2:5::6", ""));
        assert_eq!(of("::ffff:198.51.100.9", ""), "198.51.100.9");
    }
}
