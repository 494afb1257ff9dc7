//! The whole house on a fresh database: the composition that serves, with a clock that is moved by hand.

use std::sync::Arc;

use portrea::Composition;
use portrea_actions::{
    App, House, NewContact, NewEvent, Secret, Typed, add_contact, give_link, invite_referent,
    link_url, load_reference, open_portrait, plan_event, prefill_inventory, prepare_invitations,
    send_invitations,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::document::Path;
use portrea_domain::event::{Event, EventKind};
use portrea_domain::link::LinkPurpose;
use portrea_domain::person::{Reach, Role};
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::{ListingId, PersonId, SettableClock, Timestamp};
use portrea_mailer::{Mailer, Transport};
use portrea_standards::town_halls;
use portrea_startup::Metrics;
use portrea_storage::{ContactRow, Durability, SlotKeeper, Storage};
use portrea_testkit::database::{Engine, Template, TestDatabase};

use tokio::sync::Mutex;

use super::browser::Browser;
use super::seed::Seeded;

/// When stories begin: a Monday morning.
pub(crate) const MONDAY: &str = "2026-11-02T09:00:00";
/// CC de Saint-Méen Montauban.
pub(crate) const EPCI: &str = "200038990";

/// The house of one story.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Arc<SettableClock>,
    pub(crate) database: TestDatabase,
    mailer: Mutex<Mailer>,
    router: axum::Router,
}

/// A database with the reference geography and the town halls of one EPCI.
static TEMPLATE: Template = Template::new();

async fn fill(url: String) {
    let clock = Arc::new(SettableClock::at(wall(MONDAY)));
    let app = house(&url, clock, 1).await;
    app.storage.migrate().await.unwrap();
    load_reference(&app, &|_step| ()).await.unwrap();
    let epci = EPCI.parse().unwrap();
    let communes = app
        .storage
        .read()
        .await
        .unwrap()
        .geography()
        .communes_of(&epci)
        .await
        .unwrap();
    let places = town_halls()
        .map(Result::unwrap)
        .filter(|place| communes.iter().any(|commune| commune.code == place.commune))
        .collect();
    prefill_inventory(&app, places).await.unwrap();
    app.storage.close().await;
}

/// An instant from a wall-clock time in Paris.
pub(crate) fn wall(text: &str) -> Timestamp {
    Timestamp::from_local(text.parse().unwrap(), PARIS)
}

async fn house(url: &str, clock: Arc<SettableClock>, seed: u64) -> App {
    let house = House {
        secret: Secret::new([7; 32]),
        public_url: "http://portrea.test".to_owned(),
        mail_from: "portrea@portrea.invalid".parse().unwrap(),
        demo: false,
        shows_mailbox: true,
        telegram_bot: None,
        source_url: "/methode#code-source".to_owned(),
    };
    App {
        storage: Storage::open(url, Durability::Relaxed).await.unwrap(),
        clock,
        entropy: Arc::new(Seeded::new(seed)),
        house: Arc::new(house),
    }
}

