//! Who wants to be named on the public page of a listing: their wish alone.

use portrea_domain::contact::PublicContact;
use portrea_domain::{ListingId, PersonId, Timestamp};

use crate::error::StorageError;
use crate::tx::Tx;

/// Wishes to be named in public, at rest.
#[derive(Debug)]
pub struct PublicContacts<'t>(pub(crate) &'t mut Tx);

/// Somebody named on a public page, as it is drawn: what they do not show is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicContactRow {
    /// Their name.
    pub name: String,
    /// What they are in the place.
    pub function: String,
    /// Their mail address, if they show it.
    pub email: String,
    /// Their telephone, if they show it.
    pub phone: String,
}

type Raw = (String, i64, i64);
type Shown = (String, String, Option<String>, String, i64, i64);

statements! {
    WISH = "insert into public_contact (listing_id, person_id, function, shows_email, shows_phone, at)
        values ($1, $2, $3, $4, $5, $6) on conflict (listing_id, person_id)
        do update set function = excluded.function, shows_email = excluded.shows_email,
            shows_phone = excluded.shows_phone, at = excluded.at";
    WITHDRAW = "delete from public_contact where listing_id = $1 and person_id = $2";
    WITHDRAW_ALL = "delete from public_contact where person_id = $1";
    GET = "select function, cast(shows_email as bigint), cast(shows_phone as bigint) from public_contact
        where listing_id = $1 and person_id = $2";
    SHOWN = "select p.name, w.function, p.email, p.phone, cast(w.shows_email as bigint), cast(w.shows_phone as bigint)
        from public_contact w join person p on p.id = w.person_id
        where w.listing_id = $1 and p.name <> '' order by w.at, p.id";
}

impl PublicContacts<'_> {
    /// Keeps the wish of a person to be named on the page of a listing.
    pub async fn wish(
        &mut self,
        listing: ListingId,
        person: PersonId,
        wish: &PublicContact,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(WISH)
            .bind(listing.to_string())
            .bind(person.to_string())
            .bind(wish.function.clone())
            .bind(i64::from(wish.shows_email))
            .bind(i64::from(wish.shows_phone))
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Takes the name of a person off the page of a listing.
    pub async fn withdraw(
        &mut self,
        listing: ListingId,
        person: PersonId,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(WITHDRAW)
            .bind(listing.to_string())
            .bind(person.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Takes the name of a person off every page.
    pub async fn withdraw_all(&mut self, person: PersonId) -> Result<(), StorageError> {
        let query = sqlx::query(WITHDRAW_ALL).bind(person.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// What a person wishes to show on the page of a listing; nothing when they did not ask for it.
    pub async fn get(
        &mut self,
        listing: ListingId,
        person: PersonId,
    ) -> Result<Option<PublicContact>, StorageError> {
        let row: Option<Raw> = sqlx::query_as(GET)
            .bind(listing.to_string())
            .bind(person.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map(|(function, email, phone)| PublicContact {
            function,
            shows_email: email != 0,
            shows_phone: phone != 0,
        }))
    }

    /// Who is named on the page of a listing, the first who asked for it first.
    pub async fn of_listing(
        &mut self,
        listing: ListingId,
    ) -> Result<Vec<PublicContactRow>, StorageError> {
        let rows: Vec<Shown> = sqlx::query_as(SHOWN)
            .bind(listing.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let row = |(name, function, email, phone, shows_email, shows_phone): Shown| {
            let if_shown = |shows: i64, text: String| if shows == 0 { String::new() } else { text };
            PublicContactRow {
                name,
                function,
                email: if_shown(shows_email, email.unwrap_or_default()),
                phone: if_shown(shows_phone, phone),
            }
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
