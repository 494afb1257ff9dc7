//! A question on screen: its wording, what is known already, and the buttons that answer it.

use portrea_domain::questionnaire::{Family, Kind, Question};

use portrea_render::said;

use super::act::{Act, Here};
use super::outgoing::Draft;
use super::state::Ask;
use super::view::ListingView;
use super::words;

/// The question as it is asked.
pub(super) fn question(ask: &Ask, listing: &ListingView) -> Draft {
    let Some(question) = ask.question() else {
        return super::menus::sections(listing);
    };
    if let Some(osm) = &ask.understood {
        return understood(question, osm);
    }
    let draft = Draft::titled(question.label, question.help)
        .say(known(ask, question, listing))
        .say(how(question));
    leaving(answers(draft, ask, question), ask, question, listing)
}

fn understood(question: &Question, stored: &str) -> Draft {
    let said = said(question, &stored.into(), &|_code| None);
    let rest = match question.kind {
        Kind::Hours => words::rest_of_week(stored),
        _ => "",
    };
    Draft::plain(format!("J’ai compris : {said}."))
        .say(rest)
        .say("C’est bien cela ?")
        .row([
            ("Oui, c’est cela".to_owned(), Here::Confirm.into()),
            ("Non, je recommence".to_owned(), Here::Again.into()),
        ])
        .tap("Menu", Act::Menu)
}

/// What is known already, and what is ticked.
fn known(ask: &Ask, question: &Question, listing: &ListingView) -> String {
    if matches!(question.kind, Kind::Several(_)) && !ask.ticked.is_empty() {
        let labels: Vec<&str> = ask
            .ticked
            .iter()
            .map(|code| question.choice_label(code))
            .collect();
        return format!(
            "Choisi : {}. Quand tout y est, touchez « C’est bon ».",
            labels.join(", ")
        );
    }
    words::current(listing, &ask.path)
        .map_or_else(String::new, |value| format!("Aujourd’hui : {value}"))
}

/// How to answer.
const fn how(question: &Question) -> &'static str {
    match question.kind {
        Kind::Choice(_) | Kind::Several(_) => "",
        Kind::Hours => {
            "Écrivez les jours et les heures, par exemple : du lundi au vendredi 9 h – 12 h et 14 h – 17 h, samedi 10 h – 12 h."
        }
        Kind::Rhythm => {
            "Écrivez les jours, les heures et le rythme, par exemple : lundi 9 h – 12 h toutes les semaines ; jeudi 14 h – 17 h une fois par mois."
        }
        Kind::Date => "Écrivez la date avec l’année, par exemple : 15/08/2026.",
        Kind::Siret => "Écrivez les 14 chiffres.",
        Kind::Number { .. } | Kind::Count(_) => "Écrivez un nombre.",
        _ => "Écrivez votre réponse.",
    }
}

/// The buttons that answer.
fn answers(draft: Draft, ask: &Ask, question: &Question) -> Draft {
    if let Some(wording) = proposed(ask) {
        return draft.tap(format!("Garder « {wording} »"), Here::Accept.into());
    }
    let pick = |code: &str| Here::Pick(code.to_owned()).into();
    match question.kind {
        Kind::Choice(choices) => choices.iter().fold(draft, |draft, choice| {
            draft.tap(choice.label, pick(choice.code))
        }),
        Kind::Several(choices) => {
            let draft = choices.iter().fold(draft, |draft, choice| {
                let ticked = ask.ticked.iter().any(|code| code == choice.code);
                let label = if ticked {
                    format!("Retirer : {}", choice.label)
                } else {
                    choice.label.to_owned()
                };
                draft.tap(label, pick(choice.code))
            });
            if ask.ticked.is_empty() {
                draft
            } else {
                draft.tap("C’est bon", Here::Done.into())
            }
        }
        _ => draft,
    }
}

/// The wording proposed for the name of a new service: that of its family.
pub(super) fn proposed(ask: &Ask) -> Option<&'static str> {
    ask.family
        .as_deref()?
        .parse::<Family>()
        .ok()
        .map(Family::label)
}

/// The buttons that do not answer.
fn leaving(draft: Draft, ask: &Ask, question: &Question, listing: &ListingView) -> Draft {
    let known = listing.knows(&ask.path);
    let entry = ask.path.as_entry();
    let is_new = entry.is_some_and(|(group, id, _)| !listing.has_entry(group, id));
    let mut row = Vec::new();
    if !is_new {
        row.push((
            if known { "Ne change pas" } else { "Passer" }.to_owned(),
            Here::Keep.into(),
        ));
        if known && !question.required {
            row.push(("Effacer".to_owned(), Here::Erase.into()));
        }
    }
    if !is_new {
        row.push(("C’est tout".to_owned(), Here::Enough.into()));
    }
    row.push(("Menu".to_owned(), Act::Menu));
    draft.row(row)
}
