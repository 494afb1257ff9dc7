//! The words of the page: what was answered, and what happens next.

use chrono_tz::Tz;
use portrea_domain::event::Event;
use portrea_domain::invitation::{Answered, Reply, Seat};
use portrea_render::french;

/// What is said once needs are kept.
pub(crate) const NEEDS_NOTED: &str =
    "Vos précisions sont notées. Elles seront effacées dès que la réunion sera terminée.";

/// What stands: `Vous avez répondu « Oui, je viens » le 5 octobre 2026.`, and the waiting list.
pub(crate) fn standing(answer: Answered, seat: Option<Seat>, zone: Tz) -> String {
    let said = format!(
        "Vous avez répondu «\u{a0}{}\u{a0}» le {}.",
        answer.reply.label(),
        french::date(answer.at, zone)
    );
    match seat {
        Some(Seat::Waiting) => {
            format!("{said} La salle est pleine\u{a0}: vous êtes sur la liste d’attente.")
        }
        Some(Seat::Seated) | None => said,
    }
}

/// How people are received, in lines.
pub(crate) fn reception(event: &Event) -> Vec<String> {
    let hosting = &event.hosting;
    let mut lines = Vec::new();
    if !hosting.access.trim().is_empty() {
        lines.push(hosting.access.trim().to_owned());
    }
    lines.extend(
        hosting
            .features
            .iter()
            .map(|feature| feature.label().to_owned()),
    );
    if hosting.meal {
        lines.push("repas offert".to_owned());
    }
    lines
}

/// What was just noted, and which mail leaves. `delegate` is the name of whoever comes instead.
pub(crate) fn noted(reply: Reply, seat: Option<Seat>, delegate: Option<&str>) -> String {
    match reply {
        Reply::Yes if seat == Some(Seat::Waiting) => {
            "C’est noté, vous souhaitez venir. La salle est pleine pour l’instant\u{a0}: vous êtes sur la liste d’attente, et \
             un mail vous préviendra dès qu’une place sera à vous."
                .to_owned()
        }
        Reply::Yes => {
            "C’est noté, vous venez. Un mail de confirmation part avec le fichier d’agenda."
                .to_owned()
        }
        Reply::No => {
            "C’est noté, vous ne venez pas. Merci d’avoir prévenu\u{a0}; un mail vous le confirme."
                .to_owned()
        }
        Reply::Maybe => {
            "C’est noté, vous ne savez pas encore. Dites-le ici dès que vous le savez\u{a0}: un mail vous rappelle ce lien."
                .to_owned()
        }
        Reply::Delegated => {
            let who = delegate
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .unwrap_or("La personne que vous avez indiquée");
            format!(
                "C’est noté. {who} reçoit une invitation par mail, avec son propre lien pour répondre."
            )
        }
    }
}

/// The words of the button of an answer, which tell it apart when it is the one that stands.
pub(crate) fn button(reply: Reply, standing: Option<Reply>) -> String {
    let label = reply.label();
    if standing == Some(reply) {
        format!("{label} (votre réponse)")
    } else {
        label.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::Timestamp;
    use portrea_domain::clock::PARIS;
    use portrea_domain::observation::Door;

    use super::*;

    #[test]
    fn an_answer_is_said_with_its_date() {
        let answer = Answered {
            reply: Reply::Yes,
            at: Timestamp::midnight("2026-10-05".parse().unwrap(), PARIS),
            door: Door::Form,
            count: 1,
        };
        assert_eq!(
            standing(answer, Some(Seat::Seated), PARIS),
            "Vous avez répondu «\u{a0}Oui, je viens\u{a0}» le 5 octobre 2026."
        );
    }

    #[test]
    fn whoever_comes_instead_is_named_when_known() {
        assert!(noted(Reply::Delegated, None, Some("Yann Riou")).contains("Yann Riou reçoit"));
        assert!(noted(Reply::Delegated, None, Some(" ")).contains("La personne"));
        assert!(noted(Reply::Yes, Some(Seat::Seated), None).contains("agenda"));
        assert!(noted(Reply::Yes, Some(Seat::Waiting), None).contains("liste d’attente"));
    }

    #[test]
    fn the_button_of_the_standing_answer_says_so() {
        assert_eq!(
            button(Reply::No, Some(Reply::No)),
            "Non, je ne peux pas (votre réponse)"
        );
        assert_eq!(button(Reply::Yes, Some(Reply::No)), "Oui, je viens");
    }
}
