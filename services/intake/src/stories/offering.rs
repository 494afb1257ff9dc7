//! Adding, changing and withdrawing services.

use axum::http::StatusCode;
use portrea_domain::questionnaire::Family;

use super::house::House;

/// The address of a service to add, as the page of families gives it.
async fn new_service(house: &House, family: Family) -> String {
    let body = house.get(&house.at("/offer/nouveau")).await.body;
    let end = format!("?famille={}", family.as_str());
    let (before, _) = body.split_once(&end).unwrap();
    let (_, address) = before.rsplit_once("href=\"").unwrap();
    address.to_owned()
}

async fn add(house: &House, address: &str) {
    let fields = [
        ("family", "etre_aidee"),
        ("name", "Permanence numérique"),
        ("accreditation", ""),
        ("accreditation", "aidants_connect"),
        ("fee", "gratuit"),
        ("hours", "3,5"),
    ];
    let reply = house.post(address, &fields).await;
    assert_eq!(reply.location, house.at("?avis=enregistre"));
}

#[tokio::test]
async fn a_service_is_added_once_however_often_it_is_saved() {
    let house = House::open().await;
    let address = new_service(&house, Family::Help).await;
    let form = house
        .get(&format!("{address}?famille=etre_aidee"))
        .await
        .body;
    assert!(form.contains("name=\"family\" value=\"etre_aidee\""));
    add(&house, &address).await;
    let reply = house
        .post(&address, &[("name", "Permanence numérique")])
        .await;
    assert_eq!(reply.location, house.at("?avis=enregistre"));
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("nouveau, pas encore publié"));
    assert!(page.contains("Publier votre modification"));
    house.post(&house.at("/publier"), &[]).await;
    let listing = house.stored().await;
    let services = listing.services();
    assert_eq!(services.len(), 1);
    assert_eq!(services[0].name(), "Permanence numérique");
    assert_eq!(
        services[0].get("accreditation").unwrap().as_many(),
        ["aidants_connect"]
    );
}

#[tokio::test]
async fn a_service_needs_a_name_and_a_family() {
    let house = House::open().await;
    let address = new_service(&house, Family::Help).await;
    let reply = house
        .post(&address, &[("name", ""), ("fee", "gratuit")])
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("href=\"#name\"") && reply.body.contains("href=\"#family\""));
    assert!(reply.body.contains("value=\"gratuit\" checked"));
    assert!(house.draft().await.is_empty());
}

#[tokio::test]
async fn a_service_withdrawn_is_struck_out_can_be_put_back_and_goes_when_published() {
    let house = House::open().await;
    let address = new_service(&house, Family::Help).await;
    add(&house, &address).await;
    house.post(&house.at("/publier"), &[]).await;

    house.post(&format!("{address}/retirer"), &[]).await;
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("<s>Permanence numérique</s>"));
    house.post(&format!("{address}/remettre"), &[]).await;
    house.post(&house.at("/publier"), &[]).await;
    assert_eq!(house.stored().await.services().len(), 1);

    house.post(&format!("{address}/retirer"), &[]).await;
    house.post(&house.at("/publier"), &[]).await;
    assert!(house.stored().await.services().is_empty());
}

#[tokio::test]
async fn a_service_of_nowhere_is_not_found() {
    let house = House::open().await;
    let before = house.bytes();
    for id in ["rien", "0190f2a4-0000-7000-8000-000000000000"] {
        let address = house.at(&format!("/offer/{id}"));
        assert_eq!(house.get(&address).await.status, StatusCode::NOT_FOUND);
        let reply = house.post(&format!("{address}/retirer"), &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn markup_in_a_service_is_shown_as_text() {
    let house = House::open().await;
    let address = new_service(&house, Family::Training).await;
    let script = "<script>alert(1)</script>";
    let fields = ["name", "description", "provider"].map(|field| (field, script));
    let fields = [&fields[..], &[("family", "developper_culture_numerique")]].concat();
    let reply = house.post(&address, &fields).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    house.post(&house.at("/publier"), &[]).await;
    for page in [
        &house.at(""),
        &house.at("/offer"),
        &address,
        &house.at("/merci"),
    ] {
        let body = house.get(page).await.body;
        assert!(
            !body.contains("<script>") && body.contains("&#60;script"),
            "{page}"
        );
    }
}
