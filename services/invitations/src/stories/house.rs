//! A house for one test: a database in a temporary folder, one meeting, and somebody invited to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use portrea_actions::{
    App, House as Settings, NewContact, NewEvent, Secret, add_contact, csrf_token, give_link,
    open_portrait, plan_event, prepare_invitations, send_invitations,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::document::{Path, Value};
use portrea_domain::event::{Event, EventKind};
use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::message::Message;
use portrea_domain::portrait::Phase;
use portrea_domain::{Entropy, ListingId, PersonId, SettableClock, Timestamp};
use portrea_storage::{Durability, EpciRow, InvitationRow, Storage};
use tempfile::TempDir;
use tower::ServiceExt as _;

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
    pub(super) event: Event,
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

fn meeting() -> NewEvent {
    NewEvent {
        kind: EventKind::CollaborativeDay,
        title: "Journée collaborative".to_owned(),
        starts_at: Timestamp::from_local("2026-12-17T09:00:00".parse().unwrap(), PARIS),
        ends_at: Timestamp::from_local("2026-12-17T17:00:00".parse().unwrap(), PARIS),
        place: "Salle des fêtes, 3 rue de la Gare, Bégard".to_owned(),
        programme: "Café et accueil\nInventaire par commune".to_owned(),
        hosting: portrea_domain::event::Hosting::default(),
    }
}

impl House {
    pub(super) async fn open() -> Self {
        Self::with(meeting(), "Jeanne Le Goff").await
    }

    pub(super) async fn shouting(text: &str) -> Self {
        let meeting = NewEvent {
            title: text.to_owned(),
            place: text.to_owned(),
            programme: text.to_owned(),
            ..meeting()
        };
        Self::with(meeting, text).await
    }

    async fn with(meeting: NewEvent, name: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("portrea.db").display());
        let storage = Storage::open(&url, Durability::Relaxed).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(SettableClock::at(noon("2026-11-24")));
        let app = App {
            storage,
            clock: clock.clone(),
            entropy: Arc::new(Counter(AtomicU64::new(1))),
            house: Arc::new(settings()),
        };
        let listing = listing(&app).await;
        let (event, person) = invite(&app, meeting, name, listing).await;
        let mut tx = app.storage.read().await.unwrap();
        let row = tx.invitations().of_person(person).await.unwrap().remove(0);
        drop(tx);
        let link = give_link(&app, person, LinkPurpose::Invitation(row.invitation.id));
        Self {
            link: link.await.unwrap(),
            router: portrea_web::dress(crate::router(&app).merge(portrea_web::assets()), &app),
            app,
            clock,
            event,
            person,
            listing,
            folder,
        }
    }

    /// The address of a page of the invitation.
    pub(super) fn at(&self, rest: &str) -> String {
        format!(
            "/i/{}{rest}",
            self.app.house.secret.link_token(self.link.id)
        )
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

    /// Answers, and gives the page one is sent to.
    pub(super) async fn answer(&self, fields: &[(&str, &str)]) -> String {
        let reply = self.post(&self.at(""), fields).await;
        assert_eq!(reply.location, self.at("?avis=note"));
        self.get(&reply.location).await.body
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

    /// Everybody invited.
    pub(super) async fn invited(&self) -> Vec<InvitationRow> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.invitations().of_event(self.event.id).await.unwrap()
    }

    /// The invitation of this story.
    pub(super) async fn mine(&self) -> InvitationRow {
        let mut rows = self.invited().await;
        rows.retain(|row| row.person.id == self.person);
        rows.remove(0)
    }

    pub(super) async fn mails_to(&self, person: PersonId) -> Vec<Message> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.outbox().of_person(person).await.unwrap()
    }

    /// The bytes of the database: every commit changes them.
    pub(super) fn bytes(&self) -> Vec<Vec<u8>> {
        ["portrea.db", "portrea.db-wal"]
            .iter()
            .map(|name| std::fs::read(self.folder.path().join(name)).unwrap_or_default())
            .collect()
    }
}

async fn listing(app: &App) -> ListingId {
    let listing = Listing {
        id: ListingId::mint(app.now(), &*app.entropy),
        document: [(Path::field("place.name"), Value::from("Mairie de Bégard"))]
            .into_iter()
            .collect(),
        verifications: vec![],
        origin: String::new(),
        fictional: false,
        created_at: app.now(),
        modified_at: app.now(),
        state: ListingState::Listed,
    };
    let mut tx = app.storage.begin().await.unwrap();
    let epci = EpciRow {
        code: "200065928".parse().unwrap(),
        name: "Lannion-Trégor Communauté".to_owned(),
        kind: "CA".to_owned(),
    };
    tx.geography()
        .insert_epci(std::iter::once(epci))
        .await
        .unwrap();
    let name = portrea_territory::normalise(listing.name());
    tx.listings().insert(&listing, None, &name).await.unwrap();
    tx.commit().await.unwrap();
    listing.id
}

async fn invite(app: &App, meeting: NewEvent, name: &str, listing: ListingId) -> (Event, PersonId) {
    let portrait = open_portrait(app, &"200065928".parse().unwrap(), Phase::Engagement)
        .await
        .unwrap();
    let contact = NewContact {
        name: name.to_owned(),
        email: Some("jeanne@exemple.invalid".parse().unwrap()),
        roles: vec![ContactRole::Technicien],
        organisation: "Mairie de Bégard".to_owned(),
        listing_id: Some(listing),
        source: "site de la mairie".to_owned(),
        fictional: false,
        ..NewContact::default()
    };
    let contact = add_contact(app, portrait.id, contact).await.unwrap();
    let event = plan_event(app, portrait.id, meeting).await.unwrap();
    let ready = prepare_invitations(app, event.id).await.unwrap();
    send_invitations(app, event.id, &ready.fingerprint)
        .await
        .unwrap();
    (event, contact.person.id)
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
