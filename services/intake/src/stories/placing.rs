//! Where the place is: by its address, by hand on the map, by a telephone on site.

use axum::http::StatusCode;
use portrea_domain::document::Value;
use portrea_domain::position::{Position, Precision};
use portrea_outside::{Allowed, Geocoder, Limits, Outside};
use portrea_testkit::fake_geocoder::{FakeGeocoder, Fault, Street};

use super::house::{BEGARD, House, hidden, known};
use crate::Locator;
use crate::overlay::Overlay;

async fn geocoder() -> FakeGeocoder {
    let street = |number, name, kind| Street {
        number,
        name,
        kind,
        commune: "22004",
        city: "Bégard",
        postcode: "22140",
        point: (48.631, -3.301),
    };
    let streets = vec![
        street("3", "Rue du Moulin Inventé", "housenumber"),
        street("", "Bégard", "municipality"),
    ];
    FakeGeocoder::start(streets).await.unwrap()
}

async fn located(geocoder: &FakeGeocoder) -> House {
    let outside = Outside::new(Allowed::loopback(), Limits::default()).unwrap();
    let geocoder = Geocoder::new(outside, &geocoder.url()).unwrap();
    House::with(known(), Locator::new(Some(geocoder))).await
}

/// Where the draft says the place is.
async fn drafted(house: &House) -> Position {
    let overlay = Overlay::new(&house.stored().await.document, &house.draft().await);
    Position::of(&overlay.document)
}

const AT: (&str, &str) = ("place.address", "3 rue du Moulin Inventé");

#[tokio::test]
async fn an_address_is_put_on_the_map_with_its_precision_and_published() {
    let geocoder = geocoder().await;
    let house = located(&geocoder).await;
    let kept = house.post(&house.at("/place"), &[AT]).await;
    assert_eq!(kept.location, house.at("?avis=enregistre"));
    let position = drafted(&house).await;
    assert_eq!(position.point, Some((48.631, -3.301)));
    assert_eq!(position.precision, Some(Precision::Number));
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("au numéro de l’adresse"));
    assert!(
        page.contains("2\u{a0}modifications"),
        "address and position"
    );
}

#[tokio::test]
async fn whatever_happens_to_the_geocoder_the_form_saves_and_says_what_is_known() {
    let geocoder = geocoder().await;
    for fault in [
        Fault::Hang,
        Fault::Status(500),
        Fault::Garbage,
        Fault::Endless,
        Fault::WrongCommune("22135"),
    ] {
        geocoder.fail(Some(fault.clone()));
        let house = located(&geocoder).await;
        let kept = house.post(&house.at("/place"), &[AT]).await;
        assert_eq!(kept.location, house.at("?avis=non-situe"), "{fault:?}");
        let position = drafted(&house).await;
        assert_eq!(
            (position.point, position.precision),
            (None, Some(Precision::Commune))
        );
        let page = house.get(&house.at("?avis=non-situe")).await.body;
        assert!(page.contains("au centre de la commune"), "{fault:?}");
        assert!(page.contains("3 rue du Moulin Inventé"), "{fault:?}");
    }
}

#[tokio::test]
async fn the_commune_is_not_passed_off_as_an_address() {
    let geocoder = geocoder().await;
    let house = located(&geocoder).await;
    let typed = [("place.address", "Le Bourg, Bégard")];
    let kept = house.post(&house.at("/place"), &typed).await;
    assert_eq!(kept.location, house.at("?avis=non-situe"));
    assert_eq!(drafted(&house).await.point, None);
}

#[tokio::test]
async fn without_a_geocoder_the_address_is_kept_and_the_point_can_be_placed() {
    let house = House::open().await;
    let kept = house.post(&house.at("/place"), &[AT]).await;
    assert_eq!(kept.location, house.at("?avis=non-situe"));
    assert!(
        house
            .get(&house.at(""))
            .await
            .body
            .contains(&house.at("/position"))
    );
}

