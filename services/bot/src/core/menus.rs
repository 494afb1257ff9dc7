//! The screens that offer a choice: menu, sections, services, invitations.

use portrea_domain::ids::EntryId;
use portrea_domain::invitation::Reply;
use portrea_domain::questionnaire::{Family, Group, SectionKey};
use portrea_render::french;

use super::act::{Act, Here};
use super::outgoing::{Draft, LinkTarget};
use super::screen::privacy;
use super::state::State;
use super::typography::capitalised;
use super::view::{InvitationView, ListingView, View};
use super::words::{self, short};

/// More buttons than this are not shown at once; the others are reached by name.
const BUTTONS: usize = 30;
const LABEL: usize = 60;
const DETAILS: usize = 2_000;

pub(super) fn home(state: &State, view: &View) -> Draft {
    let Some(_person) = &view.person else {
        return stranger(view);
    };
    let mut draft = Draft::titled("Menu", opening(view));
    if let Some(ask) = &state.resume
        && let Some(section) = ask.section()
    {
        draft = draft
            .tap(format!("Reprendre : {}", section.label()), Act::Resume)
            .link("Ouvrir le formulaire", LinkTarget::Form(ask.listing));
    }
    for listing in view.listings.iter().take(BUTTONS) {
        draft = draft.tap(listing_label(listing), Act::Open(listing.listing.id));
    }
    for invitation in view.invitations.iter().take(BUTTONS) {
        draft = draft.tap(
            format!("Réunion : {}", short(&invitation.title, LABEL)),
            Act::Invitation(invitation.id),
        );
    }
    draft.row([
        ("Aide".to_owned(), Act::Help),
        ("Pause".to_owned(), Act::Stop),
    ])
}

fn opening(view: &View) -> &'static str {
    match (view.listings.len(), view.invitations.is_empty()) {
        (0, true) => {
            "Aucune fiche ne vous est confiée pour l’instant. Le référent de votre territoire peut vous en confier une ; \
             si vous avez reçu un lien, collez-le ici."
        }
        (0, false) => "Une réunion vous attend.",
        (count, _) if count > BUTTONS => {
            "Voici vos premières fiches. Pour une autre, écrivez une partie de son nom."
        }
        _ => "Voici vos fiches. Laquelle regardons-nous ?",
    }
}

/// The button of a listing in the menu.
pub(super) fn listing_label(view: &ListingView) -> String {
    let name = view.listing.name();
    match &view.commune {
        Some(commune) if !name.contains(commune.as_str()) => {
            format!("Fiche : {} ({commune})", short(name, LABEL))
        }
        _ => format!("Fiche : {}", short(name, LABEL)),
    }
}

fn stranger(view: &View) -> Draft {
    let draft = Draft::titled(
        "Bonjour.",
        "Ici, vous pouvez tenir à jour la fiche de votre lieu en répondant à quelques questions.",
    )
    .say(
        "Pour savoir de quel lieu nous parlons, j’ai besoin du lien personnel que vous avez reçu par mail : ouvrez-le et \
         touchez « Continuer par messages », ou copiez ici son adresse entière.",
    );
    let draft = privacy(view.channel).into_iter().fold(draft, Draft::say);
    draft.tap("Aide", Act::Help)
}

pub(super) fn sections(listing: &ListingView) -> Draft {
    let draft = Draft::titled(
        short(listing.listing.name(), LABEL),
        "Que faut-il modifier ?",
    );
    let draft = SectionKey::ALL.into_iter().fold(draft, |draft, section| {
        let draft = draft.tap(section.label(), Here::Section(section).into());
        let groups = section
            .groups()
            .filter(|group| *group != Group::Services && listing.asks_group(*group));
        groups.fold(draft, |draft, group| {
            draft.tap(group.label(), Here::Group(group).into())
        })
    });
    draft.row([
        ("Retour".to_owned(), Here::Back.into()),
        ("Menu".to_owned(), Act::Menu),
    ])
}

