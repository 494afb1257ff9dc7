//! Who said what, when and by which door: never rewritten.

use portrea_domain::document::Value;
use portrea_domain::observation::{Door, Observation, Revision, RevisionState};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, ObservationId, Timestamp};
use sqlx::FromRow;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::tx::Tx;

/// Observations at rest.
#[derive(Debug)]
pub struct Observations<'t>(pub(crate) &'t mut Tx);

/// One changed field in the history of a listing, with the observation it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRow {
    /// The change.
    pub revision: Revision,
    /// By which door.
    pub door: Door,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: String,
    observation_id: String,
    path: String,
    old_value: Option<String>,
    new_value: Option<String>,
    door: String,
    at: i64,
}

impl TryFrom<Row> for HistoryRow {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let value = |text: Option<String>| text.as_deref().map(from_json::<Value>).transpose();
        let path =
            portrea_domain::document::Path::try_from(row.path).map_err(StorageError::corrupt)?;
        let revision = Revision {
            id: parse(&row.id)?,
            observation_id: parse(&row.observation_id)?,
            path,
            old: value(row.old_value)?,
            new: value(row.new_value)?,
        };
        Ok(Self {
            revision,
            door: parse(&row.door)?,
            at: Timestamp::from_millis(row.at),
        })
    }
}

const REVISION: &[&str] = &[
    "id",
    "observation_id",
    "n",
    "path",
    "old_value",
    "new_value",
    "state",
];

statements! {
    INSERT = "insert into observation (id, listing_id, person_id, door, source, at, n)
        select $1, id, $3, $4, $5, $6, version from listing where id = $2";
    OF_LISTING = "select id, person_id, door, source, at from observation where listing_id = $1 order by n desc, id desc";
    HISTORY = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, o.door, o.at
        from revision r join observation o on o.id = r.observation_id
        where o.listing_id = $1 and r.state = 'accepted' order by coalesce(r.applied_n, o.n), o.id, r.n";
    SECTIONS = "select section from verification where observation_id = $1";
    BY_DOOR = "select o.door, count(*) from observation o join listing l on l.id = o.listing_id
        join commune c on c.code = l.commune where c.epci = $1 and o.at >= $2 and o.door <> 'import'
        group by o.door order by o.door";
}

impl Observations<'_> {
    /// Keeps an observation with what it changed and the sections it vouches for.
    pub async fn insert(
        &mut self,
        observation: &Observation,
        revisions: &[Revision],
        vouched: &[SectionKey],
    ) -> Result<(), StorageError> {
        let id = observation.id.to_string();
        let query = sqlx::query(INSERT)
            .bind(id.clone())
            .bind(observation.listing_id.to_string())
            .bind(observation.person_id.map(|person| person.to_string()))
            .bind(observation.door.as_str().to_owned())
            .bind(observation.source.clone())
            .bind(observation.at.millis());
        query.execute(self.0.conn()).await?;
        self.add(revisions, RevisionState::Accepted).await?;
        let rows = vouched.iter().map(|section| {
            vec![
                Cell::Text(id.clone()),
                Cell::Text(section.as_str().to_owned()),
            ]
        });
        bulk::insert(self.0, "verification", &["observation_id", "section"], rows).await
    }

    /// Keeps the changes of an observation that wait for the référent.
    pub async fn insert_waiting(&mut self, revisions: &[Revision]) -> Result<(), StorageError> {
        self.add(revisions, RevisionState::Waiting).await
    }

    async fn add(
        &mut self,
        revisions: &[Revision],
        state: RevisionState,
    ) -> Result<(), StorageError> {
        let mut rows = Vec::with_capacity(revisions.len());
        for (n, revision) in (1_i64..).zip(revisions) {
            rows.push(vec![
                Cell::Text(revision.id.to_string()),
                Cell::Text(revision.observation_id.to_string()),
                Cell::Int(n),
                Cell::Text(revision.path.to_string()),
                Cell::MaybeText(revision.old.as_ref().map(to_json).transpose()?),
                Cell::MaybeText(revision.new.as_ref().map(to_json).transpose()?),
                Cell::Text(state.as_str().to_owned()),
            ]);
        }
        bulk::insert(self.0, "revision", REVISION, rows.into_iter()).await
    }

    /// What was said about a listing, latest first.
    pub async fn of_listing(&mut self, id: ListingId) -> Result<Vec<Observation>, StorageError> {
        let rows: Vec<(String, Option<String>, String, String, i64)> = sqlx::query_as(OF_LISTING)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let observation = |(observation, person, door, source, at): (
            String,
            Option<String>,
            String,
            String,
            i64,
        )| {
            Ok(Observation {
                id: parse(&observation)?,
                listing_id: id,
                person_id: parse_opt(person.as_deref())?,
                door: parse(&door)?,
                source,
                at: Timestamp::from_millis(at),
            })
        };
        rows.into_iter().map(observation).collect()
    }

    /// Every accepted change of a listing, oldest first: replaying them gives its document.
    pub async fn history(&mut self, id: ListingId) -> Result<Vec<HistoryRow>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(HISTORY)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(HistoryRow::try_from).collect()
    }

    /// The sections an observation vouched for.
    pub async fn sections(&mut self, id: ObservationId) -> Result<Vec<SectionKey>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(SECTIONS)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.iter().map(|(section,)| parse(section)).collect()
    }

    /// How many observations came through each door in an EPCI since `since`; files are not counted.
    pub async fn by_door(
        &mut self,
        epci: &str,
        since: Timestamp,
    ) -> Result<Vec<(Door, i64)>, StorageError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(BY_DOOR)
            .bind(epci.to_owned())
            .bind(since.millis())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(door, count)| Ok((parse(&door)?, count)))
            .collect()
    }
}
