//! Making SQLite commits durable together: one flush of the write-ahead log for all that were committed meanwhile.
//!
//! A disk makes a few hundred flushes a second, SQLite makes one a commit and holds the write lock while it waits
//! (`synchronous=full`). Here a commit goes into the log without waiting (`synchronous=normal`: the log is flushed before
//! a checkpoint, so the file is never at risk), the write lock is let go, and whoever committed waits for the next flush
//! of the log. What that flush found in the log survives a power cut: recovery takes every frame up to the first one that
//! is not whole. The promise is the same, `commit` returns once the change is durable; others may read a change that
//! is not durable yet, as they could read one whose writer was not told.

use std::fs::OpenOptions;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::error::StorageError;

/// The write-ahead log of one database file.
#[derive(Debug)]
pub(crate) struct LogSync {
    log: PathBuf,
    /// How many commits went into the log.
    committed: AtomicU64,
    /// How many of them a flush has seen; whoever holds it flushes.
    flushed: Mutex<u64>,
    /// A flush that failed may have lost what it was given, whatever the next one says.
    failed: AtomicBool,
}

impl LogSync {
    /// The log beside a database file.
    pub(crate) fn of(database: &str) -> Self {
        Self {
            log: PathBuf::from(format!("{database}-wal")),
            committed: AtomicU64::new(0),
            flushed: Mutex::new(0),
            failed: AtomicBool::new(false),
        }
    }

    /// Waits until what was just committed is durable. Fails, for good, once a flush failed.
    pub(crate) async fn flush(&self) -> Result<(), StorageError> {
        let mine = self.committed.fetch_add(1, Ordering::SeqCst) + 1;
        let mut flushed = self.flushed.lock().await;
        if self.failed.load(Ordering::SeqCst) {
            return Err(StorageError::Flush("an earlier one failed".to_owned()));
        }
        if *flushed >= mine {
            return Ok(());
        }
        let seen = self.committed.load(Ordering::SeqCst);
        let log = self.log.clone();
        // SQLite locks the database file and its index, never the log: another handle on it disturbs nobody.
        let flush = move || OpenOptions::new().append(true).open(log)?.sync_data();
        match tokio::task::spawn_blocking(flush).await {
            Ok(Ok(())) => {
                *flushed = seen;
                Ok(())
            }
            Ok(Err(error)) => Err(self.fail(&error)),
            Err(error) => Err(self.fail(&error)),
        }
    }

    fn fail(&self, error: &dyn std::fmt::Display) -> StorageError {
        self.failed.store(true, Ordering::SeqCst);
        StorageError::Flush(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn many_commits_share_a_flush_and_none_is_forgotten() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("portrea.db");
        std::fs::write(folder.path().join("portrea.db-wal"), "frames").unwrap();
        let log = Arc::new(LogSync::of(&file.display().to_string()));
        let waiting: Vec<_> = (0..100)
            .map(|_| {
                let log = log.clone();
                tokio::spawn(async move { log.flush().await })
            })
            .collect();
        for commit in waiting {
            commit.await.unwrap().unwrap();
        }
        assert_eq!(*log.flushed.lock().await, 100);
    }

    #[tokio::test]
    async fn a_flush_that_failed_is_never_made_good_by_the_next() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("portrea.db");
        let log = LogSync::of(&file.display().to_string());
        assert!(log.flush().await.is_err(), "there is no log to flush");
        std::fs::write(folder.path().join("portrea.db-wal"), "frames").unwrap();
        assert!(log.flush().await.is_err());
    }
}
