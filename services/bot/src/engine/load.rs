//! Loading what the database says for one step.

use std::collections::BTreeMap;

use portrea_actions::App;
use portrea_domain::conversation::ChatChannel;
use portrea_domain::document::Path;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::Kind;
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ListingId, PersonId, ServiceId};
use portrea_storage::{StorageError, Tx};

use crate::core::{InvitationView, ListingView, PersonView, View};

/// What the database says now to a person; `granted` are the listings they brought a link to.
pub(super) async fn view(
    app: &App,
    channel: ChatChannel,
    person: Option<PersonId>,
    granted: &[ListingId],
) -> Result<View, StorageError> {
    let now = app.now();
    let mut view = View {
        now,
        channel,
        person: None,
        listings: Vec::new(),
        invitations: Vec::new(),
        fresh_service: ServiceId::mint(now, &*app.entropy),
    };
    let mut tx = app.storage.read().await?;
    let Some(id) = person else { return Ok(view) };
    // An erased person is nobody: the exchange starts again with a stranger.
    let Some(person) = tx.people().get(id).await? else {
        return Ok(view);
    };
    view.person = Some(PersonView { name: person.name });
    for listing in listing_ids(&mut tx, app, id, granted).await? {
        view.listings
            .extend(listing_view(&mut tx, id, listing).await?);
    }
    view.invitations = invitations(&mut tx, app, id).await?;
    Ok(view)
}

/// The listings they are a contact of, and those they brought a link to that still lives.
async fn listing_ids(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    granted: &[ListingId],
) -> Result<Vec<ListingId>, StorageError> {
    let mut ids: Vec<ListingId> = Vec::new();
    for row in tx.contacts().of_person(person).await? {
        ids.extend(row.contact.listing_id.filter(|id| !ids.contains(id)));
    }
    for &listing in granted {
        let purpose = LinkPurpose::Form(listing);
        if !ids.contains(&listing) && tx.links().live(person, purpose, app.now()).await?.is_some() {
            ids.push(listing);
        }
    }
    Ok(ids)
}

/// A listing with the person's unpublished answers laid over what is public.
async fn listing_view(
    tx: &mut Tx,
    person: PersonId,
    id: ListingId,
) -> Result<Option<ListingView>, StorageError> {
    let Some(mut listing) = tx.listings().get(id).await? else {
        return Ok(None);
    };
    let draft = tx.drafts().get(person, id).await?;
    let pending = draft
        .keys()
        .filter_map(Path::question)
        .map(|question| question.section)
        .collect();
    // What waits for the référent stands, to whoever said it.
    for review in tx.reviews().waiting(id).await? {
        if review.observation.person_id == Some(person) {
            let revision = review.revision;
            listing.document.set(revision.path, revision.new);
        }
    }
    for (path, value) in draft {
        listing.document.set(path, value);
    }
    let commune = match listing.commune() {
        Some(code) => tx
            .geography()
            .commune(&code)
            .await?
            .map(|commune| commune.name),
        None => None,
    };
    let communes = communes(tx, &listing).await?;
    Ok(Some(ListingView {
        listing,
        commune,
        communes,
        pending,
    }))
}

/// Names of the communes its entries mention, by code.
async fn communes(
    tx: &mut Tx,
    listing: &Listing,
) -> Result<BTreeMap<String, String>, StorageError> {
    let mut names = BTreeMap::new();
    for (path, value) in &listing.document {
        let is_commune = path.as_entry().is_some()
            && path
                .question()
                .is_some_and(|question| matches!(question.kind, Kind::Commune));
        let code = value.as_text().filter(|_| is_commune);
        let Some(Ok(code)) = code.map(str::parse::<CommuneCode>) else {
            continue;
        };
        if let Some(commune) = tx.geography().commune(&code).await? {
            names.insert(code.to_string(), commune.name);
        }
    }
    Ok(names)
}

/// Invitations to meetings that have not begun.
async fn invitations(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
) -> Result<Vec<InvitationView>, StorageError> {
    let mut open = Vec::new();
    for row in tx.invitations().of_person(person).await? {
        let event = tx.events().require(row.invitation.event_id).await?;
        if !event.is_open(app.now()) {
            continue;
        }
        let portrait = tx.portraits().require(event.portrait_id).await?;
        open.push(InvitationView {
            id: row.invitation.id,
            title: event.title,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            zone: portrait.zone,
            place: event.place,
            reply: row.invitation.answer.map(|answer| answer.reply),
        });
    }
    open.sort_by_key(|invitation| invitation.starts_at);
    Ok(open)
}
