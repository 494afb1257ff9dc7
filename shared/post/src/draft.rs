//! Many mails at once: what they need is read with few statements, and what can be written without the database is
//! written later, by whoever sends it.

use std::collections::HashMap;
use std::sync::Arc;

use portrea_actions::{App, House, give_links_in, link_url, masked_url};
use portrea_domain::letter::{Fields, WordedLetter};
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::{Message, Purpose, Stream};
use portrea_domain::person::Person;
use portrea_domain::person_name::PersonName;
use portrea_domain::{LetterId, MessageId, PersonId};
use portrea_render::{Letter as Wording, Letterhead};
use portrea_storage::{ContactNote, StorageError, Tx};

use crate::letter::{Letter, LetterError, Links, Writer, letterhead_of, write_letter};
use crate::territory::TerritoryView;

/// A mail that was written, or has all it needs to be.
#[derive(Debug)]
pub enum Draft {
    /// Written.
    Written(Box<Letter>),
    /// Worded by a person, to be filled in.
    Worded(Box<WordedDraft>),
}

impl Draft {
    /// Writes what is not written yet. Needs no database.
    pub fn write(self) -> Result<Letter, LetterError> {
        match self {
            Self::Written(letter) => Ok(*letter),
            Self::Worded(draft) => draft.write(),
        }
    }
}

/// A letter and what it says to one reader.
#[derive(Debug)]
pub struct WordedDraft {
    page: Arc<Page>,
    house: Arc<House>,
    reader: String,
    note: ContactNote,
    fields: Fields,
    preferences: String,
    stream: Stream,
}

/// What every copy of a letter shares.
#[derive(Debug)]
struct Page {
    wording: Wording,
    territory: TerritoryView,
}

impl WordedDraft {
    fn write(self) -> Result<Letter, LetterError> {
        let page = &self.page;
        let reader = PersonName::of(&self.reader, &self.note.given_name);
        let source = match self.note.source.trim().trim_end_matches('.') {
            "" => "le référent du territoire",
            source => source,
        };
        let head = Letterhead {
            preferences_url: Some(self.preferences.clone()),
            source: Some(source.to_owned()),
            ..letterhead_of(&self.house, &page.territory, &self.reader)
        };
        let referent = head
            .referent
            .as_ref()
            .map_or("", |referent| referent.name.as_str());
        let value_of = |name: &str| {
            if let Some(own) = self.fields.get(name) {
                return Some(own.as_str());
            }
            Some(match name {
                "prenom" => reader.given.as_str(),
                "nom" => reader.family.as_str(),
                "structure" => self.note.organisation.as_str(),
                "commune" => self.note.commune.as_str(),
                "territoire" => page.territory.name.as_deref().unwrap_or_default(),
                "referent" => referent,
                "desabonner" => self.preferences.as_str(),
                _ => return None,
            })
        };
        Ok(Letter {
            mail: page.wording.fill(&head, value_of)?,
            territory: page.territory.name.clone(),
            reply_to: page.territory.referent.clone(),
            one_click: Some(one_click(&self.preferences, self.stream)),
        })
    }
}

/// Where one click stops a stream.
pub(crate) fn one_click(preferences: &str, stream: Stream) -> String {
    format!("{preferences}?flux={}", stream.as_str())
}

/// Drafts the mails of messages, each to its reader; one draft each, in their order. Fails as a whole only when the
/// database does.
pub async fn draft_letters(
    tx: &mut Tx,
    app: &App,
    mails: &[(&Message, &Person)],
) -> Result<Vec<Result<Draft, LetterError>>, StorageError> {
    let is_worded = |message: &Message| matches!(message.purpose, Purpose::Letter { .. });
    let worded: Vec<_> = mails
        .iter()
        .copied()
        .filter(|(message, _)| is_worded(message))
        .collect();
    let mut worded = draft_worded(tx, app, &worded, Links::Real)
        .await?
        .into_iter();
    let mut drafts = Vec::with_capacity(mails.len());
    for &(message, person) in mails {
        let draft = if is_worded(message) {
            worded
                .next()
                .unwrap_or(Err(StorageError::Missing("letter").into()))
        } else {
            written(tx, app, message, person).await
        };
        match draft {
            Err(LetterError::Storage(error @ StorageError::Database(_))) => return Err(error),
            draft => drafts.push(draft),
        }
    }
    Ok(drafts)
}

