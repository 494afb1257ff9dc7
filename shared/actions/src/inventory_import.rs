//! Bringing an inventory in from a file: new places are added, known ones completed, and what somebody verified stays.

use std::collections::BTreeSet;

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::freshness;
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::{Door, Observation, Revision, Verification};
use portrea_domain::questionnaire::{Kind, SectionKey};
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ListingId, ObservationId, RevisionId, Timestamp};
use portrea_standards::inventory::{InventoryFault, InventoryFile, InventoryPlace, InventoryRow};
use portrea_storage::{StorageError, Tx};
use portrea_territory::normalise;

use crate::app::{App, mint};
use crate::error::ActionError;

/// What is said of the source when the file says nothing.
const SOME_FILE: &str = "fichier importé";

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryImported {
    /// How many places are new.
    pub added: usize,
    /// How many known places changed.
    pub changed: usize,
    /// How many were as the file says already.
    pub same: usize,
    /// How many values of the file were left aside because somebody verified another one.
    pub kept: usize,
    /// What could not be taken, cell by cell.
    pub faults: Vec<InventoryFault>,
}

/// Brings a file in, all of it or, when something breaks, nothing. Done again it changes nothing. A value somebody verified
/// is never overwritten; what the file does not say stays. With `dry_run` the same is told and nothing is written.
pub async fn import_inventory(
    app: &App,
    file: InventoryFile,
    dry_run: bool,
) -> Result<InventoryImported, ActionError> {
    let mut imported = InventoryImported {
        faults: file.faults,
        ..InventoryImported::default()
    };
    let mut tx = app.storage.begin().await?;
    for row in file.rows {
        take(app, &mut tx, row, &mut imported).await?;
    }
    imported.faults.sort_by_key(|fault| fault.row);
    if dry_run {
        return Ok(imported);
    }
    if imported.added + imported.changed > 0 {
        tx.operations().bump().await?;
    }
    tx.commit().await?;
    tracing::info!(
        added = imported.added,
        changed = imported.changed,
        "inventory.imported"
    );
    Ok(imported)
}

async fn take(
    app: &App,
    tx: &mut Tx,
    row: InventoryRow,
    imported: &mut InventoryImported,
) -> Result<(), ActionError> {
    let InventoryRow { row, mut place } = row;
    let mut fault = |column: &str, message: String| {
        imported.faults.push(InventoryFault {
            row,
            column: column.to_owned(),
            message,
        });
    };
    for path in unknown_communes(tx, &place.document).await? {
        fault(
            path.as_str(),
            "Cette commune n’existe pas, ou n’existe plus.".to_owned(),
        );
        place.document.set(path, None);
    }
    for (path, message) in place.document.misordered() {
        fault(path.as_str(), message);
        place.document.set(path, None);
    }
    let source_id = source_id(&place);
    let known: Option<ListingId> = match place.id.parse() {
        Ok(id) if tx.listings().get(id).await?.is_some() => Some(id),
        _ => tx.listings().id_by_source(&source_id).await?,
    };
    if let Some(id) = known {
        let listing = tx.listings().require(id).await?;
        let plan = Completion::plan(&listing, &place);
        // Nothing is touched for nothing: the same file twice leaves the base as it is.
        if plan.is_nothing() {
            imported.same += 1;
            imported.kept += plan.kept;
            return Ok(());
        }
        let listing = tx.listings().lock(id).await?;
        return complete(app, tx, listing, &place, imported).await;
    }
    for path in place.document.no_longer_asked() {
        fault(
            path.as_str(),
            "Cette réponse ne va pas avec les autres : elle n’est pas reprise.".to_owned(),
        );
        place.document.set(path, None);
    }
    for key in ["place.name", "place.commune"] {
        if place.document.text(key).is_none() {
            fault(
                key,
                "Sans cette réponse, le lieu ne peut pas être ajouté.".to_owned(),
            );
            return Ok(());
        }
    }
    add(app, tx, &place, &source_id).await?;
    imported.added += 1;
    Ok(())
}

/// The name of a place within the files it comes from: its identity there, or what it is called and where it stands.
fn source_id(place: &InventoryPlace) -> String {
    if !place.id.is_empty() {
        return format!("inventory-{}", place.id);
    }
    let text = |key: &str| normalise(place.document.text(key).unwrap_or_default());
    format!(
        "inventory-{}-{}-{}",
        text("place.commune"),
        text("place.name"),
        text("place.address")
    )
}

async fn unknown_communes(tx: &mut Tx, document: &Document) -> Result<Vec<Path>, StorageError> {
    let mut unknown = Vec::new();
    for (path, value) in document {
        let is_commune = path
            .question()
            .is_some_and(|question| matches!(question.kind, Kind::Commune));
        let code = value.as_text().filter(|_| is_commune);
        let Some(code) = code.and_then(|code| code.parse::<CommuneCode>().ok()) else {
            continue;
        };
        if tx.geography().commune(&code).await?.is_none() {
            unknown.push(path.clone());
        }
    }
    Ok(unknown)
}

