//! Communes as people type them: by name or post code, with a choice when several are meant, and proposals as they type.

use axum::Json;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_domain::document::{Document, Value};
use portrea_domain::questionnaire::Kind;
use portrea_domain::territory::CommuneCode;
use portrea_territory::{Entry, Found, directory};
use serde::Deserialize;

use crate::french;
use crate::names::Names;
use crate::sheet::{Faults, Sheet};
use crate::texts::Texts;

/// The question about the commune of the place.
pub(crate) const TYPED: &str = "place.commune";
/// Longest text looked at.
const LONGEST: usize = 80;

const SEVERAL: &str = "Plusieurs communes correspondent : choisissez la vôtre.";
const CLOSE: &str =
    "Aucune commune ne s’écrit ainsi. En voici de proches : choisissez la vôtre, ou corrigez.";
const NOTHING: &str =
    "Aucune commune ne s’appelle ainsi. Vérifiez l’orthographe, ou tapez le code postal.";

/// A commune to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// INSEE code.
    pub(crate) code: String,
    /// Name, post code and département.
    pub(crate) label: String,
    /// Whether it is chosen.
    pub(crate) checked: bool,
}

/// The commune meant by a text and by the choice made among several; words when it cannot be told.
pub(crate) fn meant(
    text: &str,
    chosen: &str,
    near: Option<&CommuneCode>,
) -> Result<&'static Entry, &'static str> {
    let (found, refused) = match find(text, near) {
        Found::One(entry) => return Ok(entry),
        Found::Several(entries) => (entries, SEVERAL),
        Found::Close(entries) => (entries, CLOSE),
        Found::Nothing => return Err(NOTHING),
    };
    let chosen = found
        .into_iter()
        .find(|entry| entry.code.as_str() == chosen);
    chosen.ok_or(refused)
}

/// The communes to choose among for a text; none when it leaves no doubt.
pub(crate) fn choices(text: &str, chosen: &str, near: Option<&CommuneCode>) -> Vec<Choice> {
    let found = match find(text, near) {
        Found::Several(entries) | Found::Close(entries) => entries,
        Found::One(_) | Found::Nothing => Vec::new(),
    };
    let choice = |entry: &Entry| Choice {
        code: entry.code.to_string(),
        label: entry.full_name(),
        checked: entry.code.as_str() == chosen,
    };
    found.into_iter().map(choice).collect()
}

/// The field of the commune chosen among several, for a question about a commune.
pub(crate) fn chosen_field(key: &str) -> String {
    format!("{key}.code")
}

/// What was typed on a sheet with its communes by their codes, as far as the form posted them; words where it cannot be
/// told which is meant. A commune that stands stays as it is.
pub(crate) fn settled(
    sheet: Sheet,
    document: &Document,
    typed: &Texts,
    names: &Names,
) -> (Texts, Faults) {
    let mut settled = typed.clone();
    let mut doubts = Faults::new();
    for question in sheet.questions() {
        if !matches!(question.kind, Kind::Commune) || typed.one(question.key).is_empty() {
            continue;
        }
        let standing = document.get(&sheet.path(question)).and_then(Value::as_text);
        match settle(question.key, typed, standing, names) {
            Ok(text) => settled.put(question.key, &text),
            Err(words) => drop(doubts.insert(question.key.to_owned(), french::fine(words))),
        }
    }
    (settled, doubts)
}

fn settle(
    key: &str,
    typed: &Texts,
    standing: Option<&str>,
    names: &Names,
) -> Result<String, &'static str> {
    let text = typed.one(key);
    if standing.is_some_and(|code| names.name(code) == text) {
        return Ok(text.to_owned());
    }
    let near = standing.and_then(|code| code.parse().ok());
    let commune = meant(text, typed.one(&chosen_field(key)), near.as_ref())?;
    let code = commune.code.as_str();
    Ok(if standing == Some(code) {
        names.name(code).to_owned()
    } else {
        code.to_owned()
    })
}

/// A commune by its INSEE code, if it is one.
pub(crate) fn entry_of(code: &str) -> Option<&'static Entry> {
    let code = code.parse().ok()?;
    directory().ok()?.by_code(&code)
}

fn find(text: &str, near: Option<&CommuneCode>) -> Found<'static> {
    let text: String = text.chars().take(LONGEST).collect();
    match directory() {
        Ok(directory) => directory.find(&text, near),
        Err(error) => {
            tracing::error!(%error, "intake.communes");
            Found::Nothing
        }
    }
}

/// What is typed so far.
#[derive(Deserialize)]
pub(crate) struct SoFar {
    #[serde(default)]
    q: String,
}

/// `GET /communes?q=`: a few full names, the likeliest first. The same for everybody, so caches may keep it.
pub(crate) async fn proposals(Query(so_far): Query<SoFar>) -> Response {
    let typed: String = so_far.q.chars().take(LONGEST).collect();
    let names: Vec<String> = directory().map_or_else(
        |_damaged| Vec::new(),
        |directory| {
            let proposed = directory.propose(&typed);
            proposed.into_iter().map(Entry::full_name).collect()
        },
    );
    let kept = [(header::CACHE_CONTROL, "public, max-age=86400")];
    (kept, Json(names)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle_place(
        text: &str,
        chosen: &str,
        standing: Option<&str>,
        names: &Names,
    ) -> Result<String, &'static str> {
        let mut texts = Texts::default();
        texts.add(TYPED, text);
        texts.add(&chosen_field(TYPED), chosen);
        settle(TYPED, &texts, standing, names)
    }

    #[test]
    fn a_post_code_is_settled_by_the_choice_made() {
        let names = Names::default();
        let settle = |text: &str, chosen: &str| settle_place(text, chosen, None, &names);
        assert_eq!(settle("35290", ""), Err(SEVERAL));
        assert_eq!(settle("35290", "35297"), Ok("35297".to_owned()));
        assert_eq!(settle("35290", "22004"), Err(SEVERAL), "not one of them");
        assert_eq!(
            settle("Bégard", "35297"),
            Ok("22004".to_owned()),
            "typed anew"
        );
        assert_eq!(settle("Begrad", ""), Err(CLOSE));
        assert_eq!(settle("Nulle part du tout", ""), Err(NOTHING));
    }

    #[test]
    fn the_commune_that_stands_stays_as_it_is() {
        let names: Names = [("22004".to_owned(), "Bégard".to_owned())]
            .into_iter()
            .collect();
        for text in ["Bégard", "begard", "22140 bégard"] {
            let settled = settle_place(text, "", Some("22004"), &names);
            assert_eq!(settled.as_deref(), Ok("Bégard"), "{text}");
        }
    }

    #[test]
    fn a_full_name_is_understood_as_it_is_proposed() {
        let entry = meant("22140 Bégard", "", None).unwrap();
        assert_eq!(entry.full_name(), "Bégard (22140, Côtes-d’Armor)");
        assert_eq!(meant(&entry.full_name(), "", None), Ok(entry));
    }
}
