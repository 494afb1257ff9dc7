//! Reading what people write: a link, a command, the words of a button, the name of a listing, or an answer.

use portrea_domain::ListingId;
use portrea_territory::normalise;

use super::act::{Act, Here};
use super::effect::Effect;
use super::screen::screen;
use super::state::Place;
use super::step::Talk;
use super::token::token_in;

impl Talk<'_> {
    /// What somebody wrote.
    pub(super) fn text(&mut self, text: &str) {
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
            Place::Asking(ask) if self.may_skip(ask) && says_nothing(&words) => {
                let ask = ask.clone();
                self.next(&ask);
            }
            Place::Asking(ask) => {
                let ask = ask.clone();
                self.answer(&ask, text, &words);
            }
            Place::Listing { .. } if let Some(act) = about_listing(&words) => self.act(act),
            Place::Home if is_greeting(&words) => self.state.misses = 0,
            Place::Home => match self.listing_named(&words) {
                Some(listing) => self.act(Act::Open(listing)),
                None => self.missed("Je n’ai pas compris."),
            },
            _ => {
                self.missed(
                    "Je n’ai pas compris. Touchez un des boutons, ou écrivez ce qu’il dit.",
                );
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
}

/// Words of somebody who has no answer: the question is passed over, and nothing is lost.
fn says_nothing(words: &str) -> bool {
    [
        "je ne sais pas",
        "je sais pas",
        "ne sais pas",
        "sais pas",
        "aucune idee",
        "passe",
        "passer",
        "suivant",
    ]
    .contains(&words)
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

/// Short words for what is done with a listing. « Publier » alone vouches for nothing but what was changed.
fn about_listing(words: &str) -> Option<Act> {
    Some(match words {
        "publier" | "publie" => Here::Publish.into(),
        "exact" | "tout est exact" | "rien n a change" => Here::Exact.into(),
        "changer" | "corriger" => Here::Edit.into(),
        _ => return None,
    })
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
