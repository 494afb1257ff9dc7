//! Secret links: what opens what, for how long, and how a lost one is found again.

use portrea_actions::{give_link, hash_token, link_url};
use portrea_domain::link::LinkPurpose;

use crate::support::app::{TestApp, path_of, wall};
use crate::support::browser::Answer;
use crate::support::stories;

async fn ask(app: &TestApp, address: &str, mail: &str) -> Answer {
    let mut browser = app.browser().at(address);
    let csrf = browser.get("/lien").await.field("csrf");
    browser
        .post("/lien", &[("csrf", &csrf), ("mail", mail)])
        .await
}

stories! {
    async fn a_token_has_256_bits_and_the_database_holds_its_hash_alone(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let form = app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await;
        let token = form.trim_start_matches("/f/");
        assert_eq!(token.len(), 43, "256 bits in base 64");
        let dump = app.database.dump().await;
        assert!(!dump.contains(token));
        assert!(dump.contains(&hash_token(token)));
    }

    async fn a_link_opens_its_own_subject_and_purpose_alone(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let other = app.contact(&portrait, "Yann", "35297").await;
        let form = app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await;
        let preferences = give_link(&app.app, contact.person.id, LinkPurpose::Preferences).await.unwrap();
        let preferences = path_of(&link_url(&app.app, &preferences));
        let mut browser = app.browser();
        for wrong in [
            form.replace("/f/", "/i/"),
            form.replace("/f/", "/desabonner/"),
            preferences.replace("/desabonner/", "/f/"),
            format!("/f/{}", "A".repeat(43)),
        ] {
            let answer = browser.get(&wrong).await;
            assert_eq!(answer.status, 404, "{wrong}");
            answer.says("Ce lien n’est pas reconnu").says("Recevez un nouveau lien");
        }
        // The CSRF token of one place opens nothing at another.
        let elsewhere = app.form_path(other.person.id, other.contact.listing_id.unwrap()).await;
        let csrf = browser.get(&elsewhere).await.field("csrf");
        let before = app.database.dump().await;
        for page in ["publier", "passer-la-main", "pas-nous", "ferme", "arreter"] {
            let replayed = browser.post(&format!("{form}/{page}"), &[("csrf", &csrf), ("qui", "inconnu")]).await;
            assert_eq!(replayed.status, 403, "{page}");
        }
        assert_eq!(app.database.dump().await, before);
    }

    async fn a_link_that_was_taken_back_opens_no_page_and_takes_no_form(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let (person, listing) = (contact.person.id, contact.contact.listing_id.unwrap());
        let form = app.form_path(person, listing).await;
        let csrf = app.browser().get(&form).await.field("csrf");
        let mut tx = app.app.storage.begin().await.unwrap();
        tx.links().revoke(person, LinkPurpose::Form(listing), app.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let before = app.database.dump().await;
        for page in ["", "/place", "/merci", "/passer-la-main", "/arreter"] {
            assert_eq!(app.browser().get(&format!("{form}{page}")).await.status, 410, "{page}");
        }
        // The button of an expired link sends nothing for one that was taken back.
        app.browser().post(&format!("{form}/nouveau-lien"), &[]).await;
        assert_eq!(app.browser().post(&format!("{form}/publier"), &[("csrf", &csrf), ("exact", "tout")]).await.status, 410);
        assert_eq!(app.database.dump().await, before);
    }

    async fn every_purpose_has_its_own_life(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let (person, listing) = (contact.person.id, contact.contact.listing_id.unwrap());
        let form = app.form_path(person, listing).await;
        let preferences = give_link(&app.app, person, LinkPurpose::Preferences).await.unwrap();
        let preferences = path_of(&link_url(&app.app, &preferences));
        app.clock.set(app.app.now().plus_days(LinkPurpose::Form(listing).life_days()));
        assert_eq!(app.browser().get(&form).await.status, 410);
        assert_eq!(app.browser().get(&preferences).await.status, 200);
    }

    async fn whoever_lost_everything_types_their_address_and_gets_the_links_to_their_own_places(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        app.contact(&portrait, "Yann", "35297").await;
        let known = ask(&app, "192.0.2.1", " Anne@Mairie.invalid ").await;
        let unknown = ask(&app, "192.0.2.1", "personne@mairie.invalid").await;
        assert_eq!((known.status, unknown.status), (axum::http::StatusCode::OK, axum::http::StatusCode::OK));
        assert_eq!(known.body, unknown.body);
        app.send_mail().await;
        assert_eq!(app.mails().len(), 1);
        let mail = &app.mails_to("anne@mairie.invalid")[0];
        let form = app.form_path(contact.person.id, contact.contact.listing_id.unwrap()).await;
        assert_eq!(mail.links().iter().filter(|link| link.starts_with("/f/")).collect::<Vec<_>>(), [&form]);
    }

    async fn an_address_that_answers_for_nothing_is_sent_nothing(app: TestApp) {
        app.referent().await;
        let seen = app.mails().len();
        assert_eq!(ask(&app, "192.0.2.1", "camille@portrea.invalid").await.status, 200);
        app.send_mail().await;
        assert_eq!(app.mails().len(), seen);
    }

    async fn asking_for_links_is_limited_by_visitor_and_by_address_and_says_nothing(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let mut last = String::new();
        for n in 0..6 {
            let answer = ask(&app, &format!("192.0.2.{n}"), "anne@mairie.invalid").await;
            assert_eq!(answer.status, 200, "whoever asks learns nothing of the limit of an address");
            last = answer.body;
        }
        assert_eq!(last, ask(&app, "192.0.2.9", "inconnu@mairie.invalid").await.body);
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 3, "three a day, from wherever it is asked");

        for n in 0..10 {
            assert_eq!(ask(&app, "203.0.113.9", &format!("a{n}@mairie.invalid")).await.status, 200, "try {n}");
        }
        assert_eq!(ask(&app, "203.0.113.9", "a@mairie.invalid").await.status, 429);
        assert_eq!(ask(&app, "192.0.2.77", "a@mairie.invalid").await.status, 200, "others are not shut out");
        app.clock.set(wall("2026-11-03T09:00:00"));
        assert_eq!(ask(&app, "203.0.113.9", "anne@mairie.invalid").await.status, 200);
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 4);
    }

    async fn what_is_no_address_is_said_at_the_field(app: TestApp) {
        let before = app.database.dump().await;
        let answer = ask(&app, "192.0.2.1", "anne<script>").await;
        assert_eq!(answer.status, 422);
        answer.says("Cette adresse mail n’est pas complète");
        assert!(answer.body.contains("anne&#60;script&#62;"));
        assert_eq!(app.database.dump().await, before);
    }
}
