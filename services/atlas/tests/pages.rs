//! The public pages, from the database to the text a visitor gets.

#[cfg(test)]
mod house;

use axum::http::StatusCode;
use house::{EPCI, TestHouse, Told, monday, place_of};
use portrea_actions::open_portrait;
use portrea_domain::portrait::Phase;
use portrea_domain::questionnaire::Family;

#[tokio::test]
async fn an_empty_base_says_so_kindly() {
    let house = TestHouse::empty().await;
    let page = house.page("/").await;
    assert!(page.contains("L’inventaire est encore vide"));
    assert!(!page.contains("<svg class=\"map\""));
    let page = house.page("/?q=rennes&page=4").await;
    assert!(page.contains("L’inventaire est encore vide"));
}

#[tokio::test]
async fn the_list_comes_before_the_map() {
    let house = TestHouse::with_communes().await;
    house
        .tell(Told {
            values: &[("place.position", "48.05,-1.95")],
            ..Told::default()
        })
        .await;
    let page = house.page("/").await;
    assert!(place_of("<ol class=\"places\">", &page) < place_of("<svg class=\"map\"", &page));
    assert!(place_of("offre à recenser", &page) < place_of("<svg class=\"map\"", &page));
}

#[tokio::test]
async fn the_map_of_an_epci_leads_to_its_communes_and_to_its_places() {
    let house = TestHouse::with_communes().await;
    let id = house
        .tell(Told {
            values: &[("place.position", "48.05,-1.95")],
            ..Told::default()
        })
        .await;
    let page = house.page(&format!("/?territoire={EPCI}")).await;
    let (_list, map) = page.split_once("<svg class=\"map\"").unwrap();
    assert!(map.contains("<a href=\"/territoires/35002\" aria-label=\"Saint-Méen\">"));
    assert!(map.contains(&format!(
        "<a href=\"/lieux/{id}\" aria-label=\"Mairie de Bourg, incertain\">"
    )));
}

