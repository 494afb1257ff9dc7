//! The door of a meeting: plain forms, what phones send late, and the list on paper.

use axum::http::StatusCode;
use portrea_actions::{attendance, prepare_invitations, send_invitations};
use portrea_domain::event::Event;
use portrea_domain::person::Person;

use crate::browser::Browser;
use crate::house::{NEIGHBOUR, REFERENT, Story, at};

struct Day {
    story: Story,
    event: Event,
    gwen: Person,
    door: String,
}

impl Day {
    /// The day of the meeting, a quarter of an hour before it begins.
    async fn comes() -> Self {
        let story = Story::start().await;
        let event = story.plan_meeting().await;
        let gwen = story
            .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
            .await;
        story
            .contact("Malo Hervé", "CCAS de Bédée", None, true)
            .await;
        let list = prepare_invitations(&story.app, event.id).await.unwrap();
        send_invitations(&story.app, event.id, &list.fingerprint)
            .await
            .unwrap();
        story.clock.set(at("2026-11-17T13:45:00"));
        let door = format!("{}/reunions/{}/presence", story.address(), event.id);
        Self {
            story,
            event,
            gwen,
            door,
        }
    }

    /// Who came, by name, and at what minute.
    async fn came(&self) -> Vec<(String, i64)> {
        let attendance = attendance(&self.story.app, self.event.id).await.unwrap();
        let minute = |present: portrea_actions::Present| {
            let since = present.arrival.at.millis() - at("2026-11-17T13:00:00").millis();
            (present.row.person.name, since / 60_000)
        };
        attendance.present.into_iter().map(minute).collect()
    }

    async fn send(&self, phone: &mut Browser, csrf: &str, rest: &str) -> crate::browser::Reply {
        let body = format!("{{\"csrf\":\"{csrf}\",{rest}}}");
        phone
            .post_json(&format!("{}/synchroniser", self.door), body)
            .await
    }
}

fn id(n: u32) -> String {
    format!("0190f2a4-0000-4000-8000-{n:012}")
}

