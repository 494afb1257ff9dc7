//! Asking again, and leaving people in peace.

use portrea_actions::{HeldReason, Publication, plan_freshness, publish, run_freshness};
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;

use crate::support::app::wall;
use crate::support::stories;

stories! {
    async fn only_the_question_most_likely_to_be_false_is_asked(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let plan = run_freshness(&app.app).await.unwrap();
        assert_eq!(plan.asks.len(), 1);
        assert_eq!(plan.asks[0].section, SectionKey::Hours);
        assert_eq!(plan.held.iter().filter(|held| held.reason == HeldReason::NobodyToAsk).count(), 16);
        app.send_mail().await;
        let mail = &app.mails_to("anne@mairie.invalid")[0];
        assert!(mail.text.contains("horaires"), "{}", mail.text);
        let form = mail.link("/f/");
        app.browser().get(&form).await.says("Mairie de Montauban-de-Bretagne");
    }

    async fn a_dry_run_changes_nothing(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let before = app.database.dump().await;
        assert_eq!(plan_freshness(&app.app).await.unwrap().asks.len(), 1);
        assert_eq!(app.database.dump().await, before);
    }

    async fn running_twice_asks_once_and_a_person_is_left_in_peace_for_two_weeks(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        assert_eq!(run_freshness(&app.app).await.unwrap().asks.len(), 1);
        app.clock.set(wall("2026-11-10T09:00:00"));
        let plan = run_freshness(&app.app).await.unwrap();
        assert!(plan.asks.is_empty());
        assert!(plan.held.iter().any(|held| held.reason == HeldReason::AskedLately));
        app.clock.set(wall("2026-11-17T09:00:00"));
        assert_eq!(run_freshness(&app.app).await.unwrap().asks[0].round, 2);
        app.clock.set(wall("2026-12-10T09:00:00"));
        let plan = run_freshness(&app.app).await.unwrap();
        assert!(plan.asks.is_empty());
        assert!(plan.held.iter().any(|held| held.reason == HeldReason::ToCall));
    }

    async fn a_question_answered_by_any_door_is_not_sent(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        run_freshness(&app.app).await.unwrap();
        let publication = Publication {
            person_id: contact.person.id,
            listing_id: contact.contact.listing_id.unwrap(),
            door: Door::Chat,
            unchanged: vec![SectionKey::Hours],
        };
        publish(&app.app, &publication).await.unwrap();
        app.send_mail().await;
        assert!(app.mails().is_empty());
    }

    async fn two_checkers_at_the_same_moment_ask_once(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let (one, two) = tokio::join!(run_freshness(&app.app), run_freshness(&app.app));
        // On PostgreSQL the loser may be refused outright: the next tick finds nothing left to do.
        assert!(one.is_ok() || two.is_ok());
        app.send_mail().await;
        assert_eq!(app.mails().len(), 1);
    }
}
