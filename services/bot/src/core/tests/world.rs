//! A world in memory: it carries out effects as the house would, and writes the exchange down.

use std::collections::{BTreeMap, BTreeSet};

use portrea_actions::Typed;
use portrea_domain::answer;
use portrea_domain::clock::PARIS;
use portrea_domain::conversation::ChatChannel;
use portrea_domain::document::{Path, Value};
use portrea_domain::invitation::Reply;
use portrea_domain::link::{LinkError, LinkPurpose};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::{Door, Verification};
use portrea_domain::{Entropy, InvitationId, ListingId, ServiceId, Timestamp};

use crate::core::{
    Effect, Incoming, InvitationView, ListingView, Outcome, Outgoing, PersonView, State, View, step,
};

pub(super) const TOKEN: &str = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
const TOWN_HALL: &str = "0190f2a4-0000-7000-8000-000000000001";
const MEETING: &str = "0190f2a4-0000-7000-8000-000000000002";

struct Counted(u8);
impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

/// One exchange and what the database would hold.
pub(super) struct World {
    pub(super) state: State,
    pub(super) view: View,
    pub(super) last: Outgoing,
    pub(super) written: String,
    services: u8,
}

impl World {
    /// Nobody is known yet.
    pub(super) fn stranger() -> Self {
        let now = Timestamp::from_local("2026-03-03T10:00:00".parse().unwrap(), PARIS);
        let view = View {
            now,
            channel: ChatChannel::Web,
            person: None,
            listings: Vec::new(),
            invitations: Vec::new(),
            fresh_service: ServiceId::mint(now, &Counted(0)),
        };
        let last = Outgoing::default();
        Self {
            state: State::default(),
            view,
            last,
            written: String::new(),
            services: 0,
        }
    }

    /// Jeanne, who answers for a town hall.
    pub(super) fn jeanne() -> Self {
        let mut world = Self::stranger();
        world.link();
        world
    }

    pub(super) fn listing_id() -> ListingId {
        TOWN_HALL.parse().unwrap()
    }

    pub(super) fn listing(&mut self) -> &mut ListingView {
        &mut self.view.listings[0]
    }

    fn link(&mut self) {
        self.view.person = Some(PersonView {
            name: "Jeanne Le Goff".to_owned(),
        });
        let document = [
            ("place.name", Value::from("Mairie de Bégard")),
            ("place.kind", "mairie".into()),
            ("place.status", "open".into()),
            ("place.commune", "22004".into()),
            ("contact.phone", "02 96 45 20 19".into()),
            ("hours.opening", "Mo-Fr 09:00-12:00".into()),
        ];
        let listing = Listing {
            id: Self::listing_id(),
            document: document
                .into_iter()
                .map(|(key, value)| (Path::field(key), value))
                .collect(),
            verifications: Vec::new(),
            origin: String::new(),
            fictional: true,
            created_at: self.view.now,
            modified_at: self.view.now,
            state: ListingState::Listed,
        };
        self.view.listings = vec![ListingView {
            listing,
            commune: Some("Bégard".to_owned()),
            communes: BTreeMap::new(),
            pending: BTreeSet::new(),
        }];
        let at = |text: &str| Timestamp::from_local(text.parse().unwrap(), PARIS);
        self.view.invitations = vec![InvitationView {
            id: MEETING.parse().unwrap(),
            title: "Présentation de la démarche".to_owned(),
            starts_at: at("2026-03-17T14:00:00"),
            ends_at: at("2026-03-17T16:00:00"),
            zone: PARIS,
            place: "Salle des fêtes de Bégard".to_owned(),
            reply: None,
        }];
    }

    pub(super) fn types(&mut self, text: &str) -> &mut Self {
        self.written.extend(["> ", text, "\n"]);
        self.comes_in(Incoming::Text(text.to_owned()))
    }

