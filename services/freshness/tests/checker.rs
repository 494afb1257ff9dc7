//! The checker against a base: who is asked, once, and when it stops.
#![expect(clippy::unwrap_used, reason = "in a test, what is not as expected is a failure")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portrea_actions::{
    App, House, NewContact, Publication, Secret, Typed, add_contact, check_message,
    declare_listing, open_portrait, publish, step_of,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::document::Path;
use portrea_domain::listing::Listing;
use portrea_domain::message::{Message, StopReason};
use portrea_domain::observation::Door;
use portrea_domain::person::Person;
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::territory::EpciCode;
use portrea_domain::{Entropy, SettableClock, Timestamp};
use portrea_freshness::{DAILY, FreshnessError, JOB, Schedule, run, tick_once};
use portrea_storage::{CommuneRow, Durability, EpciRow, Storage};
use portrea_territory::normalise;
use tokio_util::sync::CancellationToken;

/// The same bytes at every run, never twice the same within one.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let n = self
                .0
                .fetch_add(1, Ordering::Relaxed)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&n.to_be_bytes()[..chunk.len()]);
        }
    }
}

struct Story {
    app: App,
    clock: Arc<SettableClock>,
    portrait: Portrait,
    listing: Listing,
    keeper: Person,
    url: String,
    _folder: tempfile::TempDir,
}

fn at(wall: &str) -> Timestamp {
    Timestamp::from_local(wall.parse().unwrap(), PARIS)
}

fn daily() -> Schedule {
    DAILY.parse().unwrap()
}

async fn app_on(url: &str, clock: Arc<SettableClock>, seed: u64) -> App {
    let storage = Storage::open(url, Durability::Relaxed).await.unwrap();
    let house = House {
        secret: Secret::new([7; 32]),
        public_url: "http://127.0.0.1:8080".to_owned(),
        mail_from: "portrea@exemple.invalid".parse().unwrap(),
        demo: false,
        shows_mailbox: false,
        telegram_bot: None,
        source_url: "/methode#code-source".to_owned(),
    };
    let entropy = Arc::new(Counted(AtomicU64::new(seed)));
    App {
        storage,
        clock,
        entropy,
        house: Arc::new(house),
    }
}

async fn load_geography(app: &App, epci: &EpciCode) {
    let commune = CommuneRow {
        code: "22004".parse().unwrap(),
        name: "Bégard".to_owned(),
        name_norm: normalise("Bégard"),
        departement: "22".to_owned(),
        region: "53".to_owned(),
        epci: Some(epci.clone()),
        postal_codes: vec!["22140".to_owned()],
        population: 4_600,
        centre: None,
    };
    let row = EpciRow {
        code: epci.clone(),
        name: "CA d’essai".to_owned(),
        kind: "CA".to_owned(),
    };
    let mut tx = app.storage.begin().await.unwrap();
    tx.geography()
        .insert_epci(std::iter::once(row))
        .await
        .unwrap();
    tx.geography()
        .insert_communes(std::iter::once(commune))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A place declared on the first of January 2026 by the person who keeps it.
async fn story() -> Story {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("portrea.db").display());
    let clock = Arc::new(SettableClock::at(at("2026-01-01T12:00:00")));
    let app = app_on(&url, Arc::clone(&clock), 0).await;
    app.storage.migrate().await.unwrap();
    let epci: EpciCode = "200067981".parse().unwrap();
    load_geography(&app, &epci).await;
    let portrait = open_portrait(&app, &epci, Phase::Exploitation)
        .await
        .unwrap();
    let keeper = contact(&app, &portrait, "Soazig Prigent", None).await;
    let typed = |key: &str, text: &str| Typed {
        path: Path::field(key),
        texts: vec![text.to_owned()],
    };
    let said = [
        typed("place.name", "Espace public numérique"),
        typed("place.commune", "22004"),
        typed("hours.opening", "Mo-Fr 09:00-12:00"),
    ];
    let listing = declare_listing(&app, keeper.id, Door::Form, &said)
        .await
        .unwrap();
    let keeper = contact(&app, &portrait, "Yann Le Goff", Some(&listing)).await;
    Story {
        app,
        clock,
        portrait,
        listing,
        keeper,
        url,
        _folder: folder,
    }
}

async fn contact(app: &App, portrait: &Portrait, name: &str, listing: Option<&Listing>) -> Person {
    let email = format!("{}@exemple.invalid", normalise(name).replace(' ', "."));
    let new = NewContact {
        name: name.to_owned(),
        email: Some(email.parse().unwrap()),
        role: ContactRole::Acteur,
        organisation: "Médiathèque".to_owned(),
        commune: None,
        listing_id: listing.map(|listing| listing.id),
        source: "fichier du référent".to_owned(),
        fictional: true,
    };
    add_contact(app, portrait.id, new).await.unwrap().person
}

