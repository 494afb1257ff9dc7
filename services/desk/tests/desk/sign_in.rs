//! Coming in by a mailed key, and going out.

use axum::http::StatusCode;

use crate::house::{REFERENT, Story, at};

#[tokio::test]
async fn a_mailed_key_works_once() {
    let story = Story::start().await;
    let key = story.keys(REFERENT).await.remove(0);

    let mut browser = story.visitor();
    let door = browser.get(&key).await;
    assert_eq!(door.status, StatusCode::OK);
    let csrf = door.field("csrf");
    let entered = browser.post(&key, &[("csrf", &csrf)]).await;
    assert_eq!(
        (entered.status, entered.location.as_str()),
        (StatusCode::SEE_OTHER, "/bureau")
    );
    assert_eq!(browser.get("/bureau").await.status, StatusCode::OK);

    let mut thief = story.visitor();
    let again = thief.post(&key, &[("csrf", &csrf)]).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(again.text().contains("Cette clé a déjà servi"));
    assert_eq!(thief.get("/bureau").await.location, "/bureau/connexion");
    let said = thief.get(&key).await;
    assert_eq!(said.status, StatusCode::GONE);
    assert!(said.text().contains("Demander une nouvelle clé"));
}

#[tokio::test]
async fn a_key_of_yesterday_is_said_to_be_over_and_a_new_one_can_be_asked() {
    let story = Story::start().await;
    let key = story.keys(REFERENT).await.remove(0);
    story.clock.set(at("2026-11-04T10:00:01"));
    let door = story.visitor().get(&key).await;
    assert_eq!(door.status, StatusCode::GONE);
    assert!(door.text().contains("Cette clé a expiré"));
    assert!(door.body.contains("href=\"/bureau/connexion\""));
}

#[tokio::test]
async fn the_answer_is_the_same_whether_the_address_is_known_or_not() {
    let story = Story::start().await;
    story.clock.set(at("2026-11-03T11:00:00"));
    let mut browser = story.visitor();
    let csrf = browser.get("/bureau/connexion").await.field("csrf");
    let known = browser
        .post("/bureau/connexion", &[("csrf", &csrf), ("email", REFERENT)])
        .await;
    let unknown = browser
        .post(
            "/bureau/connexion",
            &[("csrf", &csrf), ("email", "personne@exemple.invalid")],
        )
        .await;
    assert_eq!(known.status, StatusCode::OK);
    assert_eq!((known.status, known.body), (unknown.status, unknown.body));
    assert_eq!(
        story.keys(REFERENT).await.len(),
        2,
        "one for being invited, one for asking"
    );
    assert!(story.keys("personne@exemple.invalid").await.is_empty());
}

#[tokio::test]
async fn what_is_no_mail_address_is_said_at_the_field_and_kept() {
    let story = Story::start().await;
    let mut browser = story.visitor();
    let csrf = browser.get("/bureau/connexion").await.field("csrf");
    let reply = browser
        .post(
            "/bureau/connexion",
            &[("csrf", &csrf), ("email", "anna@\"><b>")],
        )
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("aria-invalid=\"true\""));
    assert!(
        reply.body.contains("value=\"anna@&#34;&#62;&#60;b&#62;\""),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn a_form_that_is_not_ours_does_nothing() {
    let story = Story::start().await;
    let key = story.keys(REFERENT).await.remove(0);
    let mut browser = story.visitor();
    for path in ["/bureau/connexion", &key] {
        let reply = browser
            .post(path, &[("csrf", "faux"), ("email", REFERENT)])
            .await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(
        browser.get(&key).await.status,
        StatusCode::OK,
        "the key was not used up"
    );
    assert_eq!(story.keys(REFERENT).await.len(), 1, "no other key was sent");
}

#[tokio::test]
async fn whoever_goes_out_must_come_in_again() {
    let story = Story::start().await;
    let mut browser = story.signed_in(REFERENT).await;
    let csrf = browser.get("/bureau").await.field("csrf");
    let refused = browser
        .post("/bureau/deconnexion", &[("csrf", "faux")])
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/bureau").await.status, StatusCode::OK);
    let out = browser
        .post("/bureau/deconnexion", &[("csrf", &csrf)])
        .await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/bureau").await.location, "/bureau/connexion");
}
