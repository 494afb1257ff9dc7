//! One step of the conversation.

use portrea_domain::document::Path;
use portrea_domain::ids::ListingId;
use portrea_domain::invitation::Reply;
use portrea_domain::link::{LinkError, LinkPurpose};
use portrea_territory::normalise;

use super::act::Act;
use super::effect::{Effect, Outcome};
use super::incoming::Incoming;
use super::outgoing::{Block, Draft, LinkTarget, Outgoing};
use super::screen::{help, screen};
use super::state::{Ask, Place, State};
use super::token::token_in;
use super::view::View;

/// So many misunderstandings in a row bring the menu.
const MISSES: u8 = 2;

/// What a step gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where the exchange stands now.
    pub state: State,
    /// What to say; nothing as long as an effect is to be carried out.
    pub outgoing: Vec<Outgoing>,
    /// What to carry out; how it went comes back as [`Incoming::Outcome`].
    pub effect: Option<Effect>,
}

/// One step: what is said and done next.
#[must_use]
pub fn step(state: &State, incoming: &Incoming, view: &View) -> Step {
    let mut talk = Talk {
        state: state.clone(),
        view,
        said: Vec::new(),
        link: None,
        effect: None,
    };
    talk.settle();
    match incoming {
        Incoming::Start { payload } => talk.start(payload.as_deref()),
        Incoming::Text(text) => talk.text(text),
        Incoming::Tap(data) => talk.tap(data),
        Incoming::Unread(unread) => talk.missed(unread.words()),
        Incoming::Outcome(outcome) => talk.outcome(outcome),
    }
    talk.finish(state)
}

/// A step under way.
pub(super) struct Talk<'v> {
    pub(super) state: State,
    pub(super) view: &'v View,
    said: Vec<Block>,
    link: Option<(&'static str, LinkTarget)>,
    effect: Option<Effect>,
}

