//! What comes back is understood, whoever wrote it, and changes what it must.

use portrea_actions::{BounceKind, BounceNoted, correct_address, oppose};
use portrea_domain::message::{MessageState, Stream};
use portrea_domain::person::Person;
use portrea_mailer::{Bounced, take_bounce};

use crate::support::{TestHouse, address};

const STOPPED: (BounceKind, BounceNoted) = (BounceKind::Hard, BounceNoted::Stopped);

/// A report of a provider about the mail of a message.
fn report(house: &TestHouse, name: &str, message: portrea_domain::MessageId, to: &str) -> Vec<u8> {
    let path = format!("{}/tests/bounces/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let verp = house.app.house.secret.bounce_local_part(message);
    std::fs::read_to_string(path)
        .unwrap()
        .replace("{verp}", &format!("{verp}@rebonds.exemple.invalid"))
        .replace("{id}", &message.to_string())
        .replace("{to}", to)
        .replace('\n', "\r\n")
        .into_bytes()
}

/// A house whose invitation to Anne was taken by a server.
async fn sent() -> (TestHouse, Person) {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    house.invite_everybody().await;
    house.post().await;
    (house, anne)
}

async fn taken(house: &TestHouse, anne: &Person, name: &str) -> Bounced {
    let message = house.message_of(anne).await.id;
    let raw = report(house, name, message, &address("anne"));
    take_bounce(&house.app, &raw).await.unwrap()
}

async fn stopped(house: &TestHouse, person: &Person) -> Option<String> {
    let mut tx = house.app.storage.read().await.unwrap();
    tx.people()
        .bounced(person.email.as_ref().unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_stopped_whichever_provider_says_so() {
    for name in [
        "orange_unknown",
        "free_inactive",
        "sfr_disabled",
        "laposte_unknown",
        "gmail_unknown",
        "outlook_unknown",
        "ovh_qmail",
    ] {
        let (house, anne) = sent().await;
        let Bounced::Noted(_, kind, noted) = taken(&house, &anne, name).await else {
            panic!("{name} is a bounce");
        };
        assert_eq!((kind, noted), STOPPED, "{name}");
        let reason = stopped(&house, &anne).await.unwrap();
        assert!(!reason.contains(&address("anne")), "{name}: {reason}");
        assert_eq!(
            house.message_of(&anne).await.state,
            MessageState::Refused,
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_says_nothing_of_the_address_changes_nothing() {
    for name in ["absence", "answer", "delayed", "delivered"] {
        let (house, anne) = sent().await;
        let taken = taken(&house, &anne, name).await;
        assert!(matches!(taken, Bounced::NoBounce(_)), "{name}: {taken:?}");
        assert_eq!(stopped(&house, &anne).await, None, "{name}");
    }
    let (house, anne) = sent().await;
    assert!(matches!(
        taken(&house, &anne, "orange_policy").await,
        Bounced::Policy(..)
    ));
    let passed_on = taken(&house, &anne, "passed_on").await;
    assert!(
        matches!(passed_on, Bounced::Noted(_, _, BounceNoted::Unknown)),
        "{passed_on:?}"
    );
    assert_eq!(stopped(&house, &anne).await, None);
}

#[tokio::test]
async fn full_boxes_count_and_fade() {
    let (house, anne) = sent().await;
    for n in 1..=4 {
        let name = if n % 2 == 0 {
            "orange_full"
        } else {
            "mairie_full"
        };
        let taken = taken(&house, &anne, name).await;
        assert!(
            matches!(taken, Bounced::Noted(_, BounceKind::Soft, BounceNoted::Counted(count)) if count == n)
        );
    }
    assert_eq!(stopped(&house, &anne).await, None);
    house.wait_minutes(60 * 24 * 31);
    let again = taken(&house, &anne, "orange_full").await;
    assert!(
        matches!(again, Bounced::Noted(_, _, BounceNoted::Counted(1))),
        "{again:?}"
    );
    for _ in 0..4 {
        taken(&house, &anne, "orange_full").await;
    }
    assert!(stopped(&house, &anne).await.is_some(), "five in a row");
}

#[tokio::test]
async fn a_forged_report_is_about_nobody() {
    let (house, anne) = sent().await;
    let message = house.message_of(&anne).await.id;
    let raw = report(&house, "orange_unknown", message, &address("anne"));
    let raw = String::from_utf8(raw).unwrap();
    // Without its mark, and quoting a mail of another house.
    let forged = raw
        .replace(
            &house.app.house.secret.bounce_local_part(message),
            &format!("bounces+{message}.x"),
        )
        .replace("@portrea.exemple.invalid>", "@ailleurs.invalid>");
    let taken = take_bounce(&house.app, forged.as_bytes()).await.unwrap();
    assert_eq!(taken, Bounced::Stranger);
    assert_eq!(stopped(&house, &anne).await, None);
}

#[tokio::test]
async fn a_message_is_found_by_the_mail_that_is_returned_alone() {
    let (house, anne) = sent().await;
    let message = house.message_of(&anne).await.id;
    let raw = report(&house, "gmail_unknown", message, &address("anne"));
    let verp = house.app.house.secret.bounce_local_part(message);
    let raw = String::from_utf8(raw).unwrap().replace(&verp, "portrea");
    let taken = take_bounce(&house.app, raw.as_bytes()).await.unwrap();
    assert_eq!(
        taken,
        Bounced::Noted(message, BounceKind::Hard, BounceNoted::Stopped)
    );
}

#[tokio::test]
async fn a_corrected_address_is_free_at_once_and_the_invitation_leaves_again_once() {
    let (house, anne) = sent().await;
    oppose(&house.app, anne.id, Stream::Update).await.unwrap();
    taken(&house, &anne, "orange_unknown").await;
    let right = "anne.riou@exemple.invalid".parse().unwrap();
    assert_eq!(
        correct_address(&house.app, anne.id, &right).await.unwrap(),
        1
    );
    assert_eq!(
        correct_address(&house.app, anne.id, &right).await.unwrap(),
        0
    );
    house.post().await;
    assert_eq!(house.message_of(&anne).await.state, MessageState::Accepted);
    let mails = house.mails();
    let last = String::from_utf8_lossy(mails.last().unwrap());
    assert!(last.contains("anne.riou@exemple.invalid"), "{last}");
    let mut tx = house.app.storage.read().await.unwrap();
    let objected = portrea_actions::oppositions_of(&mut tx, &house.app, anne.id)
        .await
        .unwrap();
    assert_eq!(objected, [Stream::Update], "it stays objected to");
    drop(tx);

    // A late report about the former address is not held against the new one.
    let message = house.message_of(&anne).await.id;
    let late = report(&house, "orange_unknown", message, &address("anne"));
    let late = take_bounce(&house.app, &late).await.unwrap();
    assert!(
        matches!(late, Bounced::Noted(_, _, BounceNoted::Unknown)),
        "{late:?}"
    );

    let yann = house.contact("yann").await;
    let taken = correct_address(&house.app, yann.id, &right).await;
    assert!(taken.is_err(), "somebody has it");
}

#[tokio::test]
async fn an_invitation_after_the_meeting_is_not_opened_again() {
    let (house, anne) = sent().await;
    taken(&house, &anne, "free_inactive").await;
    house.clock.set(house.event.starts_at.plus_seconds(1));
    let right = "anne.riou@exemple.invalid".parse().unwrap();
    assert_eq!(
        correct_address(&house.app, anne.id, &right).await.unwrap(),
        0
    );
}
