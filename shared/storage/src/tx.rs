//! A transaction, and the rooms it opens onto: one per noun.

use std::sync::Arc;

use sqlx::{Any, AnyConnection, Transaction};

use crate::error::StorageError;
use crate::log_sync::LogSync;
use crate::open::Dialect;

/// A unit of work on the database.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Any>,
    pub(crate) dialect: Dialect,
    log: Option<Arc<LogSync>>,
}

macro_rules! rooms {
    ($($(#[$doc:meta])* $name:ident: $module:ident::$room:ident;)+) => {
        impl Tx {$(
            $(#[$doc])*
            pub fn $name(&mut self) -> crate::$module::$room<'_> {
                crate::$module::$room(self)
            }
        )+}
    };
}

rooms! {
    /// Addresses that bounce, and those whose owner objected.
    addresses: addresses::Addresses;
    /// Who came to meetings.
    attendance: attendance::Attendance;
    /// Campaigns.
    campaigns: campaigns::Campaigns;
    /// Lists of contacts that were sent.
    contact_imports: contact_imports::ContactImports;
    /// Contacts of portraits.
    contacts: contacts::Contacts;
    /// Chats.
    conversations: conversations::Conversations;
    /// Tables of collaborative days.
    day_tables: day_tables::DayTables;
    /// What référents must look at.
    doubts: doubts::Doubts;
    /// Unpublished answers.
    drafts: drafts::Drafts;
    /// Meetings.
    events: events::Events;
    /// Communes, EPCI, boundaries.
    geography: geography::Geography;
    /// What channels sent us.
    inbox: inbox::Inbox;
    /// Groups of communes that want their portrait made.
    interests: interests::Interests;
    /// Invitations and answers.
    invitations: invitations::Invitations;
    /// What mailers take, hand and settle.
    journal: journal::Journal;
    /// Mails worded by a person.
    letters: letters::Letters;
    /// Letters that were printed.
    paper_letters: paper_letters::PaperLetters;
    /// Secret links.
    links: links::Links;
    /// The inventory.
    listings: listings::Listings;
    /// Sends being prepared, decided or called back.
    mailings: mailings::Mailings;
    /// What people need on the day.
    needs: needs::Needs;
    /// Who was named by whom to answer for listings.
    nominations: nominations::Nominations;
    /// Who said what.
    observations: observations::Observations;
    /// Ticks, heartbeats, limits, settings.
    operations: operations::Operations;
    /// Messages to send.
    outbox: outbox::Outbox;
    /// People.
    people: people::People;
    /// What is kept of one person.
    person_files: person_files::PersonFiles;
    /// Portraits.
    portraits: portraits::Portraits;
    /// What was asked of whom.
    prompts: prompts::Prompts;
    /// Who wants to be named in public.
    public_contacts: public_contacts::PublicContacts;
    /// What is kept for a time.
    retention: retention::Retention;
    /// Changes under review.
    reviews: reviews::Reviews;
    /// Rules of sending, sequences of reminders.
    rules: rules::Rules;
    /// Signed-in browsers.
    sessions: sessions::Sessions;
    /// How much is asked of whom.
    solicitations: solicitations::Solicitations;
    /// What readers say of listings.
    suggestions: suggestions::Suggestions;
    /// Short codes on paper.
    short_codes: short_codes::ShortCodes;
    /// When answers of drafts were typed.
    typed_answers: typed_answers::TypedAnswers;
}

impl Tx {
    pub(crate) fn new(
        inner: Transaction<'static, Any>,
        dialect: Dialect,
        log: Option<Arc<LogSync>>,
    ) -> Self {
        Self {
            inner,
            dialect,
            log,
        }
    }

    /// Makes the work visible to everybody, for good: once this returns, a power cut does not undo it.
    pub async fn commit(self) -> Result<(), StorageError> {
        self.inner.commit().await?;
        match self.log {
            Some(log) => log.flush().await,
            None => Ok(()),
        }
    }

    pub(crate) fn conn(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }
}