impl Talk<'_> {
    /// Says something before what comes next.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.said.push(Block {
            strong: None,
            text: text.into(),
        });
    }

    pub(super) fn carry_out(&mut self, effect: Effect) {
        self.effect = Some(effect);
    }

    /// Goes somewhere; a question left unanswered is remembered.
    pub(super) fn go(&mut self, place: Place) {
        if let Place::Asking(ask) = std::mem::replace(&mut self.state.place, place) {
            self.state.resume = Some(ask);
        }
        if matches!(self.state.place, Place::Asking(_)) {
            self.state.resume = None;
        }
    }

    /// Moves on from a question that was answered: there is nothing to come back to.
    pub(super) fn move_on(&mut self, place: Place) {
        self.state.place = place;
        self.state.resume = None;
    }

    /// Leaves what is no longer there: a listing taken away, a service withdrawn by another door, a question dropped.
    fn settle(&mut self) {
        let gone = |ask: &Ask| self.view.listing(ask.listing).is_none() || ask.question().is_none();
        if self.state.resume.as_ref().is_some_and(gone) {
            self.state.resume = None;
        }
        let place = match &self.state.place {
            Place::Asking(ask) if gone(ask) => Place::Home,
            Place::Invitation { invitation } if self.view.invitation(*invitation).is_none() => {
                Place::Home
            }
            Place::Service { listing, service } | Place::Withdrawing { listing, service } => {
                match self.view.listing(*listing) {
                    None => Place::Home,
                    Some(view) if view.service(*service).is_none() => {
                        Place::Offer { listing: *listing }
                    }
                    Some(_) => return,
                }
            }
            place
                if place
                    .listing()
                    .is_some_and(|id| self.view.listing(id).is_none()) =>
            {
                Place::Home
            }
            _ => return,
        };
        self.state.place = place;
    }

    fn start(&mut self, payload: Option<&str>) {
        self.state.misses = 0;
        match payload.map(str::trim).filter(|payload| !payload.is_empty()) {
            None => self.go(Place::Home),
            Some(payload) => match token_in(payload) {
                Some(token) => self.carry_out(Effect::Link {
                    token: token.to_owned(),
                }),
                None => self.not_linked(LinkError::Unknown),
            },
        }
    }

    fn text(&mut self, text: &str) {
        let text = text.trim();
        if let Some(token) = token_in(text) {
            return self.carry_out(Effect::Link {
                token: token.to_owned(),
            });
        }
        let words = normalise(text);
        if let Some(act) = command(&words).or_else(|| self.button_named(&words)) {
            return self.act(act);
        }
        match &self.state.place {
            Place::Paused => {}
            Place::Asking(ask) => {
                let ask = ask.clone();
                self.answer(&ask, text, &words);
            }
            Place::Home if is_greeting(&words) => self.state.misses = 0,
            Place::Home => match self.listing_named(&words) {
                Some(listing) => self.act(Act::Open(listing)),
                None => self.missed("Je n’ai pas compris."),
            },
            _ => {
                self.missed("Je n’ai pas compris. Touchez un des boutons, ou écrivez ce qu’il dit.")
            }
        }
    }

    /// The button on screen that says these words; a bare yes or no is enough for one that begins with it.
    fn button_named(&self, words: &str) -> Option<Act> {
        if words.is_empty() {
            return None;
        }
        let bare = matches!(words, "oui" | "non");
        let says = |label: &str| {
            let label = normalise(label);
            label == words || (bare && label.split(' ').next() == Some(words))
        };
        let shown = screen(&self.state, self.view).finish(self.state.stamp);
        let tap = shown
            .taps
            .into_iter()
            .flatten()
            .find(|tap| says(&tap.label))?;
        Act::read(&tap.data).map(|(_, act)| act)
    }

    /// The one listing whose name holds these words.
    fn listing_named(&self, words: &str) -> Option<ListingId> {
        if words.chars().count() < 3 {
            return None;
        }
        let mut named = self
            .view
            .listings
            .iter()
            .filter(|view| normalise(view.listing.name()).contains(words));
        let first = named.next()?;
        named.next().is_none().then_some(first.listing.id)
    }

    fn tap(&mut self, data: &str) {
        match Act::read(data) {
            Some((stamp, act)) if stamp.is_none_or(|stamp| stamp == self.state.stamp) => self.act(act),
            _ => self.say("Ce bouton date d’une question passée : il ne fait plus rien. Voici où nous en sommes."),
        }
    }

    pub(super) fn act(&mut self, act: Act) {
        self.state.misses = 0;
        match act {
            Act::Menu => self.go(Place::Home),
            Act::Help => self.say(help(self.view)),
            Act::Stop => self.go(Place::Paused),
            Act::Resume => match self.state.resume.take() {
                Some(ask) => self.state.place = Place::Asking(ask),
                None => self.go(Place::Home),
            },
            Act::Open(listing) => self.open(listing),
            Act::Invitation(invitation) => {
                if self.view.invitation(invitation).is_some() {
                    self.go(Place::Invitation { invitation });
                } else {
                    self.go(Place::Home);
                    self.say("Cette réunion a déjà commencé, ou ne vous concerne plus.");
                }
            }
            Act::Here(here) => self.act_here(here),
        }
    }

    pub(super) fn open(&mut self, listing: ListingId) {
        if let Some(view) = self.view.listing(listing) {
            self.go(Place::Listing {
                listing,
                shown: view.fingerprint(),
            });
        } else {
            self.go(Place::Home);
            self.say("Cette fiche ne vous est pas confiée.");
        }
    }

    /// We did not understand, or could not take the answer: said once more, then the menu. Nothing is counted in a pause.
    pub(super) fn missed(&mut self, words: &str) {
        self.say(words);
        if self.state.place == Place::Paused {
            return;
        }
        self.state.misses += 1;
        if self.state.misses < MISSES {
            return;
        }
        self.state.misses = 0;
        let asked = matches!(self.state.place, Place::Asking(_));
        self.go(Place::Home);
        self.say(if asked {
            "Ce n’est pas grave : vos autres réponses sont gardées. Reprenez quand vous voulez, ou passez par le formulaire."
        } else {
            "Ce n’est pas grave : reprenons au début."
        });
    }

    fn outcome(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Linked(purpose) => self.linked(*purpose),
            Outcome::NotLinked(error) => self.not_linked(*error),
            Outcome::Saved => self.saved(),
            Outcome::Published { changed } => self.published(*changed),
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

    fn not_linked(&mut self, error: LinkError) {
        self.say(match error {
            LinkError::Unknown => "Ce lien n’est pas reconnu. Copiez-le en entier, tel qu’il est dans le mail.",
            LinkError::Expired => "Ce lien n’est plus valable. Ouvrez-le sur votre téléphone : la page propose d’en recevoir un nouveau.",
            LinkError::Revoked => "Ce lien a été remplacé par un plus récent : cherchez le dernier mail reçu.",
        });
    }

    fn published(&mut self, changed: usize) {
        let Some(listing) = self.state.place.listing() else {
            return self.go(Place::Home);
        };
        let name = self
            .view
            .listing(listing)
            .map_or_else(String::new, |view| view.listing.name().to_owned());
        self.say(match changed {
            0 => format!(
                "Merci. La fiche « {name} » est vérifiée par vous aujourd’hui, sans changement."
            ),
            1 => format!("Merci. La fiche « {name} » est publiée, avec un changement."),
            _ => format!("Merci. La fiche « {name} » est publiée, avec {changed} changements."),
        });
        self.move_on(Place::Home);
        self.link = Some(("Voir la fiche publique", LinkTarget::Listing(listing)));
    }

    fn answered(&mut self, reply: Reply) {
        self.say(format!(
            "C’est noté : {}. Un mail vous le confirme.",
            reply.label()
        ));
        self.move_on(Place::Home);
    }

    fn finish(mut self, before: &State) -> Step {
        self.settle();
        if let Place::Listing { listing, shown } = &mut self.state.place
            && let Some(view) = self.view.listing(*listing)
        {
            *shown = view.fingerprint();
        }
        if !self.state.place.same_question(&before.place) {
            self.state.stamp = before.stamp.wrapping_add(1);
        }
        let outgoing = if self.effect.is_some() {
            Vec::new()
        } else {
            vec![self.shown()]
        };
        Step {
            state: self.state,
            outgoing,
            effect: self.effect,
        }
    }

    fn shown(&mut self) -> Outgoing {
        let mut draft: Draft =
            screen(&self.state, self.view).preceded_by(std::mem::take(&mut self.said));
        if let Some((label, to)) = self.link.take() {
            draft = draft.link(label, to);
        }
        draft.finish(self.state.stamp)
    }

    /// The question about a field, with what is ticked already.
    pub(super) fn ask(&mut self, listing: ListingId, path: Path) {
        let mut ask = Ask::new(listing, path);
        if let Some(value) = self
            .view
            .listing(listing)
            .and_then(|view| view.listing.document.get(&ask.path))
        {
            ask.ticked = value.as_many().to_vec();
        }
        self.move_on(Place::Asking(ask));
    }
}

/// Words that call for nothing but the menu.
fn is_greeting(words: &str) -> bool {
    let greetings = ["bonjour", "bonsoir", "salut", "coucou", "merci"];
    words
        .split(' ')
        .next()
        .is_some_and(|first| greetings.contains(&first))
        && words.chars().count() < 30
}

/// Words that mean the same everywhere.
fn command(words: &str) -> Option<Act> {
    Some(match words {
        "menu" | "start" | "retour au menu" => Act::Menu,
        "aide" | "help" | "a l aide" => Act::Help,
        "stop" | "pause" => Act::Stop,
        "reprendre" => Act::Resume,
        _ => return None,
    })
}
