//! The bytes of a mail: headers that mail programs and their filters read, then text, HTML and files.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message as Rfc5322, MultiPart, SinglePart};
use portrea_actions::App;
use portrea_domain::message::Message;
use portrea_domain::person::{EmailAddress, Person};
use portrea_post::{Letter, host_of, sender_name};
use portrea_render::Mail;

use crate::dkim::DkimError;
use crate::seal::Seal;
use crate::transport::Outgoing;

/// The message and who is written to.
pub(crate) struct Envelope<'m> {
    pub(crate) message: &'m Message,
    pub(crate) to: &'m Person,
}

/// Why a mail cannot be put into bytes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnvelopeError {
    #[error("address: {0}")]
    Address(#[from] lettre::address::AddressError),
    #[error("mail: {0}")]
    Mail(#[from] lettre::error::Error),
    #[error("attachment: {0}")]
    Type(#[from] lettre::message::header::ContentTypeErr),
    #[error("signature: {0}")]
    Signature(#[from] DkimError),
    #[error("no address")]
    NoAddress,
}

impl Envelope<'_> {
    /// Puts a letter into it and signs it.
    pub(crate) fn seal(
        &self,
        app: &App,
        seal: &Seal,
        letter: Letter,
    ) -> Result<Outgoing, EnvelopeError> {
        let email = self.to.email.as_ref().ok_or(EnvelopeError::NoAddress)?;
        let house = &app.house;
        let (from, to) = (address(&house.mail_from)?, address(email)?);
        let millis = u64::try_from(app.now().millis()).unwrap_or_default();
        let id = self.message.id;
        let mut builder = Rfc5322::builder()
            .from(Mailbox::new(
                Some(sender_name(letter.territory.as_deref())),
                from.clone(),
            ))
            .to(Mailbox::new(name(&self.to.name), to.clone()))
            .subject(letter.mail.subject.clone())
            .date(UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(Some(format!("<{id}@{}>", host_of(&house.public_url))))
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(reader) = &letter.reply_to
            && let Some(email) = &reader.email
        {
            builder = builder.reply_to(Mailbox::new(name(&reader.name), address(email)?));
        }
        if let Some(url) = &letter.one_click {
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{url}>")))
                .raw_header(header(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click",
                ));
        }
        let message = builder.multipart(body(&id.to_string(), letter.mail)?)?;
        let back_to = match seal.bounce_domain() {
            Some(domain) => Address::new(house.secret.bounce_local_part(id), domain)?,
            None => from,
        };
        Ok(Outgoing {
            id,
            due_at: self.message.due_at,
            from: back_to,
            to,
            bytes: seal.sign(message.formatted(), app.now())?,
        })
    }
}

/// Text, HTML, and for a calendar file both an alternative (programs that know meetings show buttons) and a file.
fn body(id: &str, mail: Mail) -> Result<MultiPart, EnvelopeError> {
    let mut alternative = MultiPart::alternative()
        .boundary(format!("portrea-alternative-{id}"))
        .singlepart(SinglePart::plain(mail.text))
        .singlepart(SinglePart::html(mail.html));
    for file in &mail.attachments {
        if file.content_type.starts_with("text/calendar") {
            let part = SinglePart::builder()
                .header(ContentType::parse(&file.content_type)?)
                .body(file.bytes.clone());
            alternative = alternative.singlepart(part);
        }
    }
    if mail.attachments.is_empty() {
        return Ok(alternative);
    }
    let mut mixed = MultiPart::mixed()
        .boundary(format!("portrea-mixed-{id}"))
        .multipart(alternative);
    for file in mail.attachments {
        let kind = ContentType::parse(&file.content_type)?;
        mixed = mixed.singlepart(Attachment::new(file.name).body(file.bytes, kind));
    }
    Ok(mixed)
}

fn address(email: &EmailAddress) -> Result<Address, EnvelopeError> {
    Ok(email.as_str().parse()?)
}

/// A name fit for a header; none when there is nothing to show.
fn name(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_add_a_header() {
        assert_eq!(
            name("Anne\r\nBcc: x@y.fr").as_deref(),
            Some("Anne Bcc: x@y.fr")
        );
        assert_eq!(name(" \t"), None);
    }
}
