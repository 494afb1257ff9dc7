//! `/bureau/lieux/{id}/historique`: everything that was ever said of a listing, and taking a change back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, SUGGESTION_SOURCE, UNDO_SOURCE, Undoing, undo_revision};
use portrea_domain::document::Document;
use portrea_domain::listing::Listing;
use portrea_domain::observation::{Observation, RevisionState};
use portrea_domain::portrait::Portrait;
use portrea_domain::{ListingId, RevisionId};
use portrea_render::{change_of, french};
use portrea_storage::{Review, StorageError, Tx};
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::review::cards::{label, moment, names_in, who};
use crate::words::Long;

#[derive(Template)]
#[template(path = "pages/desk/history.html")]
struct HistoryPage {
    page: Page,
    portrait: String,
    place: String,
    address: String,
    is_public: bool,
    public: String,
    moments: Long<Moment>,
    done: Option<&'static str>,
    error: Option<String>,
    confirm: Option<Confirm>,
}

/// One moment at which somebody said something.
struct Moment {
    who: String,
    when: String,
    /// Where it comes from, when it is no person's own word.
    source: String,
    verified: Vec<&'static str>,
    changes: Vec<Line>,
}

/// One field.
struct Line {
    id: RevisionId,
    label: String,
    before: Option<String>,
    after: Option<String>,
    /// What became of it, when it does not simply stand.
    fate: String,
    can_undo: bool,
}

/// What changed again since a change that somebody wants to take back.
struct Confirm {
    id: RevisionId,
    label: String,
    stands: Option<String>,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    #[serde(default)]
    fait: String,
}

/// The history of a listing, latest first.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let (portrait, listing) = open(&app, &desk, &id).await?;
    let mut page = page(&app, &desk, &portrait, &listing).await?;
    page.done = match arrival.fait.as_str() {
        "annule" => Some("C’est annulé\u{a0}: ce qui était là avant l’est à nouveau."),
        "deja" => Some("Il n’y avait rien à annuler\u{a0}: c’est déjà ainsi."),
        _ => None,
    };
    Ok(Html(page).into_response())
}

