//! A house with one portrait under way, its référent, and a neighbour who has nothing to do with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use portrea_actions::{
    AnswerRequest, App, Delegate, House, NewContact, NewEvent, Secret, Typed, add_contact,
    answer_invitation, declare_listing, invite_referent, open_portrait, plan_event,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::document::Path;
use portrea_domain::event::{Event, EventKind};
use portrea_domain::invitation::Reply;
use portrea_domain::listing::Listing;
use portrea_domain::message::Purpose;
use portrea_domain::observation::Door;
use portrea_domain::person::{EmailAddress, Person, Role};
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::territory::{EpciCode, Territory};
use portrea_domain::{Entropy, PersonId, SettableClock, Timestamp};
use portrea_storage::{Durability, Storage};
use portrea_territory::normalise;

use crate::browser::Browser;
use crate::geography;

/// The référent of the portrait.
pub(crate) const REFERENT: &str = "anna.guillou@montfort.exemple.invalid";
/// The référent of the territory beside.
pub(crate) const NEIGHBOUR: &str = "voisin@broceliande.exemple.invalid";
/// Whoever watches over the whole région.
pub(crate) const HUB: &str = "hub@bretagne.exemple.invalid";

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

/// An instant of the wall clock of Paris.
pub(crate) fn at(wall: &str) -> Timestamp {
    Timestamp::from_local(wall.parse().unwrap(), PARIS)
}

pub(crate) struct Story {
    pub(crate) app: App,
    pub(crate) clock: Arc<SettableClock>,
    pub(crate) portrait: Portrait,
    pub(crate) folder: tempfile::TempDir,
}

