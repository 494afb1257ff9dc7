//! Whatever people answer and the desk changes: the room is never too full, nobody waits beside a free seat, the order
//! of asking is kept, and each state is told once, with numbers that grow.

use std::collections::BTreeMap;

use portrea_actions::{
    AnswerRequest, EventEdit, Move, NewContact, Verdict, add_contact, answer_invitation,
    cancel_event, check_message, edit_event, move_event, prepare_invitations, prepare_telling,
    send_invitations,
};
use portrea_domain::InvitationId;
use portrea_domain::contact::ContactRole;
use portrea_domain::event::Hosting;
use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::message::{Channel, MessageState, Purpose};
use portrea_domain::observation::Door;
use portrea_storage::Which;
use proptest::prelude::*;
use tokio::runtime::Runtime;

use super::house::House;

const PEOPLE: usize = 5;

#[derive(Clone, Debug)]
enum Step {
    Answer(usize, Reply),
    Resize(Option<i64>),
    Move,
    /// The mailer passes.
    Send,
    Cancel,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let reply = prop::sample::select(vec![Reply::Yes, Reply::Yes, Reply::No, Reply::Maybe]);
    let step = prop_oneof![
        10 => (0..PEOPLE, reply).prop_map(|(who, reply)| Step::Answer(who, reply)),
        3 => prop::option::weighted(0.9, 1..5_i64).prop_map(Step::Resize),
        1 => Just(Step::Move),
        4 => Just(Step::Send),
    ];
    (prop::collection::vec(step, 1..30), any::<bool>()).prop_map(|(mut steps, cancelled)| {
        if cancelled {
            steps.extend([Step::Cancel, Step::Send, Step::Answer(0, Reply::Yes)]);
        }
        steps
    })
}

/// What should be: who asked, in order, and who of them sits.
#[derive(Default)]
struct Model {
    capacity: Option<i64>,
    queue: Vec<(usize, bool)>,
    cancelled: bool,
    /// The last number each invitation was told.
    told: BTreeMap<InvitationId, i64>,
}

impl Model {
    fn seated(&self) -> usize {
        self.queue.iter().filter(|(_, sits)| *sits).count()
    }

    fn has_room(&self) -> bool {
        let seated = i64::try_from(self.seated()).unwrap();
        self.capacity.is_none_or(|capacity| seated < capacity)
    }

    fn call(&mut self) {
        while self.has_room() {
            let Some(next) = self.queue.iter_mut().find(|(_, sits)| !*sits) else {
                return;
            };
            next.1 = true;
        }
    }

    fn answer(&mut self, who: usize, reply: Reply) {
        let known = self.queue.iter().position(|(other, _)| *other == who);
        match (reply, known) {
            (Reply::Yes, None) => self.queue.push((who, false)),
            (Reply::Yes, Some(_)) | (_, None) => {}
            (_, Some(at)) => drop(self.queue.remove(at)),
        }
        self.call();
    }
}

impl House {
    /// Five people invited, whose invitations have left.
    async fn crowd() -> Self {
        let house = Self::open().await;
        for n in 1..PEOPLE {
            let contact = NewContact {
                name: format!("P{n}"),
                email: Some(format!("p{n}@exemple.invalid").parse().unwrap()),
                organisation: String::new(),
                roles: vec![ContactRole::Acteur],
                source: "annuaire".to_owned(),
                ..NewContact::default()
            };
            add_contact(&house.app, house.event.portrait_id, contact)
                .await
                .unwrap();
        }
        let ready = prepare_invitations(&house.app, house.event.id)
            .await
            .unwrap();
        send_invitations(&house.app, house.event.id, &ready.fingerprint)
            .await
            .unwrap();
        house
    }

