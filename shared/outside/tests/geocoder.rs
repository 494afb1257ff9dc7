//! The geocoder against a fake one that speaks its protocol, works, and fails in every way.

#![expect(
    clippy::unwrap_used,
    reason = "test support: a failure here is a failed test"
)]

use std::time::Duration;

use portrea_domain::position::Precision;
use portrea_outside::{Allowed, Geocoder, Limits, Outside, OutsideError, Sought};
use portrea_testkit::fake_geocoder::{FakeGeocoder, Fault, Street};

fn street(number: &'static str, name: &'static str, kind: &'static str, lat: f64) -> Street {
    Street {
        number,
        name,
        kind,
        commune: "35184",
        city: "Montauban-de-Bretagne",
        postcode: "35360",
        point: (lat, -2.05),
    }
}

async fn fake() -> FakeGeocoder {
    FakeGeocoder::start(vec![
        street("3", "Rue du Moulin Inventé", "housenumber", 48.201),
        street("", "Rue du Moulin Inventé", "street", 48.202),
        street("", "La Lande Imaginaire", "locality", 48.203),
        street("", "Montauban-de-Bretagne", "municipality", 48.204),
    ])
    .await
    .unwrap()
}

fn outside(allowed: Allowed) -> Outside {
    let limits = Limits {
        connect: Duration::from_millis(500),
        answer: Duration::from_millis(500),
        bytes: 64 * 1024,
    };
    Outside::new(allowed, limits).unwrap()
}

fn geocoder(fake: &FakeGeocoder) -> Geocoder {
    Geocoder::new(outside(Allowed::loopback()), &fake.url()).unwrap()
}

fn sought(address: &str) -> Sought {
    Sought {
        address: address.to_owned(),
        postal_code: Some("35360".to_owned()),
        commune_name: "Montauban-de-Bretagne".to_owned(),
        commune: "35184".parse().unwrap(),
    }
}

#[tokio::test]
async fn an_address_is_found_with_the_precision_it_has() {
    let fake = fake().await;
    let geocoder = geocoder(&fake);
    for (address, precision, lat) in [
        ("3 rue du Moulin Inventé", Precision::Number, 48.201),
        ("rue du Moulin Inventé", Precision::Street, 48.202),
        ("La Lande Imaginaire", Precision::Place, 48.203),
    ] {
        let found = geocoder.search(&sought(address)).await.unwrap().unwrap();
        assert_eq!(
            (found.precision, found.point.0),
            (precision, lat),
            "{address}"
        );
    }
    assert_eq!(
        fake.asked()[0],
        "3 rue du Moulin Inventé 35360 Montauban-de-Bretagne"
    );
}

#[tokio::test]
async fn the_commune_and_a_street_nobody_knows_are_not_passed_off_as_an_address() {
    let fake = fake().await;
    let geocoder = geocoder(&fake);
    for address in [
        "Boulevard des Licornes",
        "Montauban-de-Bretagne",
        "le bourg",
    ] {
        assert_eq!(
            geocoder.search(&sought(address)).await,
            Ok(None),
            "{address}"
        );
    }
    assert_eq!(geocoder.search(&sought("  ")).await, Ok(None));
    assert_eq!(fake.asked().len(), 3, "nothing to ask is not asked");
}

#[tokio::test]
async fn an_address_of_another_commune_is_refused() {
    let fake = fake().await;
    fake.fail(Some(Fault::WrongCommune("35238")));
    let found = geocoder(&fake)
        .search(&sought("3 rue du Moulin Inventé"))
        .await;
    assert_eq!(found, Ok(None));
}

#[tokio::test]
async fn many_addresses_are_found_with_one_question_and_keep_their_order() {
    let fake = fake().await;
    let asked = [
        sought("La Lande Imaginaire"),
        sought(""),
        sought("Montauban-de-Bretagne"),
        sought("3 rue du Moulin Inventé"),
    ];
    let found = geocoder(&fake).search_many(&asked).await.unwrap();
    let precisions: Vec<Option<Precision>> = found
        .into_iter()
        .map(|located| located.map(|located| located.precision))
        .collect();
    assert_eq!(
        precisions,
        [Some(Precision::Place), None, None, Some(Precision::Number)]
    );
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn whatever_goes_wrong_is_told_and_nothing_is_made_up() {
    let fake = fake().await;
    for (fault, expected) in [
        (Fault::Hang, OutsideError::Late),
        (Fault::Status(503), OutsideError::Status(503)),
        (Fault::Status(429), OutsideError::Status(429)),
        (Fault::Endless, OutsideError::TooLarge(64 * 1024)),
        (
            Fault::Garbage,
            OutsideError::Unreadable("not a collection of points"),
        ),
    ] {
        fake.fail(Some(fault.clone()));
        let one = geocoder(&fake)
            .search(&sought("3 rue du Moulin Inventé"))
            .await;
        assert_eq!(one, Err(expected), "{fault:?}");
        let many = geocoder(&fake).search_many(&[sought("rue")]).await;
        assert!(many.is_err(), "{fault:?}");
    }
}

#[tokio::test]
async fn a_geocoder_that_failed_is_left_alone_for_a_while() {
    let fake = fake().await;
    let geocoder = geocoder(&fake);
    fake.fail(Some(Fault::Status(500)));
    let asked = sought("3 rue du Moulin Inventé");
    assert_eq!(
        geocoder.search(&asked).await,
        Err(OutsideError::Status(500))
    );
    fake.fail(None);
    assert_eq!(geocoder.search(&asked).await, Err(OutsideError::Resting));
    assert_eq!(fake.asked().len(), 1, "the second form did not wait for it");
}

#[tokio::test]
async fn the_loopback_is_refused_unless_it_is_allowed() {
    let fake = fake().await;
    let port = fake.url();
    for base in [port.clone(), port.replace("127.0.0.1", "localhost")] {
        let refused = Geocoder::new(outside(Allowed::default()), &base).unwrap();
        let answer = refused.search(&sought("3 rue du Moulin Inventé")).await;
        assert_eq!(answer, Err(OutsideError::Forbidden), "{base}");
        let allowed = Geocoder::new(outside(Allowed::loopback()), &base).unwrap();
        let answer = allowed.search(&sought("3 rue du Moulin Inventé")).await;
        assert!(answer.unwrap().is_some(), "{base}");
    }
    assert_eq!(
        fake.asked().len(),
        2,
        "only those that were allowed came through"
    );
}

#[tokio::test]
async fn a_redirection_to_a_private_network_is_not_followed() {
    let fake = fake().await;
    for to in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:192.168.0.1]/",
    ] {
        fake.fail(Some(Fault::Redirect(to.to_owned())));
        let answer = geocoder(&fake)
            .search(&sought("3 rue du Moulin Inventé"))
            .await;
        assert_eq!(answer, Err(OutsideError::Forbidden), "{to}");
    }
    let round = format!("{}/search?q=rond", fake.url());
    for to in [round, "file:///etc/hostname".to_owned()] {
        fake.fail(Some(Fault::Redirect(to.clone())));
        let answer = geocoder(&fake)
            .search(&sought("3 rue du Moulin Inventé"))
            .await;
        assert_eq!(answer, Err(OutsideError::Status(302)), "{to}");
    }
}

#[test]
fn what_is_no_web_address_is_no_geocoder() {
    for base in ["", "geocodeur", "ftp://exemple.fr"] {
        let geocoder = Geocoder::new(outside(Allowed::default()), base);
        assert_eq!(geocoder.err(), Some(OutsideError::Address), "{base}");
    }
}