impl Story {
    async fn tick(&self, now: &str) -> Option<usize> {
        self.clock.set(at(now));
        let plan = tick_once(&self.app, &daily(), at("2026-01-01T12:00:00"))
            .await
            .unwrap();
        plan.map(|plan| plan.asks.len())
    }

    async fn messages(&self) -> Vec<Message> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.outbox().of_person(self.keeper.id).await.unwrap()
    }

    async fn stop(&self, message: &Message) -> Option<StopReason> {
        let mut tx = self.app.storage.read().await.unwrap();
        check_message(&mut tx, &self.app, message)
            .await
            .unwrap()
            .err()
    }
}

#[tokio::test]
async fn a_tick_asks_the_keeper_of_a_listing_once() {
    let story = story().await;
    assert_eq!(story.tick("2026-07-02T08:31:00").await, Some(1));
    assert_eq!(story.messages().await.len(), 1);
    assert_eq!(story.tick("2026-07-02T08:32:00").await, None);
    assert_eq!(
        story.tick("2026-07-03T08:30:00").await,
        Some(0),
        "left in peace the day after"
    );
    assert_eq!(story.messages().await.len(), 1);
}

#[tokio::test]
async fn two_instances_take_a_tick_once() {
    let story = story().await;
    let other = app_on(&story.url, Arc::clone(&story.clock), 1 << 40).await;
    story.clock.set(at("2026-07-02T09:00:00"));
    let (schedule, start) = (daily(), at("2026-01-01T12:00:00"));
    let (one, two) = tokio::join!(
        tick_once(&story.app, &schedule, start),
        tick_once(&other, &schedule, start)
    );
    let ran = [one.unwrap(), two.unwrap()].into_iter().flatten().count();
    assert_eq!(ran, 1);
    assert_eq!(story.messages().await.len(), 1);
}

#[tokio::test]
async fn a_week_without_anybody_running_is_made_up_for_by_one_tick() {
    let story = story().await;
    assert!(story.tick("2026-01-02T08:30:00").await.is_some());
    assert_eq!(story.tick("2026-07-09T20:00:00").await, Some(1));
    assert_eq!(story.tick("2026-07-09T20:01:00").await, None);
    let last = story
        .app
        .storage
        .read()
        .await
        .unwrap()
        .operations()
        .last_tick(JOB)
        .await
        .unwrap();
    assert_eq!(last, Some(at("2026-07-09T08:30:00")));
}

#[tokio::test]
async fn an_answer_by_any_door_stops_the_question() {
    for door in [Door::Form, Door::Chat, Door::Phone, Door::Desk] {
        let story = story().await;
        story.tick("2026-07-02T08:30:00").await;
        let asked = story.messages().await;
        assert_eq!(story.stop(&asked[0]).await, None, "it would leave");

        let colleague = contact(&story.app, &story.portrait, "Maëlle Le Bihan", None).await;
        let publication = Publication {
            person_id: colleague.id,
            listing_id: story.listing.id,
            door,
            unchanged: vec![SectionKey::Hours],
        };
        publish(&story.app, &publication).await.unwrap();

        assert_eq!(
            story.stop(&asked[0]).await,
            Some(StopReason::Answered),
            "{door:?}"
        );
        let step = step_of(story.listing.id, SectionKey::Hours);
        let mut tx = story.app.storage.read().await.unwrap();
        let prompts = tx.prompts().of_step(&step).await.unwrap();
        assert!(
            prompts.iter().all(|prompt| prompt.answered_at.is_some()),
            "{door:?}"
        );
        drop(tx);

        story.tick("2026-07-20T08:30:00").await;
        let mut tx = story.app.storage.read().await.unwrap();
        assert_eq!(
            tx.prompts().of_step(&step).await.unwrap().len(),
            1,
            "{door:?}"
        );
    }
}

#[tokio::test]
async fn a_round_without_a_tick_is_still_a_sign_of_life() {
    let story = story().await;
    assert_eq!(story.tick("2026-01-01T12:00:30").await, None);
    let beats = story
        .app
        .storage
        .read()
        .await
        .unwrap()
        .operations()
        .beats()
        .await
        .unwrap();
    assert_eq!(beats, [(JOB.to_owned(), at("2026-01-01T12:00:30"))]);
}

#[tokio::test]
async fn a_wrong_expression_is_an_error_at_the_start() {
    let story = story().await;
    let outcome = run(story.app.clone(), "every day", CancellationToken::new()).await;
    assert!(matches!(outcome, Err(FreshnessError::Schedule(_))));
}

#[tokio::test]
async fn a_cancelled_checker_ends_without_ado() {
    let story = story().await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    run(story.app.clone(), DAILY, cancel).await.unwrap();
    let beats = story
        .app
        .storage
        .read()
        .await
        .unwrap()
        .operations()
        .beats()
        .await
        .unwrap();
    assert_eq!(beats, []);
}
