//! Saying yes, saying no, and changing one’s mind.

use axum::http::StatusCode;
use portrea_domain::invitation::Reply;
use portrea_domain::observation::Door;

use super::house::House;

#[tokio::test]
async fn the_page_says_what_when_where_and_for_which_territory() {
    let house = House::open().await;
    let page = house.get(&house.at("")).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "Journée collaborative",
        "jeudi 17 décembre 2026, de 9\u{a0}h à 17\u{a0}h",
        "Salle des fêtes",
        "Inventaire par commune",
        "Lannion-Trégor Communauté",
        "Jeanne Le Goff",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("Vous avez répondu"));
}

#[tokio::test]
async fn yes_is_noted_confirmed_by_mail_and_offers_the_calendar() {
    let house = House::open().await;
    let none = house.get(&house.at("/agenda.ics")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let page = house.answer(&[("reply", "yes")]).await;
    assert!(page.contains("C’est noté, vous venez."));
    assert!(page.contains("/agenda.ics"));
    let answer = house.mine().await.invitation.answer.unwrap();
    assert_eq!((answer.reply, answer.door), (Reply::Yes, Door::Form));
    assert_eq!(
        house.mails_to(house.person).await.len(),
        2,
        "invitation and confirmation"
    );
    let file = house.get(&house.at("/agenda.ics")).await.body;
    assert!(file.contains("DTSTART;TZID=Europe/Paris:20261217T090000"));
    assert!(file.contains("portrea.exemple.invalid"));
}

#[tokio::test]
async fn yes_then_no_keeps_both_answers() {
    let house = House::open().await;
    house.answer(&[("reply", "yes")]).await;
    let page = house.answer(&[("reply", "no")]).await;
    assert!(page.contains("vous ne venez pas"));
    let answer = house.mine().await.invitation.answer.unwrap();
    assert_eq!((answer.reply, answer.count), (Reply::No, 2));
    let mut tx = house.app.storage.read().await.unwrap();
    let id = house.mine().await.invitation.id;
    assert!(tx.people().said_yes_before(id, answer.count).await.unwrap());
    let later = house.get(&house.at("")).await.body;
    assert!(
        later.contains("Vous avez répondu «\u{a0}Non, je ne peux pas\u{a0}» le 24 novembre 2026.")
    );
    assert!(later.contains("changer d’avis jusqu’au début"));
}

#[tokio::test]
async fn pressing_yes_twice_is_one_answer_and_one_mail() {
    let house = House::open().await;
    house.answer(&[("reply", "yes")]).await;
    let before = house.bytes();
    house.answer(&[("reply", "yes")]).await;
    assert_eq!(house.bytes(), before);
    assert_eq!(house.mine().await.invitation.answer.unwrap().count, 1);
}

#[tokio::test]
async fn an_answer_that_is_none_of_the_three_writes_nothing() {
    let house = House::open().await;
    let before = house.bytes();
    for fields in [&[][..], &[("reply", "peut-être")]] {
        let reply = house.post(&house.at(""), fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains("Choisissez une des quatre réponses"));
    }
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn once_the_meeting_has_begun_the_page_can_only_be_read() {
    let house = House::open().await;
    house.answer(&[("reply", "yes")]).await;
    house.clock.set(house.event.starts_at);
    let page = house.get(&house.at("")).await.body;
    assert!(page.contains("Cette réunion a déjà commencé"));
    assert!(!page.contains("name=\"reply\"") && !page.contains("changer d’avis"));
    let before = house.bytes();
    let reply = house.post(&house.at(""), &[("reply", "no")]).await;
    assert_eq!(reply.location, house.at(""));
    assert_eq!(house.bytes(), before);
}

#[tokio::test]
async fn markup_in_what_the_desk_typed_is_shown_as_text() {
    let house = House::shouting("<script>alert(1)</script>\"'><img src=x>").await;
    let body = house.get(&house.at("")).await.body;
    assert!(!body.contains("<script") && !body.contains("<img"));
    assert!(body.contains("&#60;script"));
}
