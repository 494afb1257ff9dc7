//! Who answered the invitation to a meeting, latest first.

use std::cmp::Reverse;

use portrea_domain::invitation::Reply;
use portrea_render::french;

use super::dossier::Dossier;
use crate::words::name_of;

/// One answer.
pub(super) struct AnsweredRow {
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
    /// What they said.
    pub reply: &'static str,
    /// When.
    pub when: String,
    /// By which door.
    pub door: &'static str,
    /// How often they changed their mind, in words.
    pub again: &'static str,
}

/// The answers, latest first.
pub(super) fn rows(dossier: &Dossier) -> Vec<AnsweredRow> {
    let zone = dossier.portrait.zone;
    let mut answers: Vec<_> = dossier
        .invitations
        .iter()
        .filter_map(|row| Some((row.invitation.answer?, row)))
        .collect();
    answers.sort_by_key(|(answer, _)| Reverse(answer.at));
    let row = |(answer, row): (
        portrea_domain::invitation::Answered,
        &portrea_storage::InvitationRow,
    )| {
        let (organisation, commune) = dossier.whereabouts(row);
        AnsweredRow {
            name: name_of(&row.person),
            fictional: row.person.fictional,
            instead_of: dossier.sender(row).map(|sender| name_of(&sender.person)),
            organisation,
            commune,
            reply: words(answer.reply),
            when: format!(
                "{} à {}",
                french::date(answer.at, zone),
                french::hour(answer.at, zone)
            ),
            door: answer.door.label(),
            again: if answer.count > 1 {
                "a changé de réponse"
            } else {
                ""
            },
        }
    };
    answers.into_iter().map(row).collect()
}

/// An answer as the référent reads it.
const fn words(reply: Reply) -> &'static str {
    match reply {
        Reply::Yes => "vient",
        Reply::No => "ne vient pas",
        Reply::Maybe => "ne sait pas encore",
        Reply::Delegated => "se fait remplacer",
    }
}
