//! Times written with digits: 9h, 9 h 30, 09:30, 9.30, 9 heures et demie, or a bare 9.

use super::lexemes::{Kind, Lexeme};

const HOUR_WORDS: [&str; 4] = ["h", "heure", "heures", "hrs"];
const MINUTE_WORDS: [&str; 3] = ["mn", "min", "minutes"];

/// A number that is read as a time: its minutes since midnight, or None when there is no such time,
/// and how many lexemes it takes. None at all when no number stands here.
pub(super) fn time(lexemes: &[Lexeme]) -> Option<(Option<u16>, usize)> {
    let hour = lexemes
        .first()
        .filter(|lexeme| lexeme.kind == Kind::Number)?;
    let (minute, length) = minutes(lexemes);
    let value = value(hour)
        .zip(minute)
        .map(|(hour, minute)| hour * 60 + minute);
    Some((
        value.filter(|minutes| *minutes <= 24 * 60 && minute.is_some_and(|minute| minute < 60)),
        length,
    ))
}

/// The minutes that follow the hour (None when unreadable), and the length of the whole time.
fn minutes(lexemes: &[Lexeme]) -> (Option<u16>, usize) {
    if let Some(minute) = after_sign(lexemes) {
        let length = if lexemes
            .get(3)
            .is_some_and(|lexeme| lexeme.glued && is_hour(lexeme))
        {
            4
        } else {
            3
        };
        return (value(minute), length);
    }
    if !lexemes.get(1).is_some_and(is_hour) {
        return (Some(0), 1);
    }
    if let Some(minute) = after_hour_word(lexemes) {
        let unit = lexemes
            .get(3)
            .is_some_and(|lexeme| MINUTE_WORDS.contains(&lexeme.text.as_str()));
        return (value(minute), if unit { 4 } else { 3 });
    }
    match lexemes.get(2..4).unwrap_or_default() {
        [et, half] if et.text == "et" && matches!(half.text.as_str(), "demie" | "demi") => {
            (Some(30), 4)
        }
        [et, quarter] if et.text == "et" && quarter.text == "quart" => (Some(15), 4),
        _ => (Some(0), 2),
    }
}

/// `9:30`, `9.30`: nothing between the three.
fn after_sign(lexemes: &[Lexeme]) -> Option<&Lexeme> {
    match lexemes.get(1..3)? {
        [sign, minute] if matches!(sign.text.as_str(), ":" | ".") && sign.glued && minute.glued => {
            Some(minute).filter(|minute| minute.kind == Kind::Number && minute.text.len() == 2)
        }
        _ => None,
    }
}

/// `9h30`, `9 h 30`. In `9h 30` the 30 can only be minutes; in `9h 14` it may be the next hour, so it is not taken.
fn after_hour_word(lexemes: &[Lexeme]) -> Option<&Lexeme> {
    let (word, minute) = (lexemes.get(1)?, lexemes.get(2)?);
    let spaced = !word.glued || value(minute).is_some_and(|minute| minute > 24);
    let starts_a_time = lexemes
        .get(3)
        .is_some_and(|next| is_hour(next) || (next.glued && next.text == ":"));
    let is_minute = minute.kind == Kind::Number
        && (minute.glued || (spaced && minute.text.len() == 2 && !starts_a_time));
    is_minute.then_some(minute)
}

fn is_hour(lexeme: &Lexeme) -> bool {
    HOUR_WORDS.contains(&lexeme.text.as_str())
}

/// At most two digits.
fn value(number: &Lexeme) -> Option<u16> {
    Some(&number.text)
        .filter(|text| text.len() <= 2)
        .and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::super::lexemes::lexemes;
    use super::*;

    fn read(text: &str) -> Option<(Option<u16>, usize)> {
        time(&lexemes(&text.chars().collect::<Vec<_>>()))
    }

    #[test]
    fn the_usual_ways_to_write_a_time_are_read() {
        for text in [
            "9h30",
            "9 h 30",
            "09:30",
            "9.30",
            "9H30",
            "9h 30",
            "9 heures 30",
            "9h30mn",
            "09:30h",
            "9 heures et demie",
        ] {
            let (minutes, length) = read(text).unwrap();
            assert_eq!(minutes, Some(570), "{text}");
            assert_eq!(
                length,
                lexemes(&text.chars().collect::<Vec<_>>()).len(),
                "{text}"
            );
        }
        assert_eq!(read("9"), Some((Some(540), 1)));
        assert_eq!(read("24h"), Some((Some(1440), 2)));
    }

    #[test]
    fn the_next_hour_is_not_taken_for_minutes() {
        assert_eq!(read("12h 14h-17h"), Some((Some(720), 2)));
        assert_eq!(read("12 h 14 h"), Some((Some(720), 2)));
        assert_eq!(read("12h 14-17"), Some((Some(720), 2)));
    }

    #[test]
    fn what_is_no_time_is_said_to_be_none() {
        for text in ["25h", "9h60", "24h30", "0298", "9h123"] {
            assert_eq!(read(text).unwrap().0, None, "{text}");
        }
        assert_eq!(read("lundi"), None);
    }
}
