//! What each misbehaviour of a server means for the mail.

use portrea_domain::Timestamp;
use portrea_testkit::smtp_sink::{Authority, Behaviour, Encrypted, Script, SmtpSink};

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
    SmtpWire::new(Arc::new(Relay::parse(address).unwrap()))
}

/// What a mail met.
async fn outcome(wire: &mut SmtpWire, size: usize) -> Outcome {
    match wire.send(&mail(size)).await {
        Sent::Met(outcome) => outcome,
        Sent::Unreachable(reason) => panic!("{reason}"),
    }
}

async fn outcome_of(behaviour: Behaviour, size: usize) -> (Outcome, usize) {
    let sink = SmtpSink::start(Script::accept_all().on(TO, behaviour)).await;
    let mut wire = wire_to(&sink.url());
    (outcome(&mut wire, size).await, sink.mails().len())
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
    let outcome = outcome(&mut wire, 10).await;
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
}

#[tokio::test]
async fn when_nobody_answers_nothing_was_said() {
    let address = SmtpSink::start(Script::accept_all()).await.url();
    let mut wire = wire_to(&address);
    assert!(wire.ready().await.is_err());
    assert!(matches!(wire.send(&mail(1)).await, Sent::Unreachable(_)));
}

#[tokio::test]
async fn mails_share_a_connection_until_the_server_ends_it() {
    let sink = SmtpSink::start(Script::accept_all().close_after(3)).await;
    let mut wire = wire_to(&sink.url());
    for _ in 0..7 {
        assert_eq!(outcome(&mut wire, 10).await, Outcome::Accepted);
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
        outcome(&mut wire, 10).await,
        Outcome::Refused { .. }
    ));
    assert_eq!(outcome(&mut wire, 10).await, Outcome::Accepted);
    assert_eq!(sink.connections(), 1, "only that mail was refused");
}

#[tokio::test]
async fn a_server_is_spoken_to_in_one_go_only_when_it_says_so() {
    for script in [
        Script::accept_all(),
        Script::accept_all().one_command_at_a_time(),
    ] {
        let script = script
            .on(
                "b@exemple.invalid",
                Behaviour::Refuse(550, "5.1.1 No".to_owned()),
            )
            .on("c@exemple.invalid", Behaviour::TempFail(1));
        let sink = SmtpSink::start(script).await;
        let mut wire = wire_to(&sink.url());
        let mut met = Vec::new();
        for to in ["a", "b", "a", "c", "c"] {
            let to = format!("{to}@exemple.invalid").parse().unwrap();
            let mail = Outgoing { to, ..mail(10) };
            met.push(match wire.send(&mail).await {
                Sent::Met(Outcome::Accepted) => "accepted",
                Sent::Met(Outcome::Refused { bounced: true, .. }) => "bounced",
                Sent::Met(Outcome::Later { .. }) => "later",
                other => panic!("{other:?}"),
            });
        }
        assert_eq!(
            met,
            ["accepted", "bounced", "accepted", "later", "accepted"]
        );
        assert_eq!((sink.mails().len(), sink.connections()), (3, 1));
        assert!(
            sink.mails()
                .iter()
                .all(|mail| mail.data.ends_with("xx\r\n"))
        );
    }
}

#[tokio::test]
async fn one_dead_server_of_two_stops_nothing() {
    let dead = SmtpSink::start(Script::accept_all()).await.url();
    let alive = SmtpSink::start(Script::accept_all()).await;
    let mut wire = wire_to(&format!("{dead},{}", alive.url()));
    for _ in 0..3 {
        assert_eq!(outcome(&mut wire, 10).await, Outcome::Accepted);
        wire.rest().await;
    }
    assert_eq!(alive.mails().len(), 3);
}

#[tokio::test]
async fn a_server_that_must_encrypt_and_cannot_gets_nothing() {
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut wire = wire_to(&format!("{}?tls=required", sink.url()));
    assert!(matches!(wire.send(&mail(10)).await, Sent::Unreachable(_)));
    assert_eq!(sink.mails(), []);
}

fn encrypted(
    sink: &SmtpSink,
    scheme: &str,
    sign_in: &str,
    file: &tempfile::NamedTempFile,
) -> String {
    let port = sink.address().port();
    let path = file.path().display();
    format!("{scheme}://{sign_in}localhost:{port}?ca={path}")
}

#[tokio::test]
async fn a_server_that_encrypts_is_trusted_by_its_authority_and_signed_in_to() {
    let authority = Authority::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), authority.pem()).unwrap();
    for (when, scheme) in [
        (Encrypted::AtOnce, "smtps"),
        (Encrypted::OnRequest, "smtp+starttls"),
    ] {
        let script = Script::accept_all().signed_in("u@h.fr", "pé:");
        let sink = SmtpSink::start_encrypted(script, when, &authority).await;
        let mut wire = wire_to(&encrypted(&sink, scheme, "u%40h.fr:p%C3%A9%3A@", &file));
        for _ in 0..3 {
            assert_eq!(outcome(&mut wire, 5_000).await, Outcome::Accepted);
        }
        assert_eq!((sink.mails().len(), sink.connections()), (3, 1), "{scheme}");

        let mut wrong = wire_to(&encrypted(&sink, scheme, "u%40h.fr:x@", &file));
        assert!(
            matches!(wrong.send(&mail(10)).await, Sent::Unreachable(reason) if reason.contains("535"))
        );
        let mut stranger = wire_to(&format!("{scheme}://localhost:{}", sink.address().port()));
        assert!(
            matches!(stranger.send(&mail(10)).await, Sent::Unreachable(_)),
            "nobody vouches for it"
        );
        assert_eq!(sink.mails().len(), 3);
    }
}
