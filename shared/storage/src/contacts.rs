//! Contacts of portraits.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::contact::Contact;
use portrea_domain::message::Stream;
use portrea_domain::person::{EmailAddress, Person, Reach};
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ContactId, ListingId, PersonId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, parse, parse_opt, to_json};
use crate::open::Dialect;
use crate::tx::Tx;

/// Contacts at rest.
#[derive(Debug)]
pub struct Contacts<'t>(pub(crate) &'t mut Tx);

/// A person to add with the contact they become.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The person.
    pub person: Person,
    /// How they are reached otherwise.
    pub reach: Reach,
}

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

#[derive(FromRow)]
struct PersonRow {
    id: String,
    name: String,
    email: Option<String>,
    fictional: i64,
    given_name: String,
    phone: String,
    postal_address: String,
}

impl TryFrom<PersonRow> for NewPerson {
    type Error = StorageError;
    fn try_from(row: PersonRow) -> Result<Self, StorageError> {
        Ok(Self {
            person: Person {
                id: parse(&row.id)?,
                name: row.name,
                email: parse_opt(row.email.as_deref())?,
                fictional: row.fictional != 0,
            },
            reach: Reach {
                given_name: row.given_name,
                phone: row.phone,
                postal_address: row.postal_address,
            },
        })
    }
}

/// Addresses asked about in one query.
const EMAILS_PER_QUERY: usize = 5_000;

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
    LEAVES = "update contact set listing_id = null where person_id = $1 and listing_id = $2";
    OF_PORTRAIT = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.portrait_id = $1 order by c.organisation, c.id";
    OF_PERSON = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.person_id = $1 order by c.id";
    OF_LISTING = "select c.id, c.portrait_id, c.person_id, c.roles, c.organisation, c.communes, c.themes, c.channel, c.listing_id,
            c.source, c.noticed_at, c.note, c.created_at, p.name, p.email, cast(p.fictional as bigint) as fictional
        from contact c join person p on p.id = c.person_id where c.listing_id = $1 order by c.created_at, c.id";
    DELETE_OF_PERSON = "delete from contact where person_id = $1";
    ACTED = "select c.person_id from contact c where c.portrait_id = $1 and (
            exists (select 1 from invitation_reply r join invitation i on i.id = r.invitation_id
                where i.person_id = c.person_id and r.door in ('form', 'chat'))
            or exists (select 1 from observation o where o.person_id = c.person_id and o.door in ('form', 'chat'))
            or exists (select 1 from link l where l.person_id = c.person_id and l.used_at is not null))";
    OPPOSED = "select c.person_id, o.stream from contact c join opposition o on o.person_id = c.person_id
        where c.portrait_id = $1 order by o.stream";
    KNOWN_EMAILS_SQLITE = "select id, name, email, cast(fictional as bigint) as fictional, given_name, phone,
            postal_address
        from person where email in (select value from json_each($1))";
    KNOWN_EMAILS_PG = "select id, name, email, cast(fictional as bigint) as fictional, given_name, phone,
            postal_address
        from person where email in (select jsonb_array_elements_text(cast(cast($1 as text) as jsonb)))";
    BOUNCED = "select c.person_id, b.reason from contact c join person p on p.id = c.person_id
        join bounced_address b on b.email = p.email and (b.hard = 1 or b.soft >= 5) where c.portrait_id = $1 order by c.id";
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

    /// Notes that a person no longer answers for a listing, in any portrait.
    pub async fn leaves(
        &mut self,
        person: PersonId,
        listing: ListingId,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(LEAVES)
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

    /// The contacts of a portrait who did something themselves: answered, filled a form, used a link. The address of
    /// everybody else is what somebody says it is.
    pub async fn acted(&mut self, id: PortraitId) -> Result<BTreeSet<PersonId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(ACTED)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(|(person,)| parse(&person)).collect()
    }

    /// What the contacts of a portrait object to.
    pub async fn opposed(
        &mut self,
        id: PortraitId,
    ) -> Result<Vec<(PersonId, Stream)>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(OPPOSED)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(person, stream)| Ok((parse(&person)?, parse(&stream)?)))
            .collect()
    }

    /// The people who have one of these addresses, by address.
    pub async fn known(
        &mut self,
        emails: &[EmailAddress],
    ) -> Result<BTreeMap<EmailAddress, NewPerson>, StorageError> {
        let sql = match self.0.dialect {
            Dialect::Sqlite => KNOWN_EMAILS_SQLITE,
            Dialect::Postgres => KNOWN_EMAILS_PG,
        };
        let mut known = BTreeMap::new();
        for some in emails.chunks(EMAILS_PER_QUERY) {
            let rows: Vec<PersonRow> = sqlx::query_as(sql)
                .bind(to_json(&some)?)
                .fetch_all(self.0.conn())
                .await?;
            for row in rows {
                let person = NewPerson::try_from(row)?;
                if let Some(email) = person.person.email.clone() {
                    known.insert(email, person);
                }
            }
        }
        Ok(known)
    }

    /// Adds many people who are not there, and many contacts. Fails when one of them is.
    pub async fn insert_many(
        &mut self,
        people: &[NewPerson],
        contacts: &[Contact],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        const PERSON: &[&str] = &[
            "id",
            "name",
            "email",
            "fictional",
            "created_at",
            "given_name",
            "phone",
            "postal_address",
        ];
        const CONTACT: &[&str] = &[
            "id",
            "portrait_id",
            "person_id",
            "roles",
            "organisation",
            "communes",
            "themes",
            "channel",
            "source",
            "note",
            "created_at",
        ];
        let rows = people.iter().map(|new| {
            vec![
                Cell::Text(new.person.id.to_string()),
                Cell::Text(new.person.name.clone()),
                Cell::MaybeText(new.person.email.as_ref().map(ToString::to_string)),
                Cell::Int(i64::from(new.person.fictional)),
                Cell::Int(now.millis()),
                Cell::Text(new.reach.given_name.clone()),
                Cell::Text(new.reach.phone.clone()),
                Cell::Text(new.reach.postal_address.clone()),
            ]
        });
        bulk::insert(self.0, "person", PERSON, rows).await?;
        let rows = contacts.iter().map(|contact| {
            let channel = contact.channel.map(|channel| channel.as_str().to_owned());
            vec![
                Cell::Text(contact.id.to_string()),
                Cell::Text(contact.portrait_id.to_string()),
                Cell::Text(contact.person_id.to_string()),
                Cell::Text(join(contact.roles.iter().map(|role| role.as_str()))),
                Cell::Text(contact.organisation.clone()),
                Cell::Text(join(contact.communes.iter().map(CommuneCode::as_str))),
                Cell::Text(join(contact.themes.iter().map(|theme| theme.as_str()))),
                Cell::MaybeText(channel),
                Cell::Text(contact.source.clone()),
                Cell::Text(contact.note.clone()),
                Cell::Int(now.millis()),
            ]
        });
        bulk::insert(self.0, "contact", CONTACT, rows).await
    }

    /// Deletes what every portrait knows of a person.
    pub async fn delete_of_person(&mut self, id: PersonId) -> Result<(), StorageError> {
        sqlx::query(DELETE_OF_PERSON)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
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
