//! Correcting a section, then publishing it.

use axum::http::StatusCode;
use portrea_actions::{Publication, Typed, publish, save_draft};
use portrea_domain::document::{Path, Value};
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;

use super::house::{House, hidden};

#[tokio::test]
async fn a_value_changed_then_published_is_one_revision() {
    let house = House::open().await;
    let saved = house
        .post(
            &house.at("/contact"),
            &[
                ("contact.phone", "0296452020"),
                ("contact.email", ""),
                ("contact.website", ""),
            ],
        )
        .await;
    assert_eq!(
        (saved.status, saved.location),
        (StatusCode::SEE_OTHER, house.at("?avis=enregistre"))
    );
    assert_eq!(
        house.value("contact.phone").await,
        Some("02 96 45 20 19".into())
    );
    let page = house.get(&house.at("?avis=enregistre")).await.body;
    assert!(page.contains("02 96 45 20 20"));
    assert!(page.contains("modifié, pas encore publié"));
    assert!(page.contains("Publier votre modification"));

    house
        .post(&house.at("/publier"), &[("vu", &hidden(&page, "vu"))])
        .await;
    let history = house.history().await;
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].revision.path, Path::field("contact.phone"));
    assert_eq!(history[0].door, Door::Form);
    assert_eq!(
        house.value("contact.phone").await,
        Some("02 96 45 20 20".into())
    );
    let listing = house.stored().await;
    assert!(listing.verified(SectionKey::Contact).is_some());
    assert!(listing.verified(SectionKey::Hours).is_none());
    assert!(house.draft().await.is_empty());
    assert!(
        house
            .get(&house.at("/merci"))
            .await
            .body
            .contains("02 96 45 20 20")
    );
}

#[tokio::test]
async fn a_refused_answer_keeps_what_was_typed_and_writes_nothing() {
    let house = House::open().await;
    let before = house.bytes();
    let reply = house
        .post(
            &house.at("/contact"),
            &[
                ("contact.phone", "12"),
                ("contact.email", "accueil@begard.example"),
            ],
        )
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("<title>Erreur"));
    assert!(reply.body.contains("href=\"#contact-phone\""));
    assert!(
        reply
            .body
            .contains("value=\"12\" class=\"short\" aria-invalid=\"true\"")
    );
    assert!(
        reply
            .body
            .contains("aria-describedby=\"contact-phone-aide contact-phone-erreur\"")
    );
    assert!(reply.body.contains("value=\"accueil@begard.example\""));
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn impossible_hours_are_said_at_their_day_and_kept() {
    let house = House::open().await;
    let times = [
        ("hours.opening.tu_0_from", "25:00"),
        ("hours.opening.tu_0_to", "12:00"),
        ("hours.note", "Fermé en août"),
    ];
    let reply = house.post(&house.at("/hours"), &times).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("href=\"#hours-opening-tu\""));
    assert!(reply.body.contains("n’est pas une heure"));
    assert!(reply.body.contains("value=\"25:00\"") && reply.body.contains("Fermé en août"));
    let backwards = [
        ("hours.opening.sa_1_from", "18:00"),
        ("hours.opening.sa_1_to", "14:00"),
    ];
    let reply = house.post(&house.at("/hours"), &backwards).await;
    assert!(reply.body.contains("doit être après l’heure de début"));
    assert!(house.draft().await.is_empty());
}

#[tokio::test]
async fn hours_are_typed_as_two_spans_a_day_and_kept_as_osm() {
    let house = House::open().await;
    let times = [
        ("hours.opening.mo_0_from", "09:00"),
        ("hours.opening.mo_0_to", "12:00"),
        ("hours.opening.mo_1_from", "14:00"),
        ("hours.opening.mo_1_to", "17:30"),
    ];
    house.post(&house.at("/hours"), &times).await;
    house.post(&house.at("/publier"), &[]).await;
    assert_eq!(
        house.value("hours.opening").await,
        Some("Mo 09:00-12:00,14:00-17:30".into())
    );
}

#[tokio::test]
async fn hours_that_no_plain_week_can_say_are_shown_in_words_and_survive_an_unrelated_change() {
    let mut known = super::house::known();
    known.insert("hours.opening", Value::from("Mo-Fr 09:00-12:00; PH off"));
    let house = House::knowing(known).await;
    let page = house.get(&house.at("/hours")).await.body;
    assert!(page.contains("Horaires particuliers en place"));
    house
        .post(
            &house.at("/hours"),
            &[("hours.opening.mo_0_from", ""), ("hours.note", "Sonnez")],
        )
        .await;
    let draft = house.draft().await;
    assert_eq!(
        draft.into_keys().collect::<Vec<_>>(),
        [Path::field("hours.note")]
    );
}

#[tokio::test]
async fn a_commune_is_typed_by_its_name_and_shown_by_its_name() {
    let house = House::open().await;
    assert!(
        house
            .get(&house.at("/place"))
            .await
            .body
            .contains("value=\"Bégard\"")
    );
    house
        .post(&house.at("/place"), &[("place.commune", "louargat")])
        .await;
    assert!(house.get(&house.at("")).await.body.contains("Louargat"));
    house.post(&house.at("/publier"), &[]).await;
    assert_eq!(house.value("place.commune").await, Some("22135".into()));
    let reply = house
        .post(&house.at("/place"), &[("place.commune", "Trifouilly")])
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("Aucune commune ne s’appelle"));
}

