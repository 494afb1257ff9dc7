//! Reading never writes.

use std::fs;

use crate::house::{REFERENT, Story};

impl Story {
    /// Every byte of the base: any committed change shows in the file or in its journal.
    fn bytes(&self) -> Vec<Vec<u8>> {
        ["portrea.db", "portrea.db-wal"]
            .map(|name| fs::read(self.folder.path().join(name)).unwrap_or_default())
            .into()
    }
}

#[tokio::test]
async fn no_page_writes_when_it_is_read() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let keeper = story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    story
        .declare(keeper.id, "Médiathèque Lagirafe", "35188")
        .await;
    let mut referent = story.signed_in(REFERENT).await;
    let csrf = referent.get("/bureau/connexion").await.field("csrf");
    let key = story.keys(REFERENT).await.remove(0);
    let before = story.bytes();
    let meeting = format!("{}/reunions/{}", story.address(), event.id);
    for rest in [
        "",
        "/modifier",
        "/deplacer",
        "/annuler",
        "/repondre",
        "/traiteur",
        "/traiteur.csv",
    ] {
        let path = format!("{meeting}{rest}");
        assert!(referent.get(&path).await.status.is_success(), "{path}");
    }
    let answering = format!("{meeting}/repondre/{}", keeper.id);
    assert!(referent.get(&answering).await.status.is_success());
    for path in [
        format!("{}/reunions", story.address()).as_str(),
        format!("{}/reunions/nouvelle", story.address()).as_str(),
        "/bureau",
        "/bureau/connexion",
        &key,
        &story.address(),
        &story.sends(),
        &story.preparing(&event),
        &format!("{}/previsions", story.address()),
        &format!("{}/previsions/2026-11-10", story.address()),
        &format!("{}/regles", story.address()),
        &format!("{}/reunions/{}/relances", story.address(), event.id),
    ] {
        let status = referent.get(path).await.status;
        assert!(status.is_success(), "{path}: {status}");
        assert!(story.bytes() == before, "{path} wrote");
    }
    assert_eq!(
        referent.get("/bureau/deconnexion").await.status.as_u16(),
        405
    );

    referent.post(&key, &[("csrf", &csrf)]).await;
    assert!(story.bytes() != before, "a change does show");
}
