//! What is kept of one person, wherever it is, for them to read.

use portrea_domain::document::{Path, Value};
use portrea_domain::link::LinkPurpose;
use portrea_domain::observation::Door;
use portrea_domain::{ListingId, PersonId, Timestamp};

use crate::error::{StorageError, from_json, parse, parse_opt};
use crate::tx::Tx;

/// What is kept of one person, at rest.
#[derive(Debug)]
pub struct PersonFiles<'t>(pub(crate) &'t mut Tx);

/// Something a person said of a listing: one value, or that nothing had changed.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidRow {
    /// When.
    pub at: Timestamp,
    /// By which door.
    pub door: Door,
    /// Name of the listing.
    pub place: String,
    /// The field that changed, when one did.
    pub path: Option<Path>,
    /// What they said; nothing when they withdrew it.
    pub value: Option<Value>,
}

/// A link or a code that a person was given. The secret itself is nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenRow {
    /// What it opens.
    pub purpose: LinkPurpose,
    /// When it was given.
    pub created_at: Timestamp,
    /// Until when it opens.
    pub expires_at: Timestamp,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// Something about a person on a day: where or about what, what exactly, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedRow {
    /// A meeting, a listing, a channel.
    pub about: String,
    /// What is kept, in the form it is stored.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

type Said = (i64, String, String, Option<String>, Option<String>);
type Given = (String, i64, i64, Option<i64>);

statements! {
    CREATED_AT = "select created_at from person where id = $1";
    SAID = "select o.at, o.door, l.name, r.path, r.new_value from observation o join listing l on l.id = o.listing_id
        left join revision r on r.observation_id = o.id where o.person_id = $1 order by o.at, o.n, r.n";
    LINKS = "select purpose, created_at, expires_at, revoked_at from link where person_id = $1 order by created_at, id";
    CODES = "select purpose, created_at, expires_at, revoked_at from short_code where person_id = $1
        order by created_at, id";
    SESSIONS = "select '', '', created_at from session where person_id = $1 order by created_at";
    CHECK_INS = "select e.title, k.what, k.at from check_in k join event e on e.id = k.event_id
        where k.person_id = $1 order by k.at, k.id";
    CONSENTS = "select e.title, '', m.at from minutes_consent m join event e on e.id = m.event_id
        where m.person_id = $1 order by m.at";
    INTERESTS = "select e.name, i.function || ' ' || i.message, i.at from interest i join epci e on e.code = i.epci
        where i.person_id = $1 order by i.at";
    NEEDS = "select e.title, n.diets || ' ' || n.diet_note || ' ' || n.helps || ' ' || n.help_note, n.at
        from invitation_need n join invitation i on i.id = n.invitation_id join event e on e.id = n.event_id
        where i.person_id = $1 order by n.at";
    DRAFTS = "select l.name, d.answers, d.updated_at from draft d join listing l on l.id = d.listing_id
        where d.person_id = $1 order by d.updated_at";
    TURNS = "select t.speaker, t.body, t.at from turn t join conversation c on c.id = t.conversation_id
        where c.person_id = $1 order by t.at, t.n";
    NAMED_ON = "select w.listing_id, l.name from public_contact w join listing l on l.id = w.listing_id
        where w.person_id = $1 order by l.name, w.listing_id";
}

/// Which dated rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// Sessions of the desk.
    Sessions,
    /// Ticks of attendance lists.
    CheckIns,
    /// Consents to be named in minutes.
    Consents,
    /// Meals and needs.
    Needs,
    /// Groups of communes whose portrait they asked for.
    Interests,
    /// Unpublished answers.
    Drafts,
    /// What was said in chats.
    Turns,
}

impl PersonFiles<'_> {
    /// Since when a person is known.
    pub async fn created_at(&mut self, id: PersonId) -> Result<Timestamp, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(CREATED_AT)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        let (at,) = row.ok_or(StorageError::Missing("person"))?;
        Ok(Timestamp::from_millis(at))
    }

    /// Everything a person said of listings, the oldest first.
    pub async fn said(&mut self, id: PersonId) -> Result<Vec<SaidRow>, StorageError> {
        let rows: Vec<Said> = sqlx::query_as(SAID)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let row = |(at, door, place, path, value): Said| {
            Ok(SaidRow {
                at: Timestamp::from_millis(at),
                door: parse(&door)?,
                place,
                path: parse_opt(path.as_deref())?,
                value: value.map(|value| from_json(&value)).transpose()?,
            })
        };
        rows.into_iter().map(row).collect()
    }

    /// The links and codes a person was given, the oldest first.
    pub async fn given(&mut self, id: PersonId) -> Result<Vec<GivenRow>, StorageError> {
        let mut given = Vec::new();
        for sql in [LINKS, CODES] {
            let rows: Vec<Given> = sqlx::query_as(sql)
                .bind(id.to_string())
                .fetch_all(self.0.conn())
                .await?;
            for (purpose, created_at, expires_at, revoked_at) in rows {
                given.push(GivenRow {
                    purpose: from_json(&purpose)?,
                    created_at: Timestamp::from_millis(created_at),
                    expires_at: Timestamp::from_millis(expires_at),
                    revoked_at: revoked_at.map(Timestamp::from_millis),
                });
            }
        }
        Ok(given)
    }

    /// Dated rows of one kind about a person, the oldest first.
    pub async fn dated(
        &mut self,
        id: PersonId,
        which: Dated,
    ) -> Result<Vec<DatedRow>, StorageError> {
        let sql = match which {
            Dated::Sessions => SESSIONS,
            Dated::CheckIns => CHECK_INS,
            Dated::Consents => CONSENTS,
            Dated::Needs => NEEDS,
            Dated::Interests => INTERESTS,
            Dated::Drafts => DRAFTS,
            Dated::Turns => TURNS,
        };
        let rows: Vec<(String, String, i64)> = sqlx::query_as(sql)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(about, what, at)| DatedRow {
                about,
                what,
                at: Timestamp::from_millis(at),
            })
            .collect())
    }

    /// The listings on whose public page a person is named.
    pub async fn named_on(
        &mut self,
        id: PersonId,
    ) -> Result<Vec<(ListingId, String)>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(NAMED_ON)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(listing, name)| Ok((parse(&listing)?, name)))
            .collect()
    }
}
