//! A base to try things out on: what is done there has not happened.

use std::path::{Path, PathBuf};

use sqlx::Executor as _;
use tempfile::TempDir;

use crate::error::StorageError;
use crate::open::{Dialect, Durability, Storage};
use crate::tx::Tx;

/// A moment of the base, to change at will and throw away.
///
/// SQLite has one write lock: a long rehearsal would hold up everybody. There it plays on a copy of the file, beside
/// it, removed with the rehearsal. PostgreSQL needs none: a transaction that is never committed disturbs nobody's
/// reading, and what wants a row it touched waits or takes the next.
#[derive(Debug)]
pub struct Rehearsal {
    storage: Storage,
    copy: Option<TempDir>,
}

const COPY: &str = "vacuum into $1";

impl Storage {
    /// Sets a rehearsal up on the base as it is now.
    pub async fn rehearsal(&self) -> Result<Rehearsal, StorageError> {
        if self.dialect() == Dialect::Postgres {
            return Ok(Rehearsal {
                storage: self.clone(),
                copy: None,
            });
        }
        let file = self.file();
        let beside = file.parent().unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new()
            .prefix("rehearsal-")
            .tempdir_in(beside)
            .map_err(|error| {
                StorageError::Open(format!(
                    "no copy of the base can be kept beside it: {error}"
                ))
            })?;
        let copy = folder.path().join("rehearsal.db");
        let query = sqlx::query(COPY).bind(copy.display().to_string());
        let mut connection = self.reader().acquire().await?;
        connection.execute(query).await?;
        drop(connection);
        let storage =
            Self::open(&format!("sqlite://{}", copy.display()), Durability::Relaxed).await?;
        Ok(Rehearsal {
            storage,
            copy: Some(folder),
        })
    }

    /// The file of an SQLite base.
    fn file(&self) -> PathBuf {
        let path = self.url().trim_start_matches("sqlite://");
        PathBuf::from(path.split('?').next().unwrap_or(path))
    }
}

impl Rehearsal {
    /// The transaction to play in. Never commit it.
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        self.storage.begin().await
    }

    /// Forgets everything that was played.
    pub async fn end(self) {
        if self.copy.is_some() {
            self.storage.close().await;
        }
    }
}
