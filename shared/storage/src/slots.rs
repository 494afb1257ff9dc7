//! Slots: a mailer holds one while it runs. Taking a slot proves that its former holder is gone, so that what was left
//! claimed under it can be put right at once, without waiting for a lease to end.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions as _, PgConnection};

use crate::error::StorageError;
use crate::open::{Dialect, Storage};
use crate::tx::Tx;

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
    hold: Hold,
    keeper: SlotKeeper,
}

#[derive(Debug)]
enum Hold {
    File(#[expect(dead_code, reason = "the lock lives as long as the open file")] File),
    Session {
        #[expect(dead_code, reason = "the lock lives as long as the connection")]
        connection: Box<PgConnection>,
        /// The server’s process behind it.
        pid: i32,
        class: i32,
        key: i32,
    },
}

impl Slot {
    /// Takes the slot of another mailer, if that one is gone.
    pub async fn take_over(&self, number: i64) -> Result<Option<Self>, StorageError> {
        self.keeper.take_numbered(number).await
    }

    /// Whether the slot is still held, asked within the transaction that relies on it: a connection to PostgreSQL can be
    /// lost without its owner noticing, and the slot be taken by another.
    pub async fn is_held(&self, tx: &mut Tx) -> Result<bool, StorageError> {
        match self.hold {
            Hold::File(_) => Ok(true),
            Hold::Session {
                pid, class, key, ..
            } => tx.journal().holds_lock(class, key, pid).await,
        }
    }
}

const SLOTS: i64 = 64;
/// First key of our advisory locks: “ptra” read as a number.
const LOCK_CLASS: i32 = 0x7074_7261;
/// First key of the locks of jobs done by one process at a time.
const ONLY_CLASS: i32 = 0x7074_7262;

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
            Dialect::Sqlite => self.take_file().await,
            Dialect::Postgres => self.take_session().await,
        }
    }

    /// Takes the one place of a job that only one process may do at a time; nothing when another holds it.
    pub async fn take_only(&self, job: &str) -> Result<Option<Slot>, StorageError> {
        match self.storage.dialect() {
            Dialect::Sqlite => {
                let path = self.folder.join(format!("{job}.lock"));
                let hold = lock_file(&path)?.map(Hold::File);
                Ok(hold.map(|hold| self.slot(1, hold)))
            }
            Dialect::Postgres => {
                let connection = self.connect().await?;
                let hold = hold_session(connection, ONLY_CLASS, key_of_job(job)).await?;
                Ok(hold.ok().map(|hold| self.slot(1, hold)))
            }
        }
    }

    async fn take_numbered(&self, number: i64) -> Result<Option<Slot>, StorageError> {
        let hold = match self.storage.dialect() {
            Dialect::Sqlite => {
                let path = self.folder.join(format!("mailer-{number}.lock"));
                lock_file(&path)?.map(Hold::File)
            }
            Dialect::Postgres => hold_session(self.connect().await?, LOCK_CLASS, key_of(number))
                .await?
                .ok(),
        };
        Ok(hold.map(|hold| self.slot(number, hold)))
    }

    async fn take_session(&self) -> Result<Slot, StorageError> {
        let mut connection = self.connect().await?;
        for number in 1..=SLOTS {
            match hold_session(connection, LOCK_CLASS, key_of(number)).await? {
                Ok(hold) => return Ok(self.slot(number, hold)),
                Err(unused) => connection = unused,
            }
        }
        Err(StorageError::Open("every mailer slot is taken".to_owned()))
    }

    async fn take_file(&self) -> Result<Slot, StorageError> {
        for number in 1..=SLOTS {
            if let Some(slot) = self.take_numbered(number).await? {
                return Ok(slot);
            }
        }
        Err(StorageError::Open("every mailer slot is taken".to_owned()))
    }

    fn slot(&self, number: i64, hold: Hold) -> Slot {
        Slot {
            number,
            hold,
            keeper: self.clone(),
        }
    }

    async fn connect(&self) -> Result<PgConnection, StorageError> {
        let options: sqlx::postgres::PgConnectOptions = self.storage.url().parse()?;
        Ok(options.connect().await?)
    }
}

/// Locks a file made for it; nothing when another process holds it.
fn lock_file(path: &Path) -> Result<Option<File>, StorageError> {
    let cannot = |what: &str, error: std::io::Error| {
        StorageError::Open(format!("{} cannot be {what}: {error}", path.display()))
    };
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| cannot("written", error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(cannot("locked", error)),
    }
}

/// Takes an advisory lock that ends with its connection; gives the connection back when another has the lock.
async fn hold_session(
    mut connection: PgConnection,
    class: i32,
    key: i32,
) -> Result<Result<Hold, PgConnection>, StorageError> {
    let query = sqlx::query_as("select pg_try_advisory_lock($1, $2), pg_backend_pid()")
        .bind(class)
        .bind(key);
    let (taken, pid): (bool, i32) = query.fetch_one(&mut connection).await?;
    if !taken {
        return Ok(Err(connection));
    }
    Ok(Ok(Hold::Session {
        connection: Box::new(connection),
        pid,
        class,
        key,
    }))
}

/// The key of a slot’s lock: its number.
fn key_of(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The key of a job's lock: its first four letters read as a number.
fn key_of_job(job: &str) -> i32 {
    job.bytes()
        .take(4)
        .fold(0, |key, byte| (key << 8) | i32::from(byte))
}
