//! One sample of each mail, and the rules that hold for all of them.

use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::event::{Event, EventKind, EventState, Feature, FormerDate, Hosting};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::person::EmailAddress;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::sequence::Audience;

use crate::{
    AnswerNoted, Attending, CalendarEvent, Came, DoubtLine, Doubts, EventCancelled, EventMoved,
    Farewell, FormLink, Freshness, FreshnessQuestion, Grouped, Invitation, InvitationLink,
    Letterhead, ListingReminder, Mail, Method, MyLinks, Named, Noted, Origin, Outcome, Part,
    PlaceLink, PlaceOutcome, Referent, RefusedAnswer, Reminder, SeatFreed, SignIn, Standing,
    SuggestionOutcome, facts_of,
};

const ID: &str = "0190f2a4-0000-7000-8000-000000000000";

pub(crate) fn at(wall: &str) -> Timestamp {
    Timestamp::from_local(wall.parse().unwrap(), PARIS)
}

fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

pub(crate) fn letterhead() -> Letterhead {
    Letterhead {
        demo: false,
        house_url: "https://portrea.exemple.fr".to_owned(),
        territory: Some("Lannion-Trégor Communauté".to_owned()),
        referent: Some(Referent {
            name: "Maël Kerambrun".to_owned(),
            email: address("mael@exemple.invalid"),
        }),
        reader: "Jeanne Le Goff".to_owned(),
        preferences_url: Some("https://portrea.exemple.fr/desabonner/prefs".to_owned()),
        source: Some("site de la mairie de Bégard".to_owned()),
    }
}

fn asked_for() -> Letterhead {
    Letterhead {
        preferences_url: None,
        source: None,
        ..letterhead()
    }
}

pub(crate) fn event() -> Event {
    Event {
        id: ID.parse().unwrap(),
        portrait_id: ID.parse().unwrap(),
        kind: EventKind::CollaborativeDay,
        title: "Journée collaborative".to_owned(),
        starts_at: at("2026-12-17T09:00:00"),
        ends_at: at("2026-12-17T17:00:00"),
        place: "Salle des fêtes, 3 rue de la Gare, Bégard".to_owned(),
        programme: "Café et accueil\n\nInventaire à plusieurs mains\nCe que l’on en fait"
            .to_owned(),
        hosting: Hosting::default(),
        state: EventState::Planned,
        moves: 0,
        moved_at: None,
        sequence: 2,
    }
}

pub(crate) fn calendar(method: Method) -> CalendarEvent {
    let event = event();
    CalendarEvent {
        method,
        uid: "event-invitation@portrea.exemple.fr".to_owned(),
        sequence: 2001,
        made_at: at("2026-11-24T09:00:00"),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        zone: PARIS,
        title: event.title,
        place: event.place,
        description: "Café et accueil\nOuvrir l’invitation\u{a0}: https://portrea.exemple.fr/i/abc"
            .to_owned(),
        organiser: ("Maël Kerambrun".to_owned(), address("mael@exemple.invalid")),
        sent_by: address("ne-pas-repondre@exemple.invalid"),
        attendee: (
            "Jeanne Le Goff".to_owned(),
            address("jeanne@exemple.invalid"),
        ),
        attending: match method {
            Method::Request => Attending::Yes,
            Method::Cancel => Attending::No,
        },
    }
}

pub(crate) fn invitation() -> Invitation {
    Invitation {
        head: letterhead(),
        event: event(),
        zone: PARIS,
        link: "https://portrea.exemple.fr/i/token".to_owned(),
        origin: Origin::Direct,
        words: None,
    }
}

pub(crate) fn answer_noted(noted: Noted, method: Option<Method>) -> AnswerNoted {
    AnswerNoted {
        head: asked_for(),
        event: event(),
        zone: PARIS,
        link: "https://portrea.exemple.fr/i/token".to_owned(),
        noted,
        calendar: method.map(calendar),
    }
}

