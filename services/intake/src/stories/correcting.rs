//! Correcting a section, then publishing it.

use axum::http::StatusCode;
use portrea_domain::document::{Path, Value};
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;

use super::house::{House, hidden};

#[tokio::test]
async fn a_value_changed_then_published_is_one_revision() {
    let house = House::open().await;
    let note = "Fermé la dernière semaine d’août";
    let saved = house
        .post(&house.at("/hours"), &[("hours.note", note)])
        .await;
    assert_eq!(
        (saved.status, saved.location),
        (StatusCode::SEE_OTHER, house.at("?avis=enregistre"))
    );
    assert_eq!(house.value("hours.note").await, None);
    let page = house.get(&house.at("?avis=enregistre")).await.body;
    assert!(page.contains(note));
    assert!(page.contains("modifié, pas encore publié"));
    assert!(page.contains("Publier votre modification"));

    house
        .post(&house.at("/publier"), &[("vu", &hidden(&page, "vu"))])
        .await;
    let history = house.history().await;
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].revision.path, Path::field("hours.note"));
    assert_eq!(history[0].door, Door::Form);
    assert_eq!(house.value("hours.note").await, Some(note.into()));
    let listing = house.stored().await;
    assert!(listing.verified(SectionKey::Hours).is_some());
    assert!(listing.verified(SectionKey::Contact).is_none());
    assert!(house.draft().await.is_empty());
    assert!(house.get(&house.at("/merci")).await.body.contains(note));
}

#[tokio::test]
async fn a_sensitive_value_waits_for_the_referent_and_can_be_taken_back() {
    let house = House::open().await;
    let fields = [
        ("contact.phone", "0296452020"),
        ("contact.website", "www.begard.example"),
    ];
    house.post(&house.at("/contact"), &fields).await;
    house
        .post(&house.at("/hours"), &[("hours.note", "Sonnez")])
        .await;
    house.post(&house.at("/publier"), &[]).await;
    let said = Value::from("02 96 45 20 19");
    assert_eq!(house.value("contact.phone").await, Some(said.clone()));
    assert_eq!(house.value("hours.note").await, Some("Sonnez".into()));
    let listing = house.stored().await;
    assert!(listing.verified(SectionKey::Hours).is_some());
    assert!(listing.verified(SectionKey::Contact).is_none(), "it waits");
    let thanks = house.get(&house.at("/merci")).await.body;
    assert!(thanks.contains("Ce qui attend votre référent") && thanks.contains("02 96 45 20 20"));

    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("en attente de votre référent"));
    assert!(page.contains("En public pour l’instant : 02 96 45 20 19"));
    // Another answer replaces the one that waits; the field shows what its author said.
    assert!(
        house
            .get(&house.at("/contact"))
            .await
            .body
            .contains("value=\"02 96 45 20 20\"")
    );
    house
        .post(&house.at("/contact"), &[("contact.phone", "3939")])
        .await;
    house.post(&house.at("/publier"), &[]).await;
    assert_eq!(house.waiting("contact.phone").await, [Some("3939".into())]);

    let page = house.get(&house.at("")).await.body;
    let revision = hidden(&page, "revision");
    let back = house
        .post(&house.at("/reprendre"), &[("revision", &revision)])
        .await;
    assert_eq!(back.location, house.at("?avis=repris"));
    house
        .post(&house.at("/reprendre"), &[("revision", &revision)])
        .await;
    assert_eq!(house.waiting("contact.phone").await, []);
    assert_eq!(house.value("contact.phone").await, Some(said));
}

