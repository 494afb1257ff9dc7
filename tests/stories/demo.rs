//! The demonstration, from nothing, on both engines.

use std::time::Instant;

use portrea::{DemoOptions, prepare};
use portrea_domain::Clock as _;
use portrea_domain::freshness;
use portrea_startup::Settings;
use portrea_testkit::database::{Engine, TestDatabase, empty_database};

fn settings(database: &TestDatabase) -> Settings {
    Settings {
        mail: portrea_startup::MailSettings::default(),
        data_dir: database.folder.path().join("data"),
        database_url: Some(database.url.clone()),
        public_url: None,
        smtp_url: None,
        mail_from: None,
        outside: portrea_startup::OutsideSettings::default(),
        secret: None,
        telegram_token: None,
        telegram_api_url: None,
        telegram_webhook_secret: None,
        source_url: None,
        freshness_cron: None,
        log: "warn".to_owned(),
    }
}

fn options(epci: &str, empty: bool) -> DemoOptions {
    DemoOptions {
        epci: epci.parse().unwrap(),
        empty,
        day_in: None,
        listen: "127.0.0.1:8080".parse().unwrap(),
    }
}

async fn a_demonstration_is_ready_and_a_second_one_finds_it(engine: Engine) {
    let Some(database) = empty_database(engine).await else {
        return;
    };
    let settings = settings(&database);
    let first = prepare(&settings, &options("200038990", false))
        .await
        .unwrap();
    let urls: Vec<&str> = first
        .addresses
        .iter()
        .map(|(_, url)| url.as_str())
        .collect();
    assert_eq!(urls.len(), 7, "{urls:?}");

    let app = &first.opened.app;
    let mut tx = app.storage.read().await.unwrap();
    assert!(tx.listings().count().await.unwrap() >= 1_202 + 3);
    let listings = tx
        .listings()
        .of_territory(&"200038990".parse().unwrap())
        .await
        .unwrap();
    let now = portrea_domain::SystemClock.now();
    assert!(
        listings
            .iter()
            .any(|listing| freshness::of_listing(listing, now) == freshness::Freshness::Fresh)
    );
    assert!(
        listings
            .iter()
            .any(portrea_domain::listing::Listing::is_closed)
    );
    // What is fictional says so, and every fact said by fictional people is marked.
    assert!(
        listings
            .iter()
            .filter(|listing| !listing.verifications.is_empty())
            .all(|listing| listing.fictional)
    );
    drop(tx);
    let mails = std::fs::read_dir(first.opened.folder.mail())
        .unwrap()
        .count();
    assert!(mails >= 17, "{mails} mails");
    app.storage.close().await;

    let again = Instant::now();
    let second = prepare(&settings, &options("200038990", false))
        .await
        .unwrap();
    assert!(
        again.elapsed().as_secs() < 30,
        "the second run did the work again"
    );
    assert_eq!(
        std::fs::read_dir(second.opened.folder.mail())
            .unwrap()
            .count(),
        mails
    );
    second.opened.app.storage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_is_ready_and_a_second_one_finds_it_on_sqlite() {
    a_demonstration_is_ready_and_a_second_one_finds_it(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_is_ready_and_a_second_one_finds_it_on_postgresql() {
    a_demonstration_is_ready_and_a_second_one_finds_it(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_demonstration_has_invited_but_nobody_answered() {
    let database = empty_database(Engine::Sqlite).await.unwrap();
    let prepared = prepare(&settings(&database), &options("200038990", true))
        .await
        .unwrap();
    let mut tx = prepared.opened.app.storage.read().await.unwrap();
    assert_eq!(tx.listings().count().await.unwrap(), 1_202);
    let portrait = tx.portraits().list().await.unwrap().remove(0);
    let event = tx
        .events()
        .of_portrait(portrait.id)
        .await
        .unwrap()
        .remove(0);
    let invited = tx.invitations().of_event(event.id).await.unwrap();
    assert_eq!(invited.len(), 17);
    assert!(invited.iter().all(|row| row.invitation.answer.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_demonstration_of_an_epci_tells_the_same_story() {
    let mut told = Vec::new();
    for _time in 0..2 {
        let database = empty_database(Engine::Sqlite).await.unwrap();
        let prepared = prepare(&settings(&database), &options("200038990", false))
            .await
            .unwrap();
        let mut tx = prepared.opened.app.storage.read().await.unwrap();
        let portrait = tx.portraits().list().await.unwrap().remove(0);
        let event = tx
            .events()
            .of_portrait(portrait.id)
            .await
            .unwrap()
            .remove(0);
        let invited = tx.invitations().of_event(event.id).await.unwrap();
        let mut replies: Vec<_> = invited
            .into_iter()
            .map(|row| {
                (
                    row.person.email,
                    row.invitation.answer.map(|answer| answer.reply),
                )
            })
            .collect();
        replies.sort_by(|a, b| a.0.cmp(&b.0));
        told.push(replies);
    }
    assert_eq!(told[0], told[1]);
}