pub(crate) fn event_moved(standing: Standing, method: Option<Method>) -> EventMoved {
    let event = Event {
        hosting: Hosting {
            capacity: Some(40),
            meal: true,
            access: "entrée par la cour".to_owned(),
            features: vec![Feature::StepFree, Feature::HearingLoop],
        },
        moves: 1,
        moved_at: Some(at("2026-11-24T09:00:00")),
        ..event()
    };
    EventMoved {
        head: asked_for(),
        former: vec![FormerDate {
            starts_at: at("2026-12-03T09:00:00"),
            ends_at: at("2026-12-03T17:00:00"),
            place: event.place.clone(),
        }],
        event,
        zone: PARIS,
        link: "https://portrea.exemple.fr/i/token".to_owned(),
        standing,
        calendar: method.map(calendar),
    }
}

pub(crate) fn event_cancelled(method: Option<Method>) -> EventCancelled {
    EventCancelled {
        head: asked_for(),
        event: Event {
            state: EventState::Cancelled {
                at: at("2026-11-24T09:00:00"),
                reason: "La salle est inondée. Une autre date vous sera proposée.".to_owned(),
            },
            ..event()
        },
        zone: PARIS,
        calendar: method.map(calendar),
    }
}

pub(crate) fn seat_freed() -> SeatFreed {
    SeatFreed {
        head: asked_for(),
        event: event(),
        zone: PARIS,
        link: "https://portrea.exemple.fr/i/token".to_owned(),
        calendar: Some(calendar(Method::Request)),
    }
}

pub(crate) fn invitation_link() -> InvitationLink {
    InvitationLink {
        head: asked_for(),
        event: event(),
        zone: PARIS,
        link: "https://portrea.exemple.fr/i/token".to_owned(),
    }
}

pub(crate) fn listing() -> Listing {
    let service = ID.parse().unwrap();
    let text = |path: Path, value: &str| (path, Value::from(value));
    let document: Document = [
        text(Path::field("place.name"), "Mairie de Bégard"),
        text(Path::field("place.commune"), "22004"),
        text(Path::field("hours.opening"), "Mo-Fr 09:00-12:00"),
        text(Path::service(service, "family"), "etre_aidee"),
        text(Path::service(service, "name"), "Permanence numérique"),
        text(Path::service(service, "fee"), "gratuit"),
        text(Path::service(service, "frequency"), "semaine"),
    ]
    .into_iter()
    .collect();
    Listing {
        id: ID.parse().unwrap(),
        document,
        verifications: Vec::new(),
        origin: String::new(),
        fictional: false,
        created_at: at("2026-01-05T09:00:00"),
        modified_at: at("2026-01-05T09:00:00"),
        state: ListingState::Listed,
    }
}

pub(crate) fn freshness() -> Freshness {
    Freshness {
        head: letterhead(),
        questions: vec![FreshnessQuestion {
            place: "Mairie de Bégard".to_owned(),
            section: SectionKey::Hours,
            facts: facts_of(&listing(), SectionKey::Hours, None),
            verified_at: Some(at("2026-05-20T10:00:00")),
            origin: String::new(),
            link: "https://portrea.exemple.fr/f/token".to_owned(),
            now: at("2026-11-24T09:00:00"),
            zone: PARIS,
        }],
    }
}

pub(crate) fn outcome() -> Outcome {
    Outcome {
        head: asked_for(),
        places: vec![PlaceOutcome {
            place: "Mairie de Bégard".to_owned(),
            link: "https://portrea.exemple.fr/f/token".to_owned(),
            refused: vec![RefusedAnswer {
                label: "Téléphone public".to_owned(),
                said: Some("02 96 00 00 00".to_owned()),
                reason: "Ce numéro ne répond pas.".to_owned(),
            }],
            declined: None,
        }],
        suggestions: vec![SuggestionOutcome {
            place: "Mairie de Bégard".to_owned(),
            link: "https://portrea.exemple.fr/lieux/1".to_owned(),
            about: "Les horaires d’ouverture".to_owned(),
            came: Came::Corrected,
        }],
    }
}

pub(crate) fn form_link() -> FormLink {
    FormLink {
        head: asked_for(),
        place: "Mairie de Bégard".to_owned(),
        proposed: false,
        link: "https://portrea.exemple.fr/f/token".to_owned(),
    }
}

