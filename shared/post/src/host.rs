//! The host name of an address.

/// `portrea.exemple.fr` of `https://portrea.exemple.fr:8443/x`.
#[must_use]
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority
        .rsplit_once(':')
        .filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit()))
        .map_or(authority, |(host, _)| host);
    if host.is_empty() { "localhost" } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_are_of_the_host_without_its_port() {
        for (url, host) in [
            ("https://portrea.exemple.fr", "portrea.exemple.fr"),
            ("http://127.0.0.1:8080/x", "127.0.0.1"),
            ("", "localhost"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
