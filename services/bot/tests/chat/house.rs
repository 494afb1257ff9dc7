//! A small house: one commune, one town hall, Jeanne who answers for it and is invited to a meeting, and Yann.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portrea_actions::{
    App, House, NewContact, NewEvent, Secret, Typed, add_contact, declare_listing, give_link,
    open_portrait, plan_event, prepare_invitations, send_invitations,
};
use portrea_bot::core::Incoming;
use portrea_bot::engine::{Body, Chat, Handled, Origin, handle};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::conversation::{ChatChannel, Conversation};
use portrea_domain::document::Path;
use portrea_domain::event::EventKind;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Phase;
use portrea_domain::territory::EpciCode;
use portrea_domain::{Entropy, ListingId, PersonId, SettableClock, Timestamp};
use portrea_storage::{CommuneRow, Durability, EpciRow, InboxRow, Storage};
use portrea_testkit::database::{Engine, Template, TestDatabase};

static TEMPLATE: Template = Template::new();

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

/// The house, in a database of its own.
pub(crate) struct Story {
    pub(crate) app: App,
    pub(crate) database: TestDatabase,
    pub(crate) jeanne: PersonId,
    pub(crate) yann: PersonId,
    pub(crate) listing: ListingId,
}

fn at(wall: &str) -> Timestamp {
    Timestamp::from_local(wall.parse().unwrap(), PARIS)
}

async fn app_on(url: &str, seed: u64) -> App {
    let house = House {
        secret: Secret::new([7; 32]),
        public_url: "https://portrea.example.org".to_owned(),
        mail_from: "portrea@exemple.invalid".parse().unwrap(),
        demo: false,
        shows_mailbox: false,
        telegram_bot: None,
        source_url: "/methode#code-source".to_owned(),
    };
    App {
        storage: Storage::open(url, Durability::Relaxed).await.unwrap(),
        clock: Arc::new(SettableClock::at(at("2026-03-03T10:00:00"))),
        entropy: Arc::new(Counted(AtomicU64::new(seed))),
        house: Arc::new(house),
    }
}

async fn fill(url: String) {
    let app = app_on(&url, 1).await;
    app.storage.migrate().await.unwrap();
    let epci: EpciCode = "200067981".parse().unwrap();
    let commune = CommuneRow {
        code: "22004".parse().unwrap(),
        name: "Bégard".to_owned(),
        name_norm: "begard".to_owned(),
        departement: "22".to_owned(),
        region: "53".to_owned(),
        epci: Some(epci.clone()),
        postal_codes: vec!["22140".to_owned()],
        population: 4_600,
        centre: None,
    };
    let mut tx = app.storage.begin().await.unwrap();
    let row = EpciRow {
        code: epci.clone(),
        name: "CA d’essai".to_owned(),
        kind: "CA".to_owned(),
    };
    tx.geography()
        .insert_epci(std::iter::once(row))
        .await
        .unwrap();
    tx.geography()
        .insert_communes(std::iter::once(commune))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    people(&app, &epci).await;
    app.storage.close().await;
}

async fn people(app: &App, epci: &EpciCode) {
    let portrait = open_portrait(app, epci, Phase::Engagement).await.unwrap();
    let contact = |name: &str, listing_id| NewContact {
        name: name.to_owned(),
        email: Some(
            format!("{}@exemple.invalid", name.to_lowercase())
                .parse()
                .unwrap(),
        ),
        roles: vec![ContactRole::Technicien],
        organisation: "Mairie".to_owned(),
        listing_id,
        source: "annuaire".to_owned(),
        fictional: true,
        ..NewContact::default()
    };
    let yann = add_contact(app, portrait.id, contact("Yann", None))
        .await
        .unwrap()
        .person;
    let said = [
        ("place.name", "Mairie de Bégard"),
        ("place.commune", "22004"),
        ("hours.opening", "Mo-Fr 09:00-12:00"),
    ];
    let said = said.map(|(key, text)| Typed {
        path: Path::field(key),
        texts: vec![text.to_owned()],
    });
    let listing = declare_listing(app, yann.id, Door::Form, &said)
        .await
        .unwrap();
    add_contact(app, portrait.id, contact("Jeanne", Some(listing.id)))
        .await
        .unwrap();
    let event = NewEvent {
        kind: EventKind::Presentation,
        title: "Présentation".to_owned(),
        starts_at: at("2026-03-17T14:00:00"),
        ends_at: at("2026-03-17T16:00:00"),
        place: "Salle des fêtes".to_owned(),
        programme: String::new(),
        hosting: portrea_domain::event::Hosting::default(),
    };
    let event = plan_event(app, portrait.id, event).await.unwrap();
    let list = prepare_invitations(app, event.id).await.unwrap();
    send_invitations(app, event.id, &list.fingerprint)
        .await
        .unwrap();
}

