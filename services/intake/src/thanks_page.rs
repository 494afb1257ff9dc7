//! Thanks: what the holder of the link last published, and where it can be seen.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, complementary_nearby};
use portrea_domain::document::{Document, Path as Field, Value};
use portrea_domain::observation::{Observation, Revision};
use portrea_domain::questionnaire::{Group, Kind, SectionKey};
use portrea_domain::{EntryId, ObservationId};
use portrea_render::entry_words;
use portrea_storage::{HistoryRow, Review};
use portrea_web::{Html, Page, PageError};

use crate::access::Access;
use crate::french;
use crate::give_back::GivenBack;
use crate::names::Names;
use crate::summary_page::Notice;

#[derive(Template)]
#[template(path = "pages/intake/thanks.html")]
struct ThanksPage {
    page: Page,
    place: String,
    home: String,
    /// The form, as the script names it.
    form: String,
    public: String,
    /// The table the form was opened at, when it was.
    table: Option<String>,
    day: String,
    changes: Vec<Change>,
    /// What waits for the référent.
    waiting: Vec<Change>,
    sections: Vec<&'static str>,
    near: GivenBack,
}

/// One thing that changed: a field of the place, or an entry of a group.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    label: String,
    value: Option<String>,
}

/// `GET /f/{token}/merci`: the last publication of the holder of the link.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let Some((observation, sections, history)) = last_publication(&app, &access).await? else {
        return Ok(Redirect::to(&Notice::Nothing.address(&access)).into_response());
    };
    let waiting = waiting_of(&access, observation.id);
    let names = Names::of(&app, commune_codes(&history).chain(commune_codes(&waiting))).await?;
    let table = {
        let mut tx = app.storage.read().await?;
        tx.day_tables().by_person(access.person()).await?
    };
    let page = ThanksPage {
        table: table.map(|table| format!("/table/{}", app.house.secret.table_token(table.id))),
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        form: access.form_name(&app),
        public: format!("/lieux/{}", access.listing.id),
        day: french::day(observation.at),
        changes: changes(&access.listing.document, &history, &names),
        waiting: changes(&access.listing.document, &waiting, &names),
        sections: sections
            .into_iter()
            .filter(|section| !is_in(&access.waiting, *section))
            .map(SectionKey::label)
            .collect(),
        near: GivenBack::of(
            complementary_nearby(&app, &access.listing).await?,
            app.now(),
        ),
    };
    Ok(Html(page).into_response())
}

type LastPublication = (Observation, Vec<SectionKey>, Vec<HistoryRow>);

async fn last_publication(
    app: &App,
    access: &Access,
) -> Result<Option<LastPublication>, PageError> {
    let mut tx = app.storage.read().await?;
    let said = tx.observations().of_listing(access.listing.id).await?;
    let Some(last) = said
        .into_iter()
        .find(|observation| observation.person_id == Some(access.person()))
    else {
        return Ok(None);
    };
    let mut sections = tx.observations().sections(last.id).await?;
    sections.sort();
    let mut history = tx.observations().history(access.listing.id).await?;
    history.retain(|row| row.revision.observation_id == last.id);
    Ok(Some((last, sections, history)))
}

/// Whether something in a section waits for the référent: it is not verified yet.
fn is_in(waiting: &[Review], section: SectionKey) -> bool {
    let question = |review: &Review| review.revision.path.question();
    waiting
        .iter()
        .filter_map(question)
        .any(|question| question.section == section)
}

/// What waits for the référent of what was said at one moment.
fn waiting_of(access: &Access, observation: ObservationId) -> Vec<HistoryRow> {
    let reviews = access.waiting.iter();
    let mut rows: Vec<HistoryRow> = reviews
        .map(|review| HistoryRow {
            revision: review.revision.clone(),
            door: review.observation.door,
            at: review.observation.at,
        })
        .collect();
    rows.retain(|row| row.revision.observation_id == observation);
    rows
}

