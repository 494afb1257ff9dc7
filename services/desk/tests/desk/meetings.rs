//! Meetings at the desk: planned, moved, called off; seats, needs and answers given for somebody.

use axum::http::StatusCode;
use portrea_actions::{prepare_invitations, send_invitations, state_need};
use portrea_domain::event::Event;
use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::message::{Channel, MessageState};
use portrea_domain::need::{Diet, Need};
use portrea_domain::observation::Door;
use portrea_domain::person::Person;
use portrea_storage::Which;

use crate::browser::Browser;
use crate::house::{REFERENT, Story, at};

const DAY: [(&str, &str); 7] = [
    ("kind", "presentation"),
    ("title", "Présentation"),
    ("date", "2026-11-17"),
    ("start", "14:00"),
    ("end", ""),
    ("place", "Mairie de Bédée"),
    ("capacity", "1"),
];

impl Story {
    fn meetings(&self, rest: &str) -> String {
        format!("{}/reunions{rest}", self.address())
    }

    /// Invites every contact of the portrait to its next meeting.
    async fn invite_contacts(&self) {
        let event = self.only_event().await.id;
        let ready = prepare_invitations(&self.app, event).await.unwrap();
        send_invitations(&self.app, event, &ready.fingerprint)
            .await
            .unwrap();
        // They have left: whoever is told of a change was invited before.
        let mut tx = self.app.storage.begin().await.unwrap();
        let now = self.app.now();
        for message in tx
            .outbox()
            .claim(1, Channel::Mail, now, 100, Which::All)
            .await
            .unwrap()
        {
            let state = MessageState::Accepted;
            tx.outbox()
                .settle(message.id, state, now, "", now)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// How many messages there are.
    async fn messages(&self) -> i64 {
        let mut tx = self.app.storage.read().await.unwrap();
        let fates = tx.outbox().all_fates(Channel::Mail).await.unwrap();
        fates.iter().map(|fate| fate.count).sum()
    }

    async fn only_event(&self) -> Event {
        let mut tx = self.app.storage.read().await.unwrap();
        let mut events = tx.events().of_portrait(self.portrait.id).await.unwrap();
        assert_eq!(events.len(), 1);
        events.remove(0)
    }

    async fn seat_of(&self, event: &Event, person: &Person) -> Option<Seat> {
        let mut tx = self.app.storage.read().await.unwrap();
        let rows = tx.invitations().of_event(event.id).await.unwrap();
        let row = rows.into_iter().find(|row| row.person.id == person.id);
        row.and_then(|row| row.invitation.seat)
    }
}

/// Opens a page, and posts fields with its token.
async fn submit(
    browser: &mut Browser,
    page: &str,
    action: &str,
    fields: &[(&str, &str)],
) -> crate::browser::Reply {
    let csrf = browser.get(page).await.field("csrf");
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    browser.post(action, &all).await
}

#[tokio::test]
async fn a_meeting_is_planned_with_its_usual_length_and_nobody_is_told() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let empty = referent.get(&story.meetings("")).await.text();
    assert!(empty.contains("Aucune réunion n’est prévue"), "{empty}");
    let form = story.meetings("/nouvelle");
    let usual = referent
        .get(&format!("{form}?type=collaborative_day"))
        .await
        .body;
    assert!(usual.contains("value=\"09:00\"") && usual.contains("Journée collaborative"));
    let planned = submit(&mut referent, &form, &form, &DAY).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.text());
    let page = referent.get(&planned.location).await.text();
    for words in [
        "La réunion est prévue",
        "mardi 17 novembre 2026, de 14 h à 16 h",
        "0 prises sur 1",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_lost() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let form = story.meetings("/nouvelle");
    let mut fields = DAY;
    fields[2].1 = "2027-03-28";
    fields[3].1 = "02:30";
    fields[5].1 = "";
    fields[6].1 = "beaucoup";
    let refused = submit(&mut referent, &form, &form, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for words in [
        "02:30 n’existe pas",
        "Dites où la réunion se tient",
        "Indiquez un nombre de places",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(
        refused.body.contains("value=\"Présentation\"")
            && refused.body.contains("value=\"beaucoup\"")
    );
    let mut tx = story.app.storage.read().await.unwrap();
    assert_eq!(
        tx.events().of_portrait(story.portrait.id).await.unwrap(),
        []
    );
}

#[tokio::test]
async fn a_public_holiday_is_pointed_out_and_not_refused() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let form = story.meetings("/nouvelle");
    let mut fields = DAY;
    fields[2].1 = "2026-11-11";
    let planned = submit(&mut referent, &form, &form, &fields).await;
    let page = referent.get(&planned.location).await.text();
    assert!(page.contains("Ce jour est férié"), "{page}");
    fields[2].1 = "2026-11-14";
    let planned = submit(&mut referent, &form, &form, &fields).await;
    let page = referent.get(&planned.location).await.text();
    assert!(page.contains("Ce jour est un samedi"), "{page}");
}

#[tokio::test]
async fn moving_shows_who_will_be_told_before_anything_leaves() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    let malo = story.contact("Malo Hervé", "CCAS", None, true).await;
    story.invite_contacts().await;
    story.answer(&event, &anna, Reply::Yes, Door::Form).await;
    story.answer(&event, &malo, Reply::No, Door::Form).await;
    let mut referent = story.signed_in(REFERENT).await;
    let path = story.meetings(&format!("/{}/deplacer", event.id));
    let fields = [
        ("date", "2026-11-24"),
        ("start", "14:00"),
        ("end", "16:00"),
        ("place", "Médiathèque"),
    ];
    let before = story.messages().await;
    let asked = submit(&mut referent, &path, &path, &fields).await;
    assert_eq!(asked.status, StatusCode::OK);
    let text = asked.text();
    for words in [
        "Aura lieu mardi 24 novembre 2026, de 14 h à 16 h",
        "Lieu maintenant Médiathèque",
        "Déplacer et prévenir 1 personne",
        "Anna Le Bris",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("Malo Hervé"), "{text}");
    assert_eq!(story.messages().await, before);

    let (csrf, fingerprint) = (asked.field("csrf"), asked.field("fingerprint"));
    let mut all = vec![
        ("csrf", csrf.as_str()),
        ("fingerprint", fingerprint.as_str()),
    ];
    all.extend_from_slice(&fields);
    let done = referent.post(&path, &all).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = referent.get(&done.location).await.text();
    assert!(
        page.contains("La réunion est déplacée. Un mail part"),
        "{page}"
    );
    assert!(
        page.contains("à reconfirmer depuis le changement 1"),
        "{page}"
    );
    assert_eq!(story.messages().await, before + 1);
    let twice = referent.post(&path, &all).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(story.messages().await, before + 1);
}

#[tokio::test]
async fn calling_off_asks_why_counts_and_is_refused_when_the_list_changed() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    story.invite_contacts().await;
    story.answer(&event, &anna, Reply::Yes, Door::Form).await;
    let mut referent = story.signed_in(REFERENT).await;
    let path = story.meetings(&format!("/{}/annuler", event.id));
    let silent = submit(&mut referent, &path, &path, &[("reason", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = ("reason", "La salle est <inondée>.");
    let asked = submit(&mut referent, &path, &path, &[why]).await;
    assert!(
        asked.text().contains("Annuler et prévenir 1 personne"),
        "{}",
        asked.text()
    );
    assert!(!asked.body.contains("<inondée>"));
    let (csrf, stale) = (asked.field("csrf"), asked.field("fingerprint"));
    story.answer(&event, &anna, Reply::No, Door::Form).await;
    let refused = referent
        .post(&path, &[("csrf", &csrf), ("fingerprint", &stale), why])
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.text().contains("a changé") && refused.text().contains("sans personne à prévenir")
    );
    let fresh = refused.field("fingerprint");
    let done = referent
        .post(&path, &[("csrf", &csrf), ("fingerprint", &fresh), why])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let page = referent.get(&done.location).await.text();
    assert!(page.contains("Réunion annulée le"), "{page}");
    assert!(story.only_event().await.is_cancelled());
    assert_eq!(
        referent.get(&path).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn more_seats_call_those_who_wait_and_fewer_are_refused() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let form = story.meetings("/nouvelle");
    submit(&mut referent, &form, &form, &DAY).await;
    let event = story.only_event().await;
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    let malo = story.contact("Malo Hervé", "CCAS", None, true).await;
    story.invite_contacts().await;
    story.answer(&event, &anna, Reply::Yes, Door::Form).await;
    story.answer(&event, &malo, Reply::Yes, Door::Form).await;
    let address = story.meetings(&format!("/{}", event.id));
    let page = referent.get(&address).await.text();
    assert!(
        page.contains("Liste d’attente") && page.contains("1 prises sur 1"),
        "{page}"
    );
    let change = format!("{address}/modifier");
    let more = [("title", "Présentation"), ("capacity", "2")];
    let done = submit(&mut referent, &change, &change, &more).await;
    assert!(
        referent
            .get(&done.location)
            .await
            .text()
            .contains("La première personne de la liste d’attente a une place")
    );
    assert_eq!(story.seat_of(&event, &malo).await, Some(Seat::Seated));
    let fewer = [("title", "Présentation"), ("capacity", "1")];
    let refused = submit(&mut referent, &change, &change, &fewer).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("2 personnes ont déjà une place"));
}

#[tokio::test]
async fn after_the_last_call_the_referent_gives_the_seat() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let form = story.meetings("/nouvelle");
    submit(&mut referent, &form, &form, &DAY).await;
    let event = story.only_event().await;
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    let malo = story.contact("Malo Hervé", "CCAS", None, true).await;
    story.invite_contacts().await;
    story.answer(&event, &anna, Reply::Yes, Door::Form).await;
    story.answer(&event, &malo, Reply::Yes, Door::Form).await;
    story.clock.set(at("2026-11-17T08:00:00"));
    story.answer(&event, &anna, Reply::No, Door::Form).await;
    assert_eq!(story.seat_of(&event, &malo).await, Some(Seat::Waiting));
    let mut referent = story.signed_in(REFERENT).await;
    let address = story.meetings(&format!("/{}", event.id));
    let page = referent.get(&address).await;
    assert!(
        page.text().contains("appelez les personnes dans l’ordre"),
        "{}",
        page.text()
    );
    let (csrf, invitation) = (page.field("csrf"), page.field("invitation"));
    let fields = [("csrf", csrf.as_str()), ("invitation", invitation.as_str())];
    let done = referent.post(&format!("{address}/places"), &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(story.seat_of(&event, &malo).await, Some(Seat::Seated));
    let twice = referent.post(&format!("{address}/places"), &fields).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_copy_keeps_everything_but_the_date() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let mut referent = story.signed_in(REFERENT).await;
    let page = referent
        .get(&story.meetings(&format!("/nouvelle?depuis={}", event.id)))
        .await;
    assert!(page.text().contains("Prévoir une réunion semblable"));
    assert!(
        page.body.contains(&event.place)
            && page.body.contains("name=\"date\" type=\"date\" value=\"\"")
    );
}

#[tokio::test]
async fn the_caterer_reads_counts_and_no_name() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let mut tx = story.app.storage.begin().await.unwrap();
    let mut fed = event.clone();
    fed.hosting.meal = true;
    tx.events().save(&fed).await.unwrap();
    tx.commit().await.unwrap();
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    story.invite_contacts().await;
    story.answer(&event, &anna, Reply::Yes, Door::Form).await;
    let need = Need {
        meal: true,
        diets: vec![Diet::NoGluten],
        diet_note: "arachides".to_owned(),
        ..Need::default()
    };
    let mut tx = story.app.storage.read().await.unwrap();
    let id = tx.invitations().of_event(event.id).await.unwrap()[0]
        .invitation
        .id;
    drop(tx);
    state_need(&story.app, id, need).await.unwrap();
    let mut referent = story.signed_in(REFERENT).await;
    let address = story.meetings(&format!("/{}/traiteur", event.id));
    let page = referent.get(&address).await.text();
    assert!(
        page.contains("sans gluten 1") && page.contains("arachides 1"),
        "{page}"
    );
    assert!(!page.contains("Anna"), "{page}");
    let csv = referent.get(&format!("{address}.csv")).await.body;
    assert!(
        csv.contains("Repas;sans gluten;1\r\n") && !csv.contains("Anna"),
        "{csv}"
    );
}

#[tokio::test]
async fn somebody_met_in_the_street_is_answered_for() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    let mut referent = story.signed_in(REFERENT).await;
    let address = story.meetings(&format!("/{}/repondre", event.id));
    let people = referent.get(&address).await.text();
    assert!(
        people.contains("Anna Le Bris fictif Mairie pas encore invité"),
        "{people}"
    );
    let form = format!("{address}/{}", anna.id);
    let silent = submit(&mut referent, &form, &form, &[("door", "desk")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = submit(
        &mut referent,
        &form,
        &form,
        &[("reply", "yes"), ("door", "desk")],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = referent.get(&done.location).await.text();
    assert!(page.contains("Anna Le Bris fictif vient"), "{page}");
    assert!(page.contains("par le bureau du référent"), "{page}");
    let stranger = format!("{address}/0190f2a4-0000-7000-8000-000000000000");
    assert_eq!(referent.get(&stranger).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_room_says_which_communes_have_nobody() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let anna = story.contact("Anna Le Bris", "Mairie", None, true).await;
    story.invite_contacts().await;
    let mut referent = story.signed_in(REFERENT).await;
    let address = story.meetings(&format!("/{}", event.id));
    let page = referent.get(&address).await.text();
    assert!(
        page.contains("Communes d’où personne ne vient pour l’instant (1) Bédée"),
        "{page}"
    );
    story.answer(&event, &anna, Reply::Yes, Door::Form).await;
    let page = referent.get(&address).await.text();
    assert!(!page.contains("Communes d’où personne ne vient"), "{page}");
}
