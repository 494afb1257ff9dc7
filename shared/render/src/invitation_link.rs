//! The mail that brings a new link to an invitation, because the old one is over and its holder asked.

use chrono_tz::Tz;
use portrea_domain::event::Event;

use crate::french;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// Here is a new link to the invitation.
#[derive(Clone, Debug)]
pub struct InvitationLink {
    /// Around it.
    pub head: Letterhead,
    /// The meeting.
    pub event: Event,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// The page of the invitation.
    pub link: String,
}

trio!(
    InvitationLink,
    "mail/invitation_link.subject.txt",
    "mail/invitation_link.txt",
    "mail/invitation_link.html"
);

impl InvitationLink {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn when(&self) -> String {
        french::span(self.event.starts_at, self.event.ends_at, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn it_brings_the_link_and_says_to_which_meeting() {
        insta::assert_snapshot!(samples::invitation_link().render().unwrap().text, @"
        Bonjour Jeanne Le Goff,

        Votre lien précédent n’était plus valable. En voici un nouveau vers votre invitation :
        https://portrea.exemple.fr/i/token

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Vous recevez ce message parce que vous l’avez demandé, ou parce que vous avez répondu. Il concerne l’inventaire de l’aide au numérique de Lannion-Trégor Communauté.
        ");
    }
}
