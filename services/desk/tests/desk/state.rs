//! The state of the house: what runs, what leaves, what receivers find.

use axum::http::StatusCode;
use portrea_domain::mail_names::{MailNames, NameKind, NameRecord, NameVerdict};
use portrea_storage::OUTBOX_PAUSED;

use crate::house::{REFERENT, Story};

fn spf(verdict: NameVerdict, found: &[&str]) -> NameRecord {
    NameRecord {
        kind: NameKind::Spf,
        name: "exemple.test".to_owned(),
        verdict,
        found: found.iter().map(|text| (*text).to_owned()).collect(),
        wanted: Some("v=spf1 a:mail.exemple.fr -all".to_owned()),
    }
}

async fn find(story: &Story, record: NameRecord) {
    let names = MailNames {
        at: story.app.now(),
        sender: "exemple.test".to_owned(),
        records: vec![record],
    };
    let mut tx = story.app.storage.begin().await.unwrap();
    tx.operations().keep_mail_names(&names).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_state_of_the_house_says_what_to_publish_and_what_has_stopped() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let text = referent.get("/bureau/etat").await.text();
    assert!(text.contains("Rien n’a encore été vérifié"), "{text}");

    find(
        &story,
        spf(
            NameVerdict::Wrong,
            &["v=spf1 +all", "<script>alert(1)</script>"],
        ),
    )
    .await;
    let mut tx = story.app.storage.begin().await.unwrap();
    let long_ago = story.app.now().plus_days(-3);
    tx.operations().beat("freshness", long_ago).await.unwrap();
    tx.operations()
        .set_setting(OUTBOX_PAUSED, "1")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = referent.get("/bureau/etat").await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    let text = page.text();
    for words in [
        "L’envoi est en pause",
        "Vérification des fiches : dernier signe de vie",
        "arrêté ?",
        "peuvent finir dans les indésirables",
        "à corriger",
        "v=spf1 +all",
        "v=spf1 a:mail.exemple.fr -all",
    ] {
        assert!(
            text.replace('\u{a0}', " ").contains(words),
            "{words} in {text}"
        );
    }

    find(&story, spf(NameVerdict::Good, &["v=spf1 mx -all"])).await;
    let text = referent.get("/bureau/etat").await.text();
    assert!(text.contains("Tout est en ordre pour exemple.test"));
    assert!(!text.contains("À publier"), "{text}");
}

#[tokio::test]
async fn the_state_of_the_house_is_for_those_who_run_a_portrait() {
    let story = Story::start().await;
    let reply = story.visitor().get("/bureau/etat").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}
