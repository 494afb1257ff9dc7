//! Databases of a PostgreSQL server that tests create and drop.

use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Mutex;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::supervisor::Supervised;

/// Held while a database is created: a template admits one copier at a time. Spells "PORTREA".
const CREATION_LOCK: i64 = 0x50_4F_52_54_52_45_41;

/// A PostgreSQL server on which tests own all the databases that they create.
#[derive(Debug)]
pub struct Cluster {
    maintenance: String,
    folder: Option<PathBuf>,
    /// Kept, never read: its end of the pipe closes with this process and ends the server.
    _supervisor: Option<Mutex<Child>>,
}

impl Cluster {
    /// A server run by somebody else; `url` names an existing database.
    pub(super) fn at(url: &str) -> Self {
        Self {
            maintenance: url.to_owned(),
            folder: None,
            _supervisor: None,
        }
    }

    /// A server of our own.
    pub(super) fn supervised(server: Supervised) -> Self {
        Self {
            maintenance: server.url(),
            folder: Some(server.folder),
            _supervisor: Some(Mutex::new(server.supervisor)),
        }
    }

    /// URL of that database on this server, existing or not.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        with_database(&self.maintenance, database)
    }

    /// The folder removed at the end of the process; `None` on a server run by somebody else.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Creates a database: UTF-8, bytes as sorting order, empty or a copy of `template`.
    ///
    /// Creations wait for one another, across processes too. Panics when the name is taken or when
    /// somebody stays connected to the template for more than five seconds.
    pub async fn create_database(&self, name: &str, template: Option<&str>) {
        let mut connection = self.connect().await;
        // The lock goes with the connection.
        sqlx::query("select pg_advisory_lock($1)")
            .bind(CREATION_LOCK)
            .execute(&mut connection)
            .await
            .expect("an advisory lock can be waited for");
        let origin = match template {
            Some(template) => format!("template {}", quoted(template)),
            None => "template template0 encoding 'UTF8' locale 'C.UTF-8'".to_owned(),
        };
        let statement = format!("create database {} {origin}", quoted(name));
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
        {
            panic!("the database {name} cannot be created from {template:?}: {error}");
        }
        connection.close().await.ok();
    }

    /// Drops a database and its connections; one that does not exist is dropped already.
    pub async fn drop_database(&self, name: &str) {
        let mut connection = self.connect().await;
        let statement = format!("drop database if exists {} with (force)", quoted(name));
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
        {
            panic!("the database {name} cannot be dropped: {error}");
        }
        connection.close().await.ok();
    }

    async fn connect(&self) -> PgConnection {
        match PgConnection::connect(&self.maintenance).await {
            Ok(connection) => connection,
            Err(error) => panic!("the PostgreSQL of the tests does not answer: {error}"),
        }
    }
}

/// The same URL, leading to another database.
fn with_database(url: &str, database: &str) -> String {
    let (address, options) = url
        .split_once('?')
        .map_or((url, None), |(a, o)| (a, Some(o)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let options = options
        .map(|options| format!("?{options}"))
        .unwrap_or_default();
    format!("{scheme}://{host}/{database}{options}")
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{quoted, with_database};

    #[test]
    fn another_database_keeps_the_server_the_role_and_the_options() {
        let urls = [
            "postgres://ann:pw@db:5433/main?sslmode=disable",
            "postgresql://db",
            "postgres://db/",
        ];
        assert_eq!(
            urls.map(|url| with_database(url, "t1")),
            [
                "postgres://ann:pw@db:5433/t1?sslmode=disable",
                "postgresql://db/t1",
                "postgres://db/t1"
            ]
        );
    }

    #[test]
    fn a_quote_in_a_name_stays_in_the_name() {
        assert_eq!(quoted(r#"a"b"#), r#""a""b""#);
    }
}