pub(super) fn entries(listing: &ListingView, group: Group) -> Draft {
    let ids = listing.listing.document.entry_ids(group);
    let text = match (group, ids.is_empty()) {
        (Group::Services, true) => {
            "Aucune aide n’est indiquée. Quelle aide trouve-t-on ici ?".to_owned()
        }
        (_, true) => group.nothing().to_owned(),
        (Group::Stops, false) => "Touchez un arrêt pour le modifier ou le retirer.".to_owned(),
        (_, false) => format!("Touchez {} pour la modifier ou la retirer.", group.one()),
    };
    let mut draft = Draft::titled(group.label(), text);
    for id in ids.into_iter().take(BUTTONS) {
        let title = words::entry(listing, group, id).title;
        draft = draft.tap(short(&title, LABEL), Here::Entry(id).into());
    }
    draft
        .tap(format!("Ajouter {}", group.one()), Here::Add.into())
        .row([
            ("C’est tout".to_owned(), Here::Back.into()),
            ("Menu".to_owned(), Act::Menu),
        ])
}

pub(super) fn families() -> Draft {
    let draft = Draft::titled("Ajouter une aide", "De quelle aide s’agit-il ?");
    let draft = Family::ALL.into_iter().fold(draft, |draft, family| {
        draft.tap(family.label(), Here::Family(family).into())
    });
    draft.row([
        ("Retour".to_owned(), Here::Back.into()),
        ("Menu".to_owned(), Act::Menu),
    ])
}

pub(super) fn entry(listing: &ListingView, group: Group, id: EntryId) -> Draft {
    let words = words::entry(listing, group, id);
    let rest = short(&words.rest.join(" ; "), DETAILS);
    Draft::titled(short(&words.title, LABEL), rest)
        .tap(format!("Modifier {}", group.this()), Here::Change.into())
        .tap(format!("Retirer {}", group.this()), Here::Withdraw.into())
        .row([
            ("Retour".to_owned(), Here::Back.into()),
            ("Menu".to_owned(), Act::Menu),
        ])
}

pub(super) fn withdrawing(listing: &ListingView, group: Group, id: EntryId) -> Draft {
    let title = words::entry(listing, group, id).title;
    let question = match group {
        Group::Services => {
            "Cette aide n’existe plus ? Elle disparaîtra de la fiche quand vous publierez."
        }
        Group::Stops => {
            "Cet arrêt n’existe plus ? Il disparaîtra de la fiche quand vous publierez."
        }
        Group::Closings => {
            "Cette fermeture n’a plus lieu ? Elle disparaîtra de la fiche quand vous publierez."
        }
    };
    let (yes, no) = match group {
        Group::Stops => ("Oui, le retirer", "Non, le garder"),
        Group::Services | Group::Closings => ("Oui, la retirer", "Non, la garder"),
    };
    Draft::titled(short(&title, LABEL), question)
        .tap(yes, Here::Confirm.into())
        .tap(no, Here::Back.into())
}

pub(super) fn invitation(view: &InvitationView) -> Draft {
    let when = capitalised(&french::span(view.starts_at, view.ends_at, view.zone));
    let mut lines = vec![when, view.place.clone()];
    if let Some(reply) = view.reply {
        lines.push(format!(
            "Votre réponse : {}. Vous pouvez encore changer d’avis.",
            reply.label()
        ));
    }
    Draft::titled(short(&view.title, LABEL), lines.join("\n"))
        .tap(Reply::Yes.label(), Here::Reply(Reply::Yes).into())
        .tap(Reply::No.label(), Here::Reply(Reply::No).into())
        .tap(Reply::Maybe.label(), Here::Reply(Reply::Maybe).into())
        .tap("Menu", Act::Menu)
        .link(Reply::Delegated.label(), LinkTarget::Invitation(view.id))
}
