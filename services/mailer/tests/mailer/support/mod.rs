//! A house with one territory, one meeting and as many contacts as needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{Datelike as _, Timelike as _, Weekday};
use portrea_actions::{
    App, House, NewContact, NewEvent, Secret, add_contact, invite_referent, open_portrait,
    plan_event, prepare_invitations, send_invitations,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::event::{Event, EventKind};
use portrea_domain::message::{Channel, Message, MessageState};
use portrea_domain::person::{EmailAddress, Person, Role};
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::territory::Territory;
use portrea_domain::{Clock as _, Entropy, SettableClock, Timestamp};
use portrea_mailer::{Mailer, Transport};
use portrea_storage::{CommuneRow, Durability, EpciRow, Slot, SlotKeeper, Storage};
use tempfile::TempDir;

pub(crate) const EPCI: &str = "200065928";
pub(crate) const HOUSE: &str = "https://portrea.exemple.invalid";

/// A house in a temporary folder.
pub(crate) struct TestHouse {
    pub(crate) app: App,
    pub(crate) clock: Arc<SettableClock>,
    pub(crate) folder: TempDir,
    pub(crate) portrait: Portrait,
    pub(crate) event: Event,
}

struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        let from = bytes.len().saturating_sub(count.len());
        for (byte, value) in bytes.iter_mut().skip(from).zip(count) {
            *byte = value;
        }
    }
}

pub(crate) fn at(wall: &str) -> Timestamp {
    Timestamp::from_local(wall.parse().unwrap(), PARIS)
}