pub(crate) fn reminder(audience: Audience) -> Reminder {
    let mut event = event();
    event.hosting.access = "parking derrière la mairie, entrée de plain-pied".to_owned();
    let is_before = audience.is_before();
    Reminder {
        head: letterhead(),
        event,
        zone: PARIS,
        audience,
        link: if is_before {
            "https://portrea.exemple.fr/i/token".to_owned()
        } else {
            "https://portrea.exemple.fr/f/token".to_owned()
        },
        place: (!matches!(audience, Audience::NotAnswered | Audience::Maybe)).then(|| PlaceLink {
            name: "Mairie de Bégard".to_owned(),
            link: "https://portrea.exemple.fr/f/token".to_owned(),
        }),
        words: None,
    }
}

pub(crate) fn listing_reminder() -> ListingReminder {
    ListingReminder {
        head: letterhead(),
        place: "Mairie de Bégard".to_owned(),
        link: "https://portrea.exemple.fr/f/token".to_owned(),
    }
}

pub(crate) fn grouped() -> Grouped {
    Grouped {
        head: letterhead(),
        parts: vec![
            Part {
                title: "Journée collaborative".to_owned(),
                lines: vec!["jeudi 17 décembre 2026, de 9\u{a0}h à 17\u{a0}h".to_owned()],
                button: "Répondre à l’invitation",
                link: "https://portrea.exemple.fr/i/token".to_owned(),
            },
            Part {
                title: "Les horaires de la Mairie de Bégard sont-ils toujours exacts\u{a0}?"
                    .to_owned(),
                lines: vec![
                    "Horaires d’ouverture au public\u{a0}: du lundi au vendredi\u{a0}: 9\u{a0}h – 12\u{a0}h"
                        .to_owned(),
                ],
                button: "Confirmer ou corriger",
                link: "https://portrea.exemple.fr/f/token".to_owned(),
            },
        ],
    }
}

pub(crate) fn my_links() -> MyLinks {
    let place = |name: &str, token: &str| PlaceLink {
        name: name.to_owned(),
        link: format!("https://portrea.exemple.fr/f/{token}"),
    };
    MyLinks {
        head: asked_for(),
        places: vec![
            place("Mairie de Bégard", "token"),
            place("Médiathèque de Bégard", "other"),
        ],
    }
}

pub(crate) fn named() -> Named {
    Named {
        head: letterhead(),
        place: "Mairie de Bégard".to_owned(),
        predecessor: "Yann Le Bihan".to_owned(),
        link: "https://portrea.exemple.fr/f/token".to_owned(),
        quiet_days: 14,
    }
}

pub(crate) fn doubts() -> Doubts {
    Doubts {
        head: asked_for(),
        doubts: vec![DoubtLine {
            place: "Mairie de Bégard".to_owned(),
            why: "plus personne ne s’en occupe",
            since: "3 novembre 2026".to_owned(),
        }],
        link: "https://portrea.exemple.fr/bureau".to_owned(),
    }
}

pub(crate) fn farewell() -> Farewell {
    Farewell {
        head: asked_for(),
        years: 3,
        day: "3 décembre 2029".to_owned(),
        link: "https://portrea.exemple.fr/desabonner/token/mes-donnees".to_owned(),
    }
}

pub(crate) fn sign_in() -> SignIn {
    SignIn {
        head: asked_for(),
        link: "https://portrea.exemple.fr/bureau/connexion/token".to_owned(),
    }
}

