//! A mail worded by a person, filled in for one reader, with what every unasked mail says under it.

use askama::Template;

use crate::letterhead::Letterhead;
use crate::mail::Mail;
use crate::mail::RenderError;
use crate::wording::{Filling, Wording, WordingError};

/// The field that stands for the address where a reader chooses their mails.
const WAY_OUT: &str = "desabonner";

/// A letter whose wording was read: filled in as often as there are readers.
#[derive(Clone, Debug)]
pub struct Letter {
    subject: Wording,
    body: Wording,
    html: Option<Wording>,
    /// Its own HTML offers the way out where its writer wants it.
    html_has_way_out: bool,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Page<'m> {
    head: &'m Letterhead,
    subject: &'m str,
    paragraphs: Vec<Vec<Vec<Piece<'m>>>>,
}

#[derive(Template)]
#[template(path = "mail/letter_foot.html")]
struct Foot<'m> {
    head: &'m Letterhead,
}

#[derive(Template)]
#[template(path = "mail/letter_foot.txt")]
struct TextFoot<'m> {
    head: &'m Letterhead,
}

/// A part of a line: an address becomes a link.
enum Piece<'m> {
    Text(&'m str),
    Link(&'m str),
}

impl Letter {
    /// Reads a wording whose fields must be among `known`.
    pub fn read(
        subject: &str,
        body: &str,
        html: Option<&str>,
        known: &[&str],
    ) -> Result<Self, WordingError> {
        let html = html.map(|html| Wording::parse(html, known)).transpose()?;
        Ok(Self {
            subject: Wording::parse(subject, known)?,
            body: Wording::parse(body, known)?,
            html_has_way_out: html.as_ref().is_some_and(|html| html.uses(WAY_OUT)),
            html,
        })
    }

    /// The mail for one reader. Where the address comes from and how to have no more stand under it.
    pub fn fill<'v>(
        &self,
        head: &Letterhead,
        value_of: impl Fn(&str) -> Option<&'v str> + Copy,
    ) -> Result<Mail, RenderError> {
        let mut subject = self.subject.fill(Filling::Line, value_of);
        if head.demo {
            subject.insert_str(0, "[Démonstration] ");
        }
        let body = self.body.fill(Filling::Text, value_of);
        let html = match &self.html {
            Some(html) => {
                let html = html.fill(Filling::Html, value_of);
                if self.html_has_way_out && !head.demo {
                    html
                } else {
                    with_foot(html, &Foot { head }.render()?)
                }
            }
            None => Page {
                head,
                subject: &subject,
                paragraphs: paragraphs(&body),
            }
            .render()?,
        };
        let mut text = body.trim_end().to_owned();
        text.push_str("\n\n");
        TextFoot { head }.render_into(&mut text)?;
        text.push('\n');
        Ok(Mail {
            subject,
            text,
            html,
            attachments: Vec::new(),
        })
    }
}

/// Puts the foot at the end of the body of a page.
fn with_foot(mut html: String, foot: &str) -> String {
    let end = html.rfind("</body>").unwrap_or(html.len());
    html.insert_str(end, foot);
    html
}

/// A text as paragraphs of lines of pieces.
fn paragraphs(text: &str) -> Vec<Vec<Vec<Piece<'_>>>> {
    let mut paragraphs: Vec<Vec<Vec<Piece<'_>>>> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            is_open = false;
            continue;
        }
        if !is_open {
            paragraphs.push(Vec::new());
            is_open = true;
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.push(pieces(line));
        }
    }
    paragraphs
}

fn pieces(line: &str) -> Vec<Piece<'_>> {
    line.split_inclusive(char::is_whitespace)
        .flat_map(|word| {
            let bare = word.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?)".contains(c));
            if bare.starts_with("https://") || bare.starts_with("http://") {
                let (url, rest) = word.split_at(bare.len());
                vec![Piece::Link(url), Piece::Text(rest)]
            } else {
                vec![Piece::Text(word)]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn filled(body: &str, html: Option<&str>) -> Mail {
        let letter = Letter::read(
            "{{prenom}}, des nouvelles",
            body,
            html,
            &["prenom", WAY_OUT],
        );
        let value_of = |name: &str| match name {
            "prenom" => Some("Zoé <3"),
            _ => Some("https://portrea.exemple.fr/desabonner/prefs"),
        };
        letter
            .unwrap()
            .fill(&samples::letterhead(), value_of)
            .unwrap()
    }

    #[test]
    fn a_text_alone_makes_both_parts() {
        let mail = filled(
            "Bonjour {{prenom}},\n\nVoyez https://exemple.fr/x.\nMerci.\n",
            None,
        );
        assert_eq!(mail.subject, "Zoé <3, des nouvelles");
        assert!(
            mail.text.starts_with(
                "Bonjour Zoé <3,\n\nVoyez https://exemple.fr/x.\nMerci.\n\n—\nPourquoi ce message ?"
            ),
            "{}",
            mail.text
        );
        assert!(
            mail.text
                .ends_with(" : https://portrea.exemple.fr/desabonner/prefs\n")
        );
        assert!(
            mail.html.contains("<p>Bonjour Zoé &#60;3,</p>"),
            "{}",
            mail.html
        );
        assert!(
            mail.html.contains(">https://exemple.fr/x</a>.<br>"),
            "{}",
            mail.html
        );
        assert!(
            mail.html
                .contains("href=\"https://portrea.exemple.fr/desabonner/prefs\"")
        );
    }

    #[test]
    fn html_of_ones_own_keeps_its_place_for_the_way_out_or_gets_one() {
        let own = filled("x", Some("<html><body><p>{{prenom}}</p></body></html>"));
        assert!(
            own.html.starts_with("<html><body><p>Zoé &lt;3</p>"),
            "{}",
            own.html
        );
        assert!(own.html.contains("Ne plus recevoir") && own.html.ends_with("</body></html>"));
        let placed = filled("x", Some("<p><a href=\"{{desabonner}}\">Stop</a></p>"));
        assert_eq!(
            placed.html,
            "<p><a href=\"https://portrea.exemple.fr/desabonner/prefs\">Stop</a></p>"
        );
    }
}
