//! What a person or the clock can do, one file per verb.
//!
//! Every door — web page, chat, command line, cron — calls these, so behaviour cannot differ by door. An action opens
//! its transaction, decides with the rules of `domain`, writes, and commits; whoever must be told something gets a row
//! in the outbox within that same transaction. No action talks to a network.

mod address_correct;
mod answer_read;
mod answers_keep;
mod app;
mod attendance_read;
mod audience;
mod bounce_note;
mod chat_link;
mod check_in;
mod code_give;
mod code_open;
mod contact_add;
mod contact_assign;
mod contact_edit;
mod contact_list;
mod doubt_tell;
mod draft_merge;
mod draft_save;
mod duplicate_find;
mod error;
mod event_cancel;
mod event_edit;
mod event_move;
mod event_plan;
mod event_tell;
mod form_open;
mod freshness_run;
mod import_edit;
mod import_open;
mod import_run;
mod import_undo;
mod interest_declare;
mod inventory_export;
mod inventory_import;
mod inventory_prefill;
mod invitation_answer;
mod invitation_answer_for;
mod letter_print;
mod letter_send;
mod link_give;
mod link_open;
mod links_ask;
mod listing_accept;
mod listing_declare;
mod listing_leave;
mod listing_publish;
mod mailing_call_back;
mod mailing_decide;
mod mailing_draft;
mod mailing_prepare;
mod mailing_try;
mod message_check;
mod message_doubt;
mod message_pressure;
mod message_subject;
mod message_unconfirmed;
mod minutes_agree;
mod nearby_read;
mod need_state;
mod outcome_tell;
mod people_add;
mod person_erase;
mod person_oppose;
mod person_read;
mod phase_enter;
mod place_propose;
mod portrait_open;
mod prompt_check;
mod public_contact_wish;
mod rate;
mod reference_load;
mod referent_invite;
mod reminders_run;
mod retention_run;
mod revision_decide;
mod revision_undo;
mod revision_withdraw;
mod rules_keep;
mod seating;
mod sign_in;
mod solicit;
mod suggestion_decide;
mod suggestion_send;
mod table_prepare;
mod token;
mod trust;
mod walk_in_add;

pub use address_correct::{correct_address, correct_address_in};
pub use answers_keep::{Edit, Kept, keep_answers};
pub use app::{App, House};
pub use attendance_read::{Attendance, Present, attendance, attendance_in};
pub use bounce_note::{
    BounceKind, BounceNoted, note_bounce, note_bounced_address, note_bounced_message,
};
pub use chat_link::link_chat;
pub use check_in::{Heard, Tick, check_in, note_attendance};
pub use code_give::{give_code, give_code_in, give_door_link};
pub use code_open::{CodeOutcome, open_code};
pub use contact_add::{NewContact, add_contact};
pub use contact_assign::assign_contact;
pub use contact_edit::{ContactEdit, check_contact, edit_contact};
pub use contact_list::{Candidate, CellFault, Counts, Fate, Plan, PlannedRow};
pub use doubt_tell::settle_doubt;
pub use draft_merge::{Choice, Dispute, disputes, document_at, settle_dispute};
pub use draft_save::{FieldError, Typed, draft_of, save_draft, save_draft_seen};
pub use duplicate_find::{Likely, describe_place, find_duplicates};
pub use error::ActionError;
pub use event_cancel::cancel_event;
pub use event_edit::{EventEdit, edit_event};
pub use event_move::{Move, move_event};
pub use event_plan::{NewEvent, plan_event};
pub use event_tell::{Telling, prepare_telling};
pub use form_open::{OpenForm, open_form};
pub use freshness_run::{
    Ask, FreshnessPlan, Held, HeldReason, plan_freshness, plan_freshness_of, run_freshness,
    run_freshness_in, step_of,
};
pub use import_edit::{ImportEdit, ImportPreview, edit_import, leave_import, preview_import};
pub use import_open::{DRAFT_DAYS, SentList, UNDO_DAYS, open_import};
pub use import_run::{Imported, run_import};
pub use import_undo::{Undone, undo_import};
pub use interest_declare::{NewInterest, declare_interest, handle_interest};
pub use inventory_export::export_inventory;
pub use inventory_import::{InventoryImported, import_inventory};
pub use inventory_prefill::prefill_inventory;
pub use invitation_answer::{AnswerRequest, Delegate, answer_invitation};
pub use invitation_answer_for::{AnswerFor, answer_for};
pub use letter_print::{
    Asked, LetterList, LetterSubject, LetterTo, prepare_letters, print_letters,
};
pub use letter_send::{NewLetter, send_letter};
pub use link_give::{
    give_link, give_link_in, give_links_in, link_url, masked_invitation_url, masked_url,
};
pub use link_open::{open_link, renew_link};
pub use links_ask::{LinksAsked, ask_links, listings_of};
pub use listing_accept::{REASON_MAX, accept_listing, decline_listing};
pub use listing_declare::{declare_listing, propose_listing};
pub use listing_leave::{Successor, disown_listing, hand_over_listing};
pub use listing_publish::{Publication, Published, publish};
pub use mailing_call_back::{CalledBack, call_back_mailing};
pub use mailing_decide::{decide_mailing, invitation_step, send_invitations};
pub use mailing_draft::{MailingDraft, discard_mailing, draft_mailing, redraft_mailing};
pub use mailing_prepare::{Preparation, Unreachable, prepare_invitations, prepare_mailing};
pub use mailing_try::try_mailing;
pub use message_check::{Verdict, check_message, check_messages};
pub use message_doubt::doubt_message;
pub use minutes_agree::agree_to_minutes;
pub use nearby_read::{NearPlace, Nearby, complementary_nearby};
pub use need_state::{erase_needs, state_need};
pub use people_add::add_people;
pub use person_erase::erase_person;
pub use person_oppose::{oppose, oppose_all, oppositions_of, welcome_again};
pub use person_read::{PersonFile, read_person};
pub use phase_enter::enter_phase;
pub use place_propose::propose_place;
pub use portrait_open::open_portrait;
pub use prompt_check::{audience_of, check_prompt};
pub use public_contact_wish::{wish_to_be_named, withdraw_name};
pub use rate::within_limit;
pub use reference_load::{Progress, load_reference};
pub use referent_invite::{invite_referent, sign_in_link};
pub use reminders_run::{
    next_reminder_at, phase_sequence_of, run_reminders, run_reminders_in, sequence_of,
};
pub use retention_run::{Swept, run_retention, stay};
pub use revision_decide::{Decision, Ruling, decide_revisions};
pub use revision_undo::{UNDO_SOURCE, Undoing, undo_revision};
pub use revision_withdraw::withdraw_revision;
pub use rules_keep::{keep_rules, keep_sequence};
pub use seating::give_seat;
pub use sign_in::{ask_sign_in, sign_in, sign_out, signed_in};
pub use suggestion_decide::{SUGGESTION_SOURCE, accept_suggestion, refuse_suggestion};
pub use suggestion_send::{NewSuggestion, send_suggestion};
pub use table_prepare::{
    NewTable, listings_of_table, open_table_form, prepare_table, revoke_table, table_of,
};
pub use token::{Secret, csrf_token, hash_token, verify_csrf};
pub use walk_in_add::{WalkIn, add_walk_in};
