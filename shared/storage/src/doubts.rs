//! What référents must look at: raised by whoever answered for a listing, settled by the référent or a successor.

use portrea_domain::doubt::DoubtKind;
use portrea_domain::{DoubtId, ListingId, PersonId, Timestamp};

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// Doubts at rest.
#[derive(Debug)]
pub struct Doubts<'t>(pub(crate) &'t mut Tx);

/// Something to look at, as the référent reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtRow {
    /// Identity.
    pub id: DoubtId,
    /// The listing.
    pub listing_id: ListingId,
    /// Its name.
    pub name: String,
    /// Why.
    pub kind: DoubtKind,
    /// Since when.
    pub at: Timestamp,
}

statements! {
    RAISE = "insert into doubt (id, listing_id, person_id, kind, at, settled_at) values ($1, $2, $3, $4, $5, null)";
    OPEN_IN_EPCI = "select d.id, d.listing_id, l.name, d.kind, d.at from doubt d join listing l on l.id = d.listing_id
        join commune c on c.code = l.commune where c.epci = $1 and d.settled_at is null order by d.at, d.id";
    SETTLE = "update doubt set settled_at = $2 where id = $1 and settled_at is null";
    SETTLE_OF = "update doubt set settled_at = $3 where listing_id = $1 and kind = $2 and settled_at is null";
}

impl Doubts<'_> {
    /// Raises a doubt about a listing.
    pub async fn raise(
        &mut self,
        id: DoubtId,
        listing: ListingId,
        by: PersonId,
        kind: DoubtKind,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(RAISE)
            .bind(id.to_string())
            .bind(listing.to_string())
            .bind(by.to_string())
            .bind(kind.as_str().to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The doubts about the listings of an EPCI that nobody settled, the oldest first.
    pub async fn open_in_epci(&mut self, epci: &str) -> Result<Vec<DoubtRow>, StorageError> {
        let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(OPEN_IN_EPCI)
            .bind(epci.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        let row = |(id, listing, name, kind, at): (String, String, String, String, i64)| {
            Ok(DoubtRow {
                id: parse(&id)?,
                listing_id: parse(&listing)?,
                name,
                kind: parse(&kind)?,
                at: Timestamp::from_millis(at),
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// Settles a doubt; settling it twice changes nothing.
    pub async fn settle(&mut self, id: DoubtId, now: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(SETTLE).bind(id.to_string()).bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Settles the doubts of a kind about a listing.
    pub async fn settle_of(
        &mut self,
        listing: ListingId,
        kind: DoubtKind,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(SETTLE_OF)
            .bind(listing.to_string())
            .bind(kind.as_str().to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}