impl Story {
    /// Tuesday 3 November 2026, ten in the morning: the portrait is opened.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("portrea.db").display());
        let storage = Storage::open(&url, Durability::Relaxed).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(SettableClock::at(at("2026-11-03T10:00:00")));
        let house = House {
            secret: Secret::new([7; 32]),
            public_url: "http://127.0.0.1:8080".to_owned(),
            mail_from: "portrea@exemple.invalid".parse().unwrap(),
            demo: true,
            shows_mailbox: true,
            telegram_bot: None,
            source_url: "/methode#code-source".to_owned(),
        };
        let entropy = Arc::new(Counted(AtomicU64::new(0)));
        let app = App {
            storage,
            clock: Arc::clone(&clock) as _,
            entropy,
            house: Arc::new(house),
        };
        geography::load(&app).await;
        let epci: EpciCode = "200038990".parse().unwrap();
        let portrait = open_portrait(&app, &epci, Phase::Engagement).await.unwrap();
        let story = Self {
            app,
            clock,
            portrait,
            folder,
        };
        story.invite(REFERENT, Role::Referent, "200038990").await;
        story.invite(NEIGHBOUR, Role::Referent, "243500618").await;
        story.invite(HUB, Role::Hub, "region-53").await;
        story
    }

    async fn invite(&self, email: &str, role: Role, territory: &str) {
        let territory: Territory = territory.parse().unwrap();
        let email: EmailAddress = email.parse().unwrap();
        invite_referent(&self.app, &email, role, &territory, "", true)
            .await
            .unwrap();
    }

    /// A visitor nobody knows.
    pub(crate) fn visitor(&self) -> Browser {
        Browser::new(&self.app)
    }

    /// The keys that wait for somebody in the outbox, as addresses, oldest first.
    pub(crate) async fn keys(&self, email: &str) -> Vec<String> {
        let mut tx = self.app.storage.read().await.unwrap();
        let Some(person) = tx.people().by_email(&email.parse().unwrap()).await.unwrap() else {
            return Vec::new();
        };
        let messages = tx.outbox().of_person(person.id).await.unwrap();
        let key = |message: portrea_domain::message::Message| match message.purpose {
            Purpose::SignIn { link } => Some(format!(
                "/bureau/connexion/{}",
                self.app.house.secret.link_token(link)
            )),
            _ => None,
        };
        messages.into_iter().filter_map(key).collect()
    }

    /// Somebody who asked for a key a second later, and came in by it.
    pub(crate) async fn signed_in(&self, email: &str) -> Browser {
        self.clock.set(self.app.now().plus_seconds(1));
        let mut browser = self.visitor();
        let csrf = browser.get("/bureau/connexion").await.field("csrf");
        browser
            .post("/bureau/connexion", &[("csrf", &csrf), ("email", email)])
            .await;
        let key = self.keys(email).await.pop().unwrap();
        let entered = browser.post(&key, &[("csrf", &csrf)]).await;
        assert_eq!(entered.location, "/bureau");
        browser
    }

    /// The address of the portrait.
    pub(crate) fn address(&self) -> String {
        format!("/bureau/portraits/{}", self.portrait.id)
    }

    /// The address of its sends.
    pub(crate) fn sends(&self) -> String {
        format!("{}/envois", self.address())
    }

    /// The form of a new send about a meeting.
    pub(crate) fn preparing(&self, event: &Event) -> String {
        format!("{}/nouveau?reunion={}", self.sends(), event.id)
    }

    /// A meeting on Tuesday 17 November 2026, from two to four.
    pub(crate) async fn plan_meeting(&self) -> Event {
        let new = NewEvent {
            kind: EventKind::Presentation,
            title: "Présentation de la démarche".to_owned(),
            starts_at: at("2026-11-17T14:00:00"),
            ends_at: at("2026-11-17T16:00:00"),
            place: "Hôtel Montfort Communauté, salle du Lac".to_owned(),
            programme: String::new(),
            hosting: portrea_domain::event::Hosting::default(),
        };
        plan_event(&self.app, self.portrait.id, new).await.unwrap()
    }

    /// A contact of the portrait, with an address unless told otherwise.
    pub(crate) async fn contact(
        &self,
        name: &str,
        organisation: &str,
        listing: Option<&Listing>,
        mail: bool,
    ) -> Person {
        let address = format!("{}@exemple.invalid", normalise(name).replace(' ', "."));
        let new = NewContact {
            name: name.to_owned(),
            email: mail.then(|| address.parse().unwrap()),
            roles: vec![ContactRole::Acteur],
            organisation: organisation.to_owned(),
            communes: vec!["35023".parse().unwrap()],
            listing_id: listing.map(|listing| listing.id),
            source: "fichier du référent".to_owned(),
            fictional: true,
            ..NewContact::default()
        };
        add_contact(&self.app, self.portrait.id, new)
            .await
            .unwrap()
            .person
    }

    /// A place somebody declares today.
    pub(crate) async fn declare(&self, by: PersonId, name: &str, commune: &str) -> Listing {
        let typed = |key: &str, text: &str| Typed {
            path: Path::field(key),
            texts: vec![text.to_owned()],
        };
        let said = [
            typed("place.name", name),
            typed("place.commune", commune),
            typed("hours.opening", "Mo-Fr 09:00-12:00"),
        ];
        declare_listing(&self.app, by, Door::Form, &said)
            .await
            .unwrap()
    }

    /// Somebody answers the invitation to a meeting.
    pub(crate) async fn answer(&self, event: &Event, who: &Person, reply: Reply, door: Door) {
        let mut tx = self.app.storage.read().await.unwrap();
        let rows = tx.invitations().of_event(event.id).await.unwrap();
        drop(tx);
        let row = rows.iter().find(|row| row.person.id == who.id).unwrap();
        let delegate = (reply == Reply::Delegated).then(|| Delegate {
            name: "Nolwenn Le Dantec".to_owned(),
            email: "nolwenn.le.dantec@exemple.invalid".parse().unwrap(),
        });
        let request = AnswerRequest {
            invitation_id: row.invitation.id,
            reply,
            delegate,
            door,
        };
        answer_invitation(&self.app, &request).await.unwrap();
    }
}