    async fn step(&self, step: &Step, model: &mut Model) -> Result<(), TestCaseError> {
        self.clock.set(self.app.now().plus_minutes(1));
        match step {
            Step::Answer(who, reply) => {
                let rows = self.invited().await;
                let request = AnswerRequest {
                    invitation_id: rows[*who].invitation.id,
                    reply: *reply,
                    delegate: None,
                    door: Door::Form,
                };
                let kept = answer_invitation(&self.app, &request).await;
                prop_assert_eq!(kept.is_ok(), !model.cancelled);
                if !model.cancelled {
                    model.answer(*who, *reply);
                }
            }
            Step::Resize(capacity) => {
                let hosting = Hosting {
                    capacity: *capacity,
                    ..Hosting::default()
                };
                let edit = EventEdit {
                    title: "Réunion".to_owned(),
                    programme: String::new(),
                    hosting,
                };
                let fits =
                    capacity.is_none_or(|seats| i64::try_from(model.seated()).unwrap() <= seats);
                let changed = edit_event(&self.app, self.event.id, edit).await;
                prop_assert_eq!(changed.is_ok(), fits);
                if fits {
                    model.capacity = *capacity;
                    model.call();
                }
            }
            Step::Move => {
                let list = prepare_telling(&self.app, self.event.id).await.unwrap();
                let event = self.meeting().await;
                let request = Move {
                    event_id: event.id,
                    starts_at: event.starts_at.plus_days(1),
                    ends_at: event.ends_at.plus_days(1),
                    place: event.place,
                    fingerprint: list.fingerprint,
                };
                move_event(&self.app, request).await.unwrap();
            }
            Step::Cancel => {
                let list = prepare_telling(&self.app, self.event.id).await.unwrap();
                cancel_event(&self.app, self.event.id, "Neige", &list.fingerprint)
                    .await
                    .unwrap();
                model.cancelled = true;
            }
            Step::Send => self.mailer_passes(model).await?,
        }
        Ok(())
    }

    async fn meeting(&self) -> portrea_domain::event::Event {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.events().require(self.event.id).await.unwrap()
    }

    /// What the mailer would do: what still stands leaves, with a number no calendar has seen.
    async fn mailer_passes(&self, model: &mut Model) -> Result<(), TestCaseError> {
        let now = self.app.now();
        let mut tx = self.app.storage.begin().await.unwrap();
        let due = tx
            .outbox()
            .claim(1, Channel::Mail, now, 1_000, Which::All)
            .await
            .unwrap();
        for message in due {
            let verdict = check_message(&mut tx, &self.app, &message).await.unwrap();
            let leaves = matches!(verdict, Verdict::Send(_));
            let id = match message.purpose {
                Purpose::AnswerNoted { invitation, .. }
                | Purpose::SeatFreed { invitation, .. }
                | Purpose::EventMoved { invitation, .. }
                | Purpose::EventCancelled { invitation } => Some(invitation),
                _ => None,
            };
            if let Some(id) = id.filter(|_| leaves) {
                let row = tx.invitations().require(id).await.unwrap();
                let last = model.told.insert(id, row.invitation.version);
                prop_assert!(
                    last.is_none_or(|last| last < row.invitation.version),
                    "told twice: {:?}",
                    message.purpose
                );
            }
            let state = if leaves {
                MessageState::Accepted
            } else {
                MessageState::Suppressed
            };
            tx.outbox()
                .settle(message.id, state, now, "", now)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn check(&self, model: &Model) -> Result<(), TestCaseError> {
        let rows = self.invited().await;
        let seat = |who: usize| rows[who].invitation.seat;
        for who in 0..PEOPLE {
            let expected = model.queue.iter().find(|(other, _)| *other == who);
            let expected =
                expected.map(|(_, sits)| if *sits { Seat::Seated } else { Seat::Waiting });
            prop_assert_eq!(seat(who), expected, "seat of {}", who);
        }
        let seated = rows
            .iter()
            .filter(|row| row.invitation.seat == Some(Seat::Seated))
            .count();
        let seated = i64::try_from(seated).unwrap();
        prop_assert!(model.capacity.is_none_or(|capacity| seated <= capacity));
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_room_fills_in_order_and_each_state_is_told_once(steps in steps()) {
        Runtime::new().unwrap().block_on(async {
            let house = House::crowd().await;
            let mut model = Model::default();
            house.mailer_passes(&mut model).await?;
            for step in &steps {
                house.step(step, &mut model).await?;
                house.check(&model).await?;
            }
            // Once everything has left, everybody who answered was told what stands, and nobody is told again.
            house.mailer_passes(&mut model).await?;
            house.mailer_passes(&mut model).await?;
            for row in house.invited().await {
                if row.invitation.answer.is_some() {
                    prop_assert_eq!(model.told.get(&row.invitation.id), Some(&row.invitation.version));
                }
            }
            Ok(())
        })?;
    }
}
