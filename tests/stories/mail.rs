//! Mail leaves once, whatever happens.

use std::sync::Arc;

use portrea_domain::message::{Channel, MessageState, Stream};
use portrea_mailer::{Mailer, Transport};
use portrea_storage::SlotKeeper;
use portrea_testkit::smtp_sink::{Script, SmtpSink};

use crate::support::app::TestApp;
use crate::support::stories;

const COMMUNES: [&str; 8] = [
    "35184", "35297", "35135", "35171", "35027", "35117", "35234", "35302",
];

async fn eight_invited(app: &TestApp) {
    let portrait = app.portrait().await;
    for (n, commune) in COMMUNES.iter().enumerate() {
        app.contact(&portrait, &format!("Personne{n}"), commune)
            .await;
    }
    let event = app.event(&portrait).await;
    assert_eq!(app.invite_all(&event).await, 8);
}

stories! {
    async fn eight_mailers_on_one_queue_send_each_mail_once(app: TestApp) {
        eight_invited(&app).await;
        let sink = Arc::new(SmtpSink::start(Script::accept_all()).await);
        let keeper = SlotKeeper::new(app.app.storage.clone(), app.database.folder.path());
        let mut running = tokio::task::JoinSet::new();
        for _mailer in 0..8 {
            let transport = Transport::smtp(&sink.url()).unwrap();
            let mut mailer = Mailer::new(app.app.clone(), transport, keeper.take().await.unwrap());
            running.spawn(async move { mailer.drain_all().await.map(drop).map_err(|error| error.to_string()) });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap().unwrap();
        }
        let mut to: Vec<String> = sink.mails().into_iter().flat_map(|mail| mail.to).collect();
        to.sort();
        to.dedup();
        assert_eq!((sink.mails().len(), to.len()), (8, 8));
    }

    async fn a_person_who_said_stop_is_not_invited_again(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        portrea_actions::oppose(&app.app, contact.person.id, Stream::Event).await.unwrap();
        app.send_mail().await;
        assert!(app.mails().is_empty());
        let fates = app.app.storage.read().await.unwrap().outbox().all_fates(Channel::Mail).await.unwrap();
        assert_eq!(fates[0].state, MessageState::Suppressed);
    }

    async fn one_click_in_a_mail_program_unsubscribes(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let raw = app.mails()[0].raw.replace("\r\n ", " ");
        assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{raw}");
        let address = raw.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).unwrap();
        let path = crate::support::app::path_of(address.trim().trim_end_matches('>'));
        assert_eq!(app.browser().post(&path, &[("List-Unsubscribe", "One-Click")]).await.status, 200);
        let mut tx = app.app.storage.read().await.unwrap();
        assert!(tx.people().oppositions(contact.person.id).await.unwrap().contains(&Stream::Event));
    }
}
