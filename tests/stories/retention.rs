//! What is kept of people is kept as long as the table of durations says, and not longer.

use std::collections::HashMap;

use portrea_actions::{
    AnswerRequest, NewInterest, NewLetter, NewSuggestion, SentList, agree_to_minutes,
    answer_invitation, declare_interest, erase_person, give_code, give_link, open_import,
    refuse_suggestion, run_import, run_retention, save_draft, send_letter, send_suggestion, stay,
};
use portrea_domain::conversation::ChatChannel;
use portrea_domain::doubt::DoubtKind;
use portrea_domain::invitation::Reply;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::Stream;
use portrea_domain::need::Need;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::retention::{FAREWELL_DAYS, Kept, rule};
use portrea_domain::suggestion::Grounds;
use portrea_domain::{DoubtId, InvitationId, PersonId, Timestamp};
use portrea_storage::InboxRow;

use crate::support::app::{EPCI, TestApp, typed, wall};
use crate::support::stories;

/// How many rows a table has.
async fn rows(app: &TestApp, table: &str) -> usize {
    let dump = app.database.dump().await;
    let after = dump.lines().skip_while(|line| *line != table).skip(1);
    after.take_while(|line| line.starts_with("  ")).count()
}

/// Sweeps an hour before and an hour after what is in a table was kept long enough, counted from `since`.
async fn is_kept_until(app: &TestApp, kept: Kept, table: &str, since: Timestamp) {
    let before = rows(app, table).await;
    assert!(before > 0, "nothing in {table}");
    let end = since.plus_days(rule(kept).days);
    app.clock.set(end.plus_hours(-1));
    run_retention(&app.app).await.unwrap();
    assert_eq!(rows(app, table).await, before, "{table} an hour before");
    app.clock.set(end.plus_hours(1));
    let swept = run_retention(&app.app).await.unwrap();
    assert!(
        swept
            .rows
            .iter()
            .any(|(what, count)| *what == kept && *count > 0),
        "{swept:?}"
    );
    assert!(rows(app, table).await < before, "{table} an hour after");
}

async fn anne(app: &TestApp) -> (PersonId, portrea_domain::ListingId) {
    let portrait = app.portrait().await;
    let contact = app.contact(&portrait, "Anne", "35184").await;
    (contact.person.id, contact.contact.listing_id.unwrap())
}

/// Anne, invited to a meeting with a meal, who comes.
async fn comes(app: &TestApp) -> (PersonId, InvitationId, portrea_domain::event::Event) {
    let (anne, _) = anne(app).await;
    let portrait = app.portrait().await;
    let event = app.event(&portrait).await;
    app.invite_all(&event).await;
    let invited = app
        .app
        .storage
        .read()
        .await
        .unwrap()
        .invitations()
        .of_event(event.id)
        .await
        .unwrap();
    let id = invited[0].invitation.id;
    let request = AnswerRequest {
        invitation_id: id,
        reply: Reply::Yes,
        delegate: None,
        door: Door::Form,
    };
    answer_invitation(&app.app, &request).await.unwrap();
    (anne, id, event)
}

