//! What leaves, when, and to whom: sends that are read before they are decided, reminders, and a budget per person.

use std::collections::BTreeMap;

use portrea_actions::{
    ActionError, AnswerRequest, MailingDraft, Move, Tick, answer_invitation, call_back_mailing,
    check_in, decide_mailing, draft_mailing, enter_phase, invite_referent, keep_rules,
    keep_sequence, move_event, oppose, prepare_mailing, prepare_telling, redraft_mailing,
    run_freshness, run_reminders, try_mailing,
};
use portrea_domain::attendance::{Noted, Way};
use portrea_domain::clock::PARIS;
use portrea_domain::event::Event;
use portrea_domain::invitation::Reply;
use portrea_domain::mailing::{MailingKind, Selection, Wording};
use portrea_domain::message::{MessageState, Stream};
use portrea_domain::observation::Door;
use portrea_domain::person::Role;
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::sending::SendingRules;
use portrea_domain::{CampaignId, CheckInId, PersonId, Timestamp};
use portrea_post::{Scope, forecast};
use portrea_storage::SequenceOf;

use crate::support::app::{EPCI, Mail, TestApp, wall};
use crate::support::stories;

async fn referent(app: &TestApp) -> PersonId {
    let address = "camille@portrea.invalid".parse().unwrap();
    let epci = EPCI.parse().unwrap();
    invite_referent(&app.app, &address, Role::Referent, &epci, "Camille", false)
        .await
        .unwrap();
    let mut tx = app.app.storage.read().await.unwrap();
    tx.people().by_email(&address).await.unwrap().unwrap().id
}

/// A draft that invites everybody, and the fingerprint of its list.
async fn drafted(app: &TestApp, event: &Event, draft: &MailingDraft) -> (CampaignId, String) {
    let mailing = draft_mailing(&app.app, event.id, draft).await.unwrap();
    let list = prepare_mailing(&app.app, mailing.id).await.unwrap();
    (mailing.id, list.fingerprint)
}

async fn answer(app: &TestApp, event: &Event, person: PersonId, reply: Reply) {
    let mut tx = app.app.storage.read().await.unwrap();
    let row = tx
        .invitations()
        .of_person_to(event.id, person)
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let request = AnswerRequest {
        invitation_id: row.invitation.id,
        reply,
        delegate: None,
        door: Door::Form,
    };
    answer_invitation(&app.app, &request).await.unwrap();
}

/// Lets time go by hour after hour, with planner and mailer at work.
async fn live_until(app: &TestApp, until: &str) {
    let until = wall(until);
    let mut now = portrea_domain::Clock::now(&*app.clock);
    while now < until {
        now = now.plus_minutes(30).min(until);
        app.clock.set(now);
        run_reminders(&app.app).await.unwrap();
        app.send_mail().await;
    }
}

/// Moment and subject of what somebody got.
fn got(app: &TestApp, address: &str) -> Vec<String> {
    app.mails_to(address)
        .iter()
        .map(|mail| format!("{} {}", sent_at(mail), subject(mail)))
        .collect()
}

fn header<'m>(mail: &'m Mail, name: &str) -> &'m str {
    let found = mail.raw.lines().find_map(|line| line.strip_prefix(name));
    found.unwrap_or_default().trim()
}

fn sent_at(mail: &Mail) -> String {
    let date = chrono::DateTime::parse_from_rfc2822(header(mail, "Date:")).unwrap();
    date.with_timezone(&PARIS)
        .format("%a %d/%m %H:%M")
        .to_string()
}

fn subject(mail: &Mail) -> String {
    let message = mail_parser::MessageParser::default()
        .parse(mail.raw.as_bytes())
        .unwrap();
    message.subject().unwrap_or_default().to_owned()
}

async fn states(app: &TestApp, id: CampaignId) -> Vec<(MessageState, String)> {
    let mut tx = app.app.storage.read().await.unwrap();
    let fates = tx.mailings().fates(id).await.unwrap();
    fates
        .into_iter()
        .filter_map(|fate| Some((fate.state?, fate.reason)))
        .collect()
}

