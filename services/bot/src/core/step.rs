//! One step of the conversation.

use portrea_domain::document::Path;
use portrea_domain::ids::ListingId;
use portrea_domain::link::LinkError;

use super::act::Act;
use super::effect::Effect;
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
    pub(super) link: Option<(&'static str, LinkTarget)>,
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

    /// Leaves what is no longer there: a listing taken away, an entry withdrawn by another door, a question dropped.
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
            Place::Entry {
                listing,
                group,
                entry,
            }
            | Place::Withdrawing {
                listing,
                group,
                entry,
            } => match self.view.listing(*listing) {
                None => Place::Home,
                Some(view) if view.has_entry(*group, *entry) => return,
                Some(_) => Place::Entries {
                    listing: *listing,
                    group: *group,
                },
            },
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
