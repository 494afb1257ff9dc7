//! A mail read back for a page.

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _};
use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;
use portrea_render::french;

/// A line of the list of mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MailLine {
    pub(super) file: String,
    pub(super) subject: String,
    pub(super) to: String,
    pub(super) date: String,
}

/// A whole mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MailView {
    pub(super) line: MailLine,
    pub(super) from: String,
    pub(super) reply_to: Option<String>,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) files: Vec<AttachedFile>,
}

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AttachedFile {
    pub(super) name: String,
    pub(super) is_calendar: bool,
    pub(super) bytes: Vec<u8>,
}

impl MailLine {
    /// Reads the headers of a mail; none when the bytes are no mail.
    pub(super) fn read(file: &str, bytes: &[u8]) -> Option<Self> {
        MessageParser::default()
            .parse_headers(bytes)
            .map(|mail| Self::of(file, &mail))
    }

    fn of(file: &str, mail: &Message<'_>) -> Self {
        let at = mail
            .date()
            .map(|date| Timestamp::from_millis(date.to_timestamp().saturating_mul(1_000)));
        let date = at.map(|at| format!("{}, {}", french::date(at, PARIS), french::hour(at, PARIS)));
        Self {
            file: file.to_owned(),
            subject: mail.subject().unwrap_or("(sans objet)").to_owned(),
            to: people(mail.to()),
            date: date.unwrap_or_default(),
        }
    }
}

impl MailView {
    /// Reads a mail; none when the bytes are no mail.
    pub(super) fn read(file: &str, bytes: &[u8]) -> Option<Self> {
        let mail = MessageParser::default().parse(bytes)?;
        let files = mail
            .attachments()
            .filter_map(|part| {
                Some(AttachedFile {
                    name: safe_name(part.attachment_name()?),
                    is_calendar: part.is_content_type("text", "calendar"),
                    bytes: part.contents().to_owned(),
                })
            })
            .collect();
        Some(Self {
            line: MailLine::of(file, &mail),
            from: people(mail.from()),
            reply_to: mail.reply_to().map(|address| people(Some(address))),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
            html: mail.body_html(0).unwrap_or_default().into_owned(),
            files,
        })
    }
}

/// « Anne Le Goff <anne@exemple.fr> », separated by commas.
fn people(address: Option<&Address<'_>>) -> String {
    let person = |one: &mail_parser::Addr<'_>| match (one.name(), one.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (None, Some(address)) => address.to_owned(),
        (name, None) => name.unwrap_or_default().to_owned(),
    };
    address
        .map(|address| address.iter().map(person).collect::<Vec<_>>().join(", "))
        .unwrap_or_default()
}

/// A name that is harmless in a header and in a folder.
fn safe_name(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(safe_name("a\"; x=é\r\nB/../c.ics"), "a___x____B_.._c.ics");
    }

    #[test]
    fn a_mail_without_anything_still_shows() {
        let line = MailLine::read("f", b"X: y\r\n\r\n").unwrap();
        assert_eq!(line.subject, "(sans objet)");
        assert_eq!((line.to.as_str(), line.date.as_str()), ("", ""));
    }
}