#[tokio::test]
async fn saying_again_what_is_public_takes_back_what_waits() {
    let house = House::open().await;
    for (phone, waiting) in [("3939", 1), ("02 96 45 20 19", 0)] {
        house
            .post(&house.at("/contact"), &[("contact.phone", phone)])
            .await;
        house.post(&house.at("/publier"), &[]).await;
        assert_eq!(house.waiting("contact.phone").await.len(), waiting);
    }
    let listing = house.stored().await;
    assert!(listing.verified(SectionKey::Contact).is_some());
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
    assert_eq!(house.waiting("place.commune").await, [Some("22135".into())]);
    assert!(
        house
            .get(&house.at("/merci"))
            .await
            .body
            .contains("Louargat")
    );
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
        .post(&house.at("/access"), &[("access.conditions", "Sonnez")])
        .await;
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("publie aussi ce que vous avez modifié ailleurs"));
    let fields = [("vu", hidden(&page, "vu")), ("exact", "hours".to_owned())];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    house.post(&house.at("/publier"), &fields).await;
    let listing = house.stored().await;
    assert_eq!(
        house.value("access.conditions").await,
        Some("Sonnez".into())
    );
    assert!(listing.verified(SectionKey::Hours).is_some());
    assert!(listing.verified(SectionKey::Access).is_some());
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
    let seen = hidden(&house.get(&house.at("/hours")).await.body, "vu");
    for _ in 0..2 {
        let fields = [("vu", seen.as_str()), ("hours.note", "Sonnez")];
        let reply = house.post(&house.at("/hours"), &fields).await;
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
async fn what_somebody_else_published_meanwhile_is_merged_field_by_field() {
    let house = House::open().await;
    house
        .post(&house.at("/access"), &[("access.conditions", "Sonnez")])
        .await;
    house.post(&house.at("/publier"), &[]).await;
    let seen = hidden(&house.get(&house.at("/access")).await.body, "vu");
    house.clock.set(house.app.now().plus_hours(1));
    house
        .publish_elsewhere("access.conditions", "Entrée par la cour")
        .await;
    // The whole page comes back: what it shows is older, but only what was typed in it counts.
    let fields = [
        ("vu", seen.as_str()),
        ("access.conditions", "Sonnez"),
        ("access.modes", "telephoner"),
    ];
    let reply = house.post(&house.at("/access"), &fields).await;
    assert_eq!(reply.location, house.at("?avis=enregistre"));
    house.post(&house.at("/publier"), &[]).await;
    assert_eq!(
        house.value("access.conditions").await,
        Some("Entrée par la cour".into())
    );
    assert!(house.value("access.modes").await.is_some());
}

#[tokio::test]
async fn two_answers_to_one_question_are_shown_and_one_is_chosen() {
    for (choice, stands) in [("mienne", "Sonnez"), ("publiee", "Entrée par la cour")] {
        let house = House::open().await;
        let seen = hidden(&house.get(&house.at("/access")).await.body, "vu");
        house
            .publish_elsewhere("access.conditions", "Entrée par la cour")
            .await;
        let fields = [("vu", seen.as_str()), ("access.conditions", "Sonnez")];
        let reply = house.post(&house.at("/access"), &fields).await;
        assert_eq!(reply.location, house.at("?avis=a-choisir"));
        let page = house.get(&reply.location).await.body;
        for words in [
            "Deux réponses différentes",
            "Entrée par la cour",
            "Sonnez",
            "par messages",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(
            house
                .get(&house.at("/access"))
                .await
                .body
                .contains("Quelqu’un d’autre a répondu autrement")
        );
        // Publishing all the same publishes nothing of it, and loses nothing.
        house
            .post(&house.at("/hours"), &[("hours.note", "Fermé en août")])
            .await;
        let reply = house.post(&house.at("/publier"), &[]).await;
        assert_eq!(reply.location, house.at("?avis=a-choisir"));
        assert_eq!(
            house.value("hours.note").await,
            Some("Fermé en août".into())
        );
        assert_eq!(
            house.value("access.conditions").await,
            Some("Entrée par la cour".into())
        );

        let version = house.version().await;
        let fields = [
            ("path", "access.conditions"),
            ("choix", choice),
            ("vu", &version),
        ];
        house.post(&house.at("/choisir"), &fields).await;
        house.post(&house.at("/publier"), &[]).await;
        assert_eq!(house.value("access.conditions").await, Some(stands.into()));
        assert!(house.draft().await.is_empty());
    }
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
