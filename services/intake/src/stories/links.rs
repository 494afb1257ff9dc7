//! Who may come in.

use axum::http::StatusCode;
use portrea_actions::give_link;
use portrea_domain::link::LinkPurpose;
use portrea_domain::{InvitationId, ListingId};

use super::house::House;

const PAGES: [&str; 6] = ["", "/place", "/hours", "/offer", "/offer/nouveau", "/merci"];

#[tokio::test]
async fn reading_writes_nothing() {
    let house = House::open().await;
    let empty = house.bytes();
    house
        .post(&house.at("/contact"), &[("contact.phone", "3939")])
        .await;
    let before = house.bytes();
    assert_ne!(before, empty, "a write shows");
    for page in PAGES.iter().chain(&["/publier", "?avis=rien", "/offer/x"]) {
        let read = house.get(&house.at(page)).await;
        assert!(!read.status.is_server_error(), "{page}");
        house.head(&house.at(page)).await;
    }
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn a_forged_token_and_one_of_another_purpose_look_the_same() {
    let house = House::open().await;
    let invitation = InvitationId::mint(house.app.now(), &*house.app.entropy);
    let other = give_link(
        &house.app,
        house.person,
        LinkPurpose::Invitation(invitation),
    )
    .await
    .unwrap();
    let other = house.app.house.secret.link_token(other.id);
    let forged = "A".repeat(43);
    for page in PAGES {
        let [a, b] = [&other, &forged].map(|token| format!("/f/{token}{page}"));
        let (a, b) = (house.get(&a).await, house.get(&b).await);
        assert_eq!(
            (a.status, b.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        assert_eq!(a.body, b.body);
    }
    let before = house.bytes();
    let reply = house
        .post(&format!("/f/{other}/publier"), &[("exact", "tout")])
        .await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn the_link_of_another_place_opens_that_place_only() {
    let house = House::open().await;
    let elsewhere = ListingId::mint(house.app.now(), &*house.app.entropy);
    let link = give_link(&house.app, house.person, LinkPurpose::Form(elsewhere))
        .await
        .unwrap();
    let token = house.app.house.secret.link_token(link.id);
    let reply = house.get(&format!("/f/{token}")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    let before = house.bytes();
    // The CSRF token of one link is not that of another.
    let reply = house
        .post(&format!("/f/{token}/contact"), &[("contact.phone", "3939")])
        .await;
    assert!(reply.status.is_client_error());
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn a_form_that_was_not_ours_writes_nothing() {
    let house = House::open().await;
    let before = house.bytes();
    for path in ["/contact", "/publier", "/offer/x", "/offer/x/retirer"] {
        for fields in [&[("contact.phone", "3939")][..], &[("csrf", "faux")]] {
            let reply = house.post_bare(&house.at(path), fields).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn an_expired_link_offers_a_new_one_and_tells_nobody_whether_it_existed() {
    let house = House::open().await;
    house.clock.set(house.app.now().plus_days(401));
    let over = house.get(&house.at("")).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(over.body.contains(&house.at("/nouveau-lien")));
    let known = house.post_bare(&house.at("/nouveau-lien"), &[]).await;
    let unknown = house
        .post_bare(&format!("/f/{}/nouveau-lien", "B".repeat(43)), &[])
        .await;
    assert_eq!(
        (known.status, unknown.status),
        (StatusCode::OK, StatusCode::OK)
    );
    assert_eq!(known.body, unknown.body);
    assert!(known.body.contains("Si ce lien a bien existé"));
    let mut tx = house.app.storage.read().await.unwrap();
    let waiting = tx.outbox().of_person(house.person).await.unwrap();
    assert_eq!(waiting.len(), 1, "one mail, for the known link");
}

#[tokio::test]
async fn saving_under_an_expired_link_writes_nothing() {
    let house = House::open().await;
    house.clock.set(house.app.now().plus_days(401));
    let before = house.bytes();
    let reply = house
        .post(&house.at("/contact"), &[("contact.phone", "3939")])
        .await;
    assert_eq!(reply.status, StatusCode::GONE);
    assert_eq!(house.bytes(), before);
}
