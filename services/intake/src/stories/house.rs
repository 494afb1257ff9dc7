//! A house for one test: a database in a temporary folder, one place, and somebody who answers for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use portrea_actions::{
    App, House as Settings, Publication, Secret, Typed, csrf_token, draft_of, give_link, publish,
    save_draft,
};
use portrea_domain::clock::PARIS;
use portrea_domain::document::{Path, Value};
use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::{Door, Observation};
use portrea_domain::person::Person;
use portrea_domain::{Entropy, ListingId, PersonId, SettableClock, Timestamp};
use portrea_storage::{CommuneRow, Durability, HistoryRow, Storage};
use portrea_territory::{GridPoint, Shape};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::Locator;

/// Bytes that differ at each call and are the same at each run.
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let mut seed = self.0.fetch_add(1, Ordering::SeqCst);
        for byte in bytes {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = seed.to_be_bytes()[0];
        }
    }
}

pub(super) struct House {
    pub(super) app: App,
    pub(super) clock: Arc<SettableClock>,
    pub(super) person: PersonId,
    pub(super) listing: ListingId,
    pub(super) link: Link,
    router: Router,
    folder: TempDir,
}

pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) location: String,
    pub(super) body: String,
}

pub(super) fn noon(day: &str) -> Timestamp {
    Timestamp::from_local(format!("{day}T12:00:00").parse().unwrap(), PARIS)
}

fn commune(code: &str, name: &str) -> CommuneRow {
    CommuneRow {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        name_norm: portrea_territory::normalise(name),
        departement: "22".to_owned(),
        region: "53".to_owned(),
        epci: None,
        postal_codes: vec!["22140".to_owned()],
        population: 4_700,
        centre: (code == "22004").then_some(BEGARD),
    }
}

/// Where the town of Bégard is, about.
pub(super) const BEGARD: (f64, f64) = (48.63, -3.3);

/// A square commune of some four kilometres around that town.
fn shape() -> Shape {
    let corner = |lat, lon| GridPoint { lat, lon };
    Shape::new(vec![vec![vec![
        corner(486_100, -33_300),
        corner(486_100, -32_700),
        corner(486_500, -32_700),
        corner(486_500, -33_300),
    ]]])
    .unwrap()
}

fn settings() -> Settings {
    Settings {
        secret: Secret::new([7; 32]),
        public_url: "https://portrea.exemple.invalid".to_owned(),
        mail_from: "bonjour@exemple.invalid".parse().unwrap(),
        demo: false,
        shows_mailbox: false,
        telegram_bot: None,
        source_url: "https://exemple.invalid/code".to_owned(),
    }
}

/// What is known of the place at the start.
pub(super) fn known() -> BTreeMap<&'static str, Value> {
    [
        ("place.name", "Mairie de Bégard"),
        ("place.kind", "mairie"),
        ("place.status", "open"),
        ("place.commune", "22004"),
        ("contact.phone", "02 96 45 20 19"),
        ("hours.opening", "Mo-Fr 09:00-12:00"),
    ]
    .map(|(key, text)| (key, Value::from(text)))
    .into()
}

impl House {
    pub(super) async fn open() -> Self {
        Self::knowing(known()).await
    }

    pub(super) async fn knowing(values: BTreeMap<&'static str, Value>) -> Self {
        Self::with(values, Locator::default()).await
    }

    /// A house that puts addresses on the map with this locator.
    pub(super) async fn with(values: BTreeMap<&'static str, Value>, locator: Locator) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("portrea.db").display());
        let storage = Storage::open(&url, Durability::Relaxed).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(SettableClock::at(noon("2026-10-05")));
        let app = App {
            storage,
            clock: clock.clone(),
            entropy: Arc::new(Counter(AtomicU64::new(1))),
            house: Arc::new(settings()),
        };
        let listing = fill(&app, values).await;
        let person = Person {
            id: PersonId::mint(app.now(), &*app.entropy),
            name: "Jeanne Le Goff".to_owned(),
            email: Some("jeanne@exemple.invalid".parse().unwrap()),
            fictional: false,
        };
        let mut tx = app.storage.begin().await.unwrap();
        tx.people().add(&person, app.now()).await.unwrap();
        tx.commit().await.unwrap();
        let link = give_link(&app, person.id, LinkPurpose::Form(listing));
        Self {
            link: link.await.unwrap(),
            router: portrea_web::dress(
                crate::router(&app, locator).merge(portrea_web::assets()),
                &app,
            ),
            person: person.id,
            app,
            clock,
            listing,
            folder,
        }
    }

    pub(super) fn token(&self) -> String {
        self.app.house.secret.link_token(self.link.id)
    }

