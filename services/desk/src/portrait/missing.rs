//! Who is missing: invited and silent, or not invited yet, and what became of the mail.

use portrea_domain::message::{Message, MessageState};
use portrea_domain::person::Person;
use portrea_storage::InvitationRow;

use super::dossier::Dossier;
use crate::words::name_of;

/// One person who said nothing.
pub(super) struct MissingRow {
    /// Who.
    pub name: String,
    /// Whether they are fictional.
    pub fictional: bool,
    /// Instead of whom, when they were handed the invitation.
    pub instead_of: Option<String>,
    /// The body they speak for.
    pub organisation: String,
    /// The commune they speak for.
    pub commune: String,
    /// Whether they were invited, in words.
    pub situation: &'static str,
    /// What became of the mail.
    pub mail: Fate,
}

/// What became of a mail.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fate {
    /// Whether nothing stands in the way: people that a mail does not reach must be called, and come first.
    pub fine: bool,
    /// In a word or two.
    pub label: &'static str,
    /// Why, in the words of the server or of the rule.
    pub reason: String,
}

/// Whoever said nothing: first those a mail does not reach, then the silent, then those not invited yet.
pub(super) fn rows(dossier: &Dossier) -> Vec<MissingRow> {
    let silent = dossier
        .invitations
        .iter()
        .filter(|row| row.invitation.answer.is_none());
    let mut rows: Vec<MissingRow> = silent.map(|row| invited(dossier, row)).collect();
    for row in &dossier.contacts {
        if dossier
            .invitations
            .iter()
            .any(|other| other.person.id == row.person.id)
        {
            continue;
        }
        rows.push(MissingRow {
            name: name_of(&row.person),
            fictional: row.person.fictional,
            instead_of: None,
            organisation: row.contact.organisation.clone(),
            commune: dossier.commune(row.contact.main_commune()),
            situation: "pas encore invité",
            mail: fate(dossier, &row.person, None),
        });
    }
    rows.sort_by_key(|row| row.mail.fine);
    rows
}

fn invited(dossier: &Dossier, row: &InvitationRow) -> MissingRow {
    let (organisation, commune) = dossier.whereabouts(row);
    let message = dossier
        .messages
        .iter()
        .rfind(|message| message.person_id == row.person.id);
    MissingRow {
        name: name_of(&row.person),
        fictional: row.person.fictional,
        instead_of: dossier.sender(row).map(|sender| name_of(&sender.person)),
        organisation,
        commune,
        situation: "invité, sans réponse",
        mail: fate(dossier, &row.person, message),
    }
}

fn fate(dossier: &Dossier, person: &Person, message: Option<&Message>) -> Fate {
    if person.email.is_none() {
        return Fate {
            fine: false,
            label: "pas d’adresse mail",
            reason: String::new(),
        };
    }
    if let Some(reason) = dossier.bounced.get(&person.id) {
        return Fate {
            fine: false,
            label: "adresse en échec",
            reason: reason.clone(),
        };
    }
    match message {
        None => Fate {
            fine: true,
            label: "aucun mail",
            reason: String::new(),
        },
        Some(message) => Fate {
            fine: arrives(message.state),
            label: message.state.label(),
            reason: message.reason.clone(),
        },
    }
}

/// Whether a message in that state reached its person, or still may.
const fn arrives(state: MessageState) -> bool {
    match state {
        MessageState::Queued
        | MessageState::Claimed
        | MessageState::Handed
        | MessageState::Accepted => true,
        MessageState::Refused
        | MessageState::Suppressed
        | MessageState::GivenUp
        | MessageState::Uncertain => false,
    }
}