/// Every mail in every wording, changed by `edit`.
fn every_mail(edit: impl Fn(&mut Letterhead)) -> Vec<Mail> {
    let mut direct = invitation();
    edit(&mut direct.head);
    let mut passed_on = direct.clone();
    passed_on.origin = Origin::PassedOn("Yann Riou".to_owned());
    let mut mails = vec![direct.render().unwrap(), passed_on.render().unwrap()];
    for (noted, method) in [
        (Noted::Comes, Some(Method::Request)),
        (Noted::Declines, None),
        (Noted::Declines, Some(Method::Cancel)),
        (Noted::Hesitates, Some(Method::Request)),
        (Noted::Waits, Some(Method::Request)),
        (Noted::SendsSomebody(None), None),
        (Noted::SendsSomebody(Some("Yann Riou".to_owned())), None),
    ] {
        let mut answer = answer_noted(noted, method);
        edit(&mut answer.head);
        mails.push(answer.render().unwrap());
    }
    for standing in [
        Standing::Comes,
        Standing::Waits,
        Standing::Hesitates,
        Standing::Silent,
    ] {
        let mut moved = event_moved(standing, Some(Method::Request));
        edit(&mut moved.head);
        mails.push(moved.render().unwrap());
    }
    let (mut cancelled, mut freed) = (event_cancelled(Some(Method::Cancel)), seat_freed());
    let mut renewed = invitation_link();
    edit(&mut cancelled.head);
    edit(&mut freed.head);
    edit(&mut renewed.head);
    mails.push(cancelled.render().unwrap());
    mails.push(freed.render().unwrap());
    mails.push(renewed.render().unwrap());
    let mut freshness = freshness();
    edit(&mut freshness.head);
    mails.push(freshness.render().unwrap());
    let mut form_link = form_link();
    edit(&mut form_link.head);
    mails.push(form_link.render().unwrap());
    for audience in Audience::ALL {
        let mut reminder = reminder(audience);
        edit(&mut reminder.head);
        mails.push(reminder.render().unwrap());
    }
    let mut listing_reminder = listing_reminder();
    edit(&mut listing_reminder.head);
    mails.push(listing_reminder.render().unwrap());
    let mut grouped = grouped();
    edit(&mut grouped.head);
    mails.push(grouped.render().unwrap());
    let (mut links, mut named) = (my_links(), named());
    let (mut doubts, mut farewell) = (doubts(), farewell());
    for head in [
        &mut links.head,
        &mut named.head,
        &mut doubts.head,
        &mut farewell.head,
    ] {
        edit(head);
    }
    mails.push(links.render().unwrap());
    mails.push(named.render().unwrap());
    mails.push(doubts.render().unwrap());
    mails.push(farewell.render().unwrap());
    let mut sign_in = sign_in();
    edit(&mut sign_in.head);
    mails.push(sign_in.render().unwrap());
    mails
}

/// Addresses written in a text or in `href`s, in order, each once.
fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '(' | ')' | ','))
        .filter(|word| word.starts_with("https://"))
        .map(|word| word.trim_end_matches(['.', ';']).to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn every_mail_has_a_subject_and_says_in_text_what_it_says_in_html() {
    for mail in every_mail(|_head| ()) {
        assert!(!mail.subject.is_empty());
        assert!(!mail.text.contains("{{") && !mail.html.contains("{{"));
        assert_eq!(
            addresses(&mail.text),
            addresses(&mail.html),
            "{}",
            mail.subject
        );
        assert!(mail.html.starts_with("<!doctype html>"), "{}", mail.html);
        assert!(mail.html.contains("<html lang=\"fr\">"));
    }
}

#[test]
fn every_mail_of_a_demonstration_says_so() {
    for mail in every_mail(|head| head.demo = true) {
        assert!(mail.subject.starts_with("[Démonstration] "));
        assert!(mail.text.contains("Démonstration") && mail.html.contains("Démonstration"));
    }
    for mail in every_mail(|_head| ()) {
        assert!(!mail.text.contains("Démonstration") && !mail.html.contains("Démonstration"));
    }
}

#[test]
fn every_mail_stands_without_a_territory_a_referent_or_a_name() {
    let mails = every_mail(|head| {
        head.territory = None;
        head.referent = None;
        head.reader = String::new();
    });
    for mail in mails {
        assert!(mail.text.starts_with("Bonjour,\n"), "{}", mail.text);
        assert!(mail.text.contains("L’équipe portrea"), "{}", mail.text);
    }
}

#[test]
fn no_reader_is_called_tu_and_french_marks_have_their_space() {
    for mail in every_mail(|_head| ()) {
        for word in [" tu ", " ton ", " ta ", " tes ", " toi "] {
            assert!(!mail.text.contains(word), "{word} in {}", mail.text);
        }
        for part in [&mail.text, &mail.subject] {
            for mark in [" ?", " !", " ;", " :", "« ", " »"] {
                assert!(!part.contains(mark), "breaking space at {mark} in {part}");
            }
        }
        assert!(!mail.text.contains('\''), "{}", mail.text);
    }
}