fn commune_codes(history: &[HistoryRow]) -> impl Iterator<Item = &str> {
    history
        .iter()
        .filter(|row| {
            let question = row.revision.path.question();
            question.is_some_and(|question| matches!(question.kind, Kind::Commune))
        })
        .filter_map(|row| row.revision.new.as_ref().and_then(Value::as_text))
}

/// The changes of one publication as a person would list them: fields of the place one by one, entries whole.
fn changes(document: &Document, history: &[HistoryRow], names: &Names) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut entries = BTreeMap::new();
    for row in history {
        let revision = &row.revision;
        if let Some((group, id, _)) = revision.path.as_entry() {
            entries
                .entry((group, id))
                .or_insert_with(Vec::new)
                .push(revision);
        } else if let Some(question) = revision.path.question() {
            let value = revision.new.as_ref();
            changes.push(Change {
                label: french::fine(question.label),
                value: value.map(|value| french::value(question, value, names)),
            });
        }
    }
    changes.extend(
        entries
            .into_iter()
            .map(|((group, id), revisions)| entry_change(document, group, id, &revisions)),
    );
    changes
}

fn entry_change(document: &Document, group: Group, id: EntryId, revisions: &[&Revision]) -> Change {
    let lead = Field::entry(group, id, group.lead_key());
    let lead = revisions.iter().find(|revision| revision.path == lead);
    let (added, changed) = match group {
        Group::Services => ("aide ajoutée", "aide modifiée"),
        Group::Stops => ("arrêt ajouté", "arrêt modifié"),
        Group::Closings => ("fermeture ajoutée", "fermeture modifiée"),
    };
    let words = match lead.map(|revision| (&revision.old, &revision.new)) {
        Some((None, Some(_))) => Some(added.to_owned()),
        Some((Some(_), None)) => None,
        _ => Some(changed.to_owned()),
    };
    // What was withdrawn is called as it was.
    let mut known = document.clone();
    for revision in revisions {
        known.set(
            revision.path.clone(),
            revision.new.clone().or_else(|| revision.old.clone()),
        );
    }
    Change {
        label: french::fine(&entry_words(&known, group, id, &|_code| None).title),
        value: words,
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::observation::Door;
    use portrea_domain::{Entropy, RevisionId, ServiceId, Timestamp};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn row(path: Field, old: Option<&str>, new: Option<&str>) -> HistoryRow {
        HistoryRow {
            revision: Revision {
                id: RevisionId::mint(NOW, &Zeros),
                observation_id: ObservationId::mint(NOW, &Zeros),
                path,
                old: old.map(Value::from),
                new: new.map(Value::from),
            },
            door: Door::Form,
            at: NOW,
        }
    }

    fn said(rows: &[HistoryRow]) -> Vec<(String, Option<String>)> {
        changes(&Document::default(), rows, &Names::default())
            .into_iter()
            .map(|change| (change.label, change.value))
            .collect()
    }

    #[test]
    fn a_service_is_one_change_however_many_of_its_fields_moved() {
        let id = ServiceId::mint(NOW, &Zeros);
        let field = |key| Field::service(id, key);
        let added = [
            row(field("family"), None, Some("etre_aidee")),
            row(field("name"), None, Some("Permanence")),
            row(Field::field("contact.phone"), None, Some("3939")),
        ];
        let expected = [
            ("Téléphone public".to_owned(), Some("3939".to_owned())),
            ("Permanence".to_owned(), Some("aide ajoutée".to_owned())),
        ];
        assert_eq!(said(&added), expected);
        let gone = [
            row(field("family"), Some("etre_aidee"), None),
            row(field("name"), Some("Permanence"), None),
        ];
        assert_eq!(said(&gone), [("Permanence".to_owned(), None)]);
        let changed = [row(field("name"), Some("Permanence"), Some("Atelier"))];
        let expected = ("Atelier".to_owned(), Some("aide modifiée".to_owned()));
        assert_eq!(said(&changed), [expected]);
    }
}
