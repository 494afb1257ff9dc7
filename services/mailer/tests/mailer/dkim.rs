//! Signatures are right in the eyes of a verifier that others wrote, over a whole mail as a server got it.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use mail_auth::common::parse::TxtRecordParser as _;
use mail_auth::common::verify::DomainKey;
use mail_auth::hickory_resolver::config::{ResolverConfig, ResolverOpts};
use mail_auth::{
    AuthenticatedMessage, DkimResult, MX, MessageAuthenticator, Parameters, ResolverCache, Txt,
};
use portrea_mailer::{DkimKey, Mailer, Seal, Transport};
use portrea_testkit::smtp_sink::{Script, SmtpSink};

use crate::support::TestHouse;

/// What is published, known without asking anybody.
struct Published(HashMap<String, Txt>);

macro_rules! nothing_published {
    ($($key:ty => $value:ty),+) => {$(
        impl ResolverCache<$key, $value> for Published {
            fn get<Q>(&self, _name: &Q) -> Option<$value>
            where
                $key: Borrow<Q>,
                Q: Hash + Eq + ?Sized,
            {
                None
            }
            fn remove<Q>(&self, _name: &Q) -> Option<$value>
            where
                $key: Borrow<Q>,
                Q: Hash + Eq + ?Sized,
            {
                None
            }
            fn insert(&self, _key: $key, _value: $value, _until: Instant) {}
        }
    )+};
}

nothing_published! {
    String => Arc<Vec<MX>>,
    String => Arc<Vec<Ipv4Addr>>,
    String => Arc<Vec<Ipv6Addr>>,
    IpAddr => Arc<Vec<String>>
}

impl ResolverCache<String, Txt> for Published {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        String: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.get(name).cloned()
    }
    fn remove<Q>(&self, _name: &Q) -> Option<Txt>
    where
        String: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }
    fn insert(&self, _key: String, _value: Txt, _until: Instant) {}
}

fn key(name: &str) -> DkimKey {
    let path = format!("{}/tests/keys/{name}.pem", env!("CARGO_MANIFEST_DIR"));
    let selector = name.replace('_', "-");
    DkimKey::open(Path::new(&path), &selector, "exemple.invalid").unwrap()
}

fn published(keys: &[DkimKey]) -> Published {
    let record = |key: &DkimKey| {
        let (name, value) = key.dns_record();
        let parsed = DomainKey::parse(value.as_bytes()).unwrap();
        (format!("{name}."), Txt::DomainKey(Arc::new(parsed)))
    };
    Published(keys.iter().map(record).collect())
}

async fn verdicts(mail: &str, published: &Published) -> Vec<bool> {
    let message = AuthenticatedMessage::parse(mail.as_bytes()).unwrap();
    let asker = MessageAuthenticator::new(ResolverConfig::new(), ResolverOpts::default()).unwrap();
    let parameters = Parameters {
        params: &message,
        cache_txt: Some(published),
        cache_mx: Some(published),
        cache_ptr: Some(published),
        cache_ipv4: Some(published),
        cache_ipv6: Some(published),
    };
    let outputs = asker.verify_dkim(parameters).await;
    outputs
        .iter()
        .map(|output| matches!(output.result(), DkimResult::Pass))
        .collect()
}

/// The mail of an invitation as a server got it, under these signatures.
async fn received(keys: Vec<DkimKey>) -> String {
    let house = TestHouse::open().await.with_referent().await;
    house.contact("anne").await;
    house.invite_everybody().await;
    let sink = SmtpSink::start(Script::accept_all()).await;
    let seal = Seal::new(
        keys,
        Some("rebonds.exemple.invalid"),
        &house.app.house.mail_from,
    );
    let transport = Transport::smtp(&sink.url()).unwrap().sealed(seal.unwrap());
    let mut mailer = Mailer::new(house.app.clone(), transport, house.slot().await);
    mailer.drain_all().await.unwrap();
    let mails = sink.mails();
    let invitation = mails.iter().find(|mail| mail.to[0].starts_with("anne"));
    let mail = invitation.unwrap();
    let (local_part, domain) = mail.from.split_once('@').unwrap();
    assert_eq!(domain, "rebonds.exemple.invalid");
    let id = house
        .app
        .house
        .secret
        .message_of_bounce(local_part)
        .unwrap();
    assert!(mail.message_id().unwrap().starts_with(&id.to_string()));
    mail.data.clone()
}

#[tokio::test]
async fn each_kind_of_key_signs_so_that_others_can_verify() {
    for name in ["ed25519", "rsa", "rsa_pkcs1"] {
        let mail = received(vec![key(name)]).await;
        assert_eq!(
            verdicts(&mail, &published(&[key(name)])).await,
            [true],
            "{name}\n{mail}"
        );
    }
}

#[tokio::test]
async fn two_signatures_stand_side_by_side() {
    let keys = vec![key("ed25519"), key("rsa")];
    let mail = received(keys.clone()).await;
    assert_eq!(verdicts(&mail, &published(&keys)).await, [true, true]);
}

#[tokio::test]
async fn whatever_is_changed_on_the_way_breaks_the_signature() {
    let keys = vec![key("ed25519")];
    let mail = received(keys.clone()).await;
    let published = published(&keys);
    for (from, to) in [
        ("Subject: ", "Subject: Re: "),
        ("?flux=event", "?flux=news"),
        ("\r\nFrom: ", "\r\nFrom: x@y.fr\r\nFrom: "),
        ("=\r\n", "=\r\nx"),
    ] {
        assert!(mail.contains(from), "{from} in\n{mail}");
        let changed = mail.replacen(from, to, 1);
        assert_ne!(verdicts(&changed, &published).await, [true], "{from}");
    }
}

#[test]
fn a_key_of_another_domain_is_refused_with_words() {
    let sender = "portrea@autre.invalid".parse().unwrap();
    let error = Seal::new(vec![key("ed25519")], None, &sender).unwrap_err();
    assert!(error.to_string().contains("PORTREA_DKIM_DOMAIN"), "{error}");
}