async fn two_invited(app: &TestApp) -> (Portrait, Event, PersonId, PersonId) {
    let portrait = app.portrait().await;
    let anne = app.contact(&portrait, "Anne", "35184").await.person.id;
    let yann = app.contact(&portrait, "Yann", "35297").await.person.id;
    let event = app.event(&portrait).await;
    app.invite_all(&event).await;
    app.send_mail().await;
    (portrait, event, anne, yann)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ActionError>) -> String {
    match result.unwrap_err() {
        ActionError::Refused(words) => words,
        other => panic!("{other}"),
    }
}

stories! {
    async fn a_send_waits_ten_minutes_and_can_be_called_back_until_then(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        let (id, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        assert_eq!(decide_mailing(&app.app, id, by, &fingerprint).await.unwrap(), 1);
        app.clock.set(wall("2026-11-02T09:09:59"));
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty());
        assert_eq!(call_back_mailing(&app.app, id).await.unwrap().stopped, 1);
        app.clock.set(wall("2026-11-02T15:00:00"));
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty());
        assert_eq!(states(&app, id).await, [(MessageState::Suppressed, "rappelé avant de partir".to_owned())]);

        // Whoever was to be invited can be invited anew.
        let (again, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        assert_eq!(decide_mailing(&app.app, again, by, &fingerprint).await.unwrap(), 1);
        app.clock.set(wall("2026-11-02T15:10:00"));
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 1);
        // What has left cannot be called back, and the invitation stays good.
        assert_eq!(call_back_mailing(&app.app, again).await.unwrap().stopped, 0);
        let link = app.mails_to("anne@mairie.invalid")[0].link("/i/");
        app.browser().get(&link).await.says("Salle des fêtes de Montauban");
    }

    async fn a_send_decided_twice_leaves_once(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        let (id, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        let (one, two) = tokio::join!(
            decide_mailing(&app.app, id, by, &fingerprint),
            decide_mailing(&app.app, id, by, &fingerprint),
        );
        assert_eq!((one.unwrap(), two.unwrap()), (1, 1));
        app.clock.set(wall("2026-11-02T10:00:00"));
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len(), 1);
    }

    async fn a_list_that_changed_since_it_was_read_is_refused(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        let (id, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        app.contact(&portrait, "Yann", "35297").await;
        assert!(refusal(decide_mailing(&app.app, id, by, &fingerprint).await).contains("La liste a changé"));
        // Other words are another send, too.
        let fingerprint = prepare_mailing(&app.app, id).await.unwrap().fingerprint;
        let wording = Wording { subject: "Bonjour {{prenom}}".to_owned(), body: "Venez.".to_owned() };
        let worded = MailingDraft { wording: Some(wording), ..MailingDraft::invite_everybody() };
        redraft_mailing(&app.app, id, &worded).await.unwrap();
        assert!(refusal(decide_mailing(&app.app, id, by, &fingerprint).await).contains("La liste a changé"));
        app.clock.set(wall("2026-11-03T09:00:00"));
        app.send_mail().await;
        assert_eq!(app.mails_to("anne@mairie.invalid").len() + app.mails_to("yann@mairie.invalid").len(), 0);
    }

    async fn only_chosen_people_are_written_to_in_the_words_of_the_referent(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let yann = app.contact(&portrait, "Yann", "35297").await;
        let event = app.event(&portrait).await;
        let selection = Selection { communes: yann.contact.communes.iter().cloned().collect(), ..Selection::default() };
        let wording = Wording { subject: "{{commune}} sera-t-elle là ?".to_owned(), body: "Bonjour de {{structure}}.".to_owned() };
        let draft = MailingDraft { selection, wording: Some(wording), ..MailingDraft::invite_everybody() };
        let (id, fingerprint) = drafted(&app, &event, &draft).await;
        decide_mailing(&app.app, id, by, &fingerprint).await.unwrap();
        app.clock.set(wall("2026-11-02T09:10:00"));
        app.send_mail().await;
        assert!(app.mails_to("anne@mairie.invalid").is_empty());
        let mail = &app.mails_to("yann@mairie.invalid")[0];
        assert_eq!(subject(mail), "Saint-Méen-le-Grand sera-t-elle là ?");
        assert!(mail.text.contains("Bonjour de Mairie 35297."), "{}", mail.text);
    }

    async fn a_trial_goes_to_whoever_prepares_the_send_with_links_that_open_nothing(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        let (id, _) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        try_mailing(&app.app, id, anne.person.id, by).await.unwrap();
        app.send_mail().await;
        let trial = app.mails_to("camille@portrea.invalid").into_iter().find(|mail| subject(mail).contains("Essai")).unwrap();
        assert_eq!(subject(&trial), "[Essai] Invitation pour le jeudi 3 décembre — Journée collaborative");
        assert!(trial.text.contains("Bonjour Anne,") && trial.text.contains("/i/••••"), "{}", trial.text);
        assert!(app.mails_to("anne@mairie.invalid").is_empty());
        let mut tx = app.app.storage.read().await.unwrap();
        assert!(tx.invitations().of_event(event.id).await.unwrap().is_empty());
    }

    async fn nothing_leaves_at_night_nor_on_a_holiday(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        // The evening before the eleventh of November.
        app.clock.set(wall("2026-11-10T19:00:00"));
        let (id, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        decide_mailing(&app.app, id, by, &fingerprint).await.unwrap();
        live_until(&app, "2026-11-12T10:00:00").await;
        assert_eq!(got(&app, "anne@mairie.invalid"), ["Thu 12/11 08:30 Invitation pour le jeudi 3 décembre — Journée collaborative"]);
    }

    async fn a_send_planned_for_later_leaves_then(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        let draft = MailingDraft { leaves_at: Some(wall("2026-11-05T14:00:00")), ..MailingDraft::invite_everybody() };
        let (id, fingerprint) = drafted(&app, &event, &draft).await;
        decide_mailing(&app.app, id, by, &fingerprint).await.unwrap();
        live_until(&app, "2026-11-06T10:00:00").await;
        assert_eq!(got(&app, "anne@mairie.invalid"), ["Thu 05/11 14:00 Invitation pour le jeudi 3 décembre — Journée collaborative"]);
        let past = MailingDraft { leaves_at: Some(wall("2026-11-05T14:00:00")), ..draft };
        assert!(refusal(draft_mailing(&app.app, event.id, &past).await).contains("passé"));
    }

    async fn whoever_does_not_answer_is_reminded_and_whoever_answers_is_left_in_peace(app: TestApp) {
        let (_, event, _, yann) = two_invited(&app).await;
        live_until(&app, "2026-11-20T12:00:00").await;
        answer(&app, &event, yann, Reply::Yes).await;
        live_until(&app, "2026-12-03T09:00:00").await;
        assert_eq!(got(&app, "anne@mairie.invalid"), [
            "Mon 02/11 09:00 Invitation pour le jeudi 3 décembre — Journée collaborative",
            "Thu 19/11 10:00 Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative",
            "Thu 26/11 10:00 Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative",
            "Mon 30/11 10:00 Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative",
        ]);
        assert_eq!(got(&app, "yann@mairie.invalid"), [
            "Mon 02/11 09:00 Invitation pour le jeudi 3 décembre — Journée collaborative",
            "Thu 19/11 10:00 Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative",
            "Fri 20/11 12:30 C’est noté, vous venez jeudi 3 décembre — Journée collaborative",
            "Tue 01/12 10:00 À jeudi 3 décembre — Journée collaborative",
        ]);
    }

    async fn somebody_who_answers_between_the_decision_and_the_sending_is_not_reminded(app: TestApp) {
        let (_, event, anne, _) = two_invited(&app).await;
        app.clock.set(wall("2026-11-19T10:00:00"));
        assert_eq!(run_reminders(&app.app).await.unwrap(), 2);
        answer(&app, &event, anne, Reply::No).await;
        app.send_mail().await;
        let to_anne = got(&app, "anne@mairie.invalid");
        assert!(!to_anne.iter().any(|line| line.contains("Viendrez-vous")), "{to_anne:?}");
        assert_eq!(got(&app, "yann@mairie.invalid").len(), 2);
    }

    async fn a_planner_that_was_down_does_not_send_what_is_too_late(app: TestApp) {
        let (_, _, _, _) = two_invited(&app).await;
        // Nobody ran from the second to the 29th of November: the steps of the 19th and the 26th are over.
        app.clock.set(wall("2026-11-29T12:00:00"));
        live_until(&app, "2026-12-02T18:00:00").await;
        assert_eq!(got(&app, "anne@mairie.invalid"), [
            "Mon 02/11 09:00 Invitation pour le jeudi 3 décembre — Journée collaborative",
            "Mon 30/11 10:00 Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative",
        ]);
    }

    async fn two_planners_at_the_same_moment_remind_once(app: TestApp) {
        two_invited(&app).await;
        app.clock.set(wall("2026-11-19T10:00:00"));
        let (one, two) = tokio::join!(run_reminders(&app.app), run_reminders(&app.app));
        assert!(one.is_ok() || two.is_ok());
        run_reminders(&app.app).await.unwrap();
        app.send_mail().await;
        assert_eq!(got(&app, "anne@mairie.invalid").len(), 2);
    }

    async fn a_meeting_that_moves_takes_its_reminders_along(app: TestApp) {
        let (_, event, _, _) = two_invited(&app).await;
        live_until(&app, "2026-11-19T18:00:00").await;
        assert_eq!(got(&app, "anne@mairie.invalid").len(), 2);
        // Three weeks later: the first reminder is due again, and nothing leaves at the old dates.
        let list = prepare_telling(&app.app, event.id).await.unwrap();
        let request = Move {
            event_id: event.id,
            starts_at: wall("2026-12-22T09:00:00"),
            ends_at: wall("2026-12-22T17:00:00"),
            place: event.place.clone(),
            fingerprint: list.fingerprint,
        };
        move_event(&app.app, request).await.unwrap();
        live_until(&app, "2026-12-22T09:00:00").await;
        let reminders: Vec<String> = got(&app, "anne@mairie.invalid").into_iter().filter(|line| line.contains("Viendrez-vous")).collect();
        assert_eq!(reminders[1..], [
            "Tue 08/12 10:00 Viendrez-vous mardi 22 décembre\u{a0}? — Journée collaborative",
            "Tue 15/12 10:00 Viendrez-vous mardi 22 décembre\u{a0}? — Journée collaborative",
        ]);
    }

    async fn whoever_came_is_thanked_and_whoever_was_expected_gets_another_mail(app: TestApp) {
        let (portrait, event, anne, yann) = two_invited(&app).await;
        let lena = app.contact(&portrait, "Lena", "35135").await.person.id;
        app.invite_all(&event).await;
        app.send_mail().await;
        answer(&app, &event, yann, Reply::Yes).await;
        answer(&app, &event, lena, Reply::No).await;
        app.clock.set(wall("2026-12-03T09:30:00"));
        let tick = Tick {
            id: CheckInId::mint(app.app.now(), &*app.app.entropy),
            person_id: anne,
            what: Noted::Came,
            way: Way::List,
            at: wall("2026-12-03T09:05:00"),
        };
        check_in(&app.app, event.id, &[tick], yann).await.unwrap();
        live_until(&app, "2026-12-07T12:00:00").await;
        let after = |address: &str| -> Vec<String> {
            got(&app, address).into_iter().filter(|line| line.starts_with("Fri 04/12")).collect()
        };
        assert_eq!(after("anne@mairie.invalid"), ["Fri 04/12 10:00 Merci d’être venu·e jeudi 3 décembre"]);
        assert!(app.mails_to("anne@mairie.invalid").last().unwrap().text.contains("/f/"));
        assert_eq!(after("yann@mairie.invalid"), ["Fri 04/12 10:00 Ce qui s’est dit jeudi 3 décembre, et la suite"]);
        assert!(after("lena@mairie.invalid").is_empty());
    }

    async fn when_nobody_noted_who_came_nobody_is_told_they_were_absent(app: TestApp) {
        let (_, event, anne, _) = two_invited(&app).await;
        answer(&app, &event, anne, Reply::Yes).await;
        app.clock.set(wall("2026-12-03T18:00:00"));
        live_until(&app, "2026-12-08T12:00:00").await;
        assert!(!got(&app, "anne@mairie.invalid").iter().any(|line| line.contains("/12")));
    }

    async fn a_sequence_can_be_changed_and_a_senseless_one_is_refused(app: TestApp) {
        let (_, event, _, _) = two_invited(&app).await;
        let mut tx = app.app.storage.read().await.unwrap();
        let mut steps = portrea_actions::sequence_of(&mut tx, &event).await.unwrap();
        drop(tx);
        steps.retain(|step| step.key == "relance-2");
        steps[0].days = -5;
        keep_sequence(&app.app, SequenceOf::Event(event.id), &steps).await.unwrap();
        live_until(&app, "2026-12-03T09:00:00").await;
        // The 28th is a Saturday.
        assert_eq!(got(&app, "anne@mairie.invalid")[1..], ["Mon 30/11 08:30 Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative"]);
        steps[0].days = 2;
        assert!(refusal(keep_sequence(&app.app, SequenceOf::Event(event.id), &steps).await).contains("avant la réunion"));
    }

    async fn what_is_asked_of_one_person_on_one_day_comes_in_one_mail(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        run_freshness(&app.app).await.unwrap();
        app.invite_all(&event).await;
        app.send_mail().await;
        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(mails.len(), 1);
        assert_eq!(subject(&mails[0]), "2 demandes en un seul message");
        let (form, invitation) = (mails[0].link("/f/"), mails[0].link("/i/"));
        app.browser().get(&form).await.says("Mairie de Montauban-de-Bretagne");
        app.browser().get(&invitation).await.says("Journée collaborative");
        // One prompt, one fate each.
        let mut tx = app.app.storage.read().await.unwrap();
        let message = tx.outbox().of_person(tx_person(&app, "anne@mairie.invalid").await).await.unwrap();
        assert_eq!(tx.prompts().of_message(message[0].id).await.unwrap().len(), 2);
    }

    async fn a_grouped_mail_holds_only_what_its_reader_still_wants(app: TestApp) {
        let portrait = app.portrait().await;
        let anne = app.contact(&portrait, "Anne", "35184").await.person.id;
        let event = app.event(&portrait).await;
        run_freshness(&app.app).await.unwrap();
        app.invite_all(&event).await;
        oppose(&app.app, anne, Stream::Update).await.unwrap();
        app.send_mail().await;
        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(subject(&mails[0]), "Invitation pour le jeudi 3 décembre — Journée collaborative");
        assert!(!mails[0].text.contains("/f/"), "{}", mails[0].text);
    }

    async fn calling_a_send_back_leaves_the_rest_of_a_grouped_mail(app: TestApp) {
        let by = referent(&app).await;
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        let event = app.event(&portrait).await;
        run_freshness(&app.app).await.unwrap();
        let (id, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        decide_mailing(&app.app, id, by, &fingerprint).await.unwrap();
        assert_eq!(call_back_mailing(&app.app, id).await.unwrap().stopped, 1);
        app.clock.set(wall("2026-11-02T10:00:00"));
        app.send_mail().await;
        let mails = app.mails_to("anne@mairie.invalid");
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("/f/") && !mails[0].text.contains("/i/"), "{}", mails[0].text);
    }

    async fn nobody_is_asked_more_than_the_budget_whoever_asks(app: TestApp) {
        let portrait = app.portrait().await;
        keep_rules(&app.app, portrait.id, SendingRules { gap_days: 5, ..SendingRules::default() }).await.unwrap();
        app.contact(&portrait, "Anne", "35184").await;
        run_freshness(&app.app).await.unwrap();
        app.send_mail().await;
        // A day later somebody wants to invite her: her mail waits until she was left in peace for five days.
        app.clock.set(wall("2026-11-03T11:00:00"));
        let event = app.event(&portrait).await;
        let by = referent(&app).await;
        let (id, fingerprint) = drafted(&app, &event, &MailingDraft::invite_everybody()).await;
        let list = prepare_mailing(&app.app, id).await.unwrap();
        assert_eq!(list.waiting.values().copied().collect::<Vec<Timestamp>>(), [wall("2026-11-09T08:30:00")]);
        decide_mailing(&app.app, id, by, &fingerprint).await.unwrap();
        live_until(&app, "2026-11-10T12:00:00").await;
        let got = got(&app, "anne@mairie.invalid");
        assert_eq!(got.len(), 2, "{got:?}");
        assert!(got[1].starts_with("Mon 09/11 08:30 Invitation"), "{got:?}");
    }

    async fn a_phase_that_lasts_asks_for_what_is_still_missing(app: TestApp) {
        let portrait = app.portrait().await;
        app.contact(&portrait, "Anne", "35184").await;
        enter_phase(&app.app, portrait.id, Phase::Consolidation).await.unwrap();
        live_until(&app, "2026-11-12T12:00:00").await;
        assert_eq!(got(&app, "anne@mairie.invalid"), ["Mon 09/11 10:00 Que propose votre lieu\u{a0}? Deux minutes pour «\u{a0}Mairie de Montauban-de-Bretagne\u{a0}»"]);
    }

    async fn what_is_foretold_is_what_leaves_when_nobody_answers(app: TestApp) {
        let (portrait, _, _, _) = two_invited(&app).await;
        app.contact(&portrait, "Lena", "35135").await;
        let later = app.event(&portrait).await;
        let by = referent(&app).await;
        let draft = MailingDraft { leaves_at: Some(wall("2026-11-05T14:00:00")), ..MailingDraft::invite_everybody() };
        let (id, fingerprint) = drafted(&app, &later, &draft).await;
        decide_mailing(&app.app, id, by, &fingerprint).await.unwrap();
        enter_phase(&app.app, portrait.id, Phase::Consolidation).await.unwrap();

        let until = wall("2026-12-20T12:00:00");
        let before = app.database.dump().await;
        let scope = Scope { portrait: Some(portrait.id), until, rehearse: None };
        let foretold = forecast(&app.app, scope).await.unwrap();
        assert_eq!(app.database.dump().await, before, "foretelling writes nothing");
        let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in foretold.iter().filter(|one| one.stopped.is_none()) {
            let at = one.at.local(PARIS).format("%a %d/%m %H:%M").to_string();
            expected.entry(one.name.clone()).or_default().push(at);
        }

        let already = app.mails().len();
        let mut now = portrea_domain::Clock::now(&*app.clock);
        while now < until {
            now = now.plus_minutes(30);
            app.clock.set(now);
            run_reminders(&app.app).await.unwrap();
            if now.local(PARIS).format("%H:%M").to_string() == "08:30" {
                run_freshness(&app.app).await.unwrap();
            }
            app.send_mail().await;
        }
        let mut happened: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, address) in [("Anne", "anne@mairie.invalid"), ("Lena", "lena@mairie.invalid"), ("Yann", "yann@mairie.invalid")] {
            let mails = app.mails_to(address);
            let moments = mails.iter().map(sent_at).filter(|at| at != "Mon 02/11 09:00");
            happened.insert(name.to_owned(), moments.collect());
        }
        assert!(app.mails().len() > already + 10);
        assert_eq!(happened, expected);
    }

    async fn a_rehearsal_shows_the_mails_of_a_day_and_sends_nothing(app: TestApp) {
        let (portrait, _, _, _) = two_invited(&app).await;
        let scope = Scope { portrait: Some(portrait.id), until: wall("2026-11-21T00:00:00"), rehearse: Some("2026-11-20".parse().unwrap()) };
        let foretold = forecast(&app.app, scope).await.unwrap();
        let letters: Vec<&str> = foretold.iter().filter_map(|one| one.letter.as_ref()).map(|letter| letter.mail.subject.as_str()).collect();
        assert_eq!(letters, ["Viendrez-vous jeudi 3 décembre\u{a0}? — Journée collaborative"; 2]);
        assert!(foretold.iter().filter_map(|one| one.letter.as_ref()).all(|letter| letter.mail.text.contains("/i/••••")));
        app.send_mail().await;
        assert_eq!(app.mails().len(), 2);
    }

    async fn a_reminder_by_hand_goes_to_whoever_did_not_answer(app: TestApp) {
        let (_, event, anne, _) = two_invited(&app).await;
        let by = referent(&app).await;
        answer(&app, &event, anne, Reply::No).await;
        app.clock.set(wall("2026-11-09T10:00:00"));
        let draft = MailingDraft { kind: MailingKind::Reminder, ..MailingDraft::invite_everybody() };
        let (id, fingerprint) = drafted(&app, &event, &draft).await;
        assert_eq!(decide_mailing(&app.app, id, by, &fingerprint).await.unwrap(), 1);
        app.clock.set(wall("2026-11-09T10:10:00"));
        app.send_mail().await;
        assert!(got(&app, "yann@mairie.invalid")[1].contains("Viendrez-vous"));
        assert!(!got(&app, "anne@mairie.invalid").iter().any(|line| line.contains("Viendrez-vous")));
    }
}

async fn tx_person(app: &TestApp, address: &str) -> PersonId {
    let mut tx = app.app.storage.read().await.unwrap();
    let address = address.parse().unwrap();
    tx.people().by_email(&address).await.unwrap().unwrap().id
}
