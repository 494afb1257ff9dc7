//! What the page says around an invitation: the territory, who invites, and the listing the person answers for.

use portrea_actions::App;
use portrea_domain::ListingId;
use portrea_domain::person::Role;
use portrea_domain::territory::Territory;
use portrea_storage::{StorageError, Tx};

use crate::access::Access;

/// What the page says around an invitation.
pub(crate) struct Meeting {
    /// Name of the territory, when its reference is loaded.
    pub(crate) territory: Option<String>,
    /// Name of whoever runs the portrait.
    pub(crate) referent: Option<String>,
    /// Who passed the invitation on, when somebody did.
    pub(crate) passed_on_by: Option<String>,
    /// Who comes instead, the last one named.
    pub(crate) delegate: Option<String>,
    /// The listing the person answers for, and its name.
    pub(crate) listing: Option<(ListingId, String)>,
}

impl Meeting {
    /// Reads it, in one transaction that writes nothing.
    pub(crate) async fn of(app: &App, access: &Access) -> Result<Self, StorageError> {
        let mut tx = app.storage.read().await?;
        let epci = &access.portrait.epci;
        let referents = tx
            .people()
            .with_role_on(Role::Referent, &Territory::Epci(epci.clone()))
            .await?;
        let passed_on_by = match access.row.invitation.delegated_from {
            Some(from) => Some(tx.invitations().require(from).await?.person.name),
            None => None,
        };
        Ok(Self {
            territory: tx.geography().epci(epci).await?.map(|row| row.name),
            referent: referents.into_iter().map(|person| person.name).find(said),
            passed_on_by: passed_on_by.filter(said),
            delegate: delegate(&mut tx, access).await?.filter(said),
            listing: listing(&mut tx, access).await?,
        })
    }
}

#[expect(clippy::ptr_arg, reason = "the shape Option::filter wants")]
fn said(name: &String) -> bool {
    !name.trim().is_empty()
}

async fn delegate(tx: &mut Tx, access: &Access) -> Result<Option<String>, StorageError> {
    let invited = tx.invitations().of_event(access.event.id).await?;
    let from_here = invited
        .into_iter()
        .filter(|row| row.invitation.delegated_from == Some(access.row.invitation.id));
    Ok(from_here
        .max_by_key(|row| row.invitation.id)
        .map(|row| row.person.name))
}

/// The listing the person answers for: the one this portrait knows first, else any.
pub(crate) async fn listing(
    tx: &mut Tx,
    access: &Access,
) -> Result<Option<(ListingId, String)>, StorageError> {
    let mut contacts = tx.contacts().of_person(access.row.person.id).await?;
    contacts.sort_by_key(|row| row.contact.portrait_id != access.portrait.id);
    let Some(id) = contacts.into_iter().find_map(|row| row.contact.listing_id) else {
        return Ok(None);
    };
    let listing = tx.listings().get(id).await?;
    Ok(listing.map(|listing| (id, listing.name().to_owned())))
}
