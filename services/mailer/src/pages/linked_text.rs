//! Plain text with its web addresses told apart, so that a page can make them links.

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) is_link: bool,
}

/// The pieces of a text, in order; put end to end they are the text.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, link, after)) = next_link(rest) {
        if !before.is_empty() {
            pieces.push(Piece {
                text: before,
                is_link: false,
            });
        }
        pieces.push(Piece {
            text: link,
            is_link: true,
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece {
            text: rest,
            is_link: false,
        });
    }
    pieces
}

/// What stands before the first web address, the address, what stands after.
fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let start = ["https://", "http://"]
        .into_iter()
        .filter_map(|scheme| text.find(scheme))
        .min()?;
    let (before, from) = text.split_at_checked(start)?;
    let word = from
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | '\u{a0}'))
        .next()?;
    let link = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let (link, after) = from.split_at_checked(link.len())?;
    Some((before, link, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        let all = pieces(text);
        let whole: String = all.iter().map(|piece| piece.text).collect();
        assert_eq!(whole, text);
        all.into_iter()
            .filter(|piece| piece.is_link)
            .map(|piece| piece.text)
            .collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        assert_eq!(
            links("Ici\u{a0}: https://a.fr/i/x. Là (http://b.fr/?q=1), voilà\nhttps://c.fr"),
            ["https://a.fr/i/x", "http://b.fr/?q=1", "https://c.fr"]
        );
        assert_eq!(links("rien"), [""; 0]);
        assert_eq!(links(""), [""; 0]);
        assert_eq!(links("javascript:alert(1)"), [""; 0]);
    }
}