stories! {
    async fn links_go_a_year_after_their_end(app: TestApp) {
        let (anne, _) = anne(&app).await;
        let link = give_link(&app.app, anne, LinkPurpose::Preferences).await.unwrap();
        is_kept_until(&app, Kept::Links, "link", link.expires_at).await;
    }

    async fn links_that_were_taken_back_go_a_year_after_that(app: TestApp) {
        let (anne, listing) = anne(&app).await;
        give_link(&app.app, anne, LinkPurpose::Form(listing)).await.unwrap();
        let now = app.app.now();
        let mut tx = app.app.storage.begin().await.unwrap();
        tx.links().revoke_all(anne, now).await.unwrap();
        tx.commit().await.unwrap();
        is_kept_until(&app, Kept::Links, "link", now).await;
    }

    async fn codes_go_a_month_after_their_end(app: TestApp) {
        let (anne, listing) = anne(&app).await;
        let until = app.app.now().plus_days(60);
        give_code(&app.app, anne, LinkPurpose::Form(listing), until).await.unwrap();
        is_kept_until(&app, Kept::Codes, "short_code", until).await;
    }

    async fn sessions_go_the_day_after_they_end(app: TestApp) {
        app.portrait().await;
        app.referent().await;
        is_kept_until(&app, Kept::Sessions, "session", app.app.now().plus_days(14)).await;
    }

    async fn drafts_nobody_publishes_go_after_six_months(app: TestApp) {
        let (anne, listing) = anne(&app).await;
        save_draft(&app.app, anne, listing, &[typed("contact.phone", "3939")]).await.unwrap();
        is_kept_until(&app, Kept::Drafts, "draft", app.app.now()).await;
        assert_eq!(rows(&app, "typed_answer").await, 0);
    }

    async fn what_people_eat_goes_with_the_meeting(app: TestApp) {
        let (_, invitation, event) = comes(&app).await;
        let need = Need { diet_note: "sans noix".to_owned(), ..Need::default() };
        portrea_actions::state_need(&app.app, invitation, need).await.unwrap();
        is_kept_until(&app, Kept::Needs, "invitation_need", event.ends_at).await;
    }

    async fn who_agreed_to_be_named_in_minutes_is_forgotten_after_a_year(app: TestApp) {
        let (anne, _, event) = comes(&app).await;
        agree_to_minutes(&app.app, event.id, anne, true).await.unwrap();
        is_kept_until(&app, Kept::Consents, "minutes_consent", event.ends_at).await;
    }

    async fn lists_that_are_not_taken_in_go_after_a_week(app: TestApp) {
        let (anne, _) = anne(&app).await;
        let list = SentList::Pasted("jeanne@exemple.invalid".to_owned());
        open_import(&app.app, app.portrait().await.id, anne, list).await.unwrap();
        is_kept_until(&app, Kept::ImportDrafts, "contact_import", app.app.now()).await;
    }

    async fn what_an_import_changed_goes_after_a_month(app: TestApp) {
        let (anne, _) = anne(&app).await;
        let list = SentList::Pasted("jeanne@exemple.invalid".to_owned());
        let id = open_import(&app.app, app.portrait().await.id, anne, list).await.unwrap();
        let edit = portrea_actions::ImportEdit { source: Some("annuaire".to_owned()), ..portrea_actions::ImportEdit::default() };
        portrea_actions::edit_import(&app.app, id, edit).await.unwrap();
        let preview = portrea_actions::preview_import(&app.app, id).await.unwrap();
        run_import(&app.app, id, &preview.plan.fingerprint).await.unwrap();
        is_kept_until(&app, Kept::ImportChanges, "contact_import_change", app.app.now()).await;
    }

    async fn chats_go_a_year_after_each_message(app: TestApp) {
        app.browser().submit("/chat", "/chat", &[("text", "bonjour")]).await;
        let now = app.app.now();
        assert!(rows(&app, "conversation").await > 0);
        is_kept_until(&app, Kept::Chats, "turn", now).await;
        assert_eq!((rows(&app, "turn").await, rows(&app, "conversation").await), (0, 0));
    }

    async fn what_chats_sent_goes_a_week_after_it_was_read_but_for_the_last(app: TestApp) {
        let now = app.app.now();
        let mut tx = app.app.storage.begin().await.unwrap();
        for update_id in [1, 2] {
            let row = InboxRow { update_id, address: "7".to_owned(), body: "{}".to_owned() };
            tx.inbox().store(ChatChannel::Telegram, &row, now).await.unwrap();
            tx.inbox().processed(ChatChannel::Telegram, update_id, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        is_kept_until(&app, Kept::Inbox, "inbox", now).await;
        assert_eq!(rows(&app, "inbox").await, 1, "the channel is read on from there");
    }

    async fn what_a_letter_says_to_one_reader_goes_half_a_year_after_it_left(app: TestApp) {
        let (anne, _) = anne(&app).await;
        let now = app.app.now();
        let letter = NewLetter {
            portrait: app.portrait().await.id,
            stream: Stream::News,
            label: "Lettre".to_owned(),
            subject: "Bonjour".to_owned(),
            body: "Voici : {{lieu}}".to_owned(),
            html: None,
            extras: vec!["lieu".to_owned()],
            due_at: now,
            not_after: now.plus_days(2),
        };
        let fields = HashMap::from([("lieu".to_owned(), "la mairie".to_owned())]).into_iter().collect();
        send_letter(&app.app, letter, [(anne, fields)]).await.unwrap();
        app.send_mail().await;
        is_kept_until(&app, Kept::LetterFields, "letter_field", app.app.now()).await;
    }

    async fn addresses_that_failed_for_a_while_are_forgotten_after_a_month(app: TestApp) {
        let now = app.app.now();
        let mut tx = app.app.storage.begin().await.unwrap();
        tx.addresses().note_soft(&"anne@mairie.invalid".parse().unwrap(), "boîte pleine", now).await.unwrap();
        tx.commit().await.unwrap();
        is_kept_until(&app, Kept::SoftBounces, "bounced_address", now).await;
    }

    async fn what_was_reported_goes_a_year_after_it_was_settled(app: TestApp) {
        let (anne, listing) = anne(&app).await;
        let now = app.app.now();
        let id = DoubtId::mint(now, &*app.app.entropy);
        let mut tx = app.app.storage.begin().await.unwrap();
        tx.doubts().raise(id, listing, anne, DoubtKind::NotOurs, now).await.unwrap();
        tx.doubts().settle(id, now).await.unwrap();
        tx.commit().await.unwrap();
        is_kept_until(&app, Kept::Doubts, "doubt", now).await;
    }

    async fn whoever_asked_for_a_portrait_is_forgotten_after_a_year(app: TestApp) {
        let now = app.app.now();
        let new = NewInterest {
            name: "Maëlle".to_owned(),
            email: "maelle@epci.invalid".parse().unwrap(),
            function: "Élue".to_owned(),
            message: String::new(),
        };
        declare_interest(&app.app, &EPCI.parse().unwrap(), new).await.unwrap();
        is_kept_until(&app, Kept::Interests, "interest", now).await;
    }

    async fn what_readers_said_goes_a_year_after_it_was_decided(app: TestApp) {
        let (anne, listing) = anne(&app).await;
        let now = app.app.now();
        let new = NewSuggestion {
            listing,
            section: SectionKey::Hours,
            proposed: None,
            grounds: Grounds::Wrong,
            words: "Fermé le mercredi.".to_owned(),
            email: Some("lea@exemple.fr".parse().unwrap()),
        };
        let id = send_suggestion(&app.app, new).await.unwrap();
        refuse_suggestion(&app.app, anne, id, "C’est ouvert.").await.unwrap();
        is_kept_until(&app, Kept::Suggestions, "suggestion", now).await;
    }

    async fn counts_of_tries_go_after_two_days(app: TestApp) {
        let hour = app.app.now();
        app.browser().submit("/code", "/code", &[("code", "ACDE FGHJ")]).await;
        is_kept_until(&app, Kept::Limits, "rate_limit", hour.plus_hours(1)).await;
    }

    async fn traces_of_jobs_go_but_for_the_last(app: TestApp) {
        let now = app.app.now();
        let mut tx = app.app.storage.begin().await.unwrap();
        for tick in [now, now.plus_days(1)] {
            tx.operations().claim_tick("essai", tick, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        app.clock.set(now.plus_days(400));
        run_retention(&app.app).await.unwrap();
        let last = app.app.storage.read().await.unwrap().operations().last_tick("essai").await.unwrap();
        assert_eq!(last, Some(now.plus_days(1)));
        assert_eq!(rows(&app, "tick").await, 1);
    }

    async fn whoever_is_silent_for_years_is_told_then_erased(app: TestApp) {
        let (anne, _) = anne(&app).await;
        let end = app.app.now().plus_days(rule(Kept::People).days);
        app.clock.set(end.plus_hours(-1));
        assert_eq!(run_retention(&app.app).await.unwrap().told, 0);
        app.clock.set(end.plus_hours(1));
        assert_eq!(run_retention(&app.app).await.unwrap().told, 1);
        app.send_mail().await;
        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("plus de nouvelles de vous"), "{}", mails[0].text);

        app.clock.set(end.plus_days(FAREWELL_DAYS - 1));
        assert_eq!(run_retention(&app.app).await.unwrap().erased, 0);
        app.clock.set(end.plus_days(FAREWELL_DAYS + 1));
        let swept = run_retention(&app.app).await.unwrap();
        assert_eq!((swept.told, swept.erased), (0, 1));
        let person = app.app.storage.read().await.unwrap().people().require(anne).await.unwrap();
        assert!(person.name.is_empty() && person.email.is_none());
        let again = run_retention(&app.app).await.unwrap();
        assert_eq!((again.told, again.erased), (0, 0), "nothing is done twice");
    }

    async fn whoever_says_that_they_stay_is_left_in_peace_for_as_long_again(app: TestApp) {
        let (anne, _) = anne(&app).await;
        let end = app.app.now().plus_days(rule(Kept::People).days + 1);
        app.clock.set(end);
        run_retention(&app.app).await.unwrap();
        stay(&app.app, anne).await.unwrap();
        for days in [FAREWELL_DAYS + 1, 200, rule(Kept::People).days - 1] {
            app.clock.set(end.plus_days(days));
            let swept = run_retention(&app.app).await.unwrap();
            assert_eq!((swept.told, swept.erased), (0, 0), "{days}");
        }
        app.clock.set(end.plus_days(rule(Kept::People).days + 1));
        let swept = run_retention(&app.app).await.unwrap();
        assert_eq!((swept.told, swept.erased), (1, 0), "they are told again first");
    }

    async fn whoever_does_anything_or_runs_a_portrait_is_not_silent(app: TestApp) {
        let (anne, listing) = anne(&app).await;
        app.referent().await;
        let end = app.app.now().plus_days(rule(Kept::People).days);
        app.clock.set(wall("2027-06-01T09:00:00"));
        save_draft(&app.app, anne, listing, &[typed("contact.phone", "3939")]).await.unwrap();
        portrea_actions::publish(&app.app, &portrea_actions::Publication { person_id: anne, listing_id: listing, door: Door::Form, unchanged: vec![] }).await.unwrap();
        app.clock.set(end.plus_days(1));
        assert_eq!(run_retention(&app.app).await.unwrap().told, 0);
        erase_person(&app.app, anne).await.unwrap();
        app.clock.set(end.plus_days(4_000));
        assert_eq!(run_retention(&app.app).await.unwrap().told, 0, "whoever is erased is not told");
    }
}
