//! Who may come in, and where one may go from here.

use axum::http::StatusCode;
use portrea_actions::{give_link, open_link};
use portrea_domain::link::LinkPurpose;

use super::house::House;

#[tokio::test]
async fn reading_writes_nothing() {
    let house = House::open().await;
    let empty = house.bytes();
    house.answer(&[("reply", "yes")]).await;
    let before = house.bytes();
    assert_ne!(before, empty, "a write shows");
    for page in [
        "",
        "?avis=note",
        "?avis=x",
        "/agenda.ics",
        "/fiche",
        "/rien",
    ] {
        let read = house.get(&house.at(page)).await;
        assert!(!read.status.is_server_error(), "{page}");
        house.head(&house.at(page)).await;
    }
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn a_forged_token_and_one_of_another_purpose_look_the_same() {
    let house = House::open().await;
    let other = give_link(&house.app, house.person, LinkPurpose::Form(house.listing))
        .await
        .unwrap();
    let other = house.app.house.secret.link_token(other.id);
    let before = house.bytes();
    for page in ["", "/agenda.ics"] {
        let [a, b] = [other.clone(), "A".repeat(43)].map(|token| format!("/i/{token}{page}"));
        let (a, b) = (house.get(&a).await, house.get(&b).await);
        assert_eq!(
            (a.status, b.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        assert_eq!(a.body, b.body);
    }
    let reply = house
        .post(&format!("/i/{other}"), &[("reply", "yes")])
        .await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn a_form_that_was_not_ours_writes_nothing() {
    let house = House::open().await;
    let before = house.bytes();
    for path in ["", "/fiche"] {
        for fields in [
            &[("reply", "yes")][..],
            &[("reply", "yes"), ("csrf", "faux")],
        ] {
            let reply = house.post_bare(&house.at(path), fields).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn an_expired_link_is_over() {
    let house = House::open().await;
    house.clock.set(house.app.now().plus_days(121));
    let before = house.bytes();
    assert_eq!(house.get(&house.at("")).await.status, StatusCode::GONE);
    let reply = house.post(&house.at(""), &[("reply", "yes")]).await;
    assert_eq!(reply.status, StatusCode::GONE);
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn the_button_of_the_listing_leads_to_its_form_twice_to_the_same() {
    let house = House::open().await;
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("Mairie de Bégard") && page.contains("Compléter ma fiche"));
    let first = house.post(&house.at("/fiche"), &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let token = first.location.strip_prefix("/f/").unwrap();
    let link = open_link(&house.app, token).await.unwrap();
    assert_eq!(link.purpose, LinkPurpose::Form(house.listing));
    assert_eq!(link.person_id, house.person);
    let second = house.post(&house.at("/fiche"), &[]).await;
    assert_eq!(second.location, first.location);
}
