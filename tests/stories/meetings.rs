//! Meetings that fill up, move and are called off, and what everyone is told of it.

use portrea_actions::{
    AnswerFor, AnswerRequest, Delegate, EventEdit, Move, answer_for, answer_invitation,
    cancel_event, edit_event, erase_needs, give_seat, move_event, prepare_telling, state_need,
};
use portrea_domain::event::{Event, Feature, Hosting};
use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::message::MessageState;
use portrea_domain::need::{Diet, Need};
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_domain::{EventId, InvitationId, PersonId};
use portrea_storage::InvitationRow;

use crate::support::agenda::Agenda;
use crate::support::app::{TestApp, wall};
use crate::support::stories;

impl TestApp {
    /// A meeting with so many seats, and so many people invited to it: `p0@mairie.invalid`, `p1@mairie.invalid`…
    async fn room(&self, capacity: i64, people: usize) -> (Portrait, Event) {
        let portrait = self.portrait().await;
        for n in 0..people {
            self.contact(&portrait, &format!("P{n}"), "35184").await;
        }
        let event = self.event(&portrait).await;
        self.resize(&event, Some(capacity)).await;
        assert_eq!(self.invite_all(&event).await, people);
        self.send_mail().await;
        (portrait, event)
    }

    async fn resize(&self, event: &Event, capacity: Option<i64>) -> usize {
        let edit = EventEdit {
            title: event.title.clone(),
            programme: event.programme.clone(),
            hosting: Hosting {
                capacity,
                meal: true,
                ..Hosting::default()
            },
        };
        edit_event(&self.app, event.id, edit).await.unwrap()
    }

    async fn rows(&self, event: EventId) -> Vec<InvitationRow> {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.invitations().of_event(event).await.unwrap()
    }

    /// The invitation of somebody, by the beginning of their address.
    async fn invited(&self, event: EventId, name: &str) -> InvitationRow {
        let rows = self.rows(event).await;
        let address = format!("{}@mairie.invalid", name.to_lowercase());
        rows.into_iter()
            .find(|row| {
                row.person
                    .email
                    .as_ref()
                    .is_some_and(|email| email.as_str() == address)
            })
            .unwrap()
    }

    /// Somebody answers, a minute after whatever came before.
    async fn says(&self, event: &Event, name: &str, reply: Reply) {
        self.clock.set(self.app.now().plus_minutes(1));
        let id = self.invited(event.id, name).await.invitation.id;
        answer_invitation(&self.app, &request(id, reply))
            .await
            .unwrap();
    }

    async fn seats(&self, event: EventId) -> String {
        let rows = self.rows(event).await;
        let seat = |row: &InvitationRow| match row.invitation.seat {
            Some(Seat::Seated) => "assis",
            Some(Seat::Waiting) => "attend",
            None => "-",
        };
        let mut words: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {}", row.person.name, seat(row)))
            .collect();
        words.sort();
        words.join(", ")
    }

    async fn moved(&self, event: &Event, day: &str, place: &str) -> usize {
        let list = prepare_telling(&self.app, event.id).await.unwrap();
        let request = Move {
            event_id: event.id,
            starts_at: wall(&format!("{day}T09:00:00")),
            ends_at: wall(&format!("{day}T17:00:00")),
            place: place.to_owned(),
            fingerprint: list.fingerprint,
        };
        move_event(&self.app, request).await.unwrap()
    }

    async fn cancelled(&self, event: &Event, reason: &str) -> usize {
        let list = prepare_telling(&self.app, event.id).await.unwrap();
        cancel_event(&self.app, event.id, reason, &list.fingerprint)
            .await
            .unwrap()
    }

    fn subjects_to(&self, name: &str) -> Vec<String> {
        self.mails_to(&format!("{name}@mairie.invalid"))
            .into_iter()
            .map(|mail| mail.subject.replace('\u{a0}', " "))
            .collect()
    }