async fn add(
    app: &App,
    tx: &mut Tx,
    place: &InventoryPlace,
    source_id: &str,
) -> Result<(), ActionError> {
    let now = app.now();
    let listing = Listing {
        // The same place has the same address wherever it is shown.
        id: place
            .id
            .parse()
            .unwrap_or_else(|_none| mint!(app, ListingId)),
        document: place.document.clone(),
        verifications: Vec::new(),
        origin: source(place),
        fictional: place.fictional,
        created_at: now,
        modified_at: place.modified_at.filter(|at| *at <= now).unwrap_or(now),
        state: ListingState::Listed,
    };
    let name_norm = normalise(listing.name());
    tx.listings()
        .insert(&listing, Some(source_id), &name_norm)
        .await?;
    let revisions = listing
        .document
        .iter()
        .map(|(path, value)| (path.clone(), None, Some(value.clone())));
    let observation = observe(app, tx, &listing, place, revisions.collect()).await?;
    vouch(tx, &listing, place, observation, now).await
}

/// What a file would change of a known place.
struct Completion {
    document: Document,
    changes: Vec<Change>,
    /// How many values are left aside because somebody verified another one, or because they do not go with the rest.
    kept: usize,
    /// Whether a section was verified later where the file comes from.
    is_later: bool,
}

type Change = (Path, Option<Value>, Option<Value>);

impl Completion {
    fn plan(listing: &Listing, place: &InventoryPlace) -> Self {
        let vouched: BTreeSet<SectionKey> = listing
            .verifications
            .iter()
            .filter(|seen| seen.door != Door::Import)
            .map(|seen| seen.section)
            .collect();
        let mut plan = Self {
            document: listing.document.clone(),
            changes: Vec::new(),
            kept: 0,
            is_later: place
                .verified
                .iter()
                .any(|(section, at)| listing.verified(*section).is_none_or(|seen| seen.at < *at)),
        };
        for (path, value) in &place.document {
            let old = listing.document.get(path).cloned();
            if old.as_ref() == Some(value) {
                continue;
            }
            let section = path.question().map(|question| question.section);
            let is_vouched = section.is_some_and(|section| vouched.contains(&section));
            // A blank of a section somebody vouched for may be filled; an entry they know nothing of may not.
            if is_vouched && (old.is_some() || path.as_entry().is_some()) {
                plan.kept += 1;
                continue;
            }
            plan.document.set(path.clone(), Some(value.clone()));
            plan.changes.push((path.clone(), old, Some(value.clone())));
        }
        plan.settle();
        plan
    }

    /// Takes back what the standing answers do not ask, or contradict.
    fn settle(&mut self) {
        let misordered = self.document.misordered().into_iter().map(|(path, _)| path);
        let unwanted: BTreeSet<Path> = self
            .document
            .no_longer_asked()
            .into_iter()
            .chain(misordered)
            .collect();
        for (path, old, _) in self
            .changes
            .extract_if(.., |(path, _, _)| unwanted.contains(path))
        {
            self.document.set(path, old);
            self.kept += 1;
        }
    }

    fn is_nothing(&self) -> bool {
        self.changes.is_empty() && !self.is_later
    }
}

async fn complete(
    app: &App,
    tx: &mut Tx,
    mut listing: Listing,
    place: &InventoryPlace,
    imported: &mut InventoryImported,
) -> Result<(), ActionError> {
    let now = app.now();
    let plan = Completion::plan(&listing, place);
    imported.kept += plan.kept;
    if plan.changes.is_empty() {
        imported.same += 1;
    } else {
        imported.changed += 1;
        listing.modified_at = now;
    }
    listing.document = plan.document;
    let observation = observe(app, tx, &listing, place, plan.changes).await?;
    let name_norm = normalise(listing.name());
    tx.listings().save(&listing, &name_norm).await?;
    vouch(tx, &listing, place, observation, now).await
}

fn source(place: &InventoryPlace) -> String {
    if place.source.is_empty() {
        SOME_FILE.to_owned()
    } else {
        place.source.clone()
    }
}

async fn observe(
    app: &App,
    tx: &mut Tx,
    listing: &Listing,
    place: &InventoryPlace,
    changes: Vec<Change>,
) -> Result<ObservationId, ActionError> {
    let observation = Observation {
        id: mint!(app, ObservationId),
        listing_id: listing.id,
        person_id: None,
        door: Door::Import,
        source: source(place),
        at: app.now(),
    };
    let revisions: Vec<Revision> = changes
        .into_iter()
        .map(|(path, old, new)| Revision {
            id: mint!(app, RevisionId),
            observation_id: observation.id,
            path,
            old,
            new,
        })
        .collect();
    tx.observations()
        .insert(&observation, &revisions, &[])
        .await?;
    Ok(observation.id)
}

/// Keeps the dates at which sections were verified where the file comes from, unless they were verified later here.
async fn vouch(
    tx: &mut Tx,
    listing: &Listing,
    place: &InventoryPlace,
    observation: ObservationId,
    now: Timestamp,
) -> Result<(), ActionError> {
    for (&section, &at) in &place.verified {
        let is_later = listing.verified(section).is_none_or(|seen| seen.at < at);
        if !is_later || at > now {
            continue;
        }
        let verification = Verification {
            section,
            at,
            door: Door::Import,
        };
        let due = freshness::due_at(section, at);
        tx.listings()
            .verify(listing.id, &verification, observation, due)
            .await?;
    }
    Ok(())
}
