//! Values in French words.

use portrea_domain::document::Path;
use portrea_domain::ids::EntryId;
use portrea_domain::questionnaire::Group;
use portrea_hours::Hours;
use portrea_render::{EntryWords, entry_words, said};

use super::view::ListingView;

/// What a listing says at a field, in words; nothing when it is unknown.
pub(super) fn current(view: &ListingView, path: &Path) -> Option<String> {
    let value = view.listing.document.get(path)?;
    Some(said(path.question()?, value, &|code| {
        view.commune_named(code)
    }))
}

/// An entry of a group in words.
pub(super) fn entry(view: &ListingView, group: Group, id: EntryId) -> EntryWords {
    entry_words(&view.listing.document, group, id, &|code| {
        view.commune_named(code)
    })
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
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(short("ééééé", 5), "ééééé");
        assert_eq!(short("éé ééé", 4), "éé…");
    }
}
