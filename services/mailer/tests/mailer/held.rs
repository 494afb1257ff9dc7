//! Sending is held after a restore, and the running mailer starts and stops as told.

use portrea_domain::message::MessageState;
use portrea_mailer::{Transport, hold_if_restored, is_held, resume, run};
use portrea_testkit::smtp_sink::{Script, SmtpSink};
use tokio_util::sync::CancellationToken;

use crate::support::TestHouse;

async fn beat(house: &TestHouse) {
    let mut tx = house.app.storage.begin().await.unwrap();
    tx.operations()
        .beat("mailer", house.app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A base restored from yesterday's copy, with an invitation that left long ago but stands as queued.
async fn restored() -> TestHouse {
    let house = TestHouse::open().await;
    beat(&house).await;
    house.contact("anne").await;
    house.invite_everybody().await;
    house.wait_minutes(60 * 24);
    house
}

#[tokio::test]
async fn nothing_leaves_a_restored_base_before_an_operator_says_so() {
    let house = restored().await;
    assert!(hold_if_restored(&house.app).await.unwrap());
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut mailer = house.mailer(&sink.url()).await;
    assert_eq!(mailer.drain_all().await.unwrap(), 0);
    assert_eq!(house.fates().await, [(MessageState::Queued, 1)]);

    resume(&house.app).await.unwrap();
    assert!(!is_held(&house.app).await.unwrap());
    assert!(!hold_if_restored(&house.app).await.unwrap());
    assert_eq!(mailer.drain_all().await.unwrap(), 1);
    assert_eq!(sink.mails().len(), 1);
}

#[tokio::test]
async fn a_mailbox_reaches_nobody_and_is_never_held() {
    let house = restored().await;
    hold_if_restored(&house.app).await.unwrap();
    assert_eq!(house.post().await, 1);
}

#[tokio::test]
async fn a_new_base_and_a_short_stop_are_no_restore() {
    let new = TestHouse::inviting(&["anne"]).await;
    assert!(!hold_if_restored(&new.app).await.unwrap());

    let short_stop = TestHouse::inviting(&["anne"]).await;
    beat(&short_stop).await;
    short_stop.wait_minutes(60);
    assert!(!hold_if_restored(&short_stop.app).await.unwrap());
    short_stop.wait_minutes(1);
    assert!(hold_if_restored(&short_stop.app).await.unwrap());
}

#[tokio::test]
async fn the_running_mailer_sends_gives_signs_of_life_and_stops() {
    let house = TestHouse::inviting(&["anne"]).await;
    let sink = SmtpSink::start(Script::accept_all()).await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(run(
        house.app.clone(),
        Transport::smtp(&sink.url()).unwrap(),
        house.folder.path().to_owned(),
        stop.clone(),
    ));
    sink.wait_for(1).await;
    stop.cancel();
    running.await.unwrap().unwrap();

    assert_eq!(house.fates().await, [(MessageState::Accepted, 1)]);
    let mut tx = house.app.storage.read().await.unwrap();
    let beats = tx.operations().beats().await.unwrap();
    assert_eq!(beats, [("mailer".to_owned(), house.app.now())]);
}
