//! Slots: a mailer holds one while it runs. Taking a slot proves that its former holder is gone, so that what was left
//! claimed under it can be put right at once, without waiting for a lease to end.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions as _, PgConnection};

use crate::error::StorageError;
use crate::open::{Dialect, Storage};

/// Gives out slots: a locked file beside the SQLite file, or an advisory lock of PostgreSQL.
#[derive(Clone, Debug)]
pub struct SlotKeeper {
    storage: Storage,
    folder: PathBuf,
}

/// A slot held until it is dropped.
#[derive(Debug)]
pub struct Slot {
    /// Its number, written on every message its holder takes.
    pub number: i64,
    _hold: Hold,
}

#[derive(Debug)]
enum Hold {
    File(#[expect(dead_code, reason = "the lock lives as long as the open file")] File),
    Session(
        #[expect(dead_code, reason = "the lock lives as long as the connection")] Box<PgConnection>,
    ),
}

const SLOTS: i64 = 64;
/// First key of our advisory locks: “ptra” read as a number.
const LOCK_CLASS: i32 = 0x7074_7261;

impl SlotKeeper {
    /// Keeps slots for `storage`, with lock files in `folder` when it is SQLite.
    #[must_use]
    pub fn new(storage: Storage, folder: &Path) -> Self {
        Self {
            storage,
            folder: folder.to_owned(),
        }
    }

    /// Takes the first free slot.
    pub async fn take(&self) -> Result<Slot, StorageError> {
        match self.storage.dialect() {
            Dialect::Sqlite => self.take_file(),
            Dialect::Postgres => self.take_session().await,
        }
    }

    fn take_file(&self) -> Result<Slot, StorageError> {
        for number in 1..=SLOTS {
            let path = self.folder.join(format!("mailer-{number}.lock"));
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .map_err(|error| {
                    StorageError::Open(format!("{} cannot be written: {error}", path.display()))
                })?;
            match file.try_lock() {
                Ok(()) => {
                    return Ok(Slot {
                        number,
                        _hold: Hold::File(file),
                    });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(StorageError::Open(format!(
                        "{} cannot be locked: {error}",
                        path.display()
                    )));
                }
            }
        }
        Err(StorageError::Open("every mailer slot is taken".to_owned()))
    }

    async fn take_session(&self) -> Result<Slot, StorageError> {
        let options: sqlx::postgres::PgConnectOptions = self
            .storage
            .url()
            .parse()
            .map_err(|error: sqlx::Error| StorageError::Database(error))?;
        let mut connection = options.connect().await?;
        for number in 1..=SLOTS {
            let key = i32::try_from(number).unwrap_or(i32::MAX);
            let (taken,): (bool,) = sqlx::query_as("select pg_try_advisory_lock($1, $2)")
                .bind(LOCK_CLASS)
                .bind(key)
                .fetch_one(&mut connection)
                .await?;
            if taken {
                return Ok(Slot {
                    number,
                    _hold: Hold::Session(Box::new(connection)),
                });
            }
        }
        Err(StorageError::Open("every mailer slot is taken".to_owned()))
    }
}
