//! One written form for texts that are searched: `St-Méen` and `saint meen` are the same.

/// The form under which names are stored for search and typed words are compared.
///
/// Lower case, without accents (`œ` is `oe`), a single space for any punctuation, and `st`, `ste` in full.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match fold(c) {
            Some(plain) => letters.push_str(plain),
            None if is_combining(c) => {}
            None if c.is_alphanumeric() => letters.push(c),
            None => letters.push(' '),
        }
    }
    letters
        .split_whitespace()
        .map(in_full)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Accents typed apart from their letter, as some systems do.
fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn in_full(word: &str) -> &str {
    match word {
        "st" => "saint",
        "ste" => "sainte",
        "sts" => "saints",
        "stes" => "saintes",
        _ => word,
    }
}

/// The plain letters of a Latin letter with an accent, or of two letters in one.
fn fold(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => "a",
        'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ē' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => "o",
        'œ' => "oe",
        'š' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' => "u",
        'ý' | 'ÿ' => "y",
        'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::commune::communes;

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        for typed in [
            "Saint-Méen-le-Grand",
            "st meen le grand",
            "ST.MÉEN LE GRAND",
            "  saint-me\u{301}en   le grand ",
        ] {
            assert_eq!(normalise(typed), "saint meen le grand", "{typed}");
        }
        assert_eq!(
            normalise("Ste-Anne-d’Auray"),
            normalise("sainte anne d'auray")
        );
        assert_eq!(normalise("Plœuc-L'Hermitage"), "ploeuc l hermitage");
        assert_eq!(
            normalise("ŒTING, L’Haÿ-les-Roses"),
            "oeting l hay les roses"
        );
        assert_eq!(normalise(" –’- "), "");
    }

    #[test]
    fn every_commune_has_a_plain_form() {
        for commune in communes() {
            let form = normalise(&commune.unwrap().name);
            assert!(
                form.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' '),
                "{form}"
            );
            assert!(!form.is_empty());
        }
    }

    proptest! {
        #[test]
        fn the_form_of_a_form_is_itself(text: String) {
            let form = normalise(&text);
            prop_assert_eq!(normalise(&form), form);
        }
    }
}