/// Drafts letters worded by people.
pub(crate) async fn draft_worded(
    tx: &mut Tx,
    app: &App,
    mails: &[(&Message, &Person)],
    links: Links,
) -> Result<Vec<Result<Draft, LetterError>>, StorageError> {
    let mut shelf = Shelf::fill(tx, app, mails, links).await?;
    let drafts = mails
        .iter()
        .map(|(message, person)| shelf.take(app, message, person));
    Ok(drafts.collect())
}

async fn written(
    tx: &mut Tx,
    app: &App,
    message: &Message,
    person: &Person,
) -> Result<Draft, LetterError> {
    let writer = Writer {
        tx,
        app,
        message,
        person,
        links: Links::Real,
    };
    Ok(Draft::Written(Box::new(write_letter(writer).await?)))
}

/// What the worded letters of a batch need, read once.
#[derive(Default)]
struct Shelf {
    pages: HashMap<LetterId, Arc<Page>>,
    notes: HashMap<PersonId, ContactNote>,
    fields: HashMap<MessageId, Fields>,
    preferences: HashMap<PersonId, String>,
}

impl Shelf {
    async fn fill(
        tx: &mut Tx,
        app: &App,
        mails: &[(&Message, &Person)],
        links: Links,
    ) -> Result<Self, StorageError> {
        let mut shelf = Self::default();
        let mut readers: HashMap<LetterId, Vec<PersonId>> = HashMap::new();
        let mut messages = Vec::new();
        for (message, person) in mails {
            if let Purpose::Letter { letter, .. } = message.purpose {
                readers.entry(letter).or_default().push(person.id);
                messages.push(message.id);
            }
        }
        if messages.is_empty() {
            return Ok(shelf);
        }
        shelf.fields = tx.letters().fields(&messages).await?.into_iter().collect();
        for (id, people) in &readers {
            let Some(letter) = tx.letters().get(*id).await? else {
                continue;
            };
            let notes = tx.letters().notes(letter.portrait_id, people).await?;
            shelf.notes.extend(notes);
            if let Some(page) = page(tx, &letter).await? {
                shelf.pages.insert(*id, Arc::new(page));
            }
        }
        let mut people: Vec<PersonId> = readers.into_values().flatten().collect();
        people.sort();
        people.dedup();
        shelf.preferences = preferences(tx, app, people, links).await?;
        Ok(shelf)
    }

    fn take(
        &mut self,
        app: &App,
        message: &Message,
        person: &Person,
    ) -> Result<Draft, LetterError> {
        let missing = StorageError::Missing("letter");
        let Purpose::Letter { letter, stream } = message.purpose else {
            return Err(missing.into());
        };
        let page = self.pages.get(&letter).ok_or(missing)?;
        Ok(Draft::Worded(Box::new(WordedDraft {
            page: Arc::clone(page),
            house: Arc::clone(&app.house),
            reader: person.name.clone(),
            note: self.notes.get(&person.id).cloned().unwrap_or_default(),
            fields: self.fields.remove(&message.id).unwrap_or_default(),
            preferences: self
                .preferences
                .get(&person.id)
                .cloned()
                .unwrap_or_default(),
            stream,
        })))
    }
}

/// Where each of these people chooses their mails.
async fn preferences(
    tx: &mut Tx,
    app: &App,
    people: Vec<PersonId>,
    links: Links,
) -> Result<HashMap<PersonId, String>, StorageError> {
    let purpose = LinkPurpose::Preferences;
    if links == Links::Masked {
        let masked = masked_url(app, purpose);
        return Ok(people
            .into_iter()
            .map(|person| (person, masked.clone()))
            .collect());
    }
    let links = give_links_in(tx, app, &people, purpose).await?;
    let url = |(person, link)| (person, link_url(app, &link));
    Ok(links.into_iter().map(url).collect())
}

/// Reads the wording of a letter; nothing when it cannot be used, which was checked when it was written.
async fn page(tx: &mut Tx, letter: &WordedLetter) -> Result<Option<Page>, StorageError> {
    let portrait = tx.portraits().require(letter.portrait_id).await?;
    let territory = TerritoryView::of_portrait(tx, &portrait).await?;
    let wording = Wording::read(
        &letter.subject,
        &letter.body,
        letter.html.as_deref(),
        &letter.known_fields(),
    );
    match wording {
        Ok(wording) => Ok(Some(Page { wording, territory })),
        Err(error) => {
            tracing::error!(letter.id = %letter.id, %error, "letter.unreadable");
            Ok(None)
        }
    }
}
