//! A database for one test: a copy of a template that is filled once per test process, on either engine.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::postgres::{Cluster, cluster};

/// The two engines every story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A private server.
    Postgres,
}

/// A database for one test, gone with it.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    /// A folder for whatever else the test writes.
    pub folder: TempDir,
    engine: Engine,
}

/// A filled database that tests copy.
#[derive(Debug, Default)]
pub struct Template {
    sqlite: OnceCell<TempDir>,
    postgres: OnceCell<String>,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn fresh_name(what: &str) -> String {
    format!(
        "portrea_{what}_{}_{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    )
}

impl Template {
    /// A template to be filled at first use.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            sqlite: OnceCell::const_new(),
            postgres: OnceCell::const_new(),
        }
    }

    /// A copy for one test, or nothing when that engine is not there (said once, or a failure when it is required).
    /// `fill` is given the address of an empty database and must close its connections.
    pub async fn copy<F>(
        &self,
        engine: Engine,
        fill: impl FnOnce(String) -> F,
    ) -> Option<TestDatabase>
    where
        F: Future<Output = ()>,
    {
        let folder = TempDir::new().expect("a temporary folder");
        let url = match engine {
            Engine::Sqlite => {
                let template = self.sqlite.get_or_init(|| async {
                    let folder = TempDir::new().expect("a temporary folder");
                    fill(sqlite_url(&file(folder.path()))).await;
                    merge_log(&file(folder.path())).await;
                    folder
                });
                let copy = file(folder.path());
                std::fs::copy(file(template.await.path()), &copy).expect("a copy of the template");
                sqlite_url(&copy)
            }
            Engine::Postgres => {
                let cluster = cluster()?;
                let template = self.postgres.get_or_init(|| async {
                    let name = fresh_name("template");
                    cluster.create_database(&name, None).await;
                    fill(cluster.url(&name)).await;
                    name
                });
                let name = fresh_name("test");
                cluster.create_database(&name, Some(template.await)).await;
                cluster.url(&name)
            }
        };
        Some(TestDatabase {
            url,
            folder,
            engine,
        })
    }
}

/// An empty database on an engine, or nothing when that engine is not there.
pub async fn empty_database(engine: Engine) -> Option<TestDatabase> {
    let folder = TempDir::new().expect("a temporary folder");
    let url = match engine {
        Engine::Sqlite => sqlite_url(&file(folder.path())),
        Engine::Postgres => {
            let name = fresh_name("empty");
            let cluster: &Cluster = cluster()?;
            cluster.create_database(&name, None).await;
            cluster.url(&name)
        }
    };
    Some(TestDatabase {
        url,
        folder,
        engine,
    })
}

fn file(folder: &Path) -> PathBuf {
    folder.join("portrea.db")
}

fn sqlite_url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// Moves what is in the write-ahead log into the file, so that the file alone is the database.
async fn merge_log(path: &Path) {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .expect("the template opens");
    sqlx::query("pragma wal_checkpoint(truncate)")
        .execute(&mut connection)
        .await
        .expect("a checkpoint");
    connection.close().await.expect("the template closes");
}

impl TestDatabase {
    /// Every row of every table as one text, to see whether anything was written.
    pub async fn dump(&self) -> String {
        match self.engine {
            Engine::Sqlite => dump_sqlite(&self.url).await,
            Engine::Postgres => dump_postgres(&self.url).await,
        }
    }
}

async fn dump_sqlite(url: &str) -> String {
    let mut connection = SqliteConnection::connect(url)
        .await
        .expect("the database opens");
    let mut text = String::new();
    for table in names(
        &sqlx::query("select name from sqlite_master where type = 'table' and name not like 'commune%' order by name")
            .fetch_all(&mut connection)
            .await
            .expect("tables"),
        |row| row.get(0),
    ) {
        let columns = names(
            &sqlx::query(sqlx::AssertSqlSafe(format!("select name from pragma_table_info('{table}')")))
                .fetch_all(&mut connection)
                .await
                .expect("columns"),
            |row| row.get(0),
        );
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
        let sql = format!("select {} as line from {table} order by line", quoted.join(" || ',' || "));
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await.expect("rows");
        write_table(&mut text, &table, &names(&rows, |row| row.get(0)));
    }
    text
}

async fn dump_postgres(url: &str) -> String {
    let mut connection = PgConnection::connect(url)
        .await
        .expect("the database opens");
    let mut text = String::new();
    for table in names(
        &sqlx::query("select tablename::text from pg_tables where schemaname = 'public' and tablename not like 'commune%' order by 1")
            .fetch_all(&mut connection)
            .await
            .expect("tables"),
        |row| row.get(0),
    ) {
        let sql = format!("select t::text as line from {table} t order by line");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await.expect("rows");
        write_table(&mut text, &table, &names(&rows, |row| row.get(0)));
    }
    text
}

fn names<R>(rows: &[R], read: impl Fn(&R) -> String) -> Vec<String> {
    rows.iter().map(read).collect()
}

fn write_table(text: &mut String, table: &str, lines: &[String]) {
    text.push_str(table);
    text.push('\n');
    for line in lines {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
}
