//! Dates and numbers in French words.

use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;

/// `3 mars 2026`, in Paris; the day stays with its month.
pub(crate) fn date(at: Timestamp) -> String {
    portrea_render::french::date(at, PARIS).replacen(' ', "\u{a0}", 1)
}

/// A whole number with its thousands apart: `27 442`.
pub(crate) fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A count: no inventory is larger than an `i64`.
pub(crate) fn count(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// `1 lieu`, `17 lieux`, `0 lieu`.
pub(crate) fn counted(many: usize, one: &str, several: &str) -> String {
    format!(
        "{}\u{a0}{}",
        count(many),
        if many < 2 { one } else { several }
    )
}

/// A number as it is, with a decimal comma: `0,07`, `3`.
pub(crate) fn decimal(number: f64) -> String {
    number.to_string().replace('.', ",")
}

/// A share between 0 and 1 with one decimal at most: `15,4 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{}\u{a0}%", decimal((share * 1_000.0).round() / 10.0))
}

/// The share of a part in a whole, in whole per cent; nothing when the whole is.
pub(crate) fn share(part: usize, whole: usize) -> Option<String> {
    let per_cent = (part * 200 + whole).checked_div(whole * 2)?;
    Some(format!("{per_cent}\u{a0}%"))
}

/// Spaces that must not break before `:`, `;`, `?`, `!` and inside « ».
pub(crate) fn spaced(text: &str) -> String {
    let mut spaced = text.replace("« ", "«\u{a0}");
    for mark in [":", ";", "?", "!", "»"] {
        spaced = spaced.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    spaced
}

/// Spans of hours that stay on one line: `9 h – 12 h`.
pub(crate) fn unbroken(hours: &str) -> String {
    hours.replace(" – ", "\u{a0}–\u{a0}")
}

/// The same text, fit to start a sentence.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_month_is_said_first() {
        let day = |text: &str| date(Timestamp::midnight(text.parse().unwrap(), PARIS));
        assert_eq!(day("2026-03-01"), "1er\u{a0}mars 2026");
        assert_eq!(day("2026-08-31"), "31\u{a0}août 2026");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(number(3_449_370), "3\u{202f}449\u{202f}370");
        assert_eq!(number(950), "950");
        assert_eq!(counted(1, "lieu", "lieux"), "1\u{a0}lieu");
        assert_eq!(counted(0, "lieu", "lieux"), "0\u{a0}lieu");
        assert_eq!(counted(1_202, "lieu", "lieux"), "1\u{202f}202\u{a0}lieux");
    }

    #[test]
    fn shares_are_rounded_and_nothing_has_no_share() {
        assert_eq!(percent(0.154), "15,4\u{a0}%");
        assert_eq!(share(2, 3), Some("67\u{a0}%".to_owned()));
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn double_punctuation_keeps_its_space() {
        assert_eq!(spaced("Est-ce gratuit ?"), "Est-ce gratuit\u{a0}?");
        assert_eq!(spaced("« oui »"), "«\u{a0}oui\u{a0}»");
    }
}
