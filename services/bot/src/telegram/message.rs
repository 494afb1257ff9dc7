//! A message of the house as Telegram shows it: escaped text, buttons under it.

use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::core::{Block, Outgoing};

/// Telegram refuses longer texts, counted in UTF-16 units after the tags; some room is kept.
const LONGEST: usize = 4_000;

/// A page to open: what people read, and its absolute address.
pub(super) type Page = (String, reqwest::Url);

/// The text of a message, in Telegram's HTML. Addresses that Telegram takes on no button are written out.
pub(super) fn html(said: &Outgoing, pages: &[Page]) -> String {
    let mut left = LONGEST;
    let mut paragraphs: Vec<String> = said
        .blocks
        .iter()
        .map_while(|block| paragraph(block, &mut left))
        .collect();
    for (label, address) in pages.iter().filter(|(_, address)| !fits_button(address)) {
        paragraphs.push(format!(
            "{}\u{a0}: {}",
            escape(label),
            escape(address.as_str())
        ));
    }
    paragraphs.join("\n\n")
}

/// The buttons under a message.
pub(super) fn keyboard(said: &Outgoing, pages: &[Page]) -> Option<InlineKeyboardMarkup> {
    let taps = said.taps.iter().map(|row| {
        row.iter()
            .map(|tap| InlineKeyboardButton::callback(tap.label.clone(), tap.data.clone()))
            .collect::<Vec<_>>()
    });
    let links = pages.iter().filter(|(_, address)| fits_button(address));
    let links = links
        .map(|(label, address)| vec![InlineKeyboardButton::url(label.clone(), address.clone())]);
    let rows: Vec<Vec<InlineKeyboardButton>> = taps.chain(links).collect();
    (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

/// Telegram refuses a button that leads to the reader's own machine, which is what a site without a certificate is.
fn fits_button(address: &reqwest::Url) -> bool {
    address.scheme() == "https"
}

/// A paragraph within what is left to say; nothing once that is used up.
fn paragraph(block: &Block, left: &mut usize) -> Option<String> {
    let strong = block
        .strong
        .as_deref()
        .map(|strong| clip(strong, left))
        .filter(|strong| !strong.is_empty());
    let text = clip(&block.text, left);
    let strong = strong.map(|strong| format!("<b>{}</b>", escape(&strong)));
    let lines: Vec<String> = strong
        .into_iter()
        .chain((!text.is_empty()).then(|| escape(&text)))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn clip(text: &str, left: &mut usize) -> String {
    let mut kept = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.len_utf16()) else {
            break;
        };
        *left = rest;
        kept.push(c);
    }
    *left = left.saturating_sub(2);
    kept
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Tap;

    fn said(strong: &str, text: &str) -> Outgoing {
        let taps = vec![vec![Tap {
            label: "Oui".to_owned(),
            data: "1.oui".to_owned(),
        }]];
        let block = Block {
            strong: Some(strong.to_owned()),
            text: text.to_owned(),
        };
        Outgoing {
            blocks: vec![
                block,
                Block {
                    strong: None,
                    text: "fin".to_owned(),
                },
            ],
            taps,
            links: Vec::new(),
        }
    }

    #[test]
    fn what_people_typed_is_no_markup() {
        assert_eq!(
            html(&said("A & B", "<b>\"gras\"</b>"), &[]),
            "<b>A &amp; B</b>\n&lt;b&gt;&quot;gras&quot;&lt;/b&gt;\n\nfin"
        );
    }

    #[test]
    fn a_text_too_long_is_cut_before_telegram_refuses_it() {
        let text = html(&said("Titre", &"😀".repeat(3_000)), &[]);
        assert!(text.encode_utf16().count() < 4_096);
    }

    #[test]
    fn a_page_is_a_button_when_telegram_takes_its_address() {
        let pages = [
            "https://portrea.exemple.fr/f/x",
            "http://127.0.0.1:8080/f/x",
        ]
        .map(|address| ("Formulaire".to_owned(), address.parse().unwrap()));
        let rows = keyboard(&said("a", "b"), &pages).unwrap().inline_keyboard;
        assert_eq!(rows.len(), 2);
        assert!(
            html(&said("a", "b"), &pages).ends_with("Formulaire\u{a0}: http://127.0.0.1:8080/f/x")
        );
    }
}
