//! Saying that nothing has changed.

use axum::http::StatusCode;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;

use super::house::{House, hidden};

#[tokio::test]
async fn nothing_changed_takes_two_requests_and_verifies_every_section_that_says_something() {
    let house = House::open().await;
    let page = house.get(&house.at("")).await;
    assert!(page.body.contains("Rien n’a changé, tout est exact"));
    let fields = [
        ("vu", hidden(&page.body, "vu")),
        ("exact", "tout".to_owned()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let reply = house.post(&house.at("/publier"), &fields).await;
    assert_eq!(
        (reply.status, reply.location),
        (StatusCode::SEE_OTHER, house.at("/merci"))
    );
    let listing = house.stored().await;
    for section in [SectionKey::Place, SectionKey::Contact, SectionKey::Hours] {
        assert_eq!(
            listing.verified(section).map(|seen| seen.door),
            Some(Door::Form)
        );
    }
    for silent in [SectionKey::Offer, SectionKey::Publics, SectionKey::Access] {
        assert_eq!(
            listing.verified(silent),
            None,
            "nobody can vouch for nothing"
        );
    }
    assert!(house.history().await.is_empty());
}

#[tokio::test]
async fn one_section_is_confirmed_alone_when_nothing_else_waits() {
    let house = House::open().await;
    house
        .post(&house.at("/publier"), &[("exact", "hours")])
        .await;
    let listing = house.stored().await;
    assert!(listing.verified(SectionKey::Hours).is_some());
    assert!(listing.verified(SectionKey::Contact).is_none());
    let thanks = house.get(&house.at("/merci")).await.body;
    assert!(thanks.contains("Les horaires d’ouverture"));
    assert!(thanks.contains("5 octobre 2026"));
    assert!(!thanks.contains("Comment le joindre"));
}

#[tokio::test]
async fn pressing_twice_is_one_confirmation_and_pressing_next_month_is_another() {
    let house = House::open().await;
    for _ in 0..2 {
        let reply = house
            .post(&house.at("/publier"), &[("exact", "tout")])
            .await;
        assert_eq!(reply.location, house.at("/merci"));
    }
    assert_eq!(house.observations().await.len(), 1);
    house.clock.set(super::house::noon("2026-11-05"));
    house
        .post(&house.at("/publier"), &[("exact", "tout")])
        .await;
    assert_eq!(house.observations().await.len(), 2);
}

#[tokio::test]
async fn publishing_nothing_is_said_kindly_and_writes_nothing() {
    let house = House::open().await;
    let before = house.bytes();
    for fields in [
        &[][..],
        &[("exact", "access")],
        &[("exact", "n’importe quoi")],
    ] {
        let reply = house.post(&house.at("/publier"), fields).await;
        assert_eq!(reply.location, house.at("?avis=rien"));
    }
    let page = house.get(&house.at("?avis=rien")).await.body;
    assert!(page.contains("Il n’y a rien à publier pour l’instant"));
    let thanks = house.get(&house.at("/merci")).await;
    assert_eq!(
        thanks.location,
        house.at("?avis=rien"),
        "nothing to thank for"
    );
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn a_draft_filled_in_elsewhere_is_shown_before_it_is_published() {
    let house = House::open().await;
    let mark = hidden(&house.get(&house.at("")).await.body, "vu");
    house
        .post(
            &house.at("/contact"),
            &[("contact.phone", "02 96 00 00 00")],
        )
        .await;
    let reply = house
        .post(&house.at("/publier"), &[("vu", &mark), ("exact", "tout")])
        .await;
    assert_eq!(reply.location, house.at("?avis=relire"));
    assert!(house.observations().await.is_empty());
    assert_eq!(house.draft().await.len(), 1);
}

#[tokio::test]
async fn a_place_of_which_nothing_is_known_is_asked_about_and_not_confirmed() {
    let house = House::knowing([].into()).await;
    let page = house.get(&house.at("")).await.body;
    assert!(!page.contains("Rien n’a changé"));
    assert!(page.contains("Compléter"));
}
