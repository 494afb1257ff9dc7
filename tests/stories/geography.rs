//! The reference geography and the pre-filled inventory.

use portrea_actions::load_reference;
use portrea_domain::document::Document;
use portrea_domain::territory::Territory;

use crate::support::app::{EPCI, typed};
use crate::support::stories;

stories! {
    async fn the_reference_geography_holds_france(app: TestApp) {
        let mut tx = app.app.storage.read().await.unwrap();
        let brittany: Territory = "region-53".parse().unwrap();
        let communes = tx.geography().communes_of(&brittany).await.unwrap();
        assert_eq!(communes.len(), 1_202);
        assert_eq!(communes.iter().map(|commune| commune.population).sum::<i64>(), 3_449_370);
        assert_eq!(communes.iter().filter(|commune| commune.epci.is_none()).count(), 3);
        let epci: Territory = EPCI.parse().unwrap();
        let members = tx.geography().communes_of(&epci).await.unwrap();
        assert_eq!(members.len(), 17);
        assert_eq!(tx.geography().shapes_of(&epci).await.unwrap().len(), 17);
        let ajaccio = tx.geography().search("ajaccio", 5).await.unwrap();
        assert_eq!(ajaccio[0].code.as_str(), "2A004");
        assert!(tx.geography().by_postal_code("35360", 20).await.unwrap().len() > 1);
    }

    async fn loading_the_reference_geography_again_changes_nothing(app: TestApp) {
        let before = app.database.dump().await;
        assert_eq!(load_reference(&app.app, &|_step| ()).await.unwrap(), None);
        assert_eq!(app.database.dump().await, before);
    }

    async fn a_town_hall_is_listed_without_inventing_what_it_offers(app: TestApp) {
        let id = app.town_hall("35184").await;
        let listing = app.app.storage.read().await.unwrap().listings().require(id).await.unwrap();
        assert_eq!(listing.name(), "Mairie de Montauban-de-Bretagne");
        assert!(listing.services().is_empty());
        assert!(listing.verifications.is_empty());
        assert!(listing.document.text("contact.email").unwrap().ends_with(".invalid"));
        assert!(portrea_hours::Hours::parse(listing.document.text("hours.opening").unwrap()).is_ok());
    }

    async fn every_listing_can_be_rebuilt_from_its_revisions(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let listing = contact.contact.listing_id.unwrap();
        let answers = [typed("contact.phone", "02 99 00 00 01"), typed("contact.website", "")];
        portrea_actions::save_draft(&app.app, contact.person.id, listing, &answers).await.unwrap();
        let publication = portrea_actions::Publication {
            person_id: contact.person.id,
            listing_id: listing,
            door: portrea_domain::observation::Door::Form,
            unchanged: Vec::new(),
        };
        portrea_actions::publish(&app.app, &publication).await.unwrap();

        let mut tx = app.app.storage.read().await.unwrap();
        for listing in tx.listings().all().await.unwrap() {
            let mut rebuilt = Document::default();
            for row in tx.observations().history(listing.id).await.unwrap() {
                let stood = rebuilt.set(row.revision.path.clone(), row.revision.new.clone());
                assert_eq!(stood, row.revision.old, "{} {}", listing.name(), row.revision.path);
            }
            assert_eq!(rebuilt, listing.document, "{}", listing.name());
        }
    }
}
