//! A place, the person who keeps it, and a clock to move.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portrea_actions::{
    App, House, NewContact, Secret, Typed, Verdict, add_contact, check_message, declare_listing,
    open_portrait,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::document::Path;
use portrea_domain::listing::Listing;
use portrea_domain::message::{Message, StopReason};
use portrea_domain::observation::Door;
use portrea_domain::person::Person;
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::territory::EpciCode;
use portrea_domain::{Entropy, SettableClock, Timestamp};
use portrea_freshness::{DAILY, Schedule, tick_once};
use portrea_storage::{CommuneRow, Durability, EpciRow, Storage};
use portrea_territory::normalise;

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

/// A place declared on the first of January 2026, and the person who keeps it since.
pub(crate) struct Story {
    pub(crate) app: App,
    pub(crate) clock: Arc<SettableClock>,
    pub(crate) portrait: Portrait,
    pub(crate) listing: Listing,
    pub(crate) keeper: Person,
    pub(crate) url: String,
    _folder: tempfile::TempDir,
}

pub(crate) fn at(wall: &str) -> Timestamp {
    Timestamp::from_local(wall.parse().unwrap(), PARIS)
}

pub(crate) fn daily() -> Schedule {
    DAILY.parse().unwrap()
}

pub(crate) async fn app_on(url: &str, clock: Arc<SettableClock>, seed: u64) -> App {
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
pub(crate) async fn story() -> Story {
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

pub(crate) async fn contact(
    app: &App,
    portrait: &Portrait,
    name: &str,
    listing: Option<&Listing>,
) -> Person {
    let email = format!("{}@exemple.invalid", normalise(name).replace(' ', "."));
    let new = NewContact {
        name: name.to_owned(),
        email: Some(email.parse().unwrap()),
        roles: vec![ContactRole::Acteur],
        organisation: "Médiathèque".to_owned(),
        listing_id: listing.map(|listing| listing.id),
        source: "fichier du référent".to_owned(),
        fictional: true,
        ..NewContact::default()
    };
    add_contact(app, portrait.id, new).await.unwrap().person
}

impl Story {
    pub(crate) async fn tick(&self, now: &str) -> Option<usize> {
        self.clock.set(at(now));
        let plan = tick_once(&self.app, &daily(), at("2026-01-01T12:00:00"))
            .await
            .unwrap();
        plan.map(|plan| plan.asks.len())
    }

    pub(crate) async fn messages(&self) -> Vec<Message> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.outbox().of_person(self.keeper.id).await.unwrap()
    }

    pub(crate) async fn stop(&self, message: &Message) -> Option<StopReason> {
        let mut tx = self.app.storage.read().await.unwrap();
        match check_message(&mut tx, &self.app, message).await.unwrap() {
            Verdict::Stop(reason) => Some(reason),
            Verdict::Send(_) | Verdict::Later(_) => None,
        }
    }
}
