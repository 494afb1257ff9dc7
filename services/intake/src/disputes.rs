//! Two answers to one question: one is published, the other is in the draft of the holder, who chooses. And what waits for
//! the référent, taken back.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, Choice, Dispute, settle_dispute, withdraw_revision};
use portrea_domain::EntryId;
use portrea_domain::document::{Path as Field, Value};
use portrea_domain::questionnaire::Group;
use portrea_render::entry_words;
use portrea_web::{PageError, Posted};

use crate::access::Access;
use crate::french;
use crate::names::Names;
use crate::summary_page::Notice;

/// Two answers to one question.
pub(crate) struct DisputeCard {
    /// The field, posted with the choice.
    pub(crate) path: String,
    /// The question.
    pub(crate) label: String,
    /// What is published; nothing when it was withdrawn.
    pub(crate) published: Option<String>,
    /// What the draft says; nothing when it withdraws the answer.
    pub(crate) mine: Option<String>,
    /// When and by which door the other answer came: `le 3 mars 2026 par téléphone`.
    pub(crate) when: Option<String>,
}

/// The disputes of a draft; an entry that somebody withdrew, or changed while the holder withdraws it, is one.
pub(crate) fn dispute_cards(access: &Access, names: &Names) -> Vec<DisputeCard> {
    let mut entries = BTreeSet::new();
    access
        .disputes
        .iter()
        .filter_map(|dispute| match dispute.path.as_entry() {
            Some((group, id, _)) if is_whole(access, group, id) => entries
                .insert(id)
                .then(|| whole_entry(access, dispute, group, id)),
            _ => field(dispute, names),
        })
        .collect()
}

/// Whether it is about the entry itself: one side no longer has it.
fn is_whole(access: &Access, group: Group, id: EntryId) -> bool {
    let lead = Field::entry(group, id, group.lead_key());
    let is_gone = access.listing.document.get(&lead).is_none();
    is_gone || access.draft.get(&lead) == Some(&None)
}

fn field(dispute: &Dispute, names: &Names) -> Option<DisputeCard> {
    let question = dispute.path.question()?;
    let words = |value: &Option<Value>| {
        let value = value.as_ref()?;
        Some(french::value(question, value, names))
    };
    Some(DisputeCard {
        path: dispute.path.to_string(),
        label: french::fine(question.label),
        published: words(&dispute.published),
        mine: words(&dispute.mine),
        when: when(dispute),
    })
}

fn whole_entry(access: &Access, dispute: &Dispute, group: Group, id: EntryId) -> DisputeCard {
    let document = &access.listing.document;
    let is_there = document.entry_ids(group).contains(&id);
    let published = is_there.then(|| entry_words(document, group, id, &|_code| None).title);
    let mine = published
        .is_none()
        .then(|| "tel que vous le décrivez".to_owned());
    DisputeCard {
        path: dispute.path.to_string(),
        label: french::fine(group.label()),
        published,
        mine,
        when: when(dispute),
    }
}

fn when(dispute: &Dispute) -> Option<String> {
    let observation = &dispute.by.as_ref()?.observation;
    let day = french::day(observation.at);
    Some(format!("le {day} {}", observation.door.label()))
}

/// `POST /f/{token}/choisir`: which of two answers stands.
pub(crate) async fn choose(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let path = posted.get("path").unwrap_or_default();
    let path: Field = path.parse().map_err(|_no_field| PageError::NotFound)?;
    let choice = match posted.get("choix") {
        Some("publiee") => Choice::Published,
        Some("mienne") => Choice::Mine,
        _ => return Err(PageError::NotFound),
    };
    let seen = posted.get("vu").and_then(|vu| vu.parse().ok());
    let seen = seen.unwrap_or(access.version);
    let (person, listing) = (access.person(), access.listing.id);
    settle_dispute(&app, person, listing, &path, choice, seen).await?;
    Ok(Redirect::to(&Notice::Chosen.address(&access)))
}

/// `POST /f/{token}/reprendre`: takes back a change that waits for the référent.
pub(crate) async fn take_back(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let revision = posted.get("revision").unwrap_or_default();
    let revision = revision.parse().map_err(|_no_id| PageError::NotFound)?;
    withdraw_revision(&app, access.person(), access.listing.id, revision).await?;
    Ok(Redirect::to(&Notice::TakenBack.address(&access)))
}
