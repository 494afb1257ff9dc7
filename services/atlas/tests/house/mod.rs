//! A small house to visit: two communes of one EPCI, one lone island, and listings told by the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use portrea_actions::{App, House, Secret};
use portrea_domain::clock::{PARIS, SettableClock};
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::{Door, Observation, Verification};
use portrea_domain::questionnaire::{Family, SectionKey};
use portrea_domain::{Entropy, ListingId, ObservationId, ServiceId, Timestamp};
use portrea_storage::{CommuneRow, Durability, EpciRow, Storage};
use portrea_territory::{GridPoint, Shape, normalise};
use tower::ServiceExt as _;

/// The EPCI of the first two communes.
pub(crate) const EPCI: &str = "200038990";

/// Bytes that differ at each call, the same at each run.
#[derive(Default)]
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0.fetch_add(1, Ordering::SeqCst));
    }
}

/// The house, its clock, and the folder of its database.
pub(crate) struct TestHouse {
    pub(crate) app: App,
    pub(crate) clock: Arc<SettableClock>,
    router: Router,
    _folder: tempfile::TempDir,
}

/// A listing as a test tells it.
pub(crate) struct Told<'a> {
    pub(crate) name: &'a str,
    pub(crate) commune: &'a str,
    pub(crate) values: &'a [(&'a str, &'a str)],
    pub(crate) family: Option<Family>,
    /// Hours and offer were verified at that instant.
    pub(crate) verified: Option<Timestamp>,
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self {
            name: "Mairie de Bourg",
            commune: "35001",
            values: &[],
            family: None,
            verified: None,
        }
    }
}

/// Monday 5 October 2026 at ten in the morning, plus days.
pub(crate) fn monday(days: i64) -> Timestamp {
    let wall = "2026-10-05T10:00:00".parse().unwrap();
    Timestamp::from_local(wall, PARIS).plus_days(days)
}

impl TestHouse {
    /// A house without geography nor listings.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("atlas.db").display());
        let storage = Storage::open(&url, Durability::Relaxed).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(SettableClock::at(monday(0)));
        let app = App {
            storage,
            clock: clock.clone(),
            entropy: Arc::new(Counting::default()),
            house: Arc::new(House {
                secret: Secret::new([7; 32]),
                public_url: "http://127.0.0.1".to_owned(),
                mail_from: "portrea@exemple.fr".parse().unwrap(),
                demo: false,
                shows_mailbox: false,
                telegram_bot: None,
                source_url: "https://forge.exemple/portrea".to_owned(),
            }),
        };
        let router = portrea_web::dress(portrea_atlas::router(&app), &app);
        Self {
            app,
            clock,
            router,
            _folder: folder,
        }
    }

    /// A house with its three communes.
    pub(crate) async fn with_communes() -> Self {
        let house = Self::empty().await;
        let mut tx = house.app.storage.begin().await.unwrap();
        let epci = EpciRow {
            code: EPCI.parse().unwrap(),
            name: "CC du Bourg".to_owned(),
            kind: "CC".to_owned(),
        };
        tx.geography()
            .insert_epci(std::iter::once(epci))
            .await
            .unwrap();
        let communes = [
            commune("35001", "Bourg <i>", Some(EPCI), 1_000),
            commune("35002", "Saint-Méen", Some(EPCI), 2_000),
            commune("35003", "Île-Seule", None, 100),
        ];
        tx.geography()
            .insert_communes(communes.into_iter())
            .await
            .unwrap();
        let shapes = [("35001", 0), ("35002", 1_000), ("35003", 5_000)].map(|(code, east)| {
            let bytes = square(east).to_bytes();
            (code.parse().unwrap(), bytes)
        });
        tx.geography()
            .insert_shapes(shapes.into_iter())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        house
    }

    /// Adds a listing.
    pub(crate) async fn tell(&self, told: Told<'_>) -> ListingId {
        let now = self.app.now();
        let mut document = Document::default();
        document.set(Path::field("place.name"), Some(told.name.into()));
        document.set(Path::field("place.commune"), Some(told.commune.into()));
        for (key, value) in told.values {
            document.set(Path::field(key), Some((*value).into()));
        }
        if let Some(family) = told.family {
            let service = ServiceId::mint(now, &*self.app.entropy);
            document.set(
                Path::service(service, "family"),
                Some(family.as_str().into()),
            );
            let name = Value::Text("Permanence <b>".to_owned());
            document.set(Path::service(service, "name"), Some(name));
        }
        let listing = Listing {
            id: ListingId::mint(now, &*self.app.entropy),
            document,
            verifications: Vec::new(),
            origin: "annuaire de l’administration".to_owned(),
            fictional: false,
            created_at: now,
            modified_at: now,
            state: ListingState::Listed,
        };
        let mut tx = self.app.storage.begin().await.unwrap();
        let name_norm = normalise(told.name);
        assert!(
            tx.listings()
                .insert(&listing, None, &name_norm)
                .await
                .unwrap()
        );
        if let Some(at) = told.verified {
            self.verify(&mut tx, &listing, at).await;
        }
        tx.operations().bump().await.unwrap();
        tx.commit().await.unwrap();
        listing.id
    }

    async fn verify(&self, tx: &mut portrea_storage::Tx, listing: &Listing, at: Timestamp) {
        let observation = Observation {
            id: ObservationId::mint(at, &*self.app.entropy),
            listing_id: listing.id,
            person_id: None,
            door: Door::Form,
            source: String::new(),
            at,
        };
        tx.observations()
            .insert(&observation, &[], &[])
            .await
            .unwrap();
        for section in [SectionKey::Hours, SectionKey::Offer] {
            let verification = Verification {
                section,
                at,
                door: Door::Form,
            };
            let due_at = at.plus_days(180);
            tx.listings()
                .verify(listing.id, &verification, observation.id, due_at)
                .await
                .unwrap();
        }
    }

    /// Asks for a page: its status and its text, spaces made plain.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        (status, text.replace("&nbsp;", " ").replace('\u{a0}', " "))
    }

    /// A page that must be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let (status, text) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        text
    }
}

fn commune(code: &str, name: &str, epci: Option<&str>, population: i64) -> CommuneRow {
    CommuneRow {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        name_norm: normalise(name),
        departement: "35".to_owned(),
        region: "53".to_owned(),
        epci: epci.map(|code| code.parse().unwrap()),
        postal_codes: vec!["35290".to_owned()],
        population,
        centre: Some((48.05, -1.95)),
    }
}

/// A tenth of a degree by a tenth, so many steps to the east of the first one.
fn square(east: i32) -> Shape {
    let west = -20_000 + east;
    let corners = [
        (480_000, west),
        (480_000, west + 1_000),
        (481_000, west + 1_000),
        (481_000, west),
    ];
    let ring = corners.map(|(lat, lon)| GridPoint { lat, lon }).to_vec();
    Shape::new(vec![vec![ring]]).unwrap()
}

/// Where a text stands in a page; the page must hold it.
pub(crate) fn place_of(text: &str, page: &str) -> usize {
    page.find(text)
        .unwrap_or_else(|| panic!("“{text}” is not in {page}"))
}
