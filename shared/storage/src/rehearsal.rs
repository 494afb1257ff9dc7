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

/// What the folder of a copy is called, with a suffix of its own.
const PREFIX: &str = "rehearsal-";
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
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(self.beside())
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

    /// Removes the copies that a process left behind when it was killed: they hold what the base held, and nobody would
    /// erase it there. For whoever starts a house; gives how many there were.
    pub fn forget_rehearsals(&self) -> std::io::Result<usize> {
        if self.dialect() == Dialect::Postgres {
            return Ok(0);
        }
        let mut count = 0;
        for entry in std::fs::read_dir(self.beside())? {
            let entry = entry?;
            let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
            if is_ours && entry.file_type()?.is_dir() {
                std::fs::remove_dir_all(entry.path())?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// The folder of the file of an SQLite base.
    fn beside(&self) -> PathBuf {
        let path = self.url().trim_start_matches("sqlite://");
        let file = Path::new(path.split('?').next().unwrap_or(path));
        match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        }
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