#[tokio::test]
async fn steps_and_clicks_move_the_point_and_only_keeping_it_writes() {
    let house = House::open().await;
    let before = house.bytes();
    let map = house.get(&house.at("/position")).await.body;
    assert!(map.contains("au centre de la commune") && map.contains("au centre du bourg"));
    let start = hidden(&map, "a");
    assert_eq!(start, "48.630000,-3.300000");
    let stepped = house
        .get(&house.at(&format!("/position?a={start}&z=2&pas=n100")))
        .await
        .body;
    assert!(stepped.contains("à 100\u{a0}m au nord du centre du bourg"));
    assert!(
        stepped.contains("value=\"n100\" autofocus"),
        "the button keeps the focus"
    );
    // 1,200 m on 288 pixels: 72 pixels to the right are 300 m to the east.
    let clicked = house
        .get(&house.at(&format!("/position?a={start}&z=2&carte.x=216&carte.y=144")))
        .await
        .body;
    assert!(
        clicked.contains("à 300\u{a0}m à l’est du centre du bourg"),
        "{clicked}"
    );
    let entered = house
        .get(&house.at(&format!("/position?a={start}&z=2&carte.x=0&carte.y=0")))
        .await
        .body;
    assert_eq!(hidden(&entered, "a"), start, "the Enter key is no click");
    let picture = house
        .get(&house.at(&format!("/position.svg?a={start}&z=2")))
        .await;
    assert!(picture.body.starts_with("<svg") && picture.body.len() < 8_000);
    assert_eq!(house.bytes(), before);

    let point = hidden(&clicked, "a");
    let kept = house.post(&house.at("/position"), &[("a", &point)]).await;
    assert_eq!(kept.location, house.at("?avis=situe"));
    let position = drafted(&house).await;
    assert_eq!(position.precision, Some(Precision::Moved));
    assert!(position.point.unwrap().1 > BEGARD.1);
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("placée à la main sur la carte") && page.contains("1\u{a0}modification"));
}

#[tokio::test]
async fn a_telephone_on_site_is_believed_when_it_is_sure_and_near() {
    let house = House::open().await;
    let told = |lat: &'static str, exact: &'static str| {
        [
            ("a", "48.63,-3.3"),
            ("lat", lat),
            ("lon", "-3.301"),
            ("exact", exact),
        ]
    };
    let at = house.at("/position");
    for (lat, exact, words) in [
        ("48.631", "101", "ne sait pas assez bien"),
        ("48.631", "", "ne sait pas assez bien"),
        ("48.631", "NaN", "ne sait pas assez bien"),
        ("48.2", "10", "dans une autre commune"),
        ("x", "10", "ne se lit pas"),
    ] {
        let refused = house.post(&at, &told(lat, exact)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{lat} {exact}"
        );
        assert!(refused.body.contains(words), "{words}");
        assert!(house.draft().await.is_empty());
    }
    house.post(&at, &told("48.631", "35")).await;
    let position = drafted(&house).await;
    assert_eq!(position.words(), "relevée sur place, à 35 m près");
    // Moved by hand afterwards: the accuracy of the telephone goes with its point.
    house.post(&at, &[("a", "48.632,-3.3")]).await;
    let position = drafted(&house).await;
    assert_eq!(
        (position.precision, position.accuracy_m),
        (Some(Precision::Moved), None)
    );
}

#[tokio::test]
async fn a_point_put_by_hand_survives_a_corrected_address_but_not_another_commune() {
    let mut values = known();
    values.insert("place.address", Value::from("8 rue du Four"));
    values.insert("place.position", Value::from("48.632,-3.302"));
    values.insert("place.position_precision", Value::from("moved"));
    let house = House::knowing(values).await;
    house.post(&house.at("/place"), &[AT]).await;
    assert_eq!(drafted(&house).await.point, Some((48.632, -3.302)));
    house
        .post(&house.at("/place"), &[("place.commune", "Louargat")])
        .await;
    assert_eq!(drafted(&house).await.point, None);
}

#[tokio::test]
async fn a_point_far_from_the_commune_is_refused_kindly() {
    let house = House::open().await;
    for point in ["48.1,-1.6", "", "0,0", "999,999", "<script>"] {
        let refused = house.post(&house.at("/position"), &[("a", point)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{point}");
        assert!(!refused.body.contains("<script>"));
    }
    assert!(house.draft().await.is_empty());
}
