//! Which PostgreSQL the tests can use.

use std::path::{Path, PathBuf};
use std::process::Command;

const SERVER_VARIABLE: &str = "PORTREA_TEST_POSTGRES_URL";
const DEBIAN_INSTALLATIONS: &str = "/usr/lib/postgresql";

/// The PostgreSQL that tests run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// A running server, by the URL of a role that may create databases.
    Server(String),
    /// The folder of the server's programs, from which a private cluster is made.
    Local(PathBuf),
    /// Nothing to run on.
    None,
}

/// Looks for `PORTREA_TEST_POSTGRES_URL`, then for the newest local installation.
#[must_use]
pub fn available() -> Availability {
    let server = std::env::var_os(SERVER_VARIABLE).unwrap_or_default();
    let server = server.to_string_lossy();
    if server.trim().is_empty() {
        local_programs().map_or(Availability::None, Availability::Local)
    } else {
        Availability::Server(server.trim().to_owned())
    }
}

/// The folder of the newest `initdb` and `postgres` installed here.
pub(super) fn local_programs() -> Option<PathBuf> {
    let names = std::fs::read_dir(DEBIAN_INSTALLATIONS)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    newest_first(names)
        .into_iter()
        .map(|version| Path::new(DEBIAN_INSTALLATIONS).join(version).join("bin"))
        .chain(folder_by_pg_config())
        .find(|folder| holds_a_server(folder))
}

fn folder_by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim()))
}

/// Client packages bring `pg_config` without a server.
fn holds_a_server(folder: &Path) -> bool {
    ["initdb", "postgres"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

fn newest_first(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut versions: Vec<(Vec<u32>, String)> = names
        .filter_map(|name| Some((version_numbers(&name)?, name)))
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, name)| name).collect()
}

fn version_numbers(name: &str) -> Option<Vec<u32>> {
    name.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::newest_first;

    #[test]
    fn the_newest_version_is_the_highest_number_not_the_last_word() {
        let names = ["9.6", "15", "9.10", "common", "17"].map(str::to_owned);
        assert_eq!(newest_first(names.into_iter()), ["17", "15", "9.10", "9.6"]);
    }
}
