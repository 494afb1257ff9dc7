//! Finding the token of a personal link in what somebody wrote.

/// Length of a token: 32 bytes in base64.
const LENGTH: usize = 43;

/// The token in a text that is nothing but a token, or the address of a personal page.
#[must_use]
pub fn token_in(text: &str) -> Option<&str> {
    let text = text.trim();
    if is_token(text) {
        return Some(text);
    }
    let (scheme, rest) = text.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(char::is_whitespace) {
        return None;
    }
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let (front, token) = path.rsplit_once('/')?;
    let personal = matches!(front.rsplit('/').next(), Some("f" | "i" | "desabonner"));
    (personal && is_token(token)).then_some(token)
}

fn is_token(text: &str) -> bool {
    text.len() == LENGTH
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";

    #[test]
    fn a_token_is_found_alone_or_in_the_address_of_a_personal_page() {
        assert_eq!(token_in(&format!(" {TOKEN}\n")), Some(TOKEN));
        assert_eq!(
            token_in(&format!("https://portrea.exemple.fr/f/{TOKEN}?x=1")),
            Some(TOKEN)
        );
        assert_eq!(
            token_in(&format!("http://127.0.0.1:8080/i/{TOKEN}")),
            Some(TOKEN)
        );
    }

    #[test]
    fn other_words_and_addresses_hold_no_token() {
        for text in [
            "bonjour",
            "https://mairie.fr/f/contact",
            "https://mairie.fr",
            &format!("voici {TOKEN}"),
            "é",
        ] {
            assert_eq!(token_in(text), None, "{text}");
        }
        assert_eq!(token_in(&format!("https://mairie.fr/video/{TOKEN}")), None);
    }
}
