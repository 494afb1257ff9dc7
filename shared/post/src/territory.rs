//! The territory a mail speaks for: its name, its clock, and who runs its portrait.

use chrono_tz::Tz;
use portrea_domain::clock::PARIS;
use portrea_domain::listing::Listing;
use portrea_domain::person::{Person, Role};
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::{EpciCode, Territory};
use portrea_domain::{PersonId, PortraitId};
use portrea_storage::{StorageError, Tx};

/// What a mail says of the territory it speaks for.
#[derive(Debug)]
pub(crate) struct TerritoryView {
    pub(crate) name: Option<String>,
    pub(crate) zone: Tz,
    pub(crate) referent: Option<Person>,
    pub(crate) portrait: Option<PortraitId>,
}

impl TerritoryView {
    /// The territory of a portrait.
    pub(crate) async fn of_portrait(
        tx: &mut Tx,
        portrait: &Portrait,
    ) -> Result<Self, StorageError> {
        Ok(Self {
            zone: portrait.zone,
            portrait: Some(portrait.id),
            ..Self::of_epci(tx, &portrait.epci).await?
        })
    }

    /// The territory of the commune a listing stands in.
    pub(crate) async fn of_listing(tx: &mut Tx, listing: &Listing) -> Result<Self, StorageError> {
        let Some(code) = listing.commune() else {
            return Ok(Self::nowhere());
        };
        let Some(epci) = tx
            .geography()
            .commune(&code)
            .await?
            .and_then(|row| row.epci)
        else {
            return Ok(Self::nowhere());
        };
        match tx.portraits().by_epci(&epci).await? {
            Some(portrait) => Self::of_portrait(tx, &portrait).await,
            None => Self::of_epci(tx, &epci).await,
        }
    }

    /// The first EPCI a person has a role on.
    pub(crate) async fn of_grants(tx: &mut Tx, person: PersonId) -> Result<Self, StorageError> {
        for grant in tx.people().grants(person).await? {
            if let Territory::Epci(epci) = &grant.territory {
                return Self::of_epci(tx, epci).await;
            }
        }
        Ok(Self::nowhere())
    }

    async fn of_epci(tx: &mut Tx, epci: &EpciCode) -> Result<Self, StorageError> {
        let name = tx.geography().epci(epci).await?.map(|row| row.name);
        let referents = tx
            .people()
            .with_role_on(Role::Referent, &Territory::Epci(epci.clone()))
            .await?;
        Ok(Self {
            name,
            referent: referents.into_iter().find(|person| person.email.is_some()),
            ..Self::nowhere()
        })
    }

    pub(crate) const fn nowhere() -> Self {
        Self {
            name: None,
            zone: PARIS,
            referent: None,
            portrait: None,
        }
    }
}
