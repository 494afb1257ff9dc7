//! What a person or the clock can do, one file per verb.
//!
//! Every door — web page, chat, command line, cron — calls these, so behaviour cannot differ by door. An action opens
//! its transaction, decides with the rules of `domain`, writes, and commits; whoever must be told something gets a row
//! in the outbox within that same transaction. No action talks to a network.

mod answer_read;
mod app;
mod bounce_note;
mod chat_link;
mod contact_add;
mod contact_assign;
mod draft_save;
mod error;
mod event_plan;
mod freshness_run;
mod inventory_prefill;
mod invitation_answer;
mod invitation_send;
mod link_give;
mod link_open;
mod listing_declare;
mod listing_publish;
mod message_check;
mod person_oppose;
mod portrait_open;
mod rate;
mod reference_load;
mod referent_invite;
mod sign_in;
mod token;

pub use app::{App, House};
pub use bounce_note::note_bounce;
pub use chat_link::link_chat;
pub use contact_add::{NewContact, add_contact};
pub use contact_assign::assign_contact;
pub use draft_save::{FieldError, Typed, draft_of, save_draft};
pub use error::ActionError;
pub use event_plan::{NewEvent, plan_event};
pub use freshness_run::{
    Ask, FreshnessPlan, Held, HeldReason, plan_freshness, plan_freshness_of, run_freshness, step_of,
};
pub use inventory_prefill::prefill_inventory;
pub use invitation_answer::{AnswerRequest, Delegate, answer_invitation};
pub use invitation_send::{Preparation, invitation_step, prepare_invitations, send_invitations};
pub use link_give::{give_link, give_link_in, link_url, masked_url};
pub use link_open::{open_link, renew_link};
pub use listing_declare::declare_listing;
pub use listing_publish::{Publication, Published, publish};
pub use message_check::{Verdict, check_message};
pub use person_oppose::{oppose, welcome_again};
pub use portrait_open::open_portrait;
pub use rate::within_limit;
pub use reference_load::{Progress, load_reference};
pub use referent_invite::{invite_referent, sign_in_link};
pub use sign_in::{ask_sign_in, sign_in, sign_out, signed_in};
pub use token::{Secret, csrf_token, hash_token, verify_csrf};
