//! The folder of the mailbox transport, read only: names are checked, so nothing else can be reached through it.

use std::io;
use std::path::{Path, PathBuf};

use portrea_domain::MessageId;
use tokio::fs;

/// The folder of the mailbox transport.
#[derive(Clone, Debug)]
pub(super) struct MailboxFolder(PathBuf);

impl MailboxFolder {
    pub(super) fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// The names of its mails, newest first; none when the folder is not there yet.
    pub(super) async fn names(&self) -> io::Result<Vec<String>> {
        let mut entries = match fs::read_dir(&self.0).await {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            if let Ok(name) = entry.file_name().into_string()
                && is_mail_name(&name)
            {
                names.push(name);
            }
        }
        names.sort_by(|a, b| b.cmp(a));
        Ok(names)
    }

    /// The bytes of a mail; none when there is no such mail, or the name is not one a mail can have.
    pub(super) async fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        if !is_mail_name(name) {
            return Ok(None);
        }
        match fs::read(self.0.join(name)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether this is `<8 digits>T<6 digits>-<message id>.eml`, and nothing else.
fn is_mail_name(name: &str) -> bool {
    let parts = name
        .strip_suffix(".eml")
        .and_then(|stem| stem.split_once('-'));
    let Some((moment, id)) = parts else {
        return false;
    };
    let is_moment = moment.len() == 15
        && moment.chars().enumerate().all(|(at, c)| {
            if at == 8 {
                c == 'T'
            } else {
                c.is_ascii_digit()
            }
        });
    // Identifiers can be written in several ways: only the one we write is a name.
    is_moment
        && id
            .parse::<MessageId>()
            .is_ok_and(|parsed| parsed.to_string() == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_we_write_are_names() {
        let id = "0190f2a4-0000-7000-8000-000000000000";
        assert!(is_mail_name(&format!("20261124T080000-{id}.eml")));
        for name in [
            format!(".20261124T080000-{id}.eml.tmp"),
            format!("20261124T080000-{id}"),
            format!("20261124T080000-{{{id}}}.eml"),
            format!("20261124T080000-{}.eml", id.to_uppercase()),
            format!("2026112éT80000-{id}.eml"),
            format!("../20261124T080000-{id}.eml"),
            "../../etc/passwd".to_owned(),
            "..%2f.eml".to_owned(),
            String::new(),
        ] {
            assert!(!is_mail_name(&name), "{name}");
        }
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_yet_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let mailbox = MailboxFolder::new(&folder.path().join("none"));
        assert_eq!(mailbox.names().await.unwrap(), [""; 0]);
    }
}