    /// The calendar of somebody who kept every file they were sent, in the order of the mails.
    fn agenda(&self, name: &str) -> Agenda {
        let owner = format!("{name}@mairie.invalid");
        let mut agenda = Agenda::default();
        for mail in self.mails_to(&owner) {
            if let Some(file) = &mail.calendar {
                assert!(
                    agenda.receive(&mail.calendar_type, file, &owner),
                    "a file told nothing new:\n{file}"
                );
            }
        }
        agenda
    }
}

fn request(invitation_id: InvitationId, reply: Reply) -> AnswerRequest {
    AnswerRequest {
        invitation_id,
        reply,
        delegate: None,
        door: Door::Form,
    }
}

stories! {
    async fn a_full_room_makes_people_wait_and_a_seat_given_up_goes_to_the_first(app: TestApp) {
        let (_, event) = app.room(2, 4).await;
        for name in ["p0", "p1", "p2", "p3"] {
            app.says(&event, name, Reply::Yes).await;
        }
        assert_eq!(app.seats(event.id).await, "P0 assis, P1 assis, P2 attend, P3 attend");
        app.send_mail().await;
        assert_eq!(app.subjects_to("p2").last().unwrap(), "Liste d’attente pour jeudi 3 décembre — Journée collaborative");
        assert_eq!(app.agenda("p2").events.values().next().unwrap().attending, "TENTATIVE");

        app.clock.set(wall("2026-11-02T10:00:00"));
        app.says(&event, "p0", Reply::No).await;
        assert_eq!(app.seats(event.id).await, "P0 -, P1 assis, P2 assis, P3 attend");
        app.send_mail().await;
        assert_eq!(app.subjects_to("p2").last().unwrap(), "Vous avez une place jeudi 3 décembre — Journée collaborative");
        let held = app.agenda("p2").events.values().next().unwrap().clone();
        assert_eq!((held.attending.as_str(), held.status.as_str()), ("ACCEPTED", "CONFIRMED"));
        assert!(app.agenda("p0").events.is_empty());

        // More chairs: everybody who waits is called, once.
        assert_eq!(app.resize(&event, Some(9)).await, 1);
        assert_eq!(app.resize(&event, Some(9)).await, 0);
        assert_eq!(app.seats(event.id).await, "P0 -, P1 assis, P2 assis, P3 assis");
    }

    async fn a_room_cannot_shrink_below_those_who_have_a_seat(app: TestApp) {
        let (_, event) = app.room(3, 3).await;
        for name in ["p0", "p1"] {
            app.says(&event, name, Reply::Yes).await;
        }
        let before = app.database.dump().await;
        let edit = EventEdit { title: event.title.clone(), programme: String::new(), hosting: Hosting { capacity: Some(1), ..Hosting::default() } };
        let refused = edit_event(&app.app, event.id, edit).await.unwrap_err();
        assert!(refused.to_string().contains("2 personnes ont déjà une place"), "{refused}");
        assert_eq!(app.database.dump().await, before);
    }

    async fn eight_people_at_once_for_three_seats_fill_exactly_three(app: TestApp) {
        let (_, event) = app.room(3, 8).await;
        let rows = app.rows(event.id).await;
        let answers = rows.iter().map(|row| {
            let (app, id) = (app.app.clone(), row.invitation.id);
            tokio::spawn(async move { answer_invitation(&app, &request(id, Reply::Yes)).await.map(|_| ()) })
        });
        for answer in answers.collect::<Vec<_>>() {
            answer.await.unwrap().unwrap();
        }
        let seats = app.seats(event.id).await;
        assert_eq!(seats.matches("assis").count(), 3, "{seats}");
        assert_eq!(seats.matches("attend").count(), 5, "{seats}");

        // The waiting list keeps the order in which they asked: those called are those who asked first.
        let mut tx = app.app.storage.read().await.unwrap();
        let queue = tx.invitations().waiting(event.id, 9).await.unwrap();
        drop(tx);
        app.resize(&event, Some(5)).await;
        let mut tx = app.app.storage.read().await.unwrap();
        assert_eq!(tx.invitations().waiting(event.id, 9).await.unwrap(), queue[2..]);
    }

    async fn eight_who_leave_and_eight_who_come_at_once_never_overfill_the_room(app: TestApp) {
        let (_, event) = app.room(4, 8).await;
        for n in 0..8 {
            app.says(&event, &format!("p{n}"), Reply::Yes).await;
        }
        let rows = app.rows(event.id).await;
        let answers = rows.iter().enumerate().map(|(n, row)| {
            let (app, id) = (app.app.clone(), row.invitation.id);
            let reply = if n % 2 == 0 { Reply::No } else { Reply::Maybe };
            tokio::spawn(async move {
                answer_invitation(&app, &request(id, reply)).await?;
                answer_invitation(&app, &request(id, Reply::Yes)).await.map(|_| ())
            })
        });
        for answer in answers.collect::<Vec<_>>() {
            answer.await.unwrap().unwrap();
        }
        let seats = app.seats(event.id).await;
        assert_eq!((seats.matches("assis").count(), seats.matches("attend").count()), (4, 4), "{seats}");
    }

    async fn whoever_comes_instead_stands_where_the_other_stood(app: TestApp) {
        let (_, event) = app.room(1, 3).await;
        for name in ["p0", "p1", "p2"] {
            app.says(&event, name, Reply::Yes).await;
        }
        let first = app.invited(event.id, "p1").await;
        let delegate = Delegate { name: "Yann".to_owned(), email: "yann@mairie.invalid".parse().unwrap() };
        let instead = AnswerRequest { delegate: Some(delegate), ..request(first.invitation.id, Reply::Delegated) };
        answer_invitation(&app.app, &instead).await.unwrap();
        assert!(app.invited(event.id, "yann").await.invitation.is_unconfirmed());
        app.says(&event, "yann", Reply::Yes).await;
        assert!(!app.invited(event.id, "yann").await.invitation.is_unconfirmed());
        app.says(&event, "p0", Reply::No).await;
        assert_eq!(app.seats(event.id).await, "P0 -, P1 -, P2 attend, Yann assis");
    }

    async fn twelve_hours_before_the_referent_calls_instead_of_the_list(app: TestApp) {
        let (_, event) = app.room(1, 2).await;
        app.says(&event, "p0", Reply::Yes).await;
        app.says(&event, "p1", Reply::Yes).await;
        app.clock.set(wall("2026-12-02T21:00:00"));
        app.says(&event, "p0", Reply::No).await;
        assert_eq!(app.seats(event.id).await, "P0 -, P1 attend");
        let waiting = app.invited(event.id, "p1").await.invitation.id;
        give_seat(&app.app, event.id, waiting).await.unwrap();
        assert_eq!(app.seats(event.id).await, "P0 -, P1 assis");
        let refused = give_seat(&app.app, event.id, waiting).await.unwrap_err();
        assert!(refused.to_string().contains("plus sur la liste"), "{refused}");
    }

    async fn a_meeting_that_moves_tells_those_concerned_once_and_asks_again(app: TestApp) {
        let (_, event) = app.room(1, 5).await;
        app.says(&event, "p0", Reply::Yes).await;
        app.says(&event, "p1", Reply::Yes).await;
        app.says(&event, "p2", Reply::Maybe).await;
        app.says(&event, "p3", Reply::No).await;
        app.send_mail().await;
        app.clock.set(wall("2026-11-04T10:00:00"));
        // Yes, waiting, maybe and silent; not the one who declined.
        assert_eq!(app.moved(&event, "2026-12-10", "Salle des fêtes de Montauban").await, 4);
        app.send_mail().await;
        let said = "Nouvelle date : jeudi 10 décembre — Journée collaborative";
        for name in ["p0", "p1", "p2", "p4"] {
            let subjects = app.subjects_to(name);
            assert_eq!(subjects.iter().filter(|subject| *subject == said).count(), 1, "{name}: {subjects:?}");
        }
        assert!(!app.subjects_to("p3").contains(&said.to_owned()));
        let held = app.agenda("p0").events.values().next().unwrap().clone();
        assert_eq!((held.starts_at, held.ends_at), (wall("2026-12-10T09:00:00"), wall("2026-12-10T17:00:00")));
        assert!(app.mails_to("p4@mairie.invalid").last().unwrap().calendar.is_none(), "nothing to update for whoever said nothing");

        // The answer stands, and the page asks again; saying yes again is a new answer.
        let row = app.invited(event.id, "p0").await;
        assert_eq!(row.invitation.seat, Some(Seat::Seated));
        let link = app.mails_to("p0@mairie.invalid").last().unwrap().link("/i/");
        let mut browser = app.browser();
        browser.get(&link).await.says("La réunion a été déplacée").says("Venez-vous toujours");
        app.clock.set(wall("2026-11-04T11:00:00"));
        browser.submit(&link, &link, &[("reply", "yes")]).await.says("C’est noté, vous venez");
        assert_eq!(app.invited(event.id, "p0").await.invitation.answer.unwrap().count, 2);
    }

    async fn a_meeting_called_off_leaves_every_calendar_and_says_why(app: TestApp) {
        let (_, event) = app.room(1, 4).await;
        app.says(&event, "p0", Reply::Yes).await;
        app.says(&event, "p1", Reply::Yes).await;
        app.says(&event, "p2", Reply::Maybe).await;
        app.send_mail().await;
        app.clock.set(wall("2026-11-04T10:00:00"));
        app.moved(&event, "2026-12-10", "Mairie").await;
        app.send_mail().await;
        for name in ["p0", "p1", "p2"] {
            assert_eq!(app.agenda(name).events.len(), 1);
        }
        app.clock.set(wall("2026-11-05T10:00:00"));
        assert_eq!(app.cancelled(&event, "La salle est inondée.").await, 4);
        app.send_mail().await;
        for name in ["p0", "p1", "p2"] {
            assert!(app.agenda(name).events.is_empty(), "{name}");
            let mail = app.mails_to(&format!("{name}@mairie.invalid")).pop().unwrap();
            assert!(mail.text.contains("La salle est inondée."), "{}", mail.text);
        }
        let last = app.mails_to("p3@mairie.invalid").pop().unwrap();
        assert!(last.calendar.is_none() && last.text.contains("annulée"), "{}", last.text);

        // The page says it too, and takes no answer.
        let link = app.mails_to("p3@mairie.invalid")[0].link("/i/");
        app.browser().get(&link).await.says("Cette réunion est annulée").says("La salle est inondée.");
        let row = app.invited(event.id, "p3").await;
        assert!(answer_invitation(&app.app, &request(row.invitation.id, Reply::Yes)).await.is_err());
        assert!(cancel_event(&app.app, event.id, "Encore", "").await.unwrap_err().to_string().contains("déjà annulée"));
    }

    async fn nobody_is_told_when_the_list_changed_since_it_was_read(app: TestApp) {
        let (_, event) = app.room(5, 2).await;
        let read = prepare_telling(&app.app, event.id).await.unwrap();
        app.says(&event, "p0", Reply::No).await;
        let refused = cancel_event(&app.app, event.id, "Neige", &read.fingerprint).await.unwrap_err();
        assert!(refused.to_string().contains("a changé"), "{refused}");
        let request = Move { event_id: event.id, starts_at: wall("2026-12-11T09:00:00"), ends_at: wall("2026-12-11T17:00:00"), place: "Ici".to_owned(), fingerprint: read.fingerprint };
        assert!(move_event(&app.app, request).await.is_err());
        app.send_mail().await;
        assert!(app.subjects_to("p1").iter().all(|subject| subject.starts_with("Invitation")));
    }

    async fn an_invitation_that_has_not_left_reads_the_new_date_and_nothing_else_is_sent(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "P0", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        assert_eq!(app.moved(&event, "2026-12-10", &event.place).await, 0);
        // After the first date, before the new one: it still leaves.
        app.clock.set(wall("2026-12-04T10:00:00"));
        app.send_mail().await;
        assert_eq!(app.subjects_to("p0"), ["Invitation pour le jeudi 10 décembre — Journée collaborative"]);
    }

    async fn an_invitation_to_a_meeting_called_off_never_leaves(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "P0", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        assert_eq!(app.cancelled(&event, "Neige").await, 0);
        app.send_mail().await;
        assert!(app.mails().is_empty());
    }

    async fn a_confirmation_that_was_overtaken_is_not_sent(app: TestApp) {
        let (_, event) = app.room(5, 1).await;
        app.says(&event, "p0", Reply::Yes).await;
        app.says(&event, "p0", Reply::No).await;
        app.says(&event, "p0", Reply::Yes).await;
        app.send_mail().await;
        let person = app.invited(event.id, "p0").await.person.id;
        assert_eq!(app.subjects_to("p0").len(), 2, "an invitation and one confirmation");
        let states = app.states_of(person).await;
        assert_eq!(states, [MessageState::Accepted, MessageState::Suppressed, MessageState::Suppressed, MessageState::Accepted]);
        assert_eq!(app.agenda("p0").events.len(), 1);
    }

    async fn what_people_need_is_counted_for_the_caterer_and_erased_after_the_day(app: TestApp) {
        let (_, event) = app.room(2, 3).await;
        for name in ["p0", "p1", "p2"] {
            app.says(&event, name, Reply::Yes).await;
            let need = Need { meal: true, diets: vec![Diet::NoGluten], diet_note: "arachides".to_owned(), ..Need::default() };
            let id = app.invited(event.id, name).await.invitation.id;
            state_need(&app.app, id, need).await.unwrap();
        }
        assert_eq!(app.needs(event.id).await, 2, "whoever waits eats elsewhere");
        app.says(&event, "p0", Reply::No).await;
        assert_eq!(app.needs(event.id).await, 2, "the one who was called eats instead");
        assert_eq!(erase_needs(&app.app).await.unwrap(), 0);
        app.clock.set(wall("2026-12-03T17:00:00"));
        assert_eq!(erase_needs(&app.app).await.unwrap(), 2);
        assert_eq!(app.needs(event.id).await, 0);
        let dump = app.database.dump().await;
        assert!(!format!("{dump:?}").contains("arachides"));
    }

    async fn needs_are_said_on_the_page_and_only_by_those_who_come(app: TestApp) {
        let (_, event) = app.room(2, 1).await;
        let link = app.mails_to("p0@mairie.invalid")[0].link("/i/");
        let mut browser = app.browser();
        let needs = format!("{link}/besoins");
        assert_eq!(browser.submit(&link, &needs, &[("meal", "yes")]).await.status, 422);
        browser.submit(&link, &link, &[("reply", "yes")]).await.says("Mangez-vous sur place");
        let fields = [("meal", "yes"), ("diet", "no_pork"), ("diet", "lune"), ("help", "wheels"), ("help_note", "près\r\nde la porte")];
        browser.submit(&link, &needs, &fields).await.says("Vos précisions sont notées");
        let id = app.invited(event.id, "p0").await.invitation.id;
        let kept = app.app.storage.read().await.unwrap().needs().get(id).await.unwrap().unwrap();
        assert_eq!((kept.diets, kept.help_note.as_str()), (vec![Diet::NoPork], "près de la porte"));
        app.says(&event, "p0", Reply::No).await;
        assert_eq!(app.app.storage.read().await.unwrap().needs().get(id).await.unwrap(), None);
    }

    async fn the_referent_answers_for_somebody_met_who_gets_the_confirmation(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "P0", "35184").await;
        let event = app.event(&portrait).await;
        let request = AnswerFor { event_id: event.id, person_id: contact.person.id, reply: Reply::Yes, delegate: None, door: Door::Phone };
        answer_for(&app.app, &request).await.unwrap();
        app.send_mail().await;
        assert_eq!(app.subjects_to("p0"), ["C’est noté, vous venez jeudi 3 décembre — Journée collaborative"]);
        assert_eq!(app.invited(event.id, "p0").await.invitation.answer.unwrap().door, Door::Phone);
        assert_eq!(app.invite_all(&event).await, 0, "they are invited by their answer");
        let stranger = AnswerFor { person_id: PersonId::mint(app.app.now(), &*app.app.entropy), ..request };
        assert!(answer_for(&app.app, &stranger).await.is_err());
    }

    async fn an_expired_invitation_link_offers_a_new_one_and_tells_nobody_whether_it_was_known(app: TestApp) {
        let (_, _) = app.room(5, 1).await;
        let link = app.mails_to("p0@mairie.invalid")[0].link("/i/");
        app.clock.set(wall("2027-06-02T09:00:00"));
        let over = app.browser().get(&link).await;
        assert_eq!(over.status, 410);
        over.says("Recevoir un nouveau lien");
        let known = app.browser().post(&format!("{link}/nouveau-lien"), &[]).await;
        let unknown = app.browser().post(&format!("/i/{}/nouveau-lien", "A".repeat(43)), &[]).await;
        assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
        app.browser().post(&format!("{link}/nouveau-lien"), &[]).await;
        app.send_mail().await;
        let mails = app.mails_to("p0@mairie.invalid");
        assert_eq!(mails.len(), 2, "one a day");
        app.browser().get(&mails[1].link("/i/")).await.says("Journée collaborative");
    }

    async fn people_overseas_read_and_keep_the_hour_of_their_own_clocks(app: TestApp) {
        for (epci, zone, day, utc) in [
            ("249740119", "Indian/Reunion", "2027-03-29", "05:00:00"),
            ("249720061", "America/Martinique", "2027-03-29", "13:00:00"),
        ] {
            let portrait = portrea_actions::open_portrait(&app.app, &epci.parse().unwrap(), portrea_domain::portrait::Phase::Engagement).await.unwrap();
            assert_eq!(portrait.zone.name(), zone);
            let wall = format!("{day}T09:00:00").parse().unwrap();
            let at = portrea_domain::Timestamp::from_local(wall, portrait.zone);
            assert_eq!(at.utc().format("%H:%M:%S").to_string(), utc);
        }
    }

    async fn features_and_access_are_read_in_the_invitation(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "P0", "35184").await;
        let event = app.event(&portrait).await;
        let hosting = Hosting { access: "Entrée par la cour".to_owned(), features: vec![Feature::StepFree], meal: true, capacity: None };
        edit_event(&app.app, event.id, EventEdit { title: event.title.clone(), programme: String::new(), hosting }).await.unwrap();
        app.invite_all(&event).await;
        app.send_mail().await;
        let text = app.mails()[0].text.replace('\u{a0}', " ");
        for words in ["Pour venir : Entrée par la cour", "Sur place : accès sans marche.", "Un repas est offert."] {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}

impl TestApp {
    async fn needs(&self, event: EventId) -> usize {
        let mut tx = self.app.storage.read().await.unwrap();
        tx.needs().of_coming(event).await.unwrap().len()
    }

    async fn states_of(&self, person: PersonId) -> Vec<MessageState> {
        let mut tx = self.app.storage.read().await.unwrap();
        let messages = tx.outbox().of_person(person).await.unwrap();
        messages.into_iter().map(|message| message.state).collect()
    }
}