impl TestApp {
    /// A house on an engine, or nothing when that engine is not there.
    pub(crate) async fn start(engine: Engine) -> Option<Self> {
        let database = TEMPLATE.copy(engine, fill).await?;
        let clock = Arc::new(SettableClock::at(wall(MONDAY)));
        let app = house(&database.url, clock.clone(), 2).await;
        let mail = Transport::mailbox(&database.folder.path().join("mail"));
        let slot = SlotKeeper::new(app.storage.clone(), database.folder.path())
            .take()
            .await
            .unwrap();
        let mailer = Mutex::new(Mailer::new(app.clone(), mail.clone(), slot));
        let composition = Composition {
            app: app.clone(),
            only: Vec::new(),
            mail,
            telegram: None,
            locator: portrea_intake::Locator::default(),
            schedule: portrea_freshness::DAILY.to_owned(),
            metrics: Metrics::none(),
            folder: database.folder.path().to_owned(),
        };
        let router = composition.router();
        Some(Self {
            app,
            clock,
            database,
            mailer,
            router,
        })
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// Sends everything that is due, as the running mailer would.
    pub(crate) async fn send_mail(&self) {
        self.mailer.lock().await.drain_all().await.unwrap();
    }

    /// The mails of the mailbox, oldest first.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let Ok(folder) = std::fs::read_dir(self.database.folder.path().join("mail")) else {
            return Vec::new();
        };
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        files
            .iter()
            .map(|path| Mail::read(&std::fs::read(path).unwrap()))
            .collect()
    }

    /// The mails to one address.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mails()
            .into_iter()
            .filter(|mail| mail.to == address)
            .collect()
    }

    /// The portrait of the EPCI, open since now.
    pub(crate) async fn portrait(&self) -> Portrait {
        open_portrait(&self.app, &EPCI.parse().unwrap(), Phase::Engagement)
            .await
            .unwrap()
    }

    /// A contact of the portrait who answers for the town hall of a commune.
    pub(crate) async fn contact(
        &self,
        portrait: &Portrait,
        name: &str,
        commune: &str,
    ) -> ContactRow {
        let listing = self.town_hall(commune).await;
        let contact = NewContact {
            name: name.to_owned(),
            email: Some(
                format!("{}@mairie.invalid", name.to_lowercase())
                    .parse()
                    .unwrap(),
            ),
            roles: vec![ContactRole::Acteur],
            organisation: format!("Mairie {commune}"),
            communes: vec![commune.parse().unwrap()],
            listing_id: Some(listing),
            source: "annuaire".to_owned(),
            fictional: false,
            ..NewContact::default()
        };
        add_contact(&self.app, portrait.id, contact).await.unwrap()
    }

    /// The listing of the town hall of a commune.
    pub(crate) async fn town_hall(&self, commune: &str) -> ListingId {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.listings()
            .id_by_source(&format!("mairie-{commune}"))
            .await
            .unwrap()
            .unwrap()
    }

    /// A contact without a mail address, who answers for the town hall of a commune; a letter reaches them at `address`.
    pub(crate) async fn contact_by_letter(
        &self,
        portrait: &Portrait,
        name: &str,
        commune: &str,
        address: &str,
    ) -> ContactRow {
        let contact = NewContact {
            name: name.to_owned(),
            reach: Reach {
                postal_address: address.to_owned(),
                ..Reach::default()
            },
            organisation: format!("Mairie {commune}"),
            listing_id: Some(self.town_hall(commune).await),
            source: "annuaire".to_owned(),
            ..NewContact::default()
        };
        add_contact(&self.app, portrait.id, contact).await.unwrap()
    }

    /// A browser in which the référent of the EPCI is signed in.
    pub(crate) async fn referent(&self) -> Browser {
        let address = "camille@portrea.invalid".parse().unwrap();
        let epci = EPCI.parse().unwrap();
        invite_referent(&self.app, &address, Role::Referent, &epci, "Camille", false)
            .await
            .unwrap();
        self.send_mail().await;
        let mails = self.mails_to("camille@portrea.invalid");
        let key = mails.last().expect("a key").link("/bureau/connexion/");
        let mut browser = self.browser();
        browser.submit(&key, &key, &[]).await;
        browser
    }

    /// A collaborative day in four weeks, planned.
    pub(crate) async fn event(&self, portrait: &Portrait) -> Event {
        let event = NewEvent {
            kind: EventKind::CollaborativeDay,
            title: "Journée collaborative".to_owned(),
            starts_at: wall("2026-12-03T09:00:00"),
            ends_at: wall("2026-12-03T17:00:00"),
            place: "Salle des fêtes de Montauban".to_owned(),
            programme: "Accueil\nInventaire".to_owned(),
            hosting: portrea_domain::event::Hosting::default(),
        };
        plan_event(&self.app, portrait.id, event).await.unwrap()
    }

    /// Invites every contact of the portrait.
    pub(crate) async fn invite_all(&self, event: &Event) -> usize {
        let preparation = prepare_invitations(&self.app, event.id).await.unwrap();
        send_invitations(&self.app, event.id, &preparation.fingerprint)
            .await
            .unwrap()
    }

    /// The path of the form of a listing for a person.
    pub(crate) async fn form_path(&self, person: PersonId, listing: ListingId) -> String {
        let link = give_link(&self.app, person, LinkPurpose::Form(listing))
            .await
            .unwrap();
        path_of(&link_url(&self.app, &link))
    }

    /// The value at a field of a listing, as text.
    pub(crate) async fn value(&self, listing: ListingId, key: &str) -> Option<String> {
        let mut tx = self.app.storage.read().await.unwrap();
        let listing = tx.listings().require(listing).await.unwrap();
        listing.document.text(key).map(str::to_owned)
    }
}

/// The path of an address of the house.
pub(crate) fn path_of(url: &str) -> String {
    url.strip_prefix("http://portrea.test")
        .unwrap_or(url)
        .to_owned()
}

/// What was typed in one field.
pub(crate) fn typed(key: &str, text: &str) -> Typed {
    Typed {
        path: Path::field(key),
        texts: vec![text.to_owned()],
    }
}

/// A mail as its reader gets it.
#[derive(Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) subject: String,
    pub(crate) calendar: Option<String>,
    pub(crate) calendar_type: String,
    pub(crate) raw: String,
}

impl Mail {
    fn read(raw: &[u8]) -> Self {
        use mail_parser::MimeHeaders as _;
        let message = mail_parser::MessageParser::default()
            .parse(raw)
            .expect("a readable mail");
        let address = message
            .to()
            .and_then(|to| to.first())
            .and_then(|to| to.address())
            .unwrap_or_default();
        let part = message.parts.iter().find(|part| {
            part.content_type()
                .is_some_and(|kind| kind.subtype() == Some("calendar"))
        });
        let calendar = part.map(|part| String::from_utf8_lossy(part.contents()).into_owned());
        let method = part
            .and_then(|part| part.content_type())
            .and_then(|kind| kind.attribute("method"));
        Self {
            to: address.to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            calendar_type: method.map_or_else(String::new, |method| format!("method={method}")),
            calendar,
            raw: String::from_utf8_lossy(raw).into_owned(),
        }
    }

    /// The paths of the house that the mail links to.
    pub(crate) fn links(&self) -> Vec<String> {
        let mut links: Vec<String> = self
            .text
            .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"'))
            .filter(|word| word.starts_with("http://portrea.test"))
            .map(|url| path_of(url.trim_end_matches(['.', ','])))
            .collect();
        links.dedup();
        links
    }

    /// The one link that begins with this.
    pub(crate) fn link(&self, start: &str) -> String {
        let found: Vec<String> = self
            .links()
            .into_iter()
            .filter(|link| link.starts_with(start))
            .collect();
        assert!(!found.is_empty(), "no link {start} in:\n{}", self.text);
        found[0].clone()
    }
}
