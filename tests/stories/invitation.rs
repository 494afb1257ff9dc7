//! Being invited, answering, changing one's mind.

use portrea_actions::{prepare_invitations, send_invitations};

use crate::support::app::wall;
use crate::support::stories;

stories! {
    async fn an_invitation_is_answered_from_its_mail_and_confirmed_with_a_calendar_file(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        assert_eq!(app.invite_all(&event).await, 1);
        app.send_mail().await;
        let link = app.mails_to("anne@mairie.invalid")[0].link("/i/");

        let mut browser = app.browser();
        browser.get(&link).await.says("Journée collaborative").says("3 décembre 2026").says("Salle des fêtes de Montauban");
        app.clock.set(wall("2026-11-02T09:05:00"));
        browser.submit(&link, &link, &[("reply", "yes")]).await.says("noté");
        app.send_mail().await;

        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(mails.len(), 2, "{mails:#?}");
        let calendar = mails[1].calendar.clone().expect("a calendar file").replace("\r\n ", "");
        for line in ["METHOD:REQUEST", "DTSTART;TZID=Europe/Paris:20261203T090000", "BEGIN:VTIMEZONE"] {
            assert!(calendar.contains(line), "{line} is not in\n{calendar}");
        }
    }

    async fn changing_one_s_mind_keeps_both_answers_and_takes_the_meeting_out_of_the_calendar(app: TestApp) {
        let portrait = app.portrait().await;
        let contact = app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let link = app.mails()[0].link("/i/");
        let mut browser = app.browser();
        app.clock.set(wall("2026-11-02T09:05:00"));
        browser.submit(&link, &link, &[("reply", "yes")]).await;
        app.send_mail().await;
        app.clock.set(wall("2026-11-03T10:00:00"));
        browser.submit(&link, &link, &[("reply", "no")]).await;
        app.send_mail().await;

        let rows = app.app.storage.read().await.unwrap().invitations().of_person(contact.person.id).await.unwrap();
        assert_eq!(rows[0].invitation.answer.unwrap().count, 2);
        let calendar = app.mails()[2].calendar.clone().expect("a calendar file");
        assert!(calendar.contains("METHOD:CANCEL"), "{calendar}");
    }

    async fn a_colleague_who_comes_instead_gets_an_invitation_of_their_own(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let first = app.mails()[0].link("/i/");
        let fields = [("reply", "delegated"), ("name", "Yann"), ("email", "yann@mairie.invalid")];
        app.browser().submit(&first, &first, &fields).await.says("noté");
        app.send_mail().await;

        let own = app.mails_to("yann@mairie.invalid")[0].link("/i/");
        assert_ne!(own, first);
        app.browser().submit(&own, &own, &[("reply", "yes")]).await.says("noté");
    }

    async fn an_invitation_is_no_way_to_write_to_anybody(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let link = app.mails()[0].link("/i/");
        for n in 1..=4 {
            let address = format!("personne{n}@mairie.invalid");
            let fields = [("reply", "delegated"), ("name", "Yann"), ("email", address.as_str())];
            let answer = app.browser().submit(&link, &link, &fields).await;
            assert_eq!(answer.status == 422, n == 4, "{}", answer.text());
        }
        app.send_mail().await;
        assert_eq!(app.mails_to("personne3@mairie.invalid").len(), 1);
        assert!(app.mails_to("personne4@mairie.invalid").is_empty());
    }

    async fn pressing_yes_twice_confirms_once(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.send_mail().await;
        let link = app.mails()[0].link("/i/");
        let token = app.browser().get(&link).await.field("csrf");
        let fields = [("csrf", token.as_str()), ("reply", "yes")];
        let (mut one, mut two) = (app.browser(), app.browser());
        let (first, second) = tokio::join!(one.post(&link, &fields), two.post(&link, &fields));
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
        app.send_mail().await;
        assert_eq!(app.mails().len(), 2);
    }

    async fn nobody_is_written_to_when_the_list_changed_since_it_was_read(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        let read = prepare_invitations(&app.app, event.id).await.unwrap();
        app.contact(&portrait, "Yann", "35297").await;
        let refused = send_invitations(&app.app, event.id, &read.fingerprint).await.unwrap_err();
        assert!(refused.to_string().contains("La liste a changé"), "{refused}");
        app.send_mail().await;
        assert!(app.mails().is_empty());
    }

    async fn inviting_twice_writes_once(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        assert_eq!(app.invite_all(&event).await, 1);
        assert_eq!(app.invite_all(&event).await, 0);
        app.send_mail().await;
        app.send_mail().await;
        assert_eq!(app.mails().len(), 1);
    }

    async fn an_invitation_that_could_not_leave_before_the_meeting_never_leaves(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        app.invite_all(&event).await;
        app.clock.set(wall("2026-12-03T09:00:01"));
        app.send_mail().await;
        assert!(app.mails().is_empty());
    }
}