    /// Presses the button on screen that says this.
    pub(super) fn presses(&mut self, label: &str) -> &mut Self {
        let taps = self.last.taps.iter().flatten();
        let tap = taps.clone().find(|tap| plain(&tap.label) == label);
        let Some(data) = tap.map(|tap| tap.data.clone()) else {
            panic!(
                "no button says {label:?}: {:?}",
                taps.map(|tap| plain(&tap.label)).collect::<Vec<_>>()
            )
        };
        self.written.extend(["> [", label, "]\n"]);
        self.comes_in(Incoming::Tap(data))
    }

    /// One thing comes in and effects are carried out until something is said.
    pub(super) fn comes_in(&mut self, incoming: Incoming) -> &mut Self {
        let mut incoming = incoming;
        loop {
            self.services = self.services.wrapping_add(1);
            self.view.fresh_service = ServiceId::mint(self.view.now, &Counted(self.services));
            let step = step(&self.state, &incoming, &self.view);
            self.state = step.state;
            for outgoing in step.outgoing {
                self.written.push_str(&written(&outgoing));
                self.last = outgoing;
            }
            match step.effect {
                Some(effect) => incoming = Incoming::Outcome(self.carry_out(effect)),
                None => return self,
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Outcome {
        match effect {
            Effect::Link { token } if token == TOKEN => {
                self.link();
                Outcome::Linked(LinkPurpose::Form(Self::listing_id()))
            }
            Effect::Link { .. } => Outcome::NotLinked(LinkError::Unknown),
            Effect::Save { answers, .. } => self.save(&answers),
            Effect::Publish { unchanged, .. } => {
                let at = self.view.now;
                let listing = &mut self.view.listings[0];
                let changed = listing.pending.len();
                let sections = std::mem::take(&mut listing.pending);
                for section in sections.into_iter().chain(unchanged) {
                    listing
                        .listing
                        .verifications
                        .retain(|verification| verification.section != section);
                    listing.listing.verifications.push(Verification {
                        section,
                        at,
                        door: Door::Chat,
                    });
                }
                Outcome::Published {
                    changed,
                    waiting: 0,
                    disputed: 0,
                }
            }
            Effect::Answer { reply, .. } => self.answer(reply),
        }
    }

    fn save(&mut self, answers: &[Typed]) -> Outcome {
        for Typed { path, texts } in answers {
            let question = path.question().unwrap();
            let value = match answer::read(question, texts) {
                Ok(value) => value,
                Err(_needed) if path.as_entry().is_some() && texts.is_empty() => None,
                Err(error) => return Outcome::Refused(error.to_string()),
            };
            if question.key == "place.commune" && texts[0] != "22004" {
                return Outcome::Refused(format!("Aucune commune ne s’appelle « {} ».", texts[0]));
            }
            let listing = &mut self.view.listings[0];
            listing.listing.document.set(path.clone(), value);
            listing.pending.insert(question.section);
        }
        let document = &mut self.view.listings[0].listing.document;
        for path in document.no_longer_asked() {
            document.set(path, None);
        }
        Outcome::Saved
    }

    fn answer(&mut self, reply: Reply) -> Outcome {
        self.view.invitations[0].reply = Some(reply);
        Outcome::Answered(reply)
    }

    /// The number of the meeting.
    pub(super) fn meeting() -> InvitationId {
        MEETING.parse().unwrap()
    }

    /// What was said since the last call.
    pub(super) fn transcript(&mut self) -> String {
        std::mem::take(&mut self.written)
    }
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A message as people see it: strong lines between stars, buttons between brackets.
fn written(outgoing: &Outgoing) -> String {
    let mut lines = Vec::new();
    for block in &outgoing.blocks {
        lines.extend(block.strong.iter().map(|strong| format!("*{strong}*")));
        lines.extend(block.text.lines().map(str::to_owned));
    }
    for row in &outgoing.taps {
        let labels: Vec<String> = row.iter().map(|tap| format!("[{}]", tap.label)).collect();
        lines.push(labels.join(" "));
    }
    lines.extend(
        outgoing
            .links
            .iter()
            .map(|link| format!("({})", link.label)),
    );
    let mut text = String::new();
    for line in lines {
        text.extend(["  ", &plain(&line), "\n"]);
    }
    text
}
