//! The data folder: the SQLite file, the mails of the mailbox transport, the secret of the house.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use portrea_domain::Entropy;

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{what} {path}: {source}. Choose another folder with --data-dir, or make this one writable.", path = .path.display())]
pub struct FolderError {
    what: &'static str,
    path: PathBuf,
    source: std::io::Error,
}

/// The data folder.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

const SECRET_FILE: &str = "secret";

impl DataFolder {
    /// Makes the folder if it is missing, and checks that it can be written to.
    pub fn prepare(path: &Path) -> Result<Self, FolderError> {
        let folder = Self(path.to_owned());
        let failed = |what| {
            move |source| FolderError {
                what,
                path: path.to_owned(),
                source,
            }
        };
        fs::create_dir_all(folder.mail()).map_err(failed("the data folder cannot be made:"))?;
        let probe = path.join(".writable");
        fs::write(&probe, b"").map_err(failed("the data folder cannot be written to:"))?;
        fs::remove_file(&probe).map_err(failed("the data folder cannot be written to:"))?;
        Ok(folder)
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the mailbox transport puts mails.
    #[must_use]
    pub fn mail(&self) -> PathBuf {
        self.0.join("mail")
    }

    /// The address of the SQLite file.
    #[must_use]
    pub fn database_url(&self) -> String {
        format!("sqlite://{}", self.0.join("portrea.db").display())
    }

    /// The secret of the house: made at the first start, readable by its owner alone, the same ever after.
    pub fn secret(&self, entropy: &dyn Entropy) -> Result<[u8; 32], FolderError> {
        let path = self.0.join(SECRET_FILE);
        let failed = |source| FolderError {
            what: "the secret cannot be read or written:",
            path: path.clone(),
            source,
        };
        match fs::read(&path) {
            Ok(bytes) => bytes.try_into().map_err(|_wrong_length| {
                failed(std::io::Error::new(
                    std::io::ErrorKind::InvalidData,
                    "it must hold exactly 32 bytes",
                ))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                entropy.fill(&mut bytes);
                write_private(&path, &bytes).map_err(failed)?;
                Ok(bytes)
            }
            Err(error) => Err(failed(error)),
        }
    }
}

#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    #[test]
    fn the_secret_is_made_once_and_is_the_same_ever_after() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::prepare(folder.path()).unwrap();
        let first = data.secret(&OsEntropy).unwrap();
        assert_eq!(data.secret(&OsEntropy).unwrap(), first);
        assert_ne!(first, [0; 32]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_says_what_to_do() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = DataFolder::prepare(&file.path().join("data")).unwrap_err();
        assert!(error.to_string().contains("--data-dir"), "{error}");
    }
}
