//! The only place that knows SQL.
//!
//! One file per noun. Statements are constants, written once for SQLite and PostgreSQL, and a test prepares every one
//! of them on both. Work happens in a [`Tx`]: nothing is visible to others before [`Tx::commit`], and a `Tx` that is
//! dropped leaves no trace. Nobody talks to a network while holding one.

#[macro_use]
mod statements;
#[macro_use]
mod lists;

mod addresses;
mod attendance;
mod bulk;
mod campaigns;
mod contact_imports;
mod contacts;
mod conversations;
mod day_tables;
mod doubts;
mod drafts;
mod error;
mod events;
mod geography;
mod inbox;
mod interests;
mod invitations;
mod journal;
mod letters;
mod links;
mod listings;
mod log_sync;
mod mailings;
mod needs;
mod nominations;
mod observations;
mod open;
mod operations;
mod outbox;
mod paper_letters;
mod people;
mod person_files;
mod portraits;
mod prompts;
mod public_contacts;
mod rehearsal;
mod retention;
mod reviews;
mod rules;
mod sessions;
mod short_codes;
mod slots;
mod solicitations;
mod suggestions;
mod tx;
mod typed_answers;

pub use addresses::{MOST_SOFT_BOUNCES, SOFT_BOUNCES_FADE_DAYS};
pub use contacts::{ContactRow, NewPerson};
pub use doubts::DoubtRow;
pub use drafts::Draft;
pub use error::StorageError;
pub use geography::{CommuneRow, EpciRow, GeographyCounts};
pub use inbox::InboxRow;
pub use invitations::InvitationRow;
pub use journal::{InDoubt, Reader, Standing};
pub use letters::ContactNote;
pub use listings::DueSection;
pub use mailings::PromptFate;
pub use observations::HistoryRow;
pub use open::{Dialect, Durability, Storage};
pub use operations::{OUTBOX_HELD, OUTBOX_PAUSED};
pub use outbox::{Claimed, FateCount, Which};
pub use paper_letters::{PaperBatch, PaperLetterRow};
pub use person_files::{Dated, DatedRow, GivenRow, SaidRow};
pub use public_contacts::PublicContactRow;
pub use rehearsal::Rehearsal;
pub use retention::Silent;
pub use reviews::Review;
pub use rules::SequenceOf;
pub use slots::{Slot, SlotKeeper};
pub use solicitations::Waiting;
pub use statements::{Statement, statements};
pub use tx::Tx;
