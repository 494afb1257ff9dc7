//! The folder that stands for a mail server: whole files or nothing.

use std::io;
use std::path::PathBuf;

use portrea_domain::message::Outcome;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

use super::Outgoing;

/// Writes mails into a folder.
#[derive(Debug)]
pub(crate) struct MailboxWire {
    folder: PathBuf,
}

impl MailboxWire {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// A file appears whole, under a name that a second try of the same attempt would take again.
    pub(super) async fn send(&self, mail: &Outgoing) -> Outcome {
        match self.write(mail).await {
            Ok(()) => Outcome::Accepted,
            Err(error) => Outcome::Later {
                reason: format!("le dossier des courriels n’est pas accessible ({error})"),
            },
        }
    }

    async fn write(&self, mail: &Outgoing) -> io::Result<()> {
        let name = file_name(mail);
        let unfinished = self.folder.join(format!(".{name}.tmp"));
        fs::create_dir_all(&self.folder).await?;
        let mut file = fs::File::create(&unfinished).await?;
        file.write_all(&mail.bytes).await?;
        file.sync_all().await?;
        fs::rename(&unfinished, self.folder.join(name)).await
    }
}

/// `20261124T080000-<message id>.eml`, in universal time.
fn file_name(mail: &Outgoing) -> String {
    format!(
        "{}-{}.eml",
        mail.due_at.utc().format("%Y%m%dT%H%M%S"),
        mail.id
    )
}

#[cfg(test)]
mod tests {
    use portrea_domain::Timestamp;

    use super::*;

    fn outgoing(bytes: &[u8]) -> Outgoing {
        Outgoing {
            id: "0190f2a4-0000-7000-8000-000000000000".parse().unwrap(),
            due_at: Timestamp::from_millis(1_795_000_000_000),
            from: "a@exemple.invalid".parse().unwrap(),
            to: "b@exemple.invalid".parse().unwrap(),
            bytes: bytes.to_owned(),
        }
    }

    #[tokio::test]
    async fn a_mail_written_twice_is_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let wire = MailboxWire::new(folder.path().join("mail"));
        for bytes in [b"one", b"two"] {
            assert_eq!(wire.send(&outgoing(bytes)).await, Outcome::Accepted);
        }
        let files: Vec<_> = std::fs::read_dir(folder.path().join("mail"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .collect();
        assert_eq!(files.len(), 1);
        assert_eq!(
            files[0].file_name(),
            "20261118T110640-0190f2a4-0000-7000-8000-000000000000.eml"
        );
        assert_eq!(std::fs::read(files[0].path()).unwrap(), b"two");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_tried_later() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let wire = MailboxWire::new(file.path().join("mail"));
        assert!(matches!(
            wire.send(&outgoing(b"x")).await,
            Outcome::Later { .. }
        ));
    }
}
