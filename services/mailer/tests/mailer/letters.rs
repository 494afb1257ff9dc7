//! What a mail is when it arrives: headers, parts, links, calendar.

use std::collections::BTreeMap;

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use portrea_actions::{
    AnswerRequest, Delegate, answer_invitation, open_link, renew_link, run_freshness,
};
use portrea_domain::InvitationId;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::invitation::Reply;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::Door;
use portrea_domain::person::Person;
use portrea_domain::questionnaire::SectionKey;

use crate::support::{HOUSE, TestHouse, address};

fn parse(bytes: &[u8]) -> Message<'_> {
    assert!(bytes.is_ascii(), "safe on any server");
    MessageParser::default().parse(bytes).unwrap()
}

fn header(mail: &Message<'_>, name: &'static str) -> String {
    let raw = mail.header_raw(name).unwrap_or_default();
    raw.replace("\r\n ", " ").trim().to_owned()
}

async fn invitation_of(house: &TestHouse, person: &Person) -> InvitationId {
    let mut tx = house.app.storage.read().await.unwrap();
    tx.invitations().of_person(person.id).await.unwrap()[0]
        .invitation
        .id
}

async fn answer(house: &TestHouse, invitation_id: InvitationId, reply: Reply) {
    let request = AnswerRequest {
        invitation_id,
        reply,
        delegate: (reply == Reply::Delegated).then(|| Delegate {
            name: "Yann Riou".to_owned(),
            email: address("yann").parse().unwrap(),
        }),
        door: Door::Form,
    };
    answer_invitation(&house.app, &request).await.unwrap();
}

/// The token of the first link in the text of a mail that begins with `path`.
fn token(mail: &Message<'_>, path: &str) -> String {
    let text = mail.body_text(0).unwrap();
    let start = format!("{HOUSE}{path}");
    let word = text
        .split_whitespace()
        .find_map(|word| word.strip_prefix(&start));
    word.unwrap_or_else(|| panic!("no {path} in {text}"))
        .to_owned()
}

