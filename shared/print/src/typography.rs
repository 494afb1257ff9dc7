//! French typography, and what a font cannot draw.

/// The space that does not break.
pub(crate) const NBSP: char = '\u{a0}';
/// What stands for a character the font does not have.
pub(crate) const MISSING: char = '\u{25a1}';

/// Puts what people typed into print: curly apostrophes, and spaces that do not break before `; : ! ? »` and after `«`.
/// A space is never added where none was: addresses of sites and hours stay what they are.
pub(crate) fn french(text: &str) -> String {
    let mut set = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    let mut after_guillemet = false;
    while let Some(c) = rest.next() {
        let binds = matches!(rest.peek(), Some(';' | ':' | '!' | '?' | '»' | '%' | '€'));
        match c {
            '\'' => set.push('’'),
            ' ' if binds || after_guillemet => set.push(NBSP),
            c => set.push(c),
        }
        after_guillemet = c == '«';
    }
    set
}

/// Whether a character says nothing by itself on paper: controls, joiners, variation selectors, skin tones.
pub(crate) fn is_silent(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_holds_to_its_word() {
        assert_eq!(
            french("L'aide : « oui » !"),
            "L’aide\u{a0}: «\u{a0}oui\u{a0}»\u{a0}!"
        );
        assert_eq!(
            french("https://exemple.fr/code?a=1"),
            "https://exemple.fr/code?a=1"
        );
    }

    #[test]
    fn joiners_and_skin_tones_leave_no_box() {
        assert!(is_silent('\u{200d}') && is_silent('\u{fe0f}') && is_silent('\u{1f3fd}'));
        assert!(!is_silent('é') && !is_silent(NBSP));
    }
}
