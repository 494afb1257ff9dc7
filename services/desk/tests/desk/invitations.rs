//! The frozen list of invitations: what is read is what is sent.

use axum::http::StatusCode;

use crate::house::{REFERENT, Story, at};

#[tokio::test]
async fn exactly_the_people_read_on_the_page_are_invited() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    story
        .contact("Malo Hervé", "CCAS de Bédée", None, true)
        .await;
    story.contact("Erwan Le Gall", "Mairie", None, false).await;
    let mut referent = story.signed_in(REFERENT).await;
    assert!(
        referent
            .get(&story.address())
            .await
            .text()
            .contains("Préparer 2 invitations")
    );

    let page = referent.get(&story.inviting()).await;
    let text = page.text();
    assert!(text.contains("Envoyer 2 invitations"), "{text}");
    assert!(text.contains("gwenaelle.morvan@exemple.invalid"), "{text}");
    assert!(text.contains("Erwan Le Gall fictif — Mairie"), "{text}");
    let (csrf, fingerprint) = (page.field("csrf"), page.field("fingerprint"));
    let form = [
        ("csrf", csrf.as_str()),
        ("fingerprint", fingerprint.as_str()),
    ];
    let sent = referent.post(&story.inviting(), &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(
        referent
            .get(&sent.location)
            .await
            .text()
            .contains("2 invitations sont prêtes à partir")
    );
    let mut tx = story.app.storage.read().await.unwrap();
    assert_eq!(tx.invitations().of_event(event.id).await.unwrap().len(), 2);
    drop(tx);

    let twice = referent.post(&story.inviting(), &form).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.text().contains("sont déjà invités"));
    let mut tx = story.app.storage.read().await.unwrap();
    let kind = portrea_actions::invitation_step(event.id);
    assert_eq!(
        tx.outbox()
            .of_kind(story.portrait.id, &kind)
            .await
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn a_list_that_changed_is_refused_and_shown_anew() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&story.inviting()).await;
    let (csrf, stale) = (page.field("csrf"), page.field("fingerprint"));
    story
        .contact("Malo Hervé", "CCAS de Bédée", None, true)
        .await;

    let refused = referent
        .post(
            &story.inviting(),
            &[("csrf", &csrf), ("fingerprint", &stale)],
        )
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.text().contains("La liste a changé"),
        "{}",
        refused.text()
    );
    assert!(refused.text().contains("Malo Hervé"));
    let mut tx = story.app.storage.read().await.unwrap();
    assert_eq!(tx.invitations().of_event(event.id).await.unwrap(), []);
    drop(tx);

    let fresh = refused.field("fingerprint");
    let sent = referent
        .post(
            &story.inviting(),
            &[("csrf", &csrf), ("fingerprint", &fresh)],
        )
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_without_its_token_invites_nobody() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    let mut referent = story.signed_in(REFERENT).await;
    let fingerprint = referent.get(&story.inviting()).await.field("fingerprint");
    let reply = referent
        .post(&story.inviting(), &[("fingerprint", &fingerprint)])
        .await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    let mut tx = story.app.storage.read().await.unwrap();
    assert_eq!(tx.invitations().of_event(event.id).await.unwrap(), []);
}

#[tokio::test]
async fn nobody_is_invited_to_a_meeting_that_began() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    story.clock.set(at("2026-11-17T13:00:00"));
    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&story.inviting()).await;
    let (csrf, fingerprint) = (page.field("csrf"), page.field("fingerprint"));
    story.clock.set(at("2026-11-17T14:00:00"));
    let reply = referent
        .post(
            &story.inviting(),
            &[("csrf", &csrf), ("fingerprint", &fingerprint)],
        )
        .await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert!(reply.text().contains("Rien n’est parti"));
    let mut tx = story.app.storage.read().await.unwrap();
    assert_eq!(tx.invitations().of_event(event.id).await.unwrap(), []);
}
