//! Every message meets one fate, whatever the server does.

use std::collections::BTreeSet;
use std::time::Duration;

use portrea_actions::{AnswerRequest, answer_invitation, oppose};
use portrea_domain::MessageId;
use portrea_domain::invitation::Reply;
use portrea_domain::message::{Message, MessageState, Purpose, Stream};
use portrea_domain::observation::Door;
use portrea_testkit::smtp_sink::{Behaviour, Script, SmtpSink};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::support::{TestHouse, address};

fn no_such_user() -> Behaviour {
    Behaviour::Refuse(550, "5.1.1 No such user".to_owned())
}

#[tokio::test]
async fn three_bad_addresses_among_a_hundred_spoil_nothing() {
    let house = TestHouse::open().await;
    let mut script = Script::accept_all();
    let mut people = Vec::new();
    for n in 0..100 {
        let name = format!("p{n}");
        if [7, 42, 99].contains(&n) {
            script = script.on(&address(&name), no_such_user());
        }
        people.push(house.contact(&name).await);
    }
    house.invite_everybody().await;
    let sink = SmtpSink::start(script).await;

    let done = house.mailer(&sink.url()).await.drain_all().await.unwrap();

    assert_eq!(done, 100);
    assert_eq!(
        house.fates().await,
        [(MessageState::Accepted, 97), (MessageState::Refused, 3)]
    );
    assert_eq!(sink.mails().len(), 97);
    let mut tx = house.app.storage.read().await.unwrap();
    let email = people[42].email.as_ref().unwrap();
    let reason = tx.people().bounced(email).await.unwrap();
    assert_eq!(reason.as_deref(), Some("550 5.1.1 No such user"));
    let email = people[41].email.as_ref().unwrap();
    assert_eq!(tx.people().bounced(email).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_mailers_on_one_queue_send_each_message_once() {
    let house = TestHouse::open().await;
    for n in 0..60 {
        house.contact(&format!("p{n}")).await;
    }
    house.invite_everybody().await;
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut running = JoinSet::new();
    for _ in 0..8 {
        let mut mailer = house.mailer(&sink.url()).await;
        running.spawn(async move { mailer.drain_all().await.unwrap() });
    }
    let sent: Vec<usize> = running.join_all().await;

    assert_eq!(sent.iter().sum::<usize>(), 60);
    let readers: BTreeSet<_> = sink.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!((sink.mails().len(), readers.len()), (60, 60));
    assert!(
        sink.accepted_by_message_id()
            .values()
            .all(|&times| times == 1)
    );
}

/// Says yes to everything until `DATA`, then hangs up.
async fn server_that_hangs_up_at_data() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 here\r\n").await.ok();
            let mut line = String::new();
            while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) {
                if line.starts_with("DATA") {
                    break;
                }
                stream.write_all(b"250 yes\r\n").await.ok();
                line.clear();
            }
        }
    });
    url
}

