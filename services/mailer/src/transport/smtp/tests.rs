//! What each misbehaviour of a server means for the mail.

use portrea_domain::Timestamp;
use portrea_testkit::smtp_sink::{Behaviour, Script, SmtpSink};

use super::*;

const TO: &str = "accueil@exemple.invalid";

fn mail(size: usize) -> Outgoing {
    let mut bytes = b"Subject: test\r\n\r\n".to_vec();
    bytes.resize(bytes.len() + size, b'x');
    Outgoing {
        id: "0190f2a4-0000-7000-8000-000000000000".parse().unwrap(),
        due_at: Timestamp::from_millis(0),
        from: "portrea@exemple.invalid".parse().unwrap(),
        to: TO.parse().unwrap(),
        bytes,
    }
}

fn wire_to(address: &str) -> SmtpWire {
    SmtpWire::new(SmtpServer::parse(address).unwrap())
}

async fn outcome_of(behaviour: Behaviour, size: usize) -> (Outcome, usize) {
    let sink = SmtpSink::start(Script::accept_all().on(TO, behaviour)).await;
    let mut wire = wire_to(&sink.url());
    (wire.send(&mail(size)).await, sink.mails().len())
}

#[tokio::test]
async fn a_refused_recipient_bounces_unless_it_is_our_fault() {
    for (code, words, expected) in [
        (550, "5.1.1 No such user", true),
        (554, "Unknown mailbox", true),
        (550, "5.7.1 Relaying denied", false),
        (530, "5.5.1 Authentication required", false),
    ] {
        let refuse = Behaviour::Refuse(code, words.to_owned());
        let Outcome::Refused { reason, bounced } = outcome_of(refuse, 10).await.0 else {
            panic!("{code} {words} is a refusal");
        };
        assert_eq!((reason, bounced), (format!("{code} {words}"), expected));
    }
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_later() {
    let (outcome, taken) = outcome_of(Behaviour::TempFail(1), 10).await;
    assert!(matches!(outcome, Outcome::Later { ref reason } if reason.starts_with("451")));
    assert_eq!(taken, 0);
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_the_content_is_tried_later() {
    // More than the system holds for the server: the dot cannot have been written.
    let (outcome, taken) = outcome_of(Behaviour::DropBeforeDot, 32 * 1024 * 1024).await;
    assert!(matches!(outcome, Outcome::Later { .. }), "{outcome:?}");
    assert_eq!(taken, 0);
}

#[tokio::test]
async fn a_connection_lost_after_the_dot_is_uncertain() {
    let (outcome, taken) = outcome_of(Behaviour::DropAfterDot, 10).await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn silence_after_the_dot_is_uncertain() {
    let silence = Behaviour::Delay(Duration::from_hours(1));
    let sink = SmtpSink::start(Script::accept_all().on(TO, silence)).await;
    let mut wire = wire_to(&sink.url());
    wire.patience.content = Duration::from_millis(200);
    let outcome = wire.send(&mail(10)).await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
}

#[tokio::test]
async fn nobody_at_the_other_end_is_tried_later() {
    let address = SmtpSink::start(Script::accept_all()).await.url();
    let mut wire = wire_to(&address);
    assert!(wire.ready().await.is_err());
    assert!(matches!(wire.send(&mail(1)).await, Outcome::Later { .. }));
}

#[tokio::test]
async fn mails_share_a_connection_until_the_server_ends_it() {
    let sink = SmtpSink::start(Script::accept_all().close_after(3)).await;
    let mut wire = wire_to(&sink.url());
    for _ in 0..7 {
        assert_eq!(wire.send(&mail(10)).await, Outcome::Accepted);
    }
    assert_eq!((sink.mails().len(), sink.connections()), (7, 3));
}

#[tokio::test]
async fn a_refusal_does_not_spoil_the_next_mail() {
    let refuse = Behaviour::Refuse(550, "5.1.1 No such user".to_owned());
    let script = Script::accept_all()
        .on(TO, refuse)
        .on(TO, Behaviour::Accept);
    let sink = SmtpSink::start(script).await;
    let mut wire = wire_to(&sink.url());
    assert!(matches!(
        wire.send(&mail(10)).await,
        Outcome::Refused { .. }
    ));
    assert_eq!(wire.send(&mail(10)).await, Outcome::Accepted);
}

#[tokio::test]
async fn a_server_that_must_encrypt_and_cannot_gets_nothing() {
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut wire = wire_to(&format!("{}?tls=required", sink.url()));
    assert!(matches!(wire.send(&mail(10)).await, Outcome::Later { .. }));
    assert_eq!(sink.mails(), []);
}
