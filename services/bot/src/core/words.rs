//! Values in French words.

use portrea_domain::document::{Path, Value};
use portrea_domain::questionnaire::{Kind, Question};
use portrea_hours::Hours;

use super::view::ListingView;

/// What a listing says at a field, in words; nothing when it is unknown.
pub(super) fn current(view: &ListingView, path: &Path) -> Option<String> {
    let question = path.question()?;
    let value = view.listing.document.get(path)?;
    if matches!(question.kind, Kind::Commune)
        && let Some(commune) = &view.commune
    {
        return Some(commune.clone());
    }
    Some(said(question, value))
}

/// An answer, in words.
pub(super) fn said(question: &Question, value: &Value) -> String {
    match value {
        Value::Text(text) if matches!(question.kind, Kind::Hours) => hours(text),
        Value::Text(text) => question.choice_label(text).to_owned(),
        Value::Many(codes) => {
            let labels: Vec<&str> = codes
                .iter()
                .map(|code| question.choice_label(code))
                .collect();
            labels.join(", ")
        }
        Value::Number(number) => number.to_string().replace('.', ","),
    }
}

/// Opening hours in words; the stored text itself when it cannot be read any more.
pub(super) fn hours(osm: &str) -> String {
    Hours::parse(osm).map_or_else(|_unreadable| osm.to_owned(), |hours| hours.to_french())
}

/// What the days that were not named become, said before it is agreed to: typed hours replace the whole week.
pub(super) fn rest_of_week(osm: &str) -> &'static str {
    let week = Hours::parse(osm).ok().and_then(|hours| hours.week());
    match week {
        Some(week) if !week.is_closed() && week.days().any(|(_, spans)| spans.is_empty()) => {
            "Les autres jours seront affichés fermés."
        }
        _ => "",
    }
}

/// “Label : answer”; a label that is a question needs no colon.
pub(super) fn line(label: &str, answer: &str) -> String {
    if label.ends_with('?') {
        format!("{label} {answer}")
    } else {
        format!("{label} : {answer}")
    }
}

/// The text, cut with “…” when it has more characters than `max`.
pub(super) fn short(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use portrea_domain::questionnaire::{question, service_question};

    use super::*;

    #[test]
    fn codes_numbers_and_hours_are_said_in_french() {
        let publics = question("publics.served").unwrap();
        let many = Value::Many(vec!["jeunes".to_owned(), "seniors".to_owned()]);
        assert_eq!(said(publics, &many), "Jeunes, Seniors");
        assert_eq!(
            said(service_question("hours").unwrap(), &Value::Number(3.5)),
            "3,5"
        );
        let words = said(question("hours.opening").unwrap(), &"Mo 09:00-12:00".into());
        assert_eq!(words.replace('\u{a0}', " "), "lundi : 9 h – 12 h");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(short("ééééé", 5), "ééééé");
        assert_eq!(short("éé ééé", 4), "éé…");
    }
}
