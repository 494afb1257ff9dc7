//! What receivers find under the names of a house, asked of a real name server.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use portrea_domain::mail_names::{MailNames, NameKind, NameVerdict};
use portrea_mailer::{DkimKey, Names, Seal, Transport, run};
use portrea_testkit::fake_names::FakeNames;
use portrea_testkit::smtp_sink::{Script, SmtpSink};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::support::TestHouse;

/// No resolver asks anybody about `.invalid`: it knows that there is nothing.
const DOMAIN: &str = "exemple.test";

async fn house() -> TestHouse {
    let mut house = TestHouse::open().await;
    let mut settings = (*house.app.house).clone();
    settings.mail_from = format!("portrea@{DOMAIN}").parse().unwrap();
    house.app.house = Arc::new(settings);
    house
}

fn key() -> DkimKey {
    let path = format!("{}/tests/keys/rsa.pem", env!("CARGO_MANIFEST_DIR"));
    DkimKey::open(Path::new(&path), "cle", DOMAIN).unwrap()
}

fn transport(house: &TestHouse, names: &FakeNames, url: &str) -> Transport {
    let returns = format!("rebonds.{DOMAIN}");
    let seal = Seal::new(vec![key()], Some(&returns), &house.app.house.mail_from).unwrap();
    Transport::smtp(url)
        .unwrap()
        .sealed(seal)
        .looked_up_by(Names::new(Some(names.address())).unwrap())
}

async fn look(house: &TestHouse, names: &FakeNames) -> MailNames {
    let transport = transport(house, names, "smtp://127.0.0.1:1");
    transport.look(&house.app).await.unwrap()
}

fn verdict(found: &MailNames, kind: NameKind) -> NameVerdict {
    let mut records = found.records.iter();
    records.find(|record| record.kind == kind).unwrap().verdict
}

/// Everything as it should be.
fn publish(names: &FakeNames) {
    let (name, value) = key().dns_record();
    names.publish_texts(&name, &[&value]);
    let returns = format!("rebonds.{DOMAIN}");
    names.publish_texts(
        &returns,
        &["v=spf1 ip4:192.0.2.1 -all", "site-verification=1"],
    );
    names.publish_texts(&format!("_dmarc.{DOMAIN}"), &["v=DMARC1; p=quarantine"]);
    names.publish_mail_server(DOMAIN, "mx.exemple.test.");
    names.publish_mail_server(&returns, "mx.exemple.test.");
}

#[tokio::test]
async fn a_house_whose_names_are_in_order_is_told_so() {
    let (house, names) = (house().await, FakeNames::start().await);
    publish(&names);
    let found = look(&house, &names).await;
    assert!(found.is_good(), "{found:?}");
    assert_eq!(found.records.len(), 5);
}

#[tokio::test]
async fn what_is_missing_or_of_no_use_is_said_with_what_to_publish() {
    let (house, names) = (house().await, FakeNames::start().await);
    let found = look(&house, &names).await;
    assert!(
        found
            .records
            .iter()
            .all(|record| record.verdict == NameVerdict::Missing),
        "{found:?}"
    );
    publish(&names);
    let (name, value) = key().dns_record();
    names.publish_texts(&name, &["v=DKIM1; k=rsa; p=QUJD"]);
    names.publish_texts(
        &format!("rebonds.{DOMAIN}"),
        &["v=spf1 a -all", "v=spf1 mx -all"],
    );
    names.publish_texts(&format!("_dmarc.{DOMAIN}"), &["v=DMARC1; p=peut-etre"]);
    names.publish_mail_server(DOMAIN, ".");
    let found = look(&house, &names).await;
    for kind in [NameKind::Dkim, NameKind::Spf, NameKind::Dmarc, NameKind::Mx] {
        assert_eq!(verdict(&found, kind), NameVerdict::Wrong, "{kind:?}");
    }
    let dkim = found
        .records
        .iter()
        .find(|record| record.kind == NameKind::Dkim);
    assert_eq!(dkim.unwrap().wanted.as_deref(), Some(value.as_str()));
}

#[tokio::test]
async fn a_running_mailer_looks_by_itself_and_keeps_what_it_found() {
    let (house, names) = (house().await, FakeNames::start().await);
    publish(&names);
    let sink = SmtpSink::start(Script::accept_all()).await;
    let stop = CancellationToken::new();
    let transport = transport(&house, &names, &sink.url());
    let folder = house.folder.path().to_owned();
    let running = tokio::spawn(run(house.app.clone(), transport, folder, stop.clone()));
    let kept = async {
        loop {
            let mut tx = house.app.storage.read().await.unwrap();
            if let Some(kept) = tx.operations().mail_names().await.unwrap() {
                return kept;
            }
        }
    };
    let kept = timeout(Duration::from_secs(20), kept).await.unwrap();
    assert!(kept.is_good());
    stop.cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_folder_of_mails_has_no_names_to_look_up() {
    let (house, names) = (house().await, FakeNames::start().await);
    let transport = Transport::mailbox(house.folder.path())
        .looked_up_by(Names::new(Some(names.address())).unwrap());
    assert!(transport.look(&house.app).await.is_none());
}
