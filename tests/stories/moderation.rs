//! What waits for the référent before the public sees it.

use portrea_actions::{ActionError, accept_listing, decline_listing, propose_listing};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::Door;
use portrea_domain::territory::Territory;

use crate::support::app::{EPCI, TestApp, typed};
use crate::support::stories;

/// A place that somebody nobody knows proposes.
async fn proposed(app: &TestApp) -> Listing {
    let portrait = app.portrait().await;
    let stranger = app
        .contact_by_letter(&portrait, "Maël Inconnu", "35184", "1 rue du Bourg")
        .await;
    let said = [
        typed("place.name", "Café des possibles"),
        typed("place.commune", "35184"),
    ];
    propose_listing(&app.app, stranger.person.id, Door::Form, &said)
        .await
        .unwrap()
}

async fn is_in(app: &TestApp, listing: &Listing) -> bool {
    let mut tx = app.app.storage.read().await.unwrap();
    let area = Territory::Epci(EPCI.parse().unwrap());
    let here = tx.listings().of_territory(&area).await.unwrap();
    let all = tx.listings().all().await.unwrap();
    let is_here = here.iter().any(|other| other.id == listing.id);
    assert_eq!(is_here, all.iter().any(|other| other.id == listing.id));
    is_here
}

stories! {
    async fn a_place_proposed_by_a_stranger_is_public_only_once_accepted(app: TestApp) {
        let listing = proposed(&app).await;
        let address = format!("/lieux/{}", listing.id);
        let mut browser = app.browser();
        assert_eq!(browser.get(&address).await.status, 404);
        assert!(!is_in(&app, &listing).await);
        assert!(!browser.get(&format!("/territoires/{EPCI}")).await.body.contains("Café des possibles"));
        {
            let mut tx = app.app.storage.read().await.unwrap();
            let waiting = tx.listings().proposed_in_epci(EPCI).await.unwrap();
            assert_eq!(waiting.iter().map(|one| one.id).collect::<Vec<_>>(), [listing.id]);
            assert!(tx.listings().due_in_epci(EPCI, app.app.now()).await.unwrap().iter().all(|due| due.listing_id != listing.id));
        }
        let referent = app.contact_by_letter(&app.portrait().await, "Camille", "35184", "2 rue du Bourg").await.person.id;
        accept_listing(&app.app, referent, listing.id).await.unwrap();
        accept_listing(&app.app, referent, listing.id).await.unwrap();
        browser.get(&address).await.says("Café des possibles");
        assert!(is_in(&app, &listing).await);
        // What is in is not taken out by refusing late.
        let late = decline_listing(&app.app, referent, listing.id, "Doublon").await.unwrap();
        assert_eq!(late.state, ListingState::Listed);
    }

    async fn a_place_that_is_not_taken_says_why_and_stays_out(app: TestApp) {
        let listing = proposed(&app).await;
        let referent = app.contact_by_letter(&app.portrait().await, "Camille", "35184", "2 rue du Bourg").await.person.id;
        let refused = decline_listing(&app.app, referent, listing.id, " ").await;
        assert!(matches!(refused, Err(ActionError::Refused(_))));
        decline_listing(&app.app, referent, listing.id, "Ce lieu est déjà dans l’inventaire.").await.unwrap();
        assert!(!is_in(&app, &listing).await);
        assert_eq!(app.browser().get(&format!("/lieux/{}", listing.id)).await.status, 404);
        let mut tx = app.app.storage.read().await.unwrap();
        let (_, reason) = tx.listings().decision(listing.id).await.unwrap().unwrap();
        assert_eq!(reason, "Ce lieu est déjà dans l’inventaire.");
        assert!(tx.listings().proposed_in_epci(EPCI).await.unwrap().is_empty());
    }
}