#[tokio::test]
async fn an_invitation_arrives_with_everything_a_mail_program_needs() {
    let house = TestHouse::open().await.with_referent().await;
    house.post().await;
    let anne = house.contact("Anne").await;
    house.invite_everybody().await;
    house.wait_minutes(1);
    house.post().await;
    let mails = house.mails();
    let mail = parse(&mails[1]);

    let from = mail.from().unwrap().first().unwrap();
    assert_eq!(from.name(), Some("portrea — Lannion-Trégor Communauté"));
    assert_eq!(from.address(), Some("portrea@exemple.invalid"));
    let to = mail.to().unwrap().first().unwrap();
    assert_eq!(
        (to.name(), to.address()),
        (Some("Anne"), Some("anne@exemple.invalid"))
    );
    let reply_to = mail.reply_to().unwrap().first().unwrap();
    assert_eq!(reply_to.address(), Some("mael@exemple.invalid"));
    assert_eq!(
        mail.subject(),
        Some("Invitation pour le jeudi 17 décembre — Journée collaborative")
    );
    assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(&mail, "Date"), "Tue, 24 Nov 2026 08:01:00 +0000");
    let id = house.message_of(&anne).await.id;
    assert_eq!(
        mail.message_id(),
        Some(format!("{id}@portrea.exemple.invalid").as_str())
    );
    let preferences = token(&mail, "/desabonner/");
    assert_eq!(
        header(&mail, "List-Unsubscribe"),
        format!("<{HOUSE}/desabonner/{preferences}?flux=event>")
    );
    assert_eq!(
        header(&mail, "List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    let text = mail.body_text(0).unwrap();
    assert!(
        text.contains("Source de votre adresse\u{a0}: site de la mairie."),
        "{text}"
    );
    assert!(mail.body_html(0).unwrap().contains("<html lang=\"fr\">"));

    let link = open_link(&house.app, &token(&mail, "/i/")).await.unwrap();
    assert_eq!(
        (link.person_id, link.purpose),
        (
            anne.id,
            LinkPurpose::Invitation(invitation_of(&house, &anne).await)
        )
    );
}

#[tokio::test]
async fn a_key_to_the_desk_opens_it_and_offers_no_unsubscription() {
    let house = TestHouse::open().await.with_referent().await;
    house.post().await;
    let mails = house.mails();
    let mail = parse(&mails[0]);
    assert_eq!(header(&mail, "List-Unsubscribe"), "");
    assert_eq!(mail.reply_to(), None);
    let key = token(&mail, "/bureau/connexion/");
    portrea_actions::sign_in(&house.app, &key).await.unwrap();
}

/// The properties of the only event of a mail's calendar file.
fn calendar(mail: &Message<'_>) -> BTreeMap<String, String> {
    let file = mail
        .attachments()
        .find(|part| part.attachment_name() == Some("invitation.ics"))
        .expect("a calendar file");
    let text = String::from_utf8(file.contents().to_vec()).unwrap();
    text.replace("\r\n ", "")
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[tokio::test]
async fn a_yes_then_a_no_puts_the_meeting_into_the_calendar_then_takes_it_out() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    house.invite_everybody().await;
    house.post().await;
    let invitation = invitation_of(&house, &anne).await;
    for reply in [Reply::Yes, Reply::No] {
        house.wait_minutes(1);
        answer(&house, invitation, reply).await;
        house.post().await;
    }
    let mails = house.mails();
    let (yes, no) = (calendar(&parse(&mails[1])), calendar(&parse(&mails[2])));
    assert_eq!(
        (yes["METHOD"].as_str(), no["METHOD"].as_str()),
        ("REQUEST", "CANCEL")
    );
    assert_eq!(yes["UID"], no["UID"]);
    assert!(yes["UID"].ends_with("@portrea.exemple.invalid"));
    assert_eq!(
        (yes["SEQUENCE"].as_str(), no["SEQUENCE"].as_str()),
        ("2", "3")
    );
    assert_eq!(yes["DTSTART;TZID=Europe/Paris"], "20261217T090000");
    let kinds: Vec<String> = parse(&mails[1])
        .parts
        .iter()
        .filter_map(|part| part.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    assert_eq!(
        kinds,
        [
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "text/html",
            "text/calendar",
            "text/calendar"
        ]
    );
}

#[tokio::test]
async fn a_first_no_touches_no_calendar() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    house.invite_everybody().await;
    answer(&house, invitation_of(&house, &anne).await, Reply::No).await;
    house.post().await;
    let mails = house.mails();
    assert_eq!(mails.len(), 1, "the invitation was answered before it left");
    assert_eq!(parse(&mails[0]).attachments().count(), 0);
}

#[tokio::test]
async fn whoever_comes_instead_is_told_who_passed_it_on_and_has_a_link_of_their_own() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    house.invite_everybody().await;
    house.post().await;
    answer(&house, invitation_of(&house, &anne).await, Reply::Delegated).await;
    house.wait_minutes(1);
    house.post().await;
    let mails = house.mails();
    let to = |name: &str| {
        let wanted = address(name);
        let found = mails
            .iter()
            .map(|bytes| parse(bytes))
            .rfind(|mail| mail.to().unwrap().first().unwrap().address() == Some(wanted.as_str()));
        found.unwrap_or_else(|| panic!("no mail to {name}"))
    };
    let delegate = to("yann");
    let text = delegate.body_text(0).unwrap();
    assert!(
        text.contains("Anne ne peut pas venir et a pensé à vous"),
        "{text}"
    );
    assert!(text.contains("Source de votre adresse\u{a0}: Anne, qui ne peut pas venir."));
    let noted = to("anne");
    assert!(
        noted
            .body_text(0)
            .unwrap()
            .contains("Yann Riou vient à votre place")
    );
    assert_ne!(token(&delegate, "/i/"), token(&noted, "/i/"));
}

