//! What will leave, and the rehearsal of a day.

use axum::http::StatusCode;
use portrea_actions::{prepare_invitations, send_invitations};

use crate::browser::Browser;
use crate::house::{REFERENT, Story};

/// Two people just invited, and whoever looks ahead.
async fn invited() -> (Story, Browser) {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    for name in ["Gwenaëlle Morvan", "Malo Hervé"] {
        story.contact(name, "Médiathèque", None, true).await;
    }
    let list = prepare_invitations(&story.app, event.id).await.unwrap();
    send_invitations(&story.app, event.id, &list.fingerprint)
        .await
        .unwrap();
    let referent = story.signed_in(REFERENT).await;
    (story, referent)
}

#[tokio::test]
async fn what_will_leave_is_shown_by_day_by_person_and_by_send() {
    let (story, mut referent) = invited().await;
    let ahead = format!("{}/previsions", story.address());
    let page = referent.get(&ahead).await.text();
    for words in [
        "Dans les 60 jours à venir, 6 mails partiront",
        "suppose que personne ne répond",
        "mardi 3 novembre 2026 2 mails",
        "mardi 10 novembre 2026 2 mails",
        "10 h Gwenaëlle Morvan relance Relances — Présentation de la démarche",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let page = referent
        .get(&format!("{ahead}?par=personne&jours=8"))
        .await
        .text();
    for words in [
        "Dans les 8 jours à venir, 4 mails partiront",
        "Malo Hervé 2 mails",
        "mardi 10 novembre à 10 h Malo Hervé relance",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let page = referent.get(&format!("{ahead}?par=envoi")).await.text();
    assert!(
        page.contains("Relances — Présentation de la démarche 4 mails"),
        "{page}"
    );
    // Nonsense is the usual page.
    let page = referent.get(&format!("{ahead}?par=x&jours=y")).await.text();
    assert!(page.contains("Dans les 60 jours à venir"));
}

#[tokio::test]
async fn a_day_is_rehearsed_mail_by_mail_and_nothing_is_sent() {
    let (story, mut referent) = invited().await;
    let ahead = format!("{}/previsions", story.address());
    let day = referent.get(&format!("{ahead}/2026-11-10")).await;
    let text = day.text();
    assert!(
        text.contains("Répétition du mardi 10 novembre 2026"),
        "{text}"
    );
    assert!(
        text.contains("10 h Malo Hervé relance [Démonstration] Viendrez-vous mardi 17 novembre"),
        "{text}"
    );
    let mail = referent.get(&format!("{ahead}/2026-11-10/1")).await;
    let text = mail.text();
    assert!(text.contains("malo.herve@exemple.invalid"), "{text}");
    assert!(
        text.contains("Bonjour Malo") && text.contains("/i/••••"),
        "{text}"
    );
    let html = referent.get(&format!("{ahead}/2026-11-10/1/html")).await;
    assert!(html.body.contains("<base target=\"_top\">"));
    let empty = referent.get(&format!("{ahead}/2026-11-12")).await.text();
    assert!(empty.contains("Rien ne partira ce jour-là"), "{empty}");
    for (path, status) in [
        ("2026-11-10/9", StatusCode::NOT_FOUND),
        ("2026-11-10/x", StatusCode::NOT_FOUND),
        ("demain", StatusCode::NOT_FOUND),
        ("2026-11-02", StatusCode::UNPROCESSABLE_ENTITY),
        ("2028-01-01", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let reply = referent.get(&format!("{ahead}/{path}")).await;
        assert_eq!(reply.status, status, "{path}");
    }
    let mut tx = story.app.storage.read().await.unwrap();
    let portrait = story.portrait.id;
    let events = tx.events().of_portrait(portrait).await.unwrap();
    let kind = format!("reminders:{}", events[0].id);
    assert_eq!(tx.campaigns().latest(portrait, &kind).await.unwrap(), None);
}

#[tokio::test]
async fn a_portrait_where_nothing_will_leave_is_told_so() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let ahead = format!("{}/previsions", story.address());
    let page = referent.get(&ahead).await.text();
    assert!(
        page.contains("Rien ne partira : aucun envoi n’est décidé"),
        "{page}"
    );
}
