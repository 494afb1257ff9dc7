//! What is said once an effect was carried out, or refused.

use portrea_domain::invitation::Reply;
use portrea_domain::link::{LinkError, LinkPurpose};

use super::act::Act;
use super::effect::Outcome;
use super::outgoing::LinkTarget;
use super::state::Place;
use super::step::Talk;

impl Talk<'_> {
    /// How our last effect went.
    pub(super) fn outcome(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Linked(purpose) => self.linked(*purpose),
            Outcome::NotLinked(error) => self.not_linked(*error),
            Outcome::Saved => self.saved(),
            Outcome::Published {
                changed,
                waiting,
                disputed,
            } => self.published(*changed, *waiting, *disputed),
            Outcome::Answered(reply) => self.answered(*reply),
            Outcome::Refused(words) => self.missed(words),
        }
    }

    fn linked(&mut self, purpose: LinkPurpose) {
        self.state.misses = 0;
        if let Some(person) = self
            .view
            .person
            .as_ref()
            .filter(|person| !person.name.is_empty())
        {
            self.say(format!("Bonjour {}.", person.name));
        }
        match purpose {
            LinkPurpose::Form(listing) => {
                if !self.state.granted.contains(&listing) {
                    self.state.granted.push(listing);
                }
                self.open(listing);
            }
            LinkPurpose::Invitation(invitation) => self.act(Act::Invitation(invitation)),
            LinkPurpose::SignIn | LinkPurpose::Preferences => self.go(Place::Home),
        }
    }

    pub(super) fn not_linked(&mut self, error: LinkError) {
        self.say(match error {
            LinkError::Unknown => "Ce lien n’est pas reconnu. Copiez-le en entier, tel qu’il est dans le mail.",
            LinkError::Expired => "Ce lien n’est plus valable. Ouvrez-le sur votre téléphone : la page propose d’en recevoir un nouveau.",
            LinkError::Revoked => "Ce lien a été remplacé par un plus récent : cherchez le dernier mail reçu.",
        });
    }

    fn published(&mut self, changed: usize, waiting: usize, disputed: usize) {
        let Some(listing) = self.state.place.listing() else {
            return self.go(Place::Home);
        };
        let name = self
            .view
            .listing(listing)
            .map_or_else(String::new, |view| view.listing.name().to_owned());
        let mut words = published_words(&name, changed, waiting + disputed);
        if waiting > 0 {
            words.push_str(
                " Ce qui situe le lieu ou permet de le joindre attend l’accord de votre référent avant d’être public.",
            );
        }
        if disputed > 0 {
            words.push_str(
                " Quelqu’un a publié entre-temps une autre réponse que la vôtre : ouvrez la fiche pour choisir.",
            );
        }
        self.say(words);
        self.move_on(Place::Home);
        self.link = Some(if disputed > 0 {
            ("Choisir sur la fiche", LinkTarget::Form(listing))
        } else {
            ("Voir la fiche publique", LinkTarget::Listing(listing))
        });
    }

    fn answered(&mut self, reply: Reply) {
        self.say(format!(
            "C’est noté : {}. Un mail vous le confirme.",
            reply.label()
        ));
        self.move_on(Place::Home);
    }
}

fn published_words(name: &str, changed: usize, held: usize) -> String {
    match (changed, held) {
        (0, 0) => format!(
            "Merci. La fiche « {name} » est vérifiée par vous aujourd’hui, sans changement."
        ),
        (0, _) => format!("Merci, c’est noté pour la fiche « {name} »."),
        (1, _) => format!("Merci. La fiche « {name} » est publiée, avec un changement."),
        _ => format!("Merci. La fiche « {name} » est publiée, avec {changed} changements."),
    }
}
