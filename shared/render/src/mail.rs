//! A rendered mail, and the making of it from a trio of templates.

use askama::Template;

use crate::letterhead::Letterhead;

/// A mail ready to be addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// One line.
    pub subject: String,
    /// What text readers show; says as much as the HTML.
    pub text: String,
    /// What the others show.
    pub html: String,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
}

/// A file that goes with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, in ASCII.
    pub name: String,
    /// Its media type with parameters.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a mail could not be rendered. Its text is for logs.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template failed.
    #[error("template: {0}")]
    Template(#[from] askama::Error),
    /// The calendar file could not be written.
    #[error("calendar: {0}")]
    Calendar(#[from] std::fmt::Error),
}

impl Mail {
    /// Renders a trio; the subject is brought to one line and says when this is a demonstration.
    pub(crate) fn from_trio(
        head: &Letterhead,
        subject: &impl Template,
        text: &impl Template,
        html: &impl Template,
    ) -> Result<Self, RenderError> {
        let subject = subject.render()?;
        let subject = if head.demo {
            format!("[Démonstration] {subject}")
        } else {
            subject
        };
        Ok(Self {
            subject: one_line(&subject),
            text: tidy(&text.render()?),
            html: html.render()?,
            attachments: Vec::new(),
        })
    }
}

/// Declares the three templates of a mail, each with the context as `mail`, and `render`.
macro_rules! trio {
    ($context:ident, $subject:tt, $text:tt, $html:tt) => {
        #[derive(askama::Template)]
        #[template(path = $subject)]
        struct Subject<'m> {
            mail: &'m $context,
        }

        #[derive(askama::Template)]
        #[template(path = $text)]
        struct Text<'m> {
            head: &'m crate::letterhead::Letterhead,
            mail: &'m $context,
        }

        #[derive(askama::Template)]
        #[template(path = $html)]
        struct Html<'m> {
            head: &'m crate::letterhead::Letterhead,
            mail: &'m $context,
        }

        impl $context {
            fn render_trio(&self) -> Result<crate::mail::Mail, crate::mail::RenderError> {
                let head = &self.head;
                crate::mail::Mail::from_trio(
                    head,
                    &Subject { mail: self },
                    &Text { head, mail: self },
                    &Html { head, mail: self },
                )
            }
        }
    };
}
pub(crate) use trio;

/// Control characters and runs of spaces become one space: a header must not be broken by a title.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// No more than one empty line in a row, no spaces at the ends of lines, one line feed at the end.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty_before = true;
    for line in text.lines().map(|line| line.trim_end_matches([' ', '\t'])) {
        if line.is_empty() && empty_before {
            continue;
        }
        tidied.push_str(line);
        tidied.push('\n');
        empty_before = line.is_empty();
    }
    while tidied.ends_with("\n\n") {
        tidied.pop();
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_stays_on_its_line() {
        assert_eq!(
            one_line("Réunion\r\nBcc: x@y.fr\u{85}  demain "),
            "Réunion Bcc: x@y.fr demain"
        );
    }

    #[test]
    fn text_keeps_its_paragraphs_and_nothing_more() {
        assert_eq!(tidy("\n\na \n\n\n\nb\n\n\n"), "a\n\nb\n");
    }
}
