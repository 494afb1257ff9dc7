//! Contacts of portraits.

use std::collections::BTreeMap;

use portrea_domain::contact::Contact;
use portrea_domain::person::{Person, Reach};
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ContactId, ListingId, PersonId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse, parse_opt};
use crate::tx::Tx;

/// Contacts at rest.
#[derive(Debug)]
pub struct Contacts<'t>(pub(crate) &'t mut Tx);

/// A contact and the person behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// The contact.
    pub contact: Contact,
    /// The person.
    pub person: Person,
}

#[derive(FromRow)]
struct Row {
    id: String,
    portrait_id: String,
    person_id: String,
    roles: String,
    organisation: String,
    communes: String,
    themes: String,
    channel: Option<String>,
    listing_id: Option<String>,
    source: String,
    noticed_at: Option<i64>,
    note: String,
    created_at: i64,
    name: String,
    email: Option<String>,
    fictional: i64,
}

impl TryFrom<Row> for ContactRow {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let person = Person {
            id: parse(&row.person_id)?,
            name: row.name,
            email: parse_opt(row.email.as_deref())?,
            fictional: row.fictional != 0,
        };
        let contact = Contact {
            id: parse(&row.id)?,
            portrait_id: parse(&row.portrait_id)?,
            person_id: person.id,
            roles: split(&row.roles)?,
            organisation: row.organisation,
            communes: split(&row.communes)?,
            themes: split(&row.themes)?,
            channel: parse_opt(row.channel.as_deref())?,
            listing_id: parse_opt(row.listing_id.as_deref())?,
            source: row.source,
            noticed_at: row.noticed_at.map(Timestamp::from_millis),
            note: row.note,
            created_at: Timestamp::from_millis(row.created_at),
        };
        Ok(Self { contact, person })
    }
}

statements! {
    INSERT = "insert into contact (id, portrait_id, person_id, roles, organisation, communes, themes, channel, listing_id,
            source, noticed_at, note, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (portrait_id, person_id) do nothing";
    UPDATE = "update contact set roles = $2, organisation = $3, communes = $4, themes = $5, channel = $6, listing_id = $7,
            source = $8, note = $9 where id = $1";
    GET = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.id = $1";
    REACHES = "select p.id, p.given_name, p.phone, p.postal_address from contact c join person p on p.id = c.person_id
        where c.portrait_id = $1 order by p.id";
    ANSWERS_FOR = "update contact set listing_id = $2 where person_id = $1 and listing_id is null";
    OF_PORTRAIT = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.portrait_id = $1 order by c.organisation, c.id";
    OF_PERSON = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.person_id = $1 order by c.id";
    OF_LISTING = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.listing_id = $1 order by c.created_at, c.id";
    BOUNCED = "select c.person_id, b.reason from contact c join person p on p.id = c.person_id
        join bounced_address b on b.email = p.email where c.portrait_id = $1 order by c.id";
}

impl Contacts<'_> {
    /// Adds a contact; false when that person already is one of the portrait.
    pub async fn insert(&mut self, contact: &Contact) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(contact.id.to_string())
            .bind(contact.portrait_id.to_string())
            .bind(contact.person_id.to_string())
            .bind(join(contact.roles.iter().map(|role| role.as_str())))
            .bind(contact.organisation.clone())
            .bind(join(contact.communes.iter().map(CommuneCode::as_str)))
            .bind(join(contact.themes.iter().map(|theme| theme.as_str())))
            .bind(contact.channel.map(|channel| channel.as_str().to_owned()))
            .bind(contact.listing_id.map(|id| id.to_string()))
            .bind(contact.source.clone())
            .bind(contact.noticed_at.map(Timestamp::millis))
            .bind(contact.note.clone())
            .bind(contact.created_at.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Writes what was changed of a contact. Who it is, and when they were told of it, stay.
    pub async fn update(&mut self, contact: &Contact) -> Result<(), StorageError> {
        let query = sqlx::query(UPDATE)
            .bind(contact.id.to_string())
            .bind(join(contact.roles.iter().map(|role| role.as_str())))
            .bind(contact.organisation.clone())
            .bind(join(contact.communes.iter().map(CommuneCode::as_str)))
            .bind(join(contact.themes.iter().map(|theme| theme.as_str())))
            .bind(contact.channel.map(|channel| channel.as_str().to_owned()))
            .bind(contact.listing_id.map(|id| id.to_string()))
            .bind(contact.source.clone())
            .bind(contact.note.clone());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A contact by id.
    pub async fn get(&mut self, id: ContactId) -> Result<Option<ContactRow>, StorageError> {
        Ok(self.list(GET, id.to_string()).await?.pop())
    }

    /// How the contacts of a portrait are named and reached beside their mail address.
    pub async fn reaches(
        &mut self,
        id: PortraitId,
    ) -> Result<BTreeMap<PersonId, Reach>, StorageError> {
        let rows: Vec<(String, String, String, String)> = sqlx::query_as(REACHES)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(person, given_name, phone, postal_address)| {
                let reach = Reach {
                    given_name,
                    phone,
                    postal_address,
                };
                Ok((parse(&person)?, reach))
            })
            .collect()
    }

    /// Notes that a person answers for a listing, wherever they answered for none.
    pub async fn answers_for(
        &mut self,
        person: PersonId,
        listing: ListingId,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(ANSWERS_FOR)
            .bind(person.to_string())
            .bind(listing.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The contacts of a portrait, by organisation.
    pub async fn of_portrait(&mut self, id: PortraitId) -> Result<Vec<ContactRow>, StorageError> {
        self.list(OF_PORTRAIT, id.to_string()).await
    }

    /// A person's contacts, one per portrait that knows them.
    pub async fn of_person(&mut self, id: PersonId) -> Result<Vec<ContactRow>, StorageError> {
        self.list(OF_PERSON, id.to_string()).await
    }

    /// Who answers for a listing, the first known first.
    pub async fn of_listing(&mut self, id: ListingId) -> Result<Vec<ContactRow>, StorageError> {
        self.list(OF_LISTING, id.to_string()).await
    }

    /// The contacts of a portrait whose address bounced, and the server's words.
    pub async fn bounced(
        &mut self,
        id: PortraitId,
    ) -> Result<Vec<(PersonId, String)>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(BOUNCED)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(person, reason)| Ok((parse(&person)?, reason)))
            .collect()
    }

    async fn list(
        &mut self,
        sql: &'static str,
        id: String,
    ) -> Result<Vec<ContactRow>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(id)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(ContactRow::try_from).collect()
    }
}

/// A list as it is stored.
fn join<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.collect::<Vec<_>>().join("|")
}

/// A stored list; an empty text is an empty list.
fn split<T>(text: &str) -> Result<Vec<T>, StorageError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.split('|')
        .filter(|part| !part.is_empty())
        .map(parse)
        .collect()
}
