//! The door of a meeting: who came, whatever the phones at the door did.

use portrea_actions::{Tick, WalkIn, add_walk_in, attendance, check_in, note_attendance};
use portrea_domain::attendance::{Noted, Way};
use portrea_domain::event::Event;
use portrea_domain::invitation::Seat;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_domain::{CheckInId, PersonId, Timestamp};

use crate::support::app::{TestApp, wall};
use crate::support::stories;

/// The day has come: three people are invited, and the référent stands at the door.
async fn the_day(app: &TestApp) -> (Portrait, Event, Vec<PersonId>) {
    let portrait = app.portrait().await;
    let mut people = Vec::new();
    for (name, commune) in [("Anne", "35184"), ("Yann", "35297"), ("Lena", "35135")] {
        people.push(app.contact(&portrait, name, commune).await.person.id);
    }
    let event = app.event(&portrait).await;
    app.invite_all(&event).await;
    app.clock.set(wall("2026-12-03T09:30:00"));
    (portrait, event, people)
}

fn tick(app: &TestApp, person: PersonId, what: Noted, at: &str) -> Tick {
    Tick {
        id: CheckInId::mint(app.app.now(), &*app.app.entropy),
        person_id: person,
        what,
        way: Way::List,
        at: wall(at),
    }
}

async fn came(app: &TestApp, event: &Event) -> Vec<(String, Timestamp)> {
    let attendance = attendance(&app.app, event.id).await.unwrap();
    let who = attendance.present.into_iter();
    who.map(|present| (present.row.person.name, present.arrival.at))
        .collect()
}

fn walk_in(app: &TestApp, name: &str, organisation: &str, email: Option<&str>) -> WalkIn {
    WalkIn {
        id: CheckInId::mint(app.app.now(), &*app.app.entropy),
        name: name.to_owned(),
        organisation: organisation.to_owned(),
        email: email.map(|email| email.parse().unwrap()),
        at: app.app.now(),
        agrees: false,
    }
}

stories! {
    async fn two_phones_tick_the_same_person_and_the_earliest_arrival_stands(app: TestApp) {
        let (_, event, people) = the_day(&app).await;
        let late = tick(&app, people[0], Noted::Came, "2026-12-03T09:20:00");
        let early = tick(&app, people[0], Noted::Came, "2026-12-03T08:55:00");
        let by = people[2];
        // The phone that was without network is heard last, twice.
        check_in(&app.app, event.id, &[late], by).await.unwrap();
        for _ in 0..2 {
            let heard = check_in(&app.app, event.id, &[early, late], by).await.unwrap();
            assert_eq!((heard.kept, heard.strangers), (2, 0));
        }
        assert_eq!(came(&app, &event).await, [("Anne".to_owned(), wall("2026-12-03T08:55:00"))]);
        let absent = attendance(&app.app, event.id).await.unwrap().absent;
        assert_eq!(absent.len(), 2);
    }

    async fn a_tick_is_undone_even_when_the_phone_that_made_it_was_ahead(app: TestApp) {
        let (_, event, people) = the_day(&app).await;
        let ahead = tick(&app, people[0], Noted::Came, "2026-12-03T11:00:00");
        check_in(&app.app, event.id, &[ahead], people[2]).await.unwrap();
        assert_eq!(came(&app, &event).await, [("Anne".to_owned(), app.app.now())], "no arrival lies in the future");
        note_attendance(&app.app, event.id, people[0], (Noted::Undone, Way::List), people[2]).await.unwrap();
        assert!(came(&app, &event).await.is_empty());
        app.clock.set(wall("2026-12-03T09:31:00"));
        note_attendance(&app.app, event.id, people[0], (Noted::Came, Way::Badge), people[2]).await.unwrap();
        assert_eq!(came(&app, &event).await.len(), 1);
    }

    async fn nobody_comes_days_before_the_meeting_and_a_stranger_changes_nothing(app: TestApp) {
        let (portrait, event, people) = the_day(&app).await;
        let stranger = app.contact(&portrait, "Soizic", "35184").await.person.id;
        let ticks = [tick(&app, stranger, Noted::Came, "2026-12-03T09:00:00")];
        assert_eq!(check_in(&app.app, event.id, &ticks, people[0]).await.unwrap().strangers, 1);
        assert!(came(&app, &event).await.is_empty());
        app.clock.set(wall("2026-12-01T20:59:00"));
        let refused = note_attendance(&app.app, event.id, people[0], (Noted::Came, Way::List), people[0]).await;
        assert!(refused.unwrap_err().to_string().contains("à partir de la veille"));
    }

    async fn somebody_unexpected_becomes_a_contact_once_whoever_notes_them(app: TestApp) {
        let (portrait, event, people) = the_day(&app).await;
        let first = walk_in(&app, "Maëlle Cadiou", "Secours populaire", Some("Maelle@asso.invalid"));
        let row = add_walk_in(&app.app, event.id, &first, people[0]).await.unwrap();
        // The same tick heard again, then the same person noted by another phone, written another way.
        add_walk_in(&app.app, event.id, &first, people[0]).await.unwrap();
        let other = walk_in(&app, "M. Cadiou", "", Some("maelle@asso.invalid"));
        let again = add_walk_in(&app.app, event.id, &other, people[0]).await.unwrap();
        assert_eq!(again.person.id, row.person.id);
        assert_eq!(row.invitation.answer.unwrap().door, Door::Day);
        assert_eq!(row.invitation.seat, Some(Seat::Seated));

        let without_mail = walk_in(&app, "Job Le Bras", "Mairie de Médréac", None);
        let one = add_walk_in(&app.app, event.id, &without_mail, people[0]).await.unwrap();
        let two = add_walk_in(&app.app, event.id, &walk_in(&app, "job le bras", "MAIRIE de Médréac ", None), people[0]).await.unwrap();
        assert_eq!(one.person.id, two.person.id);

        assert_eq!(came(&app, &event).await.len(), 2);
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.contacts().of_portrait(portrait.id).await.unwrap().len(), 5);
        drop(tx);
        app.send_mail().await;
        assert!(app.mails_to("maelle@asso.invalid").is_empty(), "nobody is written to for having come");
    }

    async fn an_expected_person_noted_as_unexpected_keeps_their_answer(app: TestApp) {
        let (_, event, people) = the_day(&app).await;
        let anne = walk_in(&app, "Anne", "", Some("anne@mairie.invalid"));
        let row = add_walk_in(&app.app, event.id, &anne, people[2]).await.unwrap();
        assert_eq!(row.person.id, people[0]);
        assert_eq!(row.invitation.answer, None);
        assert_eq!(came(&app, &event).await.len(), 1);
    }

    async fn eight_phones_at_once_make_one_contact_of_one_walk_in(app: TestApp) {
        let (portrait, event, people) = the_day(&app).await;
        let notes: Vec<WalkIn> = (0..8).map(|_| walk_in(&app, "Job Le Bras", "Mairie", None)).collect();
        let mut heard = tokio::task::JoinSet::new();
        for note in notes {
            let (house, event, by) = (app.app.clone(), event.id, people[0]);
            heard.spawn(async move { add_walk_in(&house, event, &note, by).await.unwrap().person.id });
        }
        let mut ids = heard.join_all().await;
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?}");
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.contacts().of_portrait(portrait.id).await.unwrap().len(), 4);
    }
}
