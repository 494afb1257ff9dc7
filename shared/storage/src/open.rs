//! Opening the database, whichever engine it is.

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Executor as _};

use crate::error::StorageError;
use crate::log_sync::LogSync;
use crate::tx::Tx;

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded, one file.
    Sqlite,
    /// A server, for several machines.
    Postgres,
}

/// What a commit promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A committed change survives a power cut.
    Full,
    /// For tests and rehearsals: the disk may lag.
    Relaxed,
}

/// The database.
#[derive(Clone, Debug)]
pub struct Storage {
    pool: AnyPool,
    /// SQLite has one writer at a time: one connection, whose cache nobody else in the house makes stale, and a queue
    /// in front of it instead of a lock to wait for. PostgreSQL writes through the same pool.
    writer: AnyPool,
    /// What makes commits durable; the engine does when absent.
    log: Option<Arc<LogSync>>,
    dialect: Dialect,
    url: String,
}

statements! {
    FILE_SQLITE = "select file from pragma_database_list where name = 'main'";
}

const SQLITE_CONNECTIONS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;
const MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

impl Storage {
    /// Opens `sqlite://path` (made if missing) or `postgres://…`. Fails with a sentence that says what to do.
    pub async fn open(url: &str, durability: Durability) -> Result<Self, StorageError> {
        sqlx::any::install_default_drivers();
        let (dialect, full_url, connections) = if url.starts_with("sqlite:") {
            let separator = if url.contains('?') { '&' } else { '?' };
            (
                Dialect::Sqlite,
                format!("{url}{separator}mode=rwc"),
                SQLITE_CONNECTIONS,
            )
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            (Dialect::Postgres, url.to_owned(), POSTGRES_CONNECTIONS)
        } else {
            return Err(StorageError::Open(
                "the database address must begin with sqlite:// or postgres://".to_owned(),
            ));
        };
        let open = |connections, use_of: Use| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(20))
                // A file does not hang up: only a server is asked whether it is still there.
                .test_before_acquire(dialect == Dialect::Postgres)
                .after_connect(move |connection, _meta| {
                    Box::pin(set_up(connection, dialect, durability, use_of))
                })
                .connect(&full_url)
        };
        let failed = |error: sqlx::Error| StorageError::Open(cannot_open(dialect, &error));
        let pool = open(connections, Use::Any).await.map_err(failed)?;
        let writer = match dialect {
            Dialect::Sqlite => open(1, Use::Writing).await.map_err(failed)?,
            Dialect::Postgres => pool.clone(),
        };
        let log = match (dialect, durability) {
            (Dialect::Sqlite, Durability::Full) => {
                let (file,): (String,) = sqlx::query_as(FILE_SQLITE)
                    .fetch_one(&pool)
                    .await
                    .map_err(failed)?;
                Some(Arc::new(LogSync::of(&file)))
            }
            (Dialect::Sqlite, Durability::Relaxed) | (Dialect::Postgres, _) => None,
        };
        Ok(Self {
            pool,
            writer,
            log,
            dialect,
            url: url.to_owned(),
        })
    }

    /// The engine behind.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Its address, for the few who need a connection of their own.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Brings the schema up to date; harmless when it is.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        MIGRATOR.run(&self.writer).await?;
        if let Some(log) = &self.log {
            log.flush().await?;
        }
        Ok(())
    }

    /// Whether the schema is the one this version expects.
    pub async fn is_ready(&self) -> bool {
        let wanted = MIGRATOR
            .iter()
            .map(|migration| migration.version)
            .max()
            .unwrap_or_default();
        let newest: Result<(i64,), sqlx::Error> =
            sqlx::query_as("select max(version) from _sqlx_migrations")
                .fetch_one(&self.pool)
                .await;
        newest.is_ok_and(|(version,)| version >= wanted)
    }

    /// Begins a transaction that will write. On SQLite it holds the one write lock until it ends: keep it short.
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        let inner = match self.dialect {
            Dialect::Sqlite => self.writer.begin_with("begin immediate").await?,
            Dialect::Postgres => self.pool.begin().await?,
        };
        Ok(Tx::new(inner, self.dialect, self.log.clone()))
    }

    /// Begins a transaction that only reads: one consistent moment, waiting for nobody.
    pub async fn read(&self) -> Result<Tx, StorageError> {
        Ok(Tx::new(self.pool.begin().await?, self.dialect, None))
    }

    pub(crate) const fn reader(&self) -> &AnyPool {
        &self.pool
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.writer.close().await;
        self.pool.close().await;
    }

    /// Prepares one statement, to learn whether this engine accepts it.
    pub async fn prepare(&self, sql: &'static str) -> Result<(), StorageError> {
        let mut connection = self.pool.acquire().await?;
        (&mut *connection)
            .prepare(sqlx::SqlStr::from_static(sql))
            .await?;
        Ok(())
    }
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Any,
    /// The one writer of an SQLite base.
    Writing,
}

async fn set_up(
    connection: &mut AnyConnection,
    dialect: Dialect,
    durability: Durability,
    use_of: Use,
) -> Result<(), sqlx::Error> {
    let sql = match (dialect, durability) {
        (Dialect::Sqlite, Durability::Full) => {
            // Commits are made durable together: see `log_sync`.
            "pragma busy_timeout=10000; pragma journal_mode=wal; pragma synchronous=normal; pragma foreign_keys=on"
        }
        (Dialect::Sqlite, Durability::Relaxed) => {
            "pragma busy_timeout=10000; pragma journal_mode=wal; pragma synchronous=off; pragma foreign_keys=on"
        }
        (Dialect::Postgres, _) => "set client_min_messages to warning",
    };
    connection.execute(sql).await?;
    if use_of == Use::Writing {
        // A large list is taken in without spilling half-written pages, and pages are copied home less often.
        let roomy = "pragma cache_size=-16000; pragma wal_autocheckpoint=4000";
        connection.execute(roomy).await?;
    }
    Ok(())
}

fn cannot_open(dialect: Dialect, error: &sqlx::Error) -> String {
    match dialect {
        Dialect::Sqlite => format!(
            "the database file cannot be opened ({error}). Is it really a portrea database, and is the folder writable? \
             Restore a backup, or choose another folder with --data-dir."
        ),
        Dialect::Postgres => format!(
            "the PostgreSQL server does not answer as expected ({error}). Check DATABASE_URL."
        ),
    }
}
