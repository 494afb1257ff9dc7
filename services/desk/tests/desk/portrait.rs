//! What a référent reads of their portrait, and what others do not.

use axum::http::StatusCode;
use portrea_actions::{prepare_invitations, send_invitations};
use portrea_domain::event::Event;
use portrea_domain::invitation::Reply;
use portrea_domain::message::{Message, MessageState};
use portrea_domain::observation::Door;
use portrea_domain::person::Person;

use crate::house::{HUB, NEIGHBOUR, REFERENT, Story, at};

/// Invites everybody to a meeting.
async fn send_all(story: &Story, event: &Event) {
    let list = prepare_invitations(&story.app, event.id).await.unwrap();
    send_invitations(&story.app, event.id, &list.fingerprint)
        .await
        .unwrap();
}

async fn invitation_of(story: &Story, person: &Person) -> Message {
    let mut tx = story.app.storage.read().await.unwrap();
    tx.outbox().of_person(person.id).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_referent_of_another_territory_is_refused_and_a_hub_of_the_region_is_not() {
    let story = Story::start().await;
    let mut neighbour = story.signed_in(NEIGHBOUR).await;
    for path in [
        story.address(),
        story.sends(),
        format!("{}/previsions", story.address()),
        format!("{}/regles", story.address()),
    ] {
        assert_eq!(
            neighbour.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    let home = neighbour.get("/bureau").await;
    assert!(!home.body.contains("Montfort"));
    let csrf = home.field("csrf");
    let sent = neighbour
        .post(
            &format!("{}/etape", story.address()),
            &[("csrf", &csrf), ("etape", "consolidation")],
        )
        .await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);

    let mut hub = story.signed_in(HUB).await;
    assert!(
        hub.get("/bureau")
            .await
            .body
            .contains("Montfort Communauté")
    );
    assert_eq!(hub.get(&story.address()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_portrait_that_is_not_there_is_not_found() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    for id in ["nimporte", "01932b6e-0000-7000-8000-000000000000"] {
        let reply = referent.get(&format!("/bureau/portraits/{id}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn a_portrait_of_the_first_day_is_kind_to_whoever_opens_it() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let home = referent.get("/bureau").await.text();
    assert!(
        home.contains("Montfort Communauté Engagement Prochaine réunion pas encore de date Inventaire aucun lieu connu"),
        "{home}"
    );
    let page = referent.get(&story.address()).await.text();
    for words in [
        "Aucune réunion n’a encore de date",
        "Personne n’a encore répondu.",
        "Ce portrait n’a pas encore de contact.",
        "Rien : toutes les fiches sont à jour.",
        "Rien n’a encore été dit",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[tokio::test]
async fn answers_are_counted_and_named_with_the_door_they_came_by() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    let yes = story
        .contact("Gwenaëlle Morvan", "Médiathèque", None, true)
        .await;
    let no = story
        .contact("Malo Hervé", "CCAS de Bédée", None, true)
        .await;
    let absent = story
        .contact("Ewen Riou", "Mission locale", None, true)
        .await;
    send_all(&story, &event).await;
    story.clock.set(at("2026-11-05T09:30:00"));
    story.answer(&event, &yes, Reply::Yes, Door::Form).await;
    story.answer(&event, &no, Reply::No, Door::Phone).await;
    story
        .answer(&event, &absent, Reply::Delegated, Door::Form)
        .await;

    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&story.address()).await.text();
    for words in [
        "Présentation de la démarche prochaine réunion mardi 17 novembre 2026, de 14 h à 16 h",
        "invités 4 vient 1 ne vient pas 1 ne sait pas encore 0 se fait remplacer 1 sans réponse 1",
        "Gwenaëlle Morvan fictif vient Médiathèque Bédée 5 novembre 2026 à 9 h 30 par le formulaire",
        "Malo Hervé fictif ne vient pas CCAS de Bédée Bédée 5 novembre 2026 à 9 h 30 par téléphone",
        "Nolwenn Le Dantec fictif remplace Ewen Riou invité, sans réponse en attente Mission locale Bédée",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let home = referent.get("/bureau").await.text();
    assert!(home.contains("3 réponses sur 4 invitations"), "{home}");
}

#[tokio::test]
async fn people_a_mail_does_not_reach_come_first_with_the_reason() {
    let story = Story::start().await;
    let event = story.plan_meeting().await;
    story
        .contact("Aziliz Cadiou", "Amicale laïque", None, true)
        .await;
    let refused = story
        .contact("Ronan Tanguy", "Maison des services", None, true)
        .await;
    let bounced = story.contact("Yuna Coat", "Point jeunes", None, true).await;
    story.contact("Erwan Le Gall", "Mairie", None, false).await;
    send_all(&story, &event).await;
    let late = story
        .contact("Katell Simon", "Zone d’activités", None, true)
        .await;
    let message = invitation_of(&story, &refused).await;
    let now = story.app.now();
    let mut tx = story.app.storage.begin().await.unwrap();
    let reason = "552 5.7.1 message refusé";
    tx.outbox()
        .settle(message.id, MessageState::Refused, now, reason, now)
        .await
        .unwrap();
    let address = bounced.email.as_ref().unwrap();
    tx.people()
        .note_bounce(address, "550 5.1.1 boîte inconnue", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let page = story
        .signed_in(REFERENT)
        .await
        .get(&story.address())
        .await
        .text();
    let place = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("{words} in {page}"))
    };
    let refused = place(
        "Ronan Tanguy fictif invité, sans réponse refusé 552 5.7.1 message refusé Maison des services Bédée",
    );
    let bounced = place(
        "Yuna Coat fictif invité, sans réponse adresse en échec 550 5.1.1 boîte inconnue Point jeunes Bédée",
    );
    let unreachable =
        place("Erwan Le Gall fictif pas encore invité pas d’adresse mail Mairie Bédée");
    let silent = place("Aziliz Cadiou fictif invité, sans réponse en attente Amicale laïque Bédée");
    let not_invited =
        place("Katell Simon fictif pas encore invité aucun mail Zone d’activités Bédée");
    assert!([refused, bounced, unreachable].iter().max() < [silent, not_invited].iter().min());
    assert!(
        page.contains("Où en sont les mails d’invitation en attente 2 refusé 1"),
        "{page}"
    );
    assert_eq!(late.name, "Katell Simon");
}

#[tokio::test]
async fn what_ages_is_listed_with_who_will_be_asked() {
    let story = Story::start().await;
    let keeper = story
        .contact("Soazig Prigent", "Médiathèque", None, true)
        .await;
    let first = story
        .declare(keeper.id, "Médiathèque Lagirafe", "35188")
        .await;
    story
        .declare(keeper.id, "Espace France services", "35023")
        .await;
    story.declare(keeper.id, "Ailleurs", "35211").await;
    story
        .contact("Tifenn Jézéquel", "Médiathèque", Some(&first), true)
        .await;
    story.clock.set(at("2027-05-10T09:00:00"));

    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&story.address()).await.text();
    for words in [
        "lieux connus 2 à jour 0 à vérifier 0 incertains 2 fermé 0 offre déclarée 0",
        "Médiathèque Lagirafe incertain Les horaires d’ouverture 3 mai 2027 question à Tifenn Jézéquel fictif Montfort-sur-Meu",
        "Espace France services incertain Les horaires d’ouverture 3 mai 2027 en attente : aucun contact à qui écrire Bédée",
        "par le formulaire 2",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(!page.contains("Ailleurs"));
}

#[tokio::test]
async fn a_long_table_stops_at_fifty_and_says_how_many_are_left() {
    let story = Story::start().await;
    story.plan_meeting().await;
    for n in 0..62 {
        story
            .contact(&format!("Contact {n}"), "Association", None, true)
            .await;
    }
    let page = story.signed_in(REFERENT).await.get(&story.address()).await;
    assert_eq!(page.body.matches("pas encore invité").count(), 50);
    assert!(page.text().contains("et 12 autres"));
}

#[tokio::test]
async fn the_next_phase_is_entered_by_a_button_that_says_so() {
    let story = Story::start().await;
    let mut referent = story.signed_in(REFERENT).await;
    let page = referent.get(&story.address()).await;
    assert!(page.text().contains("Passer à l’étape Déploiement"));
    let csrf = page.field("csrf");
    let entering = format!("{}/etape", story.address());
    let refused = referent.post(&entering, &[("etape", "deploiement")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let unknown = [("csrf", csrf.as_str()), ("etape", "ailleurs")];
    let unknown = referent.post(&entering, &unknown).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let entered = [("csrf", csrf.as_str()), ("etape", "consolidation")];
    let entered = referent.post(&entering, &entered).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    let page = referent.get(&story.address()).await.text();
    assert!(page.contains("relancées 7 puis 21 jours"), "{page}");
}
