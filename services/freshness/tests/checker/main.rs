//! The checker against a base: who is asked, once, and when it stops.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, what is not as expected is a failure"
)]

mod story;

use std::sync::Arc;

use portrea_actions::{Publication, publish, step_of};
use portrea_domain::message::StopReason;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_freshness::{DAILY, FreshnessError, JOB, run, tick_once};
use tokio_util::sync::CancellationToken;

use story::{app_on, at, contact, daily, story};

#[tokio::test]
async fn a_tick_asks_the_keeper_of_a_listing_once() {
    let story = story().await;
    assert_eq!(story.tick("2026-07-02T08:31:00").await, Some(1));
    assert_eq!(story.messages().await.len(), 1);
    assert_eq!(story.tick("2026-07-02T08:32:00").await, None);
    assert_eq!(
        story.tick("2026-07-03T08:30:00").await,
        Some(0),
        "left in peace the day after"
    );
    assert_eq!(story.messages().await.len(), 1);
}

#[tokio::test]
async fn two_instances_take_a_tick_once() {
    let story = story().await;
    let other = app_on(&story.url, Arc::clone(&story.clock), 1 << 40).await;
    story.clock.set(at("2026-07-02T09:00:00"));
    let (schedule, start) = (daily(), at("2026-01-01T12:00:00"));
    let (one, two) = tokio::join!(
        tick_once(&story.app, &schedule, start),
        tick_once(&other, &schedule, start)
    );
    let ran = [one.unwrap(), two.unwrap()].into_iter().flatten().count();
    assert_eq!(ran, 1);
    assert_eq!(story.messages().await.len(), 1);
}

#[tokio::test]
async fn a_week_without_anybody_running_is_made_up_for_by_one_tick() {
    let story = story().await;
    assert!(story.tick("2026-01-02T08:30:00").await.is_some());
    assert_eq!(story.tick("2026-07-09T20:00:00").await, Some(1));
    assert_eq!(story.tick("2026-07-09T20:01:00").await, None);
    let last = story
        .app
        .storage
        .read()
        .await
        .unwrap()
        .operations()
        .last_tick(JOB)
        .await
        .unwrap();
    assert_eq!(last, Some(at("2026-07-09T08:30:00")));
}

#[tokio::test]
async fn an_answer_by_any_door_stops_the_question() {
    for door in [Door::Form, Door::Chat, Door::Phone, Door::Desk] {
        let story = story().await;
        story.tick("2026-07-02T08:30:00").await;
        let asked = story.messages().await;
        assert_eq!(story.stop(&asked[0]).await, None, "it would leave");

        let colleague = contact(&story.app, &story.portrait, "Maëlle Le Bihan", None).await;
        let publication = Publication {
            person_id: colleague.id,
            listing_id: story.listing.id,
            door,
            unchanged: vec![SectionKey::Hours],
        };
        publish(&story.app, &publication).await.unwrap();

        assert_eq!(
            story.stop(&asked[0]).await,
            Some(StopReason::Answered),
            "{door:?}"
        );
        let step = step_of(story.listing.id, SectionKey::Hours);
        let mut tx = story.app.storage.read().await.unwrap();
        let prompts = tx.prompts().of_step(&step).await.unwrap();
        assert!(
            prompts.iter().all(|prompt| prompt.answered_at.is_some()),
            "{door:?}"
        );
        drop(tx);

        story.tick("2026-07-20T08:30:00").await;
        let mut tx = story.app.storage.read().await.unwrap();
        assert_eq!(
            tx.prompts().of_step(&step).await.unwrap().len(),
            1,
            "{door:?}"
        );
    }
}

#[tokio::test]
async fn a_round_without_a_tick_is_still_a_sign_of_life() {
    let story = story().await;
    assert_eq!(story.tick("2026-01-01T12:00:30").await, None);
    let beats = story
        .app
        .storage
        .read()
        .await
        .unwrap()
        .operations()
        .beats()
        .await
        .unwrap();
    assert_eq!(beats, [(JOB.to_owned(), at("2026-01-01T12:00:30"))]);
}

#[tokio::test]
async fn a_wrong_expression_is_an_error_at_the_start() {
    let story = story().await;
    let outcome = run(story.app.clone(), "every day", CancellationToken::new()).await;
    assert!(matches!(outcome, Err(FreshnessError::Schedule(_))));
}

#[tokio::test]
async fn a_cancelled_checker_ends_without_ado() {
    let story = story().await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    run(story.app.clone(), DAILY, cancel).await.unwrap();
    let beats = story
        .app
        .storage
        .read()
        .await
        .unwrap()
        .operations()
        .beats()
        .await
        .unwrap();
    assert_eq!(beats, []);
}