impl TestHouse {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/x.db", folder.path().display());
        let storage = Storage::open(&url, Durability::Relaxed).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(SettableClock::at(at("2026-11-24T09:00:00")));
        let app = App {
            storage,
            clock: Arc::clone(&clock) as _,
            entropy: Arc::new(Counting(AtomicU64::new(1))),
            house: Arc::new(House {
                secret: Secret::new([7; 32]),
                public_url: HOUSE.to_owned(),
                mail_from: "portrea@exemple.invalid".parse().unwrap(),
                demo: false,
                shows_mailbox: true,
                telegram_bot: None,
                source_url: "https://exemple.invalid/source".to_owned(),
            }),
        };
        load_geography(&app).await;
        let epci = EPCI.parse().unwrap();
        let portrait = open_portrait(&app, &epci, Phase::Engagement).await.unwrap();
        let event = NewEvent {
            kind: EventKind::CollaborativeDay,
            title: "Journée collaborative".to_owned(),
            starts_at: at("2026-12-17T09:00:00"),
            ends_at: at("2026-12-17T17:00:00"),
            place: "Salle des fêtes de Bégard".to_owned(),
            programme: "Accueil\nInventaire".to_owned(),
            hosting: portrea_domain::event::Hosting::default(),
        };
        let event = plan_event(&app, portrait.id, event).await.unwrap();
        Self {
            app,
            clock,
            folder,
            portrait,
            event,
        }
    }

    /// Gives the territory a référent; their own key to the desk is queued.
    pub(crate) async fn with_referent(self) -> Self {
        let email = "mael@exemple.invalid".parse().unwrap();
        let territory = Territory::Epci(self.portrait.epci.clone());
        let role = Role::Referent;
        invite_referent(&self.app, &email, role, &territory, "Maël Kerambrun", true)
            .await
            .unwrap();
        self
    }

    pub(crate) async fn contact(&self, name: &str) -> Person {
        self.contact_named(name, &address(name).parse().unwrap())
            .await
    }

    /// A contact at an address; somebody who has it already is that one.
    pub(crate) async fn contact_at(&self, email: &EmailAddress) -> Person {
        self.contact_named("Quelqu’un", email).await
    }

    async fn contact_named(&self, name: &str, email: &EmailAddress) -> Person {
        let new = NewContact {
            name: name.to_owned(),
            email: Some(email.clone()),
            roles: vec![ContactRole::Acteur],
            organisation: format!("Mairie de {name}"),
            listing_id: None,
            source: "site de la mairie".to_owned(),
            fictional: true,
            ..NewContact::default()
        };
        let row = add_contact(&self.app, self.portrait.id, new).await.unwrap();
        row.person
    }

    /// So many contacts, p0, p1, p2…
    pub(crate) async fn contacts(&self, count: usize) {
        for n in 0..count {
            self.contact(&format!("p{n}")).await;
        }
    }

    /// Invites every contact to one more meeting, once they may be asked again.
    pub(crate) async fn invite_to_another(&self) {
        self.wait_minutes(60 * 24 * 4);
        self.office_hours();
        let event = NewEvent {
            title: "Autre journée".to_owned(),
            starts_at: self.event.starts_at.plus_days(1),
            ends_at: self.event.ends_at.plus_days(1),
            ..another(&self.event)
        };
        let event = plan_event(&self.app, self.portrait.id, event)
            .await
            .unwrap();
        let list = prepare_invitations(&self.app, event.id).await.unwrap();
        send_invitations(&self.app, event.id, &list.fingerprint)
            .await
            .unwrap();
    }

    /// Moves the clock to when the office is open.
    pub(crate) fn office_hours(&self) {
        let mut now = self.clock.now();
        while !(9..17).contains(&now.local(PARIS).hour())
            || matches!(now.local(PARIS).weekday(), Weekday::Sat | Weekday::Sun)
        {
            now = now.plus_hours(1);
        }
        self.clock.set(now);
    }

    /// Queues an invitation for every contact.
    pub(crate) async fn invite_everybody(&self) -> usize {
        let list = prepare_invitations(&self.app, self.event.id).await.unwrap();
        send_invitations(&self.app, self.event.id, &list.fingerprint)
            .await
            .unwrap()
    }

    /// A house that has invited these people.
    pub(crate) async fn inviting(names: &[&str]) -> Self {
        let house = Self::open().await;
        for name in names {
            house.contact(name).await;
        }
        assert_eq!(house.invite_everybody().await, names.len());
        house
    }

    pub(crate) async fn slot(&self) -> Slot {
        SlotKeeper::new(self.app.storage.clone(), self.folder.path())
            .take()
            .await
            .unwrap()
    }

    pub(crate) async fn mailer(&self, url: &str) -> Mailer {
        self.mailer_of(url, portrea_mailer::CONNECTIONS).await
    }

    pub(crate) async fn mailer_of(&self, url: &str, connections: usize) -> Mailer {
        let transport = Transport::smtp(url).unwrap();
        let transport = transport.with_connections(connections);
        Mailer::new(self.app.clone(), transport, self.slot().await)
    }

    pub(crate) fn mailbox(&self) -> std::path::PathBuf {
        self.folder.path().join("mail")
    }

    /// Writes what is due into the mailbox folder.
    pub(crate) async fn post(&self) -> usize {
        let transport = Transport::mailbox(&self.mailbox());
        Mailer::new(self.app.clone(), transport, self.slot().await)
            .drain_all()
            .await
            .unwrap()
    }

    pub(crate) fn wait_minutes(&self, minutes: i64) {
        self.clock.set(self.clock.now().plus_minutes(minutes));
    }

    /// How many messages stand where.
    pub(crate) async fn fates(&self) -> Vec<(MessageState, i64)> {
        let mut tx = self.app.storage.read().await.unwrap();
        let fates = tx.outbox().all_fates(Channel::Mail).await.unwrap();
        fates
            .into_iter()
            .map(|fate| (fate.state, fate.count))
            .collect()
    }

    /// The only message of a person.
    pub(crate) async fn message_of(&self, person: &Person) -> Message {
        let mut tx = self.app.storage.read().await.unwrap();
        let mut messages = tx.outbox().of_person(person.id).await.unwrap();
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.remove(0)
    }

    /// The mails of the mailbox folder, oldest first.
    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        let mut paths: Vec<_> = std::fs::read_dir(self.mailbox())
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        paths.sort();
        paths
            .iter()
            .map(|path| std::fs::read(path).unwrap())
            .collect()
    }
}

fn another(event: &Event) -> NewEvent {
    NewEvent {
        kind: event.kind,
        title: event.title.clone(),
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        place: event.place.clone(),
        programme: event.programme.clone(),
        hosting: event.hosting.clone(),
    }
}

pub(crate) fn address(name: &str) -> String {
    format!("{}@exemple.invalid", name.to_lowercase())
}

async fn load_geography(app: &App) {
    let mut tx = app.storage.begin().await.unwrap();
    let epci = EpciRow {
        code: EPCI.parse().unwrap(),
        name: "Lannion-Trégor Communauté".to_owned(),
        kind: "CA".to_owned(),
    };
    let commune = CommuneRow {
        code: "22004".parse().unwrap(),
        name: "Bégard".to_owned(),
        name_norm: "begard".to_owned(),
        departement: "22".to_owned(),
        region: "53".to_owned(),
        epci: Some(epci.code.clone()),
        postal_codes: vec!["22140".to_owned()],
        population: 4_800,
        centre: None,
    };
    tx.geography()
        .insert_epci(std::iter::once(epci))
        .await
        .unwrap();
    tx.geography()
        .insert_communes(std::iter::once(commune))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