/// The house on each engine that is there.
pub(crate) async fn stories() -> Vec<Story> {
    let mut stories = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(database) = TEMPLATE.copy(engine, fill).await {
            stories.push(Story::on(database).await);
        }
    }
    stories
}

/// The house on the embedded engine.
pub(crate) async fn story() -> Story {
    let database = TEMPLATE.copy(Engine::Sqlite, fill).await.unwrap();
    Story::on(database).await
}

impl Story {
    async fn on(database: TestDatabase) -> Self {
        let app = app_on(&database.url, 1_000_000).await;
        let mut tx = app.storage.read().await.unwrap();
        let listing = tx.listings().all().await.unwrap()[0].id;
        let mut person = async |email: &str| {
            tx.people()
                .by_email(&email.parse().unwrap())
                .await
                .unwrap()
                .unwrap()
                .id
        };
        let (jeanne, yann) = (
            person("jeanne@exemple.invalid").await,
            person("yann@exemple.invalid").await,
        );
        drop(tx);
        Self {
            app,
            database,
            jeanne,
            yann,
            listing,
        }
    }

    /// The token of a person's link to the form of the town hall.
    pub(crate) async fn form_token(&self, person: PersonId) -> String {
        self.token(person, LinkPurpose::Form(self.listing)).await
    }

    pub(crate) async fn token(&self, person: PersonId, purpose: LinkPurpose) -> String {
        let link = give_link(&self.app, person, purpose).await.unwrap();
        self.app.house.secret.link_token(link.id)
    }

    pub(crate) async fn listing(&self) -> Listing {
        self.app
            .storage
            .read()
            .await
            .unwrap()
            .listings()
            .require(self.listing)
            .await
            .unwrap()
    }

    pub(crate) async fn conversation(
        &self,
        channel: ChatChannel,
        address: &str,
    ) -> Option<Conversation> {
        self.app
            .storage
            .read()
            .await
            .unwrap()
            .conversations()
            .by_address(channel, address)
            .await
            .unwrap()
    }

    /// Something comes in on Telegram under that number, and is answered.
    pub(crate) async fn comes_in(&self, chat: &str, update_id: i64, incoming: Incoming) -> Handled {
        let row = InboxRow {
            update_id,
            address: chat.to_owned(),
            body: "{}".to_owned(),
        };
        let mut tx = self.app.storage.begin().await.unwrap();
        tx.inbox()
            .store(ChatChannel::Telegram, &row, self.app.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let chat = Chat {
            channel: ChatChannel::Telegram,
            address: chat,
        };
        handle(&self.app, chat, &incoming, Origin::Update(update_id))
            .await
            .unwrap()
    }

    /// Everything said in a chat so far.
    pub(crate) async fn turns(&self, channel: ChatChannel, address: &str) -> Vec<Body> {
        let Some(held) = self.conversation(channel, address).await else {
            return Vec::new();
        };
        let turns = self
            .app
            .storage
            .read()
            .await
            .unwrap()
            .conversations()
            .turns(held.id, 1_000)
            .await
            .unwrap();
        turns
            .iter()
            .map(|turn| Body::read(&turn.body).unwrap())
            .collect()
    }

    /// The words of the last message of the house on Telegram.
    pub(crate) async fn last(&self, chat: &str) -> String {
        words(
            self.turns(ChatChannel::Telegram, chat)
                .await
                .last()
                .unwrap(),
        )
    }

    /// What the button of the last message that says this carries.
    pub(crate) async fn button(&self, chat: &str, label: &str) -> Incoming {
        match self.turns(ChatChannel::Telegram, chat).await.last() {
            Some(Body::House(said)) => {
                let tap = said
                    .taps
                    .iter()
                    .flatten()
                    .find(|tap| plain(&tap.label) == label);
                Incoming::Tap(
                    tap.unwrap_or_else(|| panic!("no button says {label:?}: {said:?}"))
                        .data
                        .clone(),
                )
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn text(text: &str) -> Incoming {
    Incoming::Text(text.to_owned())
}

pub(crate) fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// The words of a turn, in one line a paragraph.
pub(crate) fn words(body: &Body) -> String {
    match body {
        Body::Said { text } => text.clone(),
        Body::Pressed { label } => format!("[{label}]"),
        Body::House(said) => {
            let blocks = said
                .blocks
                .iter()
                .flat_map(|block| block.strong.iter().chain([&block.text]));
            plain(&blocks.map(String::as_str).collect::<Vec<_>>().join("\n"))
        }
    }
}