#[tokio::test]
async fn a_connection_lost_before_the_dot_is_tried_again_under_the_same_message_id() {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    house.invite_everybody().await;
    let broken = server_that_hangs_up_at_data().await;
    house.mailer(&broken).await.drain_all().await.unwrap();
    assert_eq!(house.fates().await, [(MessageState::Queued, 1)]);

    let sink = SmtpSink::start(Script::accept_all().on(&address("anne"), Behaviour::TempFail(1)));
    let sink = sink.await;
    let mut mailer = house.mailer(&sink.url()).await;
    assert_eq!(
        mailer.drain_all().await.unwrap(),
        0,
        "its time has not come"
    );
    house.wait_minutes(1);
    assert_eq!(mailer.drain_all().await.unwrap(), 1);
    let waiting = house.message_of(&anne).await;
    assert_eq!((waiting.state, waiting.attempts), (MessageState::Queued, 2));
    assert!(waiting.reason.starts_with("451"), "{}", waiting.reason);
    house.wait_minutes(2);
    mailer.drain_all().await.unwrap();

    let message = house.message_of(&anne).await;
    assert_eq!(
        (message.state, message.attempts),
        (MessageState::Accepted, 3)
    );
    let id = format!("{}@portrea.exemple.invalid", message.id);
    assert_eq!(sink.accepted(&id), 1);
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_is_uncertain_and_never_sent_again() {
    let house = TestHouse::inviting(&["anne", "yann"]).await;
    let script = Script::accept_all().on(&address("anne"), Behaviour::DropAfterDot);
    let sink = SmtpSink::start(script).await;
    let mut mailer = house.mailer(&sink.url()).await;
    for _ in 0..5 {
        mailer.drain_all().await.unwrap();
        house.wait_minutes(60 * 24);
    }
    assert_eq!(
        house.fates().await,
        [(MessageState::Accepted, 1), (MessageState::Uncertain, 1)]
    );
    assert_eq!(sink.mails().len(), 2);
}

#[tokio::test]
async fn a_crash_between_the_wire_and_the_record_leaves_one_uncertain_message() {
    let house = TestHouse::inviting(&["anne", "yann"]).await;
    let slow = Behaviour::Delay(Duration::from_hours(1));
    let script = Script::accept_all().on(&address("anne"), slow);
    let sink = SmtpSink::start(script).await;
    let mut first = house.mailer_of(&sink.url(), 1).await;
    let crash = tokio::spawn(async move { first.drain_all().await });
    sink.wait_for(1).await;
    crash.abort();
    assert!(crash.await.unwrap_err().is_cancelled());

    let mut second = house.mailer(&sink.url()).await;
    second.drain_all().await.unwrap();

    assert_eq!(
        house.fates().await,
        [(MessageState::Accepted, 1), (MessageState::Uncertain, 1)]
    );
    let mut readers: Vec<_> = sink.mails().into_iter().flat_map(|mail| mail.to).collect();
    readers.sort();
    assert_eq!(readers, [address("anne"), address("yann")]);
}

#[tokio::test]
async fn nobody_waits_for_a_slow_server() {
    let house = TestHouse::inviting(&["anne"]).await;
    let slow = Behaviour::Delay(Duration::from_hours(1));
    let sink = SmtpSink::start(Script::accept_all().otherwise(slow)).await;
    let mut mailer = house.mailer(&sink.url()).await;
    let sending = tokio::spawn(async move { mailer.drain_all().await });
    sink.wait_for(1).await;

    let writing = async {
        let mut tx = house.app.storage.begin().await.unwrap();
        tx.operations().set_setting("test", "1").await.unwrap();
        tx.commit().await.unwrap();
    };
    tokio::time::timeout(Duration::from_secs(5), writing)
        .await
        .expect("the write lock is free while the server thinks");
    assert!(!sending.is_finished());
    sending.abort();
}

#[tokio::test]
async fn what_was_answered_after_it_was_queued_does_not_leave() {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    house.invite_everybody().await;
    let mut tx = house.app.storage.read().await.unwrap();
    let invited = tx.invitations().of_person(anne.id).await.unwrap();
    drop(tx);
    let yes = AnswerRequest {
        invitation_id: invited[0].invitation.id,
        reply: Reply::Yes,
        delegate: None,
        door: Door::Phone,
    };
    answer_invitation(&house.app, &yes).await.unwrap();
    let sink = SmtpSink::start(Script::accept_all()).await;
    house.mailer(&sink.url()).await.drain_all().await.unwrap();

    let mut tx = house.app.storage.read().await.unwrap();
    let messages = tx.outbox().of_person(anne.id).await.unwrap();
    let fates: Vec<_> = messages
        .iter()
        .map(|message| (message.state, message.reason.as_str()))
        .collect();
    assert_eq!(
        fates,
        [
            (MessageState::Suppressed, "déjà répondu"),
            (MessageState::Accepted, "")
        ]
    );
    assert_eq!(sink.mails().len(), 1, "the confirmation alone");
}

#[tokio::test]
async fn an_invitation_never_leaves_after_the_meeting() {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    house.invite_everybody().await;
    house.clock.set(house.event.starts_at.plus_seconds(1));
    let sink = SmtpSink::start(Script::accept_all()).await;
    house.mailer(&sink.url()).await.drain_all().await.unwrap();
    let message = house.message_of(&anne).await;
    assert_eq!(
        (message.state, message.reason.as_str()),
        (MessageState::Suppressed, "trop tard")
    );
    assert_eq!(sink.mails(), []);
}

#[tokio::test]
async fn whoever_objected_meanwhile_gets_nothing() {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    house.invite_everybody().await;
    oppose(&house.app, anne.id, Stream::Event).await.unwrap();
    assert_eq!(house.post().await, 1);
    assert_eq!(house.fates().await, [(MessageState::Suppressed, 1)]);
    assert!(house.mails().is_empty());
}

#[tokio::test]
async fn an_address_that_bounced_is_not_tried_again() {
    let house = TestHouse::inviting(&["anne"]).await;
    let sink = SmtpSink::start(Script::accept_all().otherwise(no_such_user())).await;
    house.mailer(&sink.url()).await.drain_all().await.unwrap();
    let anne = house.contact("anne").await;
    // Whatever it is about: even what she would ask for herself.
    let refused = house.message_of(&anne).await;
    let Purpose::Invitation { invitation } = refused.purpose else {
        panic!("not an invitation")
    };
    let confirmation = Message {
        id: MessageId::mint(house.app.now(), &*house.app.entropy),
        purpose: Purpose::AnswerNoted {
            invitation,
            version: 0,
        },
        state: MessageState::Queued,
        attempts: 0,
        ..refused
    };
    let mut tx = house.app.storage.begin().await.unwrap();
    tx.outbox()
        .queue(&confirmation, "confirmation", house.app.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.post().await;
    let mut tx = house.app.storage.read().await.unwrap();
    let messages = tx.outbox().of_person(anne.id).await.unwrap();
    let reasons: Vec<_> = messages
        .iter()
        .map(|message| message.reason.as_str())
        .collect();
    assert_eq!(
        reasons,
        ["550 5.1.1 No such user", "l’adresse ne fonctionne pas"]
    );
}

#[tokio::test]
async fn a_server_that_is_down_costs_no_message_a_try() {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    house.invite_everybody().await;
    let nowhere = SmtpSink::start(Script::accept_all()).await.url();
    let mut mailer = house.mailer(&nowhere).await;
    assert!(mailer.drain_all().await.is_err());
    let message = house.message_of(&anne).await;
    assert_eq!((message.state, message.attempts), (MessageState::Queued, 0));
}
