//! Which machines may be talked to: those of the public Internet, and those the configuration allows.

use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Ranges of private addresses that may be talked to all the same: a geocoder of one's own, say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(Vec<IpNet>);

impl Allowed {
    /// The machine itself: for tests.
    #[must_use]
    pub fn loopback() -> Self {
        let v4 = IpNet::from(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let v6 = IpNet::from(IpAddr::V6(Ipv6Addr::LOCALHOST));
        Self(vec![v4, v6])
    }

    /// Whether an address may be talked to.
    #[must_use]
    pub fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|range| range.contains(&address))
    }

    /// Whether a web address may be asked, as far as it shows: a name is checked when it is resolved.
    pub(crate) fn permits_url(&self, url: &Url) -> bool {
        let is_web = matches!(url.scheme(), "http" | "https");
        let host = url.host_str().unwrap_or_default();
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        is_web
            && literal
                .parse()
                .map_or(true, |address| self.permits(address))
    }
}

impl FromStr for Allowed {
    type Err = String;

    /// Reads `10.0.0.7, 192.168.1.0/24`.
    fn from_str(text: &str) -> Result<Self, String> {
        let range = |part: &str| {
            part.parse::<IpNet>()
                .or_else(|_no_range| part.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_neither| format!("“{part}” is no address or range of addresses"))
        };
        text.split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(range)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Whether an address belongs to the public Internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        || a >= 240
        // Shared by the customers of a provider (RFC 6598), benchmarks (RFC 2544), protocol assignments (RFC 6890).
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 0 && c == 0);
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Only global unicast; within it, what carries or stands for IPv4 (Teredo, 6to4) and documentation are not.
    let is_global = segments[0] & 0xe000 == 0x2000;
    let is_special = (segments[0] == 0x2001 && segments[1] < 0x0200)
        || segments[0] == 0x2002
        || (segments[0] == 0x2001 && segments[1] == 0x0db8)
        || (segments[0] == 0x3fff && segments[1] < 0x1000);
    is_global && !is_special
}

/// Resolves names and keeps what may be talked to. The connection goes to the very addresses that were checked, so a
/// name that changes its mind between the check and the connection (DNS rebinding) gains nothing.
#[derive(Clone, Debug)]
pub(crate) struct GuardedNames(pub(crate) Allowed);

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let permitted = permitted(&allowed, found)?;
            let permitted: Addrs = Box::new(permitted.into_iter());
            Ok(permitted)
        })
    }
}

/// What may be talked to among the addresses of a name; a failure when there is none.
fn permitted(
    allowed: &Allowed,
    found: impl Iterator<Item = SocketAddr>,
) -> Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>> {
    let permitted: Vec<SocketAddr> = found
        .filter(|address| allowed.permits(address.ip()))
        .collect();
    if permitted.is_empty() {
        return Err(Box::new(ForbiddenName));
    }
    Ok(permitted)
}

/// A name that leads to private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("a name of a private network")]
pub(crate) struct ForbiddenName;

/// Whether a failure comes from a refused address, somewhere down its causes.
pub(crate) fn is_forbidden(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .is_some_and(<dyn Error + Send + Sync>::is::<ForbiddenName>);
        if inner || error.is::<ForbiddenName>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn private_and_special_addresses_are_not_public() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "203.0.113.7",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2001::1",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["1.1.1.1", "185.60.1.1", "2a01:cb00::1", "2606:4700::1111"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_the_configuration_allows_passes_and_nothing_beside_it() {
        let allowed: Allowed = "10.0.0.7, 192.168.1.0/24".parse().unwrap();
        for (text, expected) in [
            ("10.0.0.7", true),
            ("10.0.0.8", false),
            ("192.168.1.200", true),
            ("::ffff:192.168.1.200", true),
            ("127.0.0.1", false),
        ] {
            assert_eq!(allowed.permits(text.parse().unwrap()), expected, "{text}");
        }
        assert!("10.0.0.0/33".parse::<Allowed>().is_err());
        assert!("localhost".parse::<Allowed>().is_err());
    }

    #[test]
    fn an_address_written_as_a_host_is_checked_and_other_protocols_are_refused() {
        let none = Allowed::default();
        for (text, expected) in [
            ("https://data.geopf.fr/geocodage", true),
            ("http://127.0.0.1:80/", false),
            ("http://2130706433/", false),
            ("http://0x7f.1/", false),
            ("http://[::1]/", false),
            ("http://[::ffff:10.0.0.1]/", false),
            ("file:///etc/passwd", false),
            ("ftp://exemple.fr/", false),
        ] {
            assert_eq!(none.permits_url(&text.parse().unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn a_name_with_a_public_and_a_private_address_leads_to_the_public_one_only() {
        let found = ["10.0.0.1:0", "1.1.1.1:0"].map(|text| text.parse().unwrap());
        let kept = permitted(&Allowed::default(), found.into_iter()).unwrap();
        assert_eq!(kept, ["1.1.1.1:0".parse().unwrap()]);
        let private = ["10.0.0.1:0".parse().unwrap()];
        let refused = permitted(&Allowed::default(), private.into_iter()).unwrap_err();
        assert!(is_forbidden(&*refused));
    }

    proptest! {
        #[test]
        fn an_address_and_its_form_in_ipv6_are_judged_alike(bits: u32) {
            let address = Ipv4Addr::from(bits);
            let mapped = IpAddr::V6(address.to_ipv6_mapped());
            prop_assert_eq!(is_public(IpAddr::V4(address)), is_public(mapped));
        }
    }
}
