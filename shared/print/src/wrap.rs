//! Breaking a text into lines: between words, and within one only when it is longer than a line.

/// Breaks `text` into lines no wider than `width`, as `measure` sees them. Line feeds break too. A line that goes on
/// keeps its last space, so that the text read back from the paper is the text that was set.
pub(crate) fn wrap(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in words(paragraph) {
            if measure(format!("{line}{word}").trim_end_matches(' ')) <= width {
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for piece in pieces(word, width, &measure) {
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line = piece;
            }
        }
        lines.push(line);
    }
    lines
}

/// Words with the space that follows them; a hyphen or a slash ends a word too.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive([' ', '-', '/'])
}

/// A word cut where it must be, if it is wider than a line.
fn pieces(word: &str, width: f32, measure: &impl Fn(&str) -> f32) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let longer = pieces.last().map(|last| format!("{last}{c}"));
        match longer {
            Some(longer)
                if measure(longer.trim_end_matches(' ')) <= width
                    || longer.chars().count() == 1 =>
            {
                pieces.pop();
                pieces.push(longer);
            }
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::cast_precision_loss, reason = "a few characters")]
    fn count(text: &str) -> f32 {
        text.chars().count() as f32
    }

    #[test]
    fn lines_break_between_words_and_say_the_same_text() {
        let lines = wrap("un deux trois\u{a0}! quatre", 10.0, count);
        assert_eq!(lines, ["un deux ", "trois\u{a0}! ", "quatre"]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_cut_and_nothing_is_lost() {
        let lines = wrap(&format!("a {} b", "x".repeat(25)), 10.0, count);
        assert_eq!(lines.concat(), format!("a {} b", "x".repeat(25)));
        assert!(lines.iter().all(|line| count(line.trim_end()) <= 10.0));
    }

    #[test]
    fn an_empty_line_stays_a_line() {
        assert_eq!(wrap("a\n\nb", 10.0, count), ["a", "", "b"]);
    }
}