    /// The address of a page of the form.
    pub(super) fn at(&self, rest: &str) -> String {
        format!("/f/{}{rest}", self.token())
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, String::new()).await
    }

    pub(super) async fn head(&self, path: &str) -> Reply {
        self.send(Method::HEAD, path, String::new()).await
    }

    /// Posts fields with the CSRF token of the link.
    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let csrf = csrf_token(&self.app.house.secret, &self.link.id.to_string());
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(path, &all).await
    }

    pub(super) async fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.send(Method::POST, path, pairs.join("&")).await
    }

    async fn send(&self, method: Method, path: &str, body: String) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        Reply {
            status: response.status(),
            location: location.map_or_else(String::new, |value| value.to_str().unwrap().to_owned()),
            body: String::from_utf8(
                to_bytes(response.into_body(), 1 << 20)
                    .await
                    .unwrap()
                    .to_vec(),
            )
            .unwrap(),
        }
    }

    pub(super) async fn stored(&self) -> Listing {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.listings().require(self.listing).await.unwrap()
    }

    pub(super) async fn value(&self, key: &str) -> Option<Value> {
        self.stored().await.document.get(&Path::field(key)).cloned()
    }

    pub(super) async fn draft(&self) -> BTreeMap<Path, Option<Value>> {
        draft_of(&self.app, self.person, self.listing)
            .await
            .unwrap()
    }

    pub(super) async fn history(&self) -> Vec<HistoryRow> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.observations().history(self.listing).await.unwrap()
    }

    pub(super) async fn observations(&self) -> Vec<Observation> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.observations().of_listing(self.listing).await.unwrap()
    }

    /// What waits for the référent at a field.
    pub(super) async fn waiting(&self, key: &str) -> Vec<Option<Value>> {
        let mut tx = self.app.storage.read().await.unwrap();
        let waiting = tx.reviews().waiting(self.listing).await.unwrap();
        let here = waiting
            .into_iter()
            .filter(|review| review.revision.path == Path::field(key));
        here.map(|review| review.revision.new).collect()
    }

    /// The version of the listing.
    pub(super) async fn version(&self) -> String {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.reviews()
            .version(self.listing)
            .await
            .unwrap()
            .to_string()
    }

    /// Somebody else who answers for the place publishes an answer by chat.
    pub(super) async fn publish_elsewhere(&self, key: &str, text: &str) {
        let other = Person {
            id: PersonId::mint(self.app.now(), &*self.app.entropy),
            name: "Yann Riou".to_owned(),
            email: None,
            fictional: true,
        };
        let mut tx = self.app.storage.begin().await.unwrap();
        tx.people().add(&other, self.app.now()).await.unwrap();
        tx.commit().await.unwrap();
        give_link(&self.app, other.id, LinkPurpose::Form(self.listing))
            .await
            .unwrap();
        let typed = Typed {
            path: Path::field(key),
            texts: vec![text.to_owned()],
        };
        save_draft(&self.app, other.id, self.listing, &[typed])
            .await
            .unwrap();
        let publication = Publication {
            person_id: other.id,
            listing_id: self.listing,
            door: Door::Chat,
            unchanged: vec![],
        };
        publish(&self.app, &publication).await.unwrap();
    }

    /// The bytes of the database: every commit changes them.
    pub(super) fn bytes(&self) -> Vec<Vec<u8>> {
        ["portrea.db", "portrea.db-wal"]
            .iter()
            .map(|name| std::fs::read(self.folder.path().join(name)).unwrap_or_default())
            .collect()
    }
}

async fn fill(app: &App, values: BTreeMap<&'static str, Value>) -> ListingId {
    let listing = Listing {
        id: ListingId::mint(app.now(), &*app.entropy),
        document: values
            .into_iter()
            .map(|(key, value)| (Path::field(key), value))
            .collect(),
        verifications: vec![],
        origin: "Annuaire de l’administration".to_owned(),
        fictional: false,
        created_at: app.now(),
        modified_at: app.now(),
        state: ListingState::Listed,
    };
    let mut tx = app.storage.begin().await.unwrap();
    let communes = [commune("22004", "Bégard"), commune("22135", "Louargat")];
    tx.geography()
        .insert_communes(communes.into_iter())
        .await
        .unwrap();
    let shapes = [("22004".parse().unwrap(), shape().to_bytes())];
    tx.geography()
        .insert_shapes(shapes.into_iter())
        .await
        .unwrap();
    let name = portrea_territory::normalise(listing.name());
    tx.listings().insert(&listing, None, &name).await.unwrap();
    tx.commit().await.unwrap();
    listing.id
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// The value of a hidden field of a page.
pub(super) fn hidden(body: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let (_, rest) = body.split_once(&marker).unwrap();
    rest.split('"').next().unwrap().to_owned()
}
