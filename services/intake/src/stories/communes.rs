//! The commune, typed by name or post code, with and without a doubt.

use axum::http::StatusCode;

use super::house::House;

#[tokio::test]
async fn a_post_code_of_several_communes_shows_them_and_the_choice_is_kept() {
    let house = House::open().await;
    let typed = [("place.name", "Mairie neuve"), ("place.commune", "22540")];
    let refused = house.post(&house.at("/place"), &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Plusieurs communes correspondent"));
    assert!(
        refused.body.contains("value=\"22135\""),
        "Louargat is one of them"
    );
    assert!(
        refused.body.contains("value=\"Mairie neuve\""),
        "nothing is lost"
    );
    let chosen = [
        ("place.name", "Mairie neuve"),
        ("place.commune", "22540"),
        ("place.commune.code", "22135"),
    ];
    let kept = house.post(&house.at("/place"), &chosen).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert!(house.get(&house.at("")).await.body.contains("Louargat"));
}

#[tokio::test]
async fn a_slip_of_a_finger_is_asked_about_and_not_taken() {
    let house = House::open().await;
    let typed = [("place.commune", "Louargt")];
    let refused = house.post(&house.at("/place"), &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("En voici de proches"));
    assert!(refused.body.contains("Louargat (22540, Côtes-d’Armor)"));
    assert!(house.draft().await.is_empty());
}

#[tokio::test]
async fn the_same_commune_written_otherwise_is_no_change() {
    let house = House::open().await;
    for typed in [
        "begard",
        "BÉGARD",
        "22140 Bégard",
        "Bégard (22140, Côtes-d’Armor)",
    ] {
        let reply = house
            .post(&house.at("/place"), &[("place.commune", typed)])
            .await;
        assert_eq!(reply.location, house.at("?avis=identique"), "{typed}");
    }
}

#[tokio::test]
async fn proposals_are_few_light_and_kept_by_caches() {
    let house = House::open().await;
    let empty = house.bytes();
    let reply = house.get("/communes?q=louar").await;
    assert_eq!(reply.body, "[\"Louargat (22540, Côtes-d’Armor)\"]");
    for odd in [
        "/communes",
        "/communes?q=a",
        "/communes?q=%00",
        "/communes?q=%3Cb%3E%3Ci%3E%3C",
    ] {
        assert_eq!(house.get(odd).await.body, "[]", "{odd}");
    }
    assert!(house.get("/communes?q=saint").await.body.len() < 600);
    assert_eq!(house.bytes(), empty);
}
