//! What is given back at once to whoever publishes: their page, a poster, the nearest places that complete theirs.

use portrea_actions::{Publication, Typed, publish, save_draft};
use portrea_domain::document::Path;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::{Family, SectionKey};
use portrea_domain::{ListingId, PersonId, ServiceId};

use crate::support::app::TestApp;
use crate::support::stories;

/// Somebody publishes that a town hall offers a service.
async fn offers(app: &TestApp, person: PersonId, listing: ListingId, family: Family, name: &str) {
    // They answer for it: they hold its link.
    app.form_path(person, listing).await;
    let id = ServiceId::mint(app.app.now(), &*app.app.entropy);
    let typed = |key: &str, text: &str| Typed {
        path: Path::service(id, key),
        texts: vec![text.to_owned()],
    };
    let answers = [typed("family", family.as_str()), typed("name", name)];
    save_draft(&app.app, person, listing, &answers)
        .await
        .unwrap();
    let publication = Publication {
        person_id: person,
        listing_id: listing,
        door: Door::Form,
        unchanged: vec![],
    };
    publish(&app.app, &publication).await.unwrap();
}

/// Anne, her town hall, and the way to her form.
async fn anne(app: &TestApp) -> (PersonId, ListingId, String) {
    let portrait = app.portrait().await;
    let contact = app.contact(&portrait, "Anne", "35184").await;
    let listing = contact.contact.listing_id.unwrap();
    let form = app.form_path(contact.person.id, listing).await;
    (contact.person.id, listing, form)
}

async fn position(app: &TestApp, listing: ListingId) -> Option<(f64, f64)> {
    app.app
        .storage
        .read()
        .await
        .unwrap()
        .listings()
        .require(listing)
        .await
        .unwrap()
        .position()
}

stories! {
    async fn whoever_publishes_sees_the_nearest_places_that_do_what_theirs_does_not(app: TestApp) {
        let (anne, montauban, form) = anne(&app).await;
        offers(&app, anne, montauban, Family::Help, "Aide à l’accueil").await;
        let here = position(&app, montauban).await.unwrap();
        let mut expected = Vec::new();
        for (commune, family, name) in [
            ("35297", Family::Training, "Atelier du jeudi"),
            ("35135", Family::Equipment, "Ordinateur en libre accès"),
            ("35234", Family::Help, "La même aide"),
        ] {
            let place = app.town_hall(commune).await;
            offers(&app, anne, place, family, name).await;
            let there = position(&app, place).await.unwrap();
            expected.push((portrea_territory::great_circle_m(here, there), name));
        }
        let mut browser = app.browser();
        let thanks = browser.submit(&form, &format!("{form}/publier"), &[("exact", "tout")]).await;
        thanks.says("Atelier du jeudi").says("Ordinateur en libre accès").says("à vol d’oiseau").says("vérifié le 2 novembre 2026");
        assert!(!thanks.body.contains("La même aide"), "what one does oneself is no complement");
        let (a, b) = (thanks.body.find("Atelier du jeudi").unwrap(), thanks.body.find("Ordinateur en libre").unwrap());
        assert_eq!(a < b, expected[0].0 < expected[1].0, "the nearest first");
        browser.get(&format!("/lieux/{montauban}")).await.says("Aide à l’accueil");
    }

    async fn nothing_is_said_to_be_near_when_nobody_knows_where_one_is(app: TestApp) {
        let (anne, montauban, form) = anne(&app).await;
        let neighbour = app.town_hall("35297").await;
        offers(&app, anne, neighbour, Family::Training, "Atelier du jeudi").await;
        let mut tx = app.app.storage.begin().await.unwrap();
        let mut listing = tx.listings().lock(montauban).await.unwrap();
        listing.document.set(Path::field("place.position"), None);
        let name = portrea_territory::normalise(listing.name());
        tx.listings().save(&listing, &name).await.unwrap();
        tx.commit().await.unwrap();
        let mut browser = app.browser();
        let thanks = browser.submit(&form, &format!("{form}/publier"), &[("exact", "tout")]).await;
        thanks.says("La position de votre lieu n’est pas encore connue");
        assert!(!thanks.body.contains("Atelier du jeudi"));
    }

    async fn the_poster_says_what_is_published_and_leads_to_the_live_page(app: TestApp) {
        let (anne, montauban, form) = anne(&app).await;
        offers(&app, anne, montauban, Family::Help, "Aide à l’accueil <b>").await;
        let publication = Publication { person_id: anne, listing_id: montauban, door: Door::Form, unchanged: vec![SectionKey::Hours] };
        publish(&app.app, &publication).await.unwrap();
        save_draft(&app.app, anne, montauban, &[crate::support::app::typed("place.name", "Nom pas encore publié")]).await.unwrap();
        let before = app.database.dump().await;
        let poster = app.browser().get(&format!("{form}/affiche.pdf")).await;
        assert_eq!(poster.status, 200);
        let text = poster.pdf_text();
        for words in ["35360 Montauban-de-Bretagne", "Aide à l’accueil <b>", "lundi", &format!("/lieux/{montauban}")] {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert!(!text.contains("pas encore publié"));
        assert_eq!(app.database.dump().await, before);
    }
}
