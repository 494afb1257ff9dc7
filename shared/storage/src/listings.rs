//! The inventory: listings and the state of their sections.

use std::collections::BTreeMap;

use portrea_domain::document::Document;
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::Verification;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_domain::{ListingId, MessageId, ObservationId, PersonId, Timestamp};
use sqlx::FromRow;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, from_json, parse, to_json};
use crate::tx::Tx;

/// The inventory at rest.
#[derive(Debug)]
pub struct Listings<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    document: String,
    origin: String,
    fictional: i64,
    created_at: i64,
    modified_at: i64,
    state: String,
}

impl Row {
    fn into_listing(self, verifications: Vec<Verification>) -> Result<Listing, StorageError> {
        Ok(Listing {
            id: parse(&self.id)?,
            document: from_json::<Document>(&self.document)?,
            verifications,
            origin: self.origin,
            fictional: self.fictional != 0,
            created_at: Timestamp::from_millis(self.created_at),
            modified_at: Timestamp::from_millis(self.modified_at),
            state: parse(&self.state)?,
        })
    }
}

type SectionRow = (String, String, i64, String);

/// A section whose time to be asked again has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSection {
    /// The listing.
    pub listing_id: ListingId,
    /// Its name.
    pub name: String,
    /// The section.
    pub section: SectionKey,
    /// Since when it is due.
    pub due_at: Timestamp,
    /// When it was last verified, if ever.
    pub verified_at: Option<Timestamp>,
}

/// Metres from one degree of latitude to the next.
const METRES_A_DEGREE: f64 = 111_195.0;

statements! {
    INSERT = "insert into listing (id, source_id, name, name_norm, commune, closed, document, origin, fictional,
            created_at, modified_at, state, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1) on conflict (source_id) do nothing";
    LOCK = "update listing set version = version + 1 where id = $1";
    SAVE = "update listing set name = $2, name_norm = $3, commune = $4, closed = $5, document = $6, fictional = $7,
            modified_at = $8 where id = $1";
    VERIFY = "update listing_section set verified_at = $3, door = $4, observation_id = $5, due_at = $6
        where listing_id = $1 and section = $2";
    DEFER = "update listing_section set due_at = $3 where listing_id = $1 and section = $2 and due_at < $3";
    DUE_NOW = "update listing_section set due_at = $3 where listing_id = $1 and section = $2 and due_at > $3";
    GET = "select id, document, origin, cast(fictional as bigint) as fictional, created_at, modified_at, state
        from listing where id = $1";
    SECTIONS = "select listing_id, section, verified_at, door from listing_section
        where listing_id = $1 and verified_at is not null";
    EVERY = "select id, document, origin, cast(fictional as bigint) as fictional, created_at, modified_at, state
        from listing where state = 'listed' order by name_norm, id";
    EVERY_SECTION = "select listing_id, section, verified_at, door from listing_section where verified_at is not null";
    IN_EPCI = "select l.id, l.document, l.origin, cast(l.fictional as bigint) as fictional, l.created_at, l.modified_at,
            l.state from listing l join commune c on c.code = l.commune where c.epci = $1 and l.state = 'listed' order by l.name_norm, l.id";
    IN_COMMUNE = "select id, document, origin, cast(fictional as bigint) as fictional, created_at, modified_at, state
        from listing where commune = $1 and state = 'listed' order by name_norm, id";
    AROUND = "select l.id, l.document, l.origin, cast(l.fictional as bigint) as fictional, l.created_at, l.modified_at,
            l.state from listing l join commune c on c.code = l.commune
        where c.lat between $1 and $2 and c.lon between $3 and $4 and l.closed = 0 and l.state = 'listed' order by l.id";
    SECTIONS_AROUND = "select s.listing_id, s.section, s.verified_at, s.door
        from listing_section s join listing l on l.id = s.listing_id join commune c on c.code = l.commune
        where c.lat between $1 and $2 and c.lon between $3 and $4 and l.closed = 0 and s.verified_at is not null";
    SECTIONS_IN_EPCI = "select s.listing_id, s.section, s.verified_at, s.door
        from listing_section s join listing l on l.id = s.listing_id join commune c on c.code = l.commune
        where c.epci = $1 and s.verified_at is not null";
    SECTIONS_IN_COMMUNE = "select s.listing_id, s.section, s.verified_at, s.door
        from listing_section s join listing l on l.id = s.listing_id
        where l.commune = $1 and s.verified_at is not null";
    DUE_IN_EPCI = "select s.listing_id, l.name, s.section, s.due_at, s.verified_at
        from listing_section s join listing l on l.id = s.listing_id join commune c on c.code = l.commune
        where c.epci = $1 and s.due_at <= $2 and l.closed = 0 and l.state = 'listed' order by l.name_norm, s.listing_id, s.due_at, s.section";
    CLOSED_IN_EPCI = "select l.id from listing l join commune c on c.code = l.commune
        where c.epci = $1 and l.closed = 1 and l.state = 'listed' order by l.id";
    COUNT = "select count(*) from listing";
    PROPOSED_IN_EPCI = "select l.id, l.document, l.origin, cast(l.fictional as bigint) as fictional, l.created_at,
            l.modified_at, l.state from listing l join commune c on c.code = l.commune
        where c.epci = $1 and l.state = 'proposed' order by l.created_at, l.id";
    DECIDE = "update listing set state = $2, decided_by = $3, decided_at = $4, reason = $5, told = $6 where id = $1";
    DECLINED_BY = "select id, document, origin, cast(fictional as bigint) as fictional, created_at, modified_at, state
        from listing where told = $1 order by id";
    AUTHOR = "select person_id from observation where listing_id = $1 and person_id is not null order by n, id limit 1";
    DECISION = "select decided_at, reason from listing where id = $1 and decided_at is not null";
    ID_BY_SOURCE = "select id from listing where source_id = $1";
}

