//! The mobile form behind a link.

use portrea_domain::questionnaire::SectionKey;

use crate::support::app::wall;
use crate::support::stories;

stories! {
    async fn saying_that_nothing_changed_takes_one_button_and_dates_every_section(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        let mut browser = app.browser();
        browser.get(&form).await.says("Mairie de Montauban-de-Bretagne").says("Rien n’a changé");
        browser.submit(&form, &format!("{form}/publier"), &[("exact", "tout")]).await.says("Merci");

        let kept = app.app.storage.read().await.unwrap().listings().require(listing).await.unwrap();
        let hours = kept.verified(SectionKey::Hours).unwrap();
        assert_eq!(hours.at, wall("2026-11-02T09:00:00"));
        assert_eq!(kept.modified_at, kept.created_at);
        browser.get(&format!("/lieux/{listing}")).await.says("par le formulaire");
    }

    async fn a_changed_value_is_public_only_once_published(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let form = app.form_path(contact.person.id, listing).await;
        let section = format!("{form}/hours");
        let mut browser = app.browser();
        let fields = [("hours.note", "Fermé en août")];
        browser.submit(&section, &section, &fields).await.says("Fermé en août");
        assert_ne!(app.value(listing, "hours.note").await.as_deref(), Some("Fermé en août"));
        browser.submit(&form, &format!("{form}/publier"), &[]).await.says("Merci");
        assert_eq!(app.value(listing, "hours.note").await.as_deref(), Some("Fermé en août"));
        browser.get(&format!("/lieux/{listing}")).await.says("Fermé en août");
    }

    async fn an_answer_that_cannot_be_taken_is_explained_and_nothing_is_lost(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let section = format!("{}/contact", app.form_path(contact.person.id, listing).await);
        let before = app.database.dump().await;
        let fields = [("contact.phone", "12"), ("contact.email", "accueil@exemple.fr"), ("contact.website", "")];
        let answer = app.browser().submit(&section, &section, &fields).await;
        assert_eq!(answer.status, 422);
        answer.says("Ce numéro de téléphone n’est pas complet");
        assert!(answer.body.contains("accueil@exemple.fr"), "what was typed is kept");
        assert_eq!(app.database.dump().await, before);
    }

    async fn a_value_too_long_says_by_how_much(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let section = format!("{}/access", app.form_path(contact.person.id, listing).await);
        let long = "a".repeat(601);
        let answer = app.browser().submit(&section, &section, &[("access.conditions", &long)]).await;
        assert_eq!(answer.status, 422);
        answer.says("601 caractères, 600 au plus");
    }
}