async fn listing(house: &TestHouse, contact: &Person) -> Listing {
    let text = |key: &str, value: &str| (Path::field(key), Value::from(value));
    let document: Document = [
        text("place.name", "Mairie de Bégard"),
        text("place.commune", "22004"),
        text("hours.opening", "Mo-Fr 09:00-12:00"),
    ]
    .into_iter()
    .collect();
    let listing = Listing {
        id: "0190f2a4-0000-7000-8000-00000000000a".parse().unwrap(),
        document,
        verifications: Vec::new(),
        origin: "Annuaire de l’administration".to_owned(),
        fictional: true,
        created_at: house.app.now(),
        modified_at: house.app.now(),
        state: ListingState::Listed,
    };
    let mut tx = house.app.storage.begin().await.unwrap();
    tx.listings()
        .insert(&listing, None, "mairie de begard")
        .await
        .unwrap();
    tx.contacts()
        .insert(&portrea_domain::contact::Contact {
            id: "0190f2a4-0000-7000-8000-00000000000b".parse().unwrap(),
            portrait_id: house.portrait.id,
            person_id: contact.id,
            roles: vec![portrea_domain::contact::ContactRole::Acteur],
            organisation: "Mairie".to_owned(),
            communes: Vec::new(),
            themes: Vec::new(),
            channel: None,
            noticed_at: None,
            note: String::new(),
            listing_id: Some(listing.id),
            source: "annuaire".to_owned(),
            created_at: house.app.now(),
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    listing
}

/// Somebody who answers for a listing.
async fn keeper(house: &TestHouse) -> Person {
    let person = Person {
        id: "0190f2a4-0000-7000-8000-00000000000c".parse().unwrap(),
        name: "Anne".to_owned(),
        email: Some(address("anne").parse().unwrap()),
        fictional: true,
    };
    let mut tx = house.app.storage.begin().await.unwrap();
    let person = tx.people().add(&person, house.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    person
}

#[tokio::test]
async fn a_question_shows_what_we_say_and_opens_the_form_of_that_place() {
    let house = TestHouse::open().await;
    let anne = keeper(&house).await;
    let listing = listing(&house, &anne).await;
    run_freshness(&house.app).await.unwrap();
    house.post().await;
    let mails = house.mails();
    let mail = parse(&mails[0]);
    assert_eq!(
        mail.subject(),
        Some("Les horaires de la Mairie de Bégard sont-ils toujours exacts\u{a0}?")
    );
    let text = mail.body_text(0).unwrap();
    assert!(
        text.contains("du lundi au vendredi\u{a0}: 9\u{a0}h – 12\u{a0}h"),
        "{text}"
    );
    assert!(
        text.contains("Trouvé ici\u{a0}: Annuaire de l’administration."),
        "{text}"
    );
    assert!(header(&mail, "List-Unsubscribe").ends_with("?flux=update>"));
    let link = open_link(&house.app, &token(&mail, "/f/")).await.unwrap();
    assert_eq!(link.purpose, LinkPurpose::Form(listing.id));
}

#[tokio::test]
async fn a_question_answered_meanwhile_is_not_asked() {
    let house = TestHouse::open().await;
    let anne = keeper(&house).await;
    let listing = listing(&house, &anne).await;
    run_freshness(&house.app).await.unwrap();
    let mut tx = house.app.storage.begin().await.unwrap();
    let step = portrea_actions::step_of(listing.id, SectionKey::Hours);
    tx.prompts().answered(&step, house.app.now()).await.unwrap();
    tx.commit().await.unwrap();
    house.post().await;
    assert!(house.mails().is_empty());
}

#[tokio::test]
async fn whoever_asks_gets_a_new_link_that_works() {
    let house = TestHouse::open().await;
    let anne = keeper(&house).await;
    let listing = listing(&house, &anne).await;
    let old = portrea_actions::give_link(&house.app, anne.id, LinkPurpose::Form(listing.id))
        .await
        .unwrap();
    let old = house.app.house.secret.link_token(old.id);
    house.wait_minutes(60 * 24 * 401);
    renew_link(&house.app, &old).await.unwrap();
    house.post().await;
    let mails = house.mails();
    let mail = parse(&mails[0]);
    assert_eq!(
        mail.subject(),
        Some("Votre nouveau lien vers la fiche de la Mairie de Bégard")
    );
    let link = open_link(&house.app, &token(&mail, "/f/")).await.unwrap();
    assert_eq!(link.purpose, LinkPurpose::Form(listing.id));
}