/// Takes a change back.
pub(crate) async fn undo(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let (portrait, listing) = open(&app, &desk, &id).await?;
    let revision = posted.get("revision").unwrap_or_default();
    let revision: RevisionId = revision.parse().map_err(|_no_id| PageError::NotFound)?;
    let review = app.storage.read().await?.reviews().get(revision).await?;
    if review.is_none_or(|review| review.observation.listing_id != listing.id) {
        return Err(PageError::NotFound);
    }
    let is_confirmed = posted.get("confirme").is_some();
    let address = |done| format!("/bureau/lieux/{}/historique?fait={done}", listing.id);
    let (error, later) = match undo_revision(&app, desk.person.id, revision, is_confirmed).await {
        Ok(Undoing::Undone) => return Ok(Redirect::to(&address("annule")).into_response()),
        Ok(Undoing::AlreadySo) => return Ok(Redirect::to(&address("deja")).into_response()),
        Ok(Undoing::ChangedSince(later)) => (None, Some(later)),
        Err(ActionError::Refused(words)) => (Some(words), None),
        Err(error) => return Err(error.into()),
    };
    let mut page = page(&app, &desk, &portrait, &listing).await?;
    page.error = error;
    if let Some(later) = later {
        let mut tx = app.storage.read().await?;
        let line = line(&mut tx, &listing.document, &later, &[]).await?;
        page.confirm = Some(Confirm {
            id: revision,
            label: line.label,
            stands: line.after,
        });
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

/// The listing an address names, for whoever runs the portrait of its territory.
async fn open(app: &App, desk: &Desk, id: &str) -> Result<(Portrait, Listing), PageError> {
    let id: ListingId = id.parse().map_err(|_no_id| PageError::NotFound)?;
    let mut tx = app.storage.read().await?;
    let listing = tx.listings().get(id).await?.ok_or(PageError::NotFound)?;
    let commune = match listing.commune() {
        Some(code) => tx.geography().commune(&code).await?,
        None => None,
    };
    let portrait = match commune.and_then(|commune| commune.epci) {
        Some(epci) => tx.portraits().by_epci(&epci).await?,
        None => None,
    };
    drop(tx);
    let portrait = portrait.ok_or(PageError::Forbidden)?;
    if desk.may_see(app, &portrait).await? {
        Ok((portrait, listing))
    } else {
        Err(PageError::Forbidden)
    }
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    listing: &Listing,
) -> Result<HistoryPage, PageError> {
    let mut tx = app.storage.read().await?;
    let reviews = tx.reviews().of_listing(listing.id).await?;
    let mut moments = Vec::new();
    for observation in tx.observations().of_listing(listing.id).await? {
        moments
            .push(moment_of(&mut tx, portrait, &listing.document, &observation, &reviews).await?);
    }
    Ok(HistoryPage {
        page: desk.page(app),
        portrait: portrait.id.to_string(),
        place: listing.name().to_owned(),
        address: format!("/bureau/lieux/{}/historique", listing.id),
        is_public: listing.is_public(),
        public: format!("/lieux/{}", listing.id),
        moments: Long::new(moments),
        done: None,
        error: None,
        confirm: None,
    })
}

async fn moment_of(
    tx: &mut Tx,
    portrait: &Portrait,
    document: &Document,
    observation: &Observation,
    reviews: &[Review],
) -> Result<Moment, StorageError> {
    let mut changes = Vec::new();
    for review in reviews {
        if review.observation.id == observation.id {
            changes.push(line(tx, document, review, reviews).await?);
        }
    }
    let mut verified = tx.observations().sections(observation.id).await?;
    verified.sort();
    Ok(Moment {
        who: match observation.person_id {
            None => "un fichier".to_owned(),
            person => who(tx, person).await?,
        },
        when: moment(portrait, observation.at, Some(observation.door)),
        source: match observation.source.as_str() {
            SUGGESTION_SOURCE => "signalement d’un lecteur, accepté".to_owned(),
            UNDO_SOURCE => "annulation d’une modification".to_owned(),
            other => other.to_owned(),
        },
        verified: verified
            .into_iter()
            .map(portrea_domain::questionnaire::SectionKey::label)
            .collect(),
        changes,
    })
}

async fn line(
    tx: &mut Tx,
    document: &Document,
    review: &Review,
    all: &[Review],
) -> Result<Line, StorageError> {
    let revision = &review.revision;
    let values = [revision.old.as_ref(), revision.new.as_ref()];
    let names = names_in(tx, &revision.path, values.into_iter().flatten()).await?;
    let (old, new) = (revision.old.as_ref(), revision.new.as_ref());
    let change = change_of(&revision.path, old, new, &names);
    let is_accepted = review.state == RevisionState::Accepted;
    let decided_by = match review.decided_by {
        Some(by) => format!(" par {}", who(tx, Some(by)).await?),
        None => String::new(),
    };
    let decided = review.decided_at.map_or_else(String::new, |at| {
        format!(
            " le {}{decided_by}",
            french::date(at, portrea_domain::clock::PARIS)
        )
    });
    let reason = match review.reason.as_str() {
        "" => String::new(),
        reason => format!("\u{a0}: {reason}"),
    };
    let is_undone = all.iter().any(|other| other.undoes == Some(revision.id));
    let fate = match (is_accepted, is_undone) {
        (true, true) => "annulé depuis".to_owned(),
        (true, false) if decided.is_empty() => String::new(),
        (true, false) => format!("accepté{decided}"),
        (false, _) => format!("{}{decided}{reason}", review.state.label()),
    };
    Ok(Line {
        id: revision.id,
        label: label(&revision.path, document),
        before: change.before,
        after: change.after,
        fate,
        can_undo: is_accepted && document.get(&revision.path) != old,
    })
}