#[tokio::test]
async fn without_script_one_button_notes_somebody_and_another_takes_it_back() {
    let day = Day::comes().await;
    let mut referent = day.story.signed_in(REFERENT).await;
    let page = referent.get(&day.door).await;
    assert!(
        page.text().contains("0 personne est là sur 2 attendues"),
        "{}",
        page.text()
    );
    assert_eq!(
        page.headers["permissions-policy"],
        "camera=(self), microphone=(), interest-cohort=()"
    );
    let (csrf, gwen) = (page.field("csrf"), day.gwen.id.to_string());
    let noted = referent
        .post(&day.door, &[("csrf", &csrf), ("came", &gwen)])
        .await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER);
    assert!(noted.location.ends_with(&format!("#p-{gwen}")));
    let page = referent
        .get(&format!("{}?avis=note", day.door))
        .await
        .text();
    assert!(page.contains("1 personne est là sur 2 attendues"), "{page}");
    assert!(page.contains("✓ Est là : 13 h 45, sur la liste"), "{page}");
    referent
        .post(&day.door, &[("csrf", &csrf), ("undone", &gwen)])
        .await;
    assert!(day.came().await.is_empty());
    let unsigned = referent
        .post(&day.door, &[("csrf", "x"), ("came", &gwen)])
        .await;
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_phones_kept_is_heard_late_twice_and_out_of_order() {
    let day = Day::comes().await;
    let mut phone = day.story.signed_in(REFERENT).await;
    let csrf = phone.get(&day.door).await.field("csrf");
    let tick = |n: u32, came: bool, minute: i64| {
        let at = at("2026-11-17T13:00:00").plus_minutes(minute).millis();
        format!(
            "{{\"id\":\"{}\",\"person\":\"{}\",\"came\":{came},\"badge\":false,\"at\":{at}}}",
            id(n),
            day.gwen.id
        )
    };
    // Undone at 35 by one phone, then noted again; the earliest tick before it, heard last, changes nothing.
    let (late, undone, early) = (tick(1, true, 40), tick(2, false, 35), tick(3, true, 30));
    for ticks in [format!("{late},{undone}"), early, late.clone()] {
        let heard = day
            .send(&mut phone, &csrf, &format!("\"ticks\":[{ticks}]"))
            .await;
        assert_eq!(heard.status, StatusCode::OK, "{}", heard.body);
    }
    assert_eq!(day.came().await, [("Gwenaëlle Morvan".to_owned(), 40)]);
    let stale = day.send(&mut phone, "old", "\"ticks\":[]").await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    let garbled = phone
        .post_json(&format!("{}/synchroniser", day.door), "{".to_owned())
        .await;
    assert_eq!(garbled.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn somebody_unexpected_kept_on_a_phone_is_heard_and_a_wrong_address_is_said() {
    let day = Day::comes().await;
    let mut phone = day.story.signed_in(REFERENT).await;
    let csrf = phone.get(&day.door).await.field("csrf");
    let at = at("2026-11-17T13:41:00").millis();
    let walk_in = |n: u32, email: &str| {
        format!(
            "{{\"id\":\"{}\",\"name\":\"Job \\\"Jojo\\\" Le Bras\",\"organisation\":\"Amicale\",\"email\":\"{email}\",\"agrees\":true,\"at\":{at}}}",
            id(n)
        )
    };
    let kept = format!(
        "\"walk_ins\":[{},{}]",
        walk_in(1, "jobasso"),
        walk_in(2, "job@asso.invalid")
    );
    let heard = day.send(&mut phone, &csrf, &kept).await;
    assert!(
        heard.body.contains(&format!("\"done\":[\"{}\"]", id(2))),
        "{}",
        heard.body
    );
    assert!(
        heard.body.contains("ne semble pas complète"),
        "{}",
        heard.body
    );
    day.send(&mut phone, &csrf, &kept).await;
    assert_eq!(day.came().await, [("Job \"Jojo\" Le Bras".to_owned(), 41)]);
}

#[tokio::test]
async fn a_walk_in_form_that_cannot_be_taken_loses_nothing() {
    let day = Day::comes().await;
    let mut referent = day.story.signed_in(REFERENT).await;
    let csrf = referent.get(&day.door).await.field("csrf");
    let address = format!("{}/venue", day.door);
    let typed = [
        ("csrf", csrf.as_str()),
        ("name", "Maëlle <b>"),
        ("organisation", "Asso"),
        ("email", "maelle@"),
    ];
    let refused = referent.post(&address, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Maëlle &#60;b&#62;"),
        "{}",
        refused.body
    );
    assert!(
        refused
            .text()
            .contains("Corrigez-la, ou laissez la case vide")
    );
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "Maëlle"),
        ("organisation", "Asso"),
        ("email", ""),
    ];
    assert_eq!(
        referent.post(&address, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(day.came().await.len(), 1);
}

#[tokio::test]
async fn a_number_or_a_code_finds_one_person_and_strangers_find_nothing() {
    let day = Day::comes().await;
    let mut referent = day.story.signed_in(REFERENT).await;
    let mut tx = day.story.app.storage.read().await.unwrap();
    let invited = tx.invitations().of_event(day.event.id).await.unwrap();
    drop(tx);
    let gwen = invited
        .iter()
        .find(|row| row.person.id == day.gwen.id)
        .unwrap();
    let badge = format!("/bureau/badge/{}", gwen.invitation.id);
    let found = referent.get(&badge).await;
    let page = referent.get(&found.location).await.text();
    assert!(
        page.contains("Gwenaëlle Morvan") && !page.contains("Malo Hervé"),
        "{page}"
    );
    assert_eq!(
        day.story.visitor().get(&badge).await.location,
        "/bureau/connexion"
    );
    let mut neighbour = day.story.signed_in(NEIGHBOUR).await;
    for address in [day.door.clone(), format!("{}.pdf", day.door)] {
        assert_eq!(neighbour.get(&address).await.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_list_is_printed_and_the_page_installed() {
    let day = Day::comes().await;
    let mut referent = day.story.signed_in(REFERENT).await;
    let list = referent.get(&format!("{}.pdf", day.door)).await;
    assert_eq!(list.headers["content-type"], "application/pdf");
    let pdf = lopdf::Document::load_mem(&list.bytes).unwrap();
    let text = pdf.extract_text(&[1]).unwrap().replace('\u{a0}', " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Gwenaëlle Morvan",
        "CCAS de Bédée",
        "Signature",
        "n’a pas répondu",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let manifest = referent
        .get(&format!("{}/application.webmanifest", day.door))
        .await;
    assert!(
        manifest
            .body
            .contains(&format!("\"start_url\":\"{}\"", day.door)),
        "{}",
        manifest.body
    );
    let before = referent.get(&day.door).await;
    assert_eq!(
        before.headers["x-kept-until"],
        at("2026-11-19T04:00:00").millis().to_string()
    );
    assert!(!before.body.contains("data-over"));
    day.story.clock.set(at("2026-11-19T05:00:00"));
    let mut later = day.story.signed_in(REFERENT).await;
    assert!(
        later.get(&day.door).await.body.contains("data-over"),
        "phones are told to forget"
    );
}