impl Listings<'_> {
    /// Adds a listing with all its sections due now; false when that source record already is in.
    pub async fn insert(
        &mut self,
        listing: &Listing,
        source_id: Option<&str>,
        name_norm: &str,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(listing.id.to_string())
            .bind(source_id.map(str::to_owned))
            .bind(listing.name().to_owned())
            .bind(name_norm.to_owned())
            .bind(listing.commune().map(|code| code.to_string()))
            .bind(i64::from(listing.is_closed()))
            .bind(to_json(&listing.document)?)
            .bind(listing.origin.clone())
            .bind(i64::from(listing.fictional))
            .bind(listing.created_at.millis())
            .bind(listing.modified_at.millis())
            .bind(listing.state.as_str().to_owned());
        if query.execute(self.0.conn()).await?.rows_affected() == 0 {
            return Ok(false);
        }
        let rows = SectionKey::ALL.into_iter().map(|section| {
            vec![
                Cell::Text(listing.id.to_string()),
                Cell::Text(section.as_str().to_owned()),
                Cell::Int(listing.created_at.millis()),
            ]
        });
        bulk::insert(
            self.0,
            "listing_section",
            &["listing_id", "section", "due_at"],
            rows,
        )
        .await?;
        Ok(true)
    }

    /// Takes a listing for this transaction alone, then reads it: two changes of one listing wait for each other.
    pub async fn lock(&mut self, id: ListingId) -> Result<Listing, StorageError> {
        sqlx::query(LOCK)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        self.require(id).await
    }

    /// Writes the projection of a listing taken by [`Self::lock`].
    pub async fn save(&mut self, listing: &Listing, name_norm: &str) -> Result<(), StorageError> {
        let query = sqlx::query(SAVE)
            .bind(listing.id.to_string())
            .bind(listing.name().to_owned())
            .bind(name_norm.to_owned())
            .bind(listing.commune().map(|code| code.to_string()))
            .bind(i64::from(listing.is_closed()))
            .bind(to_json(&listing.document)?)
            .bind(i64::from(listing.fictional))
            .bind(listing.modified_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Notes that a section was vouched for, and when it is due again.
    pub async fn verify(
        &mut self,
        id: ListingId,
        verification: &Verification,
        observation_id: ObservationId,
        due_at: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(VERIFY)
            .bind(id.to_string())
            .bind(verification.section.as_str().to_owned())
            .bind(verification.at.millis())
            .bind(verification.door.as_str().to_owned())
            .bind(observation_id.to_string())
            .bind(due_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Leaves a section in peace until a moment at least: somebody spoke of it, and a référent has to look.
    pub async fn defer(
        &mut self,
        id: ListingId,
        section: SectionKey,
        until: Timestamp,
    ) -> Result<(), StorageError> {
        self.due(DEFER, id, section, until).await
    }

    /// Makes a section due now at the latest: somebody doubts it.
    pub async fn doubt(
        &mut self,
        id: ListingId,
        section: SectionKey,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.due(DUE_NOW, id, section, now).await
    }

    async fn due(
        &mut self,
        sql: &'static str,
        id: ListingId,
        section: SectionKey,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(sql)
            .bind(id.to_string())
            .bind(section.as_str().to_owned())
            .bind(at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A listing by id.
    pub async fn get(&mut self, id: ListingId) -> Result<Option<Listing>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let sections: Vec<SectionRow> = sqlx::query_as(SECTIONS)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let verifications = sections
            .iter()
            .map(verification)
            .collect::<Result<_, _>>()?;
        row.into_listing(verifications).map(Some)
    }

    /// A listing that must be there.
    pub async fn require(&mut self, id: ListingId) -> Result<Listing, StorageError> {
        self.get(id).await?.ok_or(StorageError::Missing("listing"))
    }

    /// Every listing, by name.
    pub async fn all(&mut self) -> Result<Vec<Listing>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(EVERY).fetch_all(self.0.conn()).await?;
        let sections: Vec<SectionRow> = sqlx::query_as(EVERY_SECTION)
            .fetch_all(self.0.conn())
            .await?;
        assemble(rows, &sections)
    }

    /// The listings of an EPCI or a commune, by name; the whole inventory for a larger territory is the atlas's business.
    pub async fn of_territory(
        &mut self,
        territory: &Territory,
    ) -> Result<Vec<Listing>, StorageError> {
        let (listings, sections, code) = match territory {
            Territory::Commune(code) => (IN_COMMUNE, SECTIONS_IN_COMMUNE, code.as_str()),
            Territory::Epci(code) => (IN_EPCI, SECTIONS_IN_EPCI, code.as_str()),
            Territory::Departement(_) | Territory::Region(_) => return self.all().await,
        };
        let rows: Vec<Row> = sqlx::query_as(listings)
            .bind(code.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        let sections: Vec<SectionRow> = sqlx::query_as(sections)
            .bind(code.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        assemble(rows, &sections)
    }

    /// The open listings of the communes whose centre is within a square around a point that reaches so far.
    pub async fn around(
        &mut self,
        (lat, lon): (f64, f64),
        reach_m: f64,
    ) -> Result<Vec<Listing>, StorageError> {
        let high = reach_m / METRES_A_DEGREE;
        let wide = high / lat.to_radians().cos().max(0.01);
        let square = [lat - high, lat + high, lon - wide, lon + wide];
        let mut rows = sqlx::query_as(AROUND);
        let mut sections = sqlx::query_as(SECTIONS_AROUND);
        for side in square {
            rows = rows.bind(side);
            sections = sections.bind(side);
        }
        let rows: Vec<Row> = rows.fetch_all(self.0.conn()).await?;
        let sections: Vec<SectionRow> = sections.fetch_all(self.0.conn()).await?;
        assemble(rows, &sections)
    }

    /// The listings of one commune, by name.
    pub async fn of_commune(&mut self, code: &CommuneCode) -> Result<Vec<Listing>, StorageError> {
        self.of_territory(&Territory::Commune(code.clone())).await
    }

    /// Sections due at `now` in an EPCI, listing by listing, the longest due first.
    pub async fn due_in_epci(
        &mut self,
        epci: &str,
        now: Timestamp,
    ) -> Result<Vec<DueSection>, StorageError> {
        let rows: Vec<(String, String, String, i64, Option<i64>)> = sqlx::query_as(DUE_IN_EPCI)
            .bind(epci.to_owned())
            .bind(now.millis())
            .fetch_all(self.0.conn())
            .await?;
        let due = |(listing_id, name, section, due_at, verified_at): (
            String,
            String,
            String,
            i64,
            Option<i64>,
        )| {
            Ok(DueSection {
                listing_id: parse(&listing_id)?,
                name,
                section: parse(&section)?,
                due_at: Timestamp::from_millis(due_at),
                verified_at: verified_at.map(Timestamp::from_millis),
            })
        };
        rows.into_iter().map(due).collect()
    }

    /// The listings of an EPCI that are closed for good.
    pub async fn closed_in_epci(&mut self, epci: &str) -> Result<Vec<ListingId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(CLOSED_IN_EPCI)
            .bind(epci.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.iter().map(|(id,)| parse(id)).collect()
    }

    /// The places that wait to be taken into the inventory of an EPCI, the longest waiting first.
    pub async fn proposed_in_epci(&mut self, epci: &str) -> Result<Vec<Listing>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(PROPOSED_IN_EPCI)
            .bind(epci.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        assemble(rows, &[])
    }

    /// Notes what a référent decided about a place: taken into the inventory, or not and why.
    pub async fn decide(
        &mut self,
        id: ListingId,
        state: ListingState,
        by: PersonId,
        now: Timestamp,
        reason: &str,
        told: Option<MessageId>,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(DECIDE)
            .bind(id.to_string())
            .bind(state.as_str().to_owned())
            .bind(by.to_string())
            .bind(now.millis())
            .bind(reason.to_owned())
            .bind(told.map(|id| id.to_string()));
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The places that were not taken and whose author a message tells.
    pub async fn told_by(&mut self, id: MessageId) -> Result<Vec<Listing>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(DECLINED_BY)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        assemble(rows, &[])
    }

    /// Who first spoke of a place.
    pub async fn author(&mut self, id: ListingId) -> Result<Option<PersonId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(AUTHOR)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }

    /// When a référent decided about a place, and the reason they gave; nothing when nobody had to.
    pub async fn decision(
        &mut self,
        id: ListingId,
    ) -> Result<Option<(Timestamp, String)>, StorageError> {
        let row: Option<(i64, String)> = sqlx::query_as(DECISION)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map(|(at, reason)| (Timestamp::from_millis(at), reason)))
    }

    /// How many listings there are, whatever their state.
    pub async fn count(&mut self) -> Result<i64, StorageError> {
        let (count,): (i64,) = sqlx::query_as(COUNT).fetch_one(self.0.conn()).await?;
        Ok(count)
    }

    /// The listing made from a source record.
    pub async fn id_by_source(
        &mut self,
        source_id: &str,
    ) -> Result<Option<ListingId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(ID_BY_SOURCE)
            .bind(source_id.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }
}

fn assemble(rows: Vec<Row>, sections: &[SectionRow]) -> Result<Vec<Listing>, StorageError> {
    let mut by_listing: BTreeMap<&str, Vec<Verification>> = BTreeMap::new();
    for section in sections {
        by_listing
            .entry(&section.0)
            .or_default()
            .push(verification(section)?);
    }
    rows.into_iter()
        .map(|row| {
            let verifications = by_listing.remove(row.id.as_str()).unwrap_or_default();
            row.into_listing(verifications)
        })
        .collect()
}

fn verification((_, section, at, door): &SectionRow) -> Result<Verification, StorageError> {
    Ok(Verification {
        section: parse(section)?,
        at: Timestamp::from_millis(*at),
        door: parse(door)?,
    })
}