#[tokio::test]
async fn confirming_a_section_publishes_the_changes_that_wait_and_says_so_first() {
    let house = House::open().await;
    house
        .post(&house.at("/contact"), &[("contact.phone", "3939")])
        .await;
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("publie aussi ce que vous avez modifié ailleurs"));
    let fields = [("vu", hidden(&page, "vu")), ("exact", "hours".to_owned())];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    house.post(&house.at("/publier"), &fields).await;
    let listing = house.stored().await;
    assert_eq!(house.value("contact.phone").await, Some("3939".into()));
    assert!(listing.verified(SectionKey::Hours).is_some());
    assert!(listing.verified(SectionKey::Contact).is_some());
    assert!(listing.verified(SectionKey::Place).is_none());
}

#[tokio::test]
async fn saving_a_section_as_it_was_changes_nothing() {
    let house = House::open().await;
    let before = house.bytes();
    let reply = house
        .post(
            &house.at("/contact"),
            &[("contact.phone", " 02 96 45 20 19 ")],
        )
        .await;
    assert_eq!(reply.location, house.at("?avis=identique"));
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn saving_twice_and_publishing_twice_is_one_revision() {
    let house = House::open().await;
    let seen = hidden(&house.get(&house.at("/contact")).await.body, "vu");
    for _ in 0..2 {
        let fields = [("vu", seen.as_str()), ("contact.phone", "3939")];
        let reply = house.post(&house.at("/contact"), &fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    }
    let mark = hidden(&house.get(&house.at("")).await.body, "vu");
    for _ in 0..2 {
        let reply = house.post(&house.at("/publier"), &[("vu", &mark)]).await;
        assert_eq!(reply.location, house.at("/merci"));
    }
    assert_eq!(house.history().await.len(), 1);
    assert_eq!(house.observations().await.len(), 1);
}

#[tokio::test]
async fn what_somebody_else_published_meanwhile_is_not_overwritten_without_a_word() {
    let house = House::open().await;
    let seen = hidden(&house.get(&house.at("/contact")).await.body, "vu");
    house.clock.set(house.app.now().plus_hours(1));
    publish_elsewhere(&house, "contact.phone", "3939").await;
    let fields = [
        ("vu", seen.as_str()),
        ("contact.phone", "02 96 45 20 19"),
        ("contact.email", "accueil@begard.example"),
    ];
    let reply = house.post(&house.at("/contact"), &fields).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert!(reply.body.contains("publiée entre-temps"));
    assert!(reply.body.contains("accueil@begard.example"));
    assert_ne!(hidden(&reply.body, "vu"), seen, "saving again goes through");
    assert!(house.draft().await.is_empty());
}

#[tokio::test]
async fn markup_typed_anywhere_is_shown_as_text() {
    let house = House::open().await;
    let script = "<script>alert(1)</script>\"'><img src=x>";
    for section in SectionKey::ALL {
        let fields: Vec<(&str, &str)> = section
            .questions()
            .filter(|question| question.is_asked() && question.choices().is_empty())
            .map(|question| (question.key, script))
            .collect();
        let address = house.at(&format!("/{}", section.as_str()));
        let refused = house.post(&address, &fields).await.body;
        assert!(!refused.contains("<script>") && !refused.contains("<img"));
    }
    for (section, field) in [
        ("/place", "place.name"),
        ("/place", "place.address"),
        ("/hours", "hours.note"),
        ("/access", "access.conditions"),
    ] {
        let saved = house.post(&house.at(section), &[(field, script)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{field}");
    }
    house.post(&house.at("/publier"), &[]).await;
    for page in ["", "/place", "/hours", "/access", "/merci", "/offer"] {
        let body = house.get(&house.at(page)).await.body;
        assert!(
            !body.contains("<script>") && !body.contains("<img"),
            "{page}"
        );
    }
    assert!(house.get(&house.at("")).await.body.contains("&#60;script"));
}

#[tokio::test]
async fn unknown_fields_and_answers_are_harmless() {
    let house = House::open().await;
    let odd = [
        ("__proto__", "x"),
        ("services.x.name", "y"),
        ("place.position", "0,0"),
    ];
    let reply = house.post(&house.at("/place"), &odd).await;
    assert_eq!(reply.location, house.at("?avis=identique"));
    let reply = house
        .post(&house.at("/place"), &[("place.kind", "château")])
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reply = house.post(&house.at("/nulle-part"), &[]).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(house.draft().await.is_empty());
}

async fn publish_elsewhere(house: &House, key: &str, text: &str) {
    let typed = Typed {
        path: Path::field(key),
        texts: vec![text.to_owned()],
    };
    save_draft(&house.app, house.person, house.listing, &[typed])
        .await
        .unwrap();
    let publication = Publication {
        person_id: house.person,
        listing_id: house.listing,
        door: Door::Chat,
        unchanged: vec![],
    };
    publish(&house.app, &publication).await.unwrap();
}
