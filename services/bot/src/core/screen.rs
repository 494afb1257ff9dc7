//! What stands before the person at each place of the conversation.

use portrea_domain::conversation::ChatChannel;

use super::act::{Act, Here};
use super::ask;
use super::menus;
use super::outgoing::{Draft, LinkTarget, Outgoing};
use super::state::{Place, State};
use super::summary;
use super::view::{ListingView, View};

/// What stands before a person who has said nothing yet.
#[must_use]
pub fn welcome(view: &View) -> Outgoing {
    screen(&State::default(), view).finish(0)
}

/// What stands before the person. Never a dead end: there is always something to press.
pub(super) fn screen(state: &State, view: &View) -> Draft {
    match &state.place {
        Place::Home => menus::home(state, view),
        Place::Paused => paused(state),
        Place::Invitation { invitation } => match view.invitation(*invitation) {
            Some(invitation) => menus::invitation(invitation),
            None => menus::home(state, view),
        },
        place => match place.listing().and_then(|id| view.listing(id)) {
            Some(listing) => of_listing(place, listing, view),
            None => menus::home(state, view),
        },
    }
}

fn of_listing(place: &Place, listing: &ListingView, view: &View) -> Draft {
    let draft = match place {
        Place::Sections { .. } => menus::sections(listing),
        Place::Asking(asked) => ask::question(asked, listing),
        Place::Entries { group, .. } => menus::entries(listing, *group),
        Place::Family { .. } => menus::families(),
        Place::Entry { group, entry, .. } => menus::entry(listing, *group, *entry),
        Place::Withdrawing { group, entry, .. } => menus::withdrawing(listing, *group, *entry),
        Place::Listing { .. } | Place::Home | Place::Paused | Place::Invitation { .. } => {
            whole(listing, view)
        }
    };
    draft.link("Ouvrir le formulaire", LinkTarget::Form(listing.listing.id))
}

fn whole(listing: &ListingView, view: &View) -> Draft {
    let draft = summary::summary(listing, view)
        .into_iter()
        .fold(Draft::default(), Draft::block);
    let draft = if listing.pending.is_empty() {
        draft.tap("Tout est exact", Here::Exact.into())
    } else {
        draft
            .say("Vos changements ne sont pas encore publiés.")
            .tap("Publier, et le reste est exact", Here::Exact.into())
            .tap("Publier mes changements seulement", Here::Publish.into())
    };
    draft.row([
        ("Modifier".to_owned(), Here::Edit.into()),
        ("Menu".to_owned(), Act::Menu),
    ])
}

fn paused(state: &State) -> Draft {
    let draft = Draft::titled(
        "La conversation est en pause.",
        "Je ne vous demande plus rien, et vos réponses sont gardées. Pour reprendre, touchez un bouton ou écrivez « menu ».",
    );
    let draft = if state.resume.is_some() {
        draft.tap("Reprendre", Act::Resume)
    } else {
        draft
    };
    draft.tap("Menu", Act::Menu)
}

/// What the conversation is for, and who else carries the words.
pub(super) fn help(view: &View) -> String {
    let mut text = "Je tiens à jour avec vous la fiche de votre lieu. Je pose une question à la fois : touchez un bouton, ou \
        écrivez votre réponse. Rien n’est publié tant que vous ne l’avez pas demandé.\n\
        À tout moment, écrivez « menu » pour revenir au menu, « stop » pour faire une pause, « aide » pour relire ceci."
        .to_owned();
    if let Some(words) = privacy(view.channel) {
        text.push('\n');
        text.push_str(words);
    }
    text
}

/// What people must know about the channel itself.
pub(super) const fn privacy(channel: ChatChannel) -> Option<&'static str> {
    match channel {
        ChatChannel::Web => None,
        ChatChannel::Telegram => Some(
            "Vos messages passent par les serveurs de Telegram. N’écrivez ici que ce qui concerne votre lieu ; si vous \
             préférez, la même conversation existe sur notre site.",
        ),
    }
}
