//! The engine as a whole: many connections, limits, faults, dead servers, pauses, crashes at each step.

use std::collections::BTreeMap;
use std::time::Duration;

use portrea_domain::message::{Channel, MessageState};
use portrea_mailer::{DkimKey, Mailer, Rates, Seal, Transport, is_paused, pause, resume};
use portrea_storage::Which;
use portrea_testkit::requirement::proof_size;
use portrea_testkit::smtp_sink::{Behaviour, Received, Script, SmtpSink};

use crate::support::{TestHouse, address};

/// How many mails each recipient got.
fn by_recipient(mails: &[Received]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for to in mails.iter().flat_map(|mail| &mail.to) {
        *counts.entry(to.clone()).or_default() += 1;
    }
    counts
}

async fn invited(count: usize) -> TestHouse {
    let house = TestHouse::open().await.with_referent().await;
    house.post().await;
    house.contacts(count).await;
    assert_eq!(house.invite_everybody().await, count);
    house
}

fn most_in_a_second(mails: &[Received]) -> usize {
    let second = Duration::from_secs(1);
    let within = |from: &Received| {
        let after = mails.iter().filter(|mail| mail.at >= from.at);
        after.filter(|mail| mail.at - from.at < second).count()
    };
    mails.iter().map(within).max().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invitations_by_the_thousand_arrive_once_each_signed_or_not() {
    let count = proof_size(1_000);
    let key = format!("{}/tests/keys/ed25519.pem", env!("CARGO_MANIFEST_DIR"));
    let key = DkimKey::open(key.as_ref(), "ed25519", "exemple.invalid").unwrap();
    for keys in [vec![], vec![key]] {
        let house = invited(count).await;
        let sink = SmtpSink::start(Script::accept_all()).await;
        let seal = Seal::new(keys, None, &house.app.house.mail_from).unwrap();
        let transport = Transport::smtp(&sink.url())
            .unwrap()
            .sealed(seal)
            .with_connections(20);
        let mut mailer = Mailer::new(house.app.clone(), transport, house.slot().await);
        assert_eq!(mailer.drain_all().await.unwrap(), count);
        let got = by_recipient(&sink.mails());
        assert_eq!(got.len(), count);
        assert!(got.values().all(|&times| times == 1));
        assert!(sink.connections() <= 20);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_recipient_of_a_faulty_server_ends_with_one_fate_and_never_two_mails() {
    let count = proof_size(1_000) / 2;
    let house = invited(count).await;
    let mut script = Script::accept_all();
    for n in 0..count {
        let behaviour = match n % 100 {
            0..5 => Behaviour::TempFail(n % 3 + 1),
            5..7 => Behaviour::Refuse(550, "5.1.1 No such user".to_owned()),
            7 => Behaviour::DropBeforeDot,
            8 => Behaviour::DropAfterDot,
            _ => continue,
        };
        script = script.on(&address(&format!("p{n}")), behaviour);
    }
    let sink = SmtpSink::start(script).await;
    let mut mailer = house.mailer_of(&sink.url(), 10).await;
    for _ in 0..10 {
        mailer.drain_all().await.unwrap();
        house.wait_minutes(121);
        house.office_hours();
    }
    let fates: BTreeMap<MessageState, i64> = house.fates().await.into_iter().collect();
    let count_of = |state| fates.get(&state).copied().unwrap_or_default();
    let hundredths = |n: usize| i64::try_from(count * n / 100).unwrap();
    assert_eq!(count_of(MessageState::Refused), hundredths(2), "{fates:?}");
    assert_eq!(
        count_of(MessageState::Queued) + count_of(MessageState::Handed),
        0,
        "{fates:?}"
    );
    assert_eq!(
        fates.values().sum::<i64>(),
        i64::try_from(count).unwrap() + 1
    );
    assert!(
        count_of(MessageState::Uncertain) >= hundredths(1),
        "{fates:?}"
    );
    assert!(
        count_of(MessageState::Uncertain) <= hundredths(2),
        "{fates:?}"
    );
    assert!(
        by_recipient(&sink.mails())
            .values()
            .all(|&times| times == 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_hold_at_the_wire_however_many_connections_there_are() {
    let house = invited(70).await;
    let sink =
        SmtpSink::start(Script::accept_all().otherwise(Behaviour::Delay(Duration::from_millis(5))))
            .await;
    for (rates, limit) in [
        (
            Rates {
                overall: "30/s".parse().ok(),
                per_domain: None,
            },
            30,
        ),
        (
            Rates {
                overall: "60/s".parse().ok(),
                per_domain: "25/s".parse().ok(),
            },
            25,
        ),
    ] {
        let before = sink.mails().len();
        let transport = Transport::smtp(&sink.url()).unwrap();
        let transport = transport.with_connections(16).with_rates(rates);
        let mut mailer = Mailer::new(house.app.clone(), transport, house.slot().await);
        mailer.drain_all().await.unwrap();
        let mails = sink.mails().split_off(before);
        assert_eq!(mails.len(), 70);
        let most = most_in_a_second(&mails);
        assert!(
            (limit / 2..=limit).contains(&most),
            "{most} within a second, {limit} wanted"
        );
        house.invite_to_another().await;
    }
}

#[tokio::test]
async fn a_dead_server_of_two_delays_nobody() {
    let house = invited(30).await;
    let dead = SmtpSink::start(Script::accept_all()).await.url();
    let alive = SmtpSink::start(Script::accept_all()).await;
    let mut mailer = house.mailer_of(&format!("{dead},{}", alive.url()), 4).await;
    assert_eq!(mailer.drain_all().await.unwrap(), 30);
    assert_eq!(by_recipient(&alive.mails()).len(), 30);
}

#[tokio::test]
async fn a_server_that_dies_on_the_way_costs_nobody_a_try() {
    let house = invited(40).await;
    let sink = SmtpSink::start(Script::accept_all().close_after(5)).await;
    let mut mailer = house.mailer_of(&sink.url(), 2).await;
    let sending = tokio::spawn(async move {
        (
            mailer.drain_all().await.map_err(|error| error.to_string()),
            mailer,
        )
    });
    sink.wait_for(7).await;
    drop(sink);
    let (_, mut mailer) = sending.await.unwrap();
    let fates: BTreeMap<MessageState, i64> = house.fates().await.into_iter().collect();
    let settled = |state| fates.get(&state).copied().unwrap_or_default();
    assert_eq!(
        settled(MessageState::Claimed) + settled(MessageState::Handed),
        0,
        "{fates:?}"
    );
    assert!(settled(MessageState::Uncertain) <= 2, "{fates:?}");
    assert!(mailer.drain_all().await.is_err(), "nobody answers");
}

#[tokio::test]
async fn a_pause_stops_all_but_what_people_ask_for_this_very_minute() {
    let house = TestHouse::inviting(&["anne"]).await.with_referent().await;
    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut mailer = house.mailer(&sink.url()).await;
    pause(&house.app).await.unwrap();
    assert!(is_paused(&house.app).await.unwrap());
    assert_eq!(mailer.drain_all().await.unwrap(), 1);
    assert_eq!(
        sink.mails()[0].to,
        ["mael@exemple.invalid"],
        "the key to the desk"
    );
    resume(&house.app).await.unwrap();
    assert_eq!(mailer.drain_all().await.unwrap(), 1);
    assert_eq!(sink.mails()[1].to, [address("anne")]);
}

#[tokio::test]
async fn a_crash_at_each_step_loses_nothing_and_doubles_nothing() {
    let house = TestHouse::inviting(&["anne", "yann", "zoe"]).await;
    let slot = house.slot().await;
    let now = portrea_domain::Clock::now(&*house.clock);
    let mut tx = house.app.storage.begin().await.unwrap();
    let mut outbox = tx.outbox();
    let claimed = outbox
        .claim(slot.number, Channel::Mail, now, 2, Which::All)
        .await
        .unwrap();
    let handed = tx
        .journal()
        .hand(&[claimed[0].id], slot.number, now)
        .await
        .unwrap();
    assert_eq!(handed, [claimed[0].id]);
    tx.commit().await.unwrap();
    drop(slot); // One taken, one in the hands of the wire, one waiting: and the process is gone.

    let sink = SmtpSink::start(Script::accept_all()).await;
    let mut next = house.mailer(&sink.url()).await;
    next.drain_all().await.unwrap();
    assert_eq!(
        house.fates().await,
        [(MessageState::Accepted, 2), (MessageState::Uncertain, 1)]
    );
    let got = by_recipient(&sink.mails());
    assert_eq!(got.values().sum::<usize>(), 2);
    assert_eq!(got.len(), 2);
}

#[tokio::test]
async fn a_key_to_the_desk_in_doubt_is_dropped_for_its_reader_asks_again() {
    let house = TestHouse::open().await.with_referent().await;
    let script = Script::accept_all().otherwise(Behaviour::DropAfterDot);
    let sink = SmtpSink::start(script).await;
    house.mailer(&sink.url()).await.drain_all().await.unwrap();
    assert_eq!(house.fates().await, [(MessageState::GivenUp, 1)]);
}