#[tokio::test]
async fn a_name_is_never_taken_for_markup() {
    let house = TestHouse::with_communes().await;
    let told = Told {
        name: "<script>alert(1)</script>",
        family: Some(Family::Help),
        values: &[
            ("place.position", "48.05,-1.95"),
            ("hours.opening", "\"><script>"),
        ],
        ..Told::default()
    };
    let id = house.tell(told).await;
    for path in [
        "/".to_owned(),
        format!("/lieux/{id}"),
        format!("/territoires/{EPCI}"),
        "/territoires/35001".to_owned(),
        "/?q=%3Cscript%3E&territoire=35001".to_owned(),
    ] {
        let page = house.page(&path).await;
        assert!(!page.contains("<script>"), "{path}");
        assert!(!page.contains("Bourg <i>"), "{path}");
        assert!(!page.contains("Permanence <b>"), "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_in_french() {
    let house = TestHouse::with_communes().await;
    for path in [
        "/lieux/0190f2a4-0000-7000-8000-000000000000",
        "/lieux/nimporte",
        "/lieux/%ff",
        "/territoires/35999",
        "/territoires/999999999",
        "/territoires/departement-99",
        "/territoires/region-99",
        "/territoires/n'importe",
        "/?territoire=35999",
        "/?territoire=zzz",
    ] {
        let (status, page) = house.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.contains("Page introuvable"), "{path}");
    }
}

#[tokio::test]
async fn a_closed_place_says_so_and_promises_nothing() {
    let house = TestHouse::with_communes().await;
    let told = Told {
        values: &[
            ("place.status", "closed"),
            ("hours.opening", "Mo-Su 00:00-24:00"),
        ],
        ..Told::default()
    };
    let id = house.tell(told).await;
    let page = house.page(&format!("/lieux/{id}")).await;
    assert!(page.contains("Ce lieu est fermé définitivement"));
    assert!(!page.contains("Ouvert aujourd’hui"));
    let list = house.page("/").await;
    assert!(list.contains("Ce lieu n’accueille plus de public."));
}

#[tokio::test]
async fn a_fresh_place_says_until_when_it_is_open_and_who_vouched() {
    let house = TestHouse::with_communes().await;
    let told = Told {
        values: &[("hours.opening", "Mo 09:00-17:00")],
        family: Some(Family::Help),
        verified: Some(monday(-30)),
        ..Told::default()
    };
    let id = house.tell(told).await;
    let page = house.page(&format!("/lieux/{id}")).await;
    assert!(page.contains("Ouvert aujourd’hui jusqu’à 17 h."));
    assert!(
        page.contains("À jour : vérifié le 5 septembre 2026 par la structure, par le formulaire.")
    );
    assert!(page.contains("Être aidé·e dans ses démarches"));
    assert!(page.contains("Repris de l’annuaire de l’administration, pas encore vérifié."));
}

#[tokio::test]
async fn a_search_ignores_accents_and_hyphens_and_looks_everywhere() {
    let house = TestHouse::with_communes().await;
    house
        .tell(Told {
            name: "Médiathèque",
            commune: "35002",
            ..Told::default()
        })
        .await;
    house
        .tell(Told {
            name: "Mairie",
            commune: "35003",
            ..Told::default()
        })
        .await;
    for path in [
        "/?q=st%20meen",
        "/?q=MEDIATHEQUE",
        "/?q=saint-m%C3%A9en+media",
    ] {
        let page = house.page(path).await;
        assert!(page.contains("1 lieu trouvé"), "{path}");
        assert!(page.contains(">Médiathèque</a>"), "{path}");
    }
    let page = house.page(&format!("/?q=mairie&territoire={EPCI}")).await;
    assert!(page.contains("Aucun lieu ne correspond."));
    assert!(page.contains("1 autre lieu hors de ce territoire"));
    let page = house.page("/?q=saint+m").await;
    assert!(page.contains("<a href=\"/?territoire=35002\">Saint-Méen (35)</a>"));
}

#[tokio::test]
async fn a_long_list_is_cut_into_pages_that_keep_the_search() {
    let house = TestHouse::with_communes().await;
    for n in 0..31 {
        house
            .tell(Told {
                name: &format!("Lieu d’aide {n:02}"),
                ..Told::default()
            })
            .await;
    }
    let page = house.page("/?q=lieu%20d%27aide&territoire=35001").await;
    assert_eq!(page.matches("<h3><a href=\"/lieux/").count(), 30);
    assert!(
        page.contains("href=\"/?page=2&amp;territoire=35001&amp;q=lieu%20d%27aide\""),
        "{page}"
    );
    let page = house.page("/?q=lieu&page=2").await;
    assert_eq!(page.matches("<h3><a href=\"/lieux/").count(), 1);
    assert!(page.contains("Page 2 sur 2"));
}

#[tokio::test]
async fn the_first_page_shows_the_latest_portrait() {
    let house = TestHouse::with_communes().await;
    assert!(house.page("/").await.contains("Carte : Bretagne"));
    open_portrait(&house.app, &EPCI.parse().unwrap(), Phase::Contact)
        .await
        .unwrap();
    assert!(house.page("/").await.contains("Carte : CC du Bourg"));
}

#[tokio::test]
async fn every_level_of_territory_has_its_page() {
    let house = TestHouse::with_communes().await;
    for (code, title, population) in [
        ("region-53", "Bretagne", "3\u{202f}100"),
        ("departement-35", "Ille-et-Vilaine", "3\u{202f}100"),
        (EPCI, "CC du Bourg", "3\u{202f}000"),
        ("35002", "Saint-Méen", "2\u{202f}000"),
        ("35003", "Île-Seule", "100"),
    ] {
        let page = house.page(&format!("/territoires/{code}")).await;
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{code}");
        assert!(page.contains(&format!("{population} habitants")), "{code}");
        assert!(page.contains("au taux national de 15,4 %"), "{code}");
        assert!(page.contains("Aucune mesure locale"), "{code}");
        assert!(page.contains("intervalle à 90 %"), "{code}");
        assert!(
            page.contains("Aucun lieu n’est encore recensé ici."),
            "{code}"
        );
        assert!(page.contains("<svg class=\"map\""), "{code}");
    }
    let region = house.page("/territoires/region-53").await;
    assert!(region.contains("<a href=\"/territoires/departement-35\">Ille-et-Vilaine</a>"));
    assert!(region.contains("Île-Seule (commune sans intercommunalité)"));
}

#[tokio::test]
async fn an_unknown_offer_and_an_absent_one_are_counted_apart() {
    let house = TestHouse::with_communes().await;
    house
        .tell(Told {
            name: "Mairie A",
            ..Told::default()
        })
        .await;
    house
        .tell(Told {
            name: "Mairie B",
            ..Told::default()
        })
        .await;
    house
        .tell(Told {
            name: "Mairie C",
            verified: Some(monday(-1)),
            ..Told::default()
        })
        .await;
    let page = house.page(&format!("/territoires/{EPCI}")).await;
    assert!(
        page.contains("Offre à recenser : <strong>2</strong>"),
        "{page}"
    );
    assert!(page.contains("Pas d’aide proposée : <strong>1</strong>"));
    assert!(page.contains("à jour : 1"));
}

#[tokio::test]
async fn a_new_listing_shows_at_once_on_its_page_and_within_a_second_on_the_map() {
    let house = TestHouse::with_communes().await;
    house
        .tell(Told {
            name: "Première",
            ..Told::default()
        })
        .await;
    assert!(house.page("/").await.contains("Première"));
    let now = monday(0).millis();
    house
        .clock
        .set(portrea_domain::Timestamp::from_millis(now + 10));
    let id = house
        .tell(Told {
            name: "Seconde",
            ..Told::default()
        })
        .await;
    assert!(!house.page("/").await.contains("Seconde"));
    assert!(
        house
            .page(&format!("/lieux/{id}"))
            .await
            .contains("<h1>Seconde</h1>")
    );
    house
        .clock
        .set(portrea_domain::Timestamp::from_millis(now + 1_000));
    assert!(house.page("/").await.contains("Seconde"));
}

#[tokio::test]
async fn freshness_fades_with_the_clock_alone() {
    let house = TestHouse::with_communes().await;
    house
        .tell(Told {
            verified: Some(monday(0)),
            ..Told::default()
        })
        .await;
    assert!(house.page("/").await.contains("fresh-ok"));
    house.clock.set(monday(200));
    assert!(house.page("/").await.contains("fresh-check"));
    house.clock.set(monday(400));
    assert!(house.page("/").await.contains("fresh-unsure"));
}

#[tokio::test]
async fn the_method_and_the_data_tell_their_sources() {
    let house = TestHouse::empty().await;
    let method = house.page("/methode").await;
    for anchor in [
        "accessibilite",
        "code-source",
        "donnees-personnelles",
        "estimation",
    ] {
        assert!(method.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
    assert!(method.contains("réalisation indépendante de la méthode PORTREA"));
    assert!(method.contains("de mémoire, à vérifier"));
    assert!(method.contains("https://forge.exemple/portrea"));
    let data = house.page("/donnees").await;
    assert!(data.contains("Licence Ouverte 2.0"));
    assert!(data.contains(portrea_territory::VINTAGE.label));
    assert!(!data.contains("Base de démonstration"));
}

#[tokio::test]
async fn a_page_without_its_map_is_light() {
    let house = TestHouse::with_communes().await;
    for n in 0..30 {
        let name = format!("Maison des services {n}");
        house
            .tell(Told {
                name: &name,
                family: Some(Family::Help),
                ..Told::default()
            })
            .await;
    }
    let page = house.page("/?territoire=35001").await;
    assert!(page.len() < 50_000, "{}", page.len());
}
