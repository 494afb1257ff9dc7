//! French typography: spaces that do not break where a line must not be cut.

const NBSP: char = '\u{a0}';

/// The text with no-break spaces inside « quotes » and before : ; ? ! and %.
pub(super) fn french(text: &str) -> String {
    let mut set = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut last = None;
    while let Some(c) = chars.next() {
        let before = chars
            .peek()
            .is_some_and(|next| matches!(next, ':' | ';' | '?' | '!' | '%' | '»'));
        let c = if c == ' ' && (before || last == Some('«')) {
            NBSP
        } else {
            c
        };
        set.push(c);
        last = Some(c);
    }
    set
}

/// The text with its first letter in upper case.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_not_cut_before_a_colon_nor_inside_quotes() {
        assert_eq!(
            french("Écrivez : « oui » ou « non » !"),
            "Écrivez\u{a0}: «\u{a0}oui\u{a0}» ou «\u{a0}non\u{a0}»\u{a0}!"
        );
        assert_eq!(french("https://a.fr/?b:c"), "https://a.fr/?b:c");
    }
}
