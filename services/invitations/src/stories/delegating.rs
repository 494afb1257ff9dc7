//! Somebody else comes instead.

use axum::http::StatusCode;
use portrea_domain::invitation::Reply;

use super::house::House;

const YANN: [(&str, &str); 3] = [
    ("reply", "delegated"),
    ("name", "Yann Riou"),
    ("email", "yann@exemple.invalid"),
];

#[tokio::test]
async fn a_delegate_gets_an_invitation_of_their_own() {
    let house = House::open().await;
    let page = house.answer(&YANN).await;
    assert!(page.contains("Yann Riou reçoit une invitation par mail"));
    let mine = house.mine().await.invitation;
    assert_eq!(mine.answer.unwrap().reply, Reply::Delegated);
    let invited = house.invited().await;
    let yann = invited
        .iter()
        .find(|row| row.invitation.delegated_from == Some(mine.id))
        .unwrap();
    assert_eq!(yann.person.name, "Yann Riou");
    assert_eq!(
        yann.invitation.answer, None,
        "nobody answers for somebody else"
    );
    assert_eq!(house.mails_to(yann.person.id).await.len(), 1);
}

#[tokio::test]
async fn naming_the_same_delegate_twice_changes_nothing_and_another_one_is_invited_too() {
    let house = House::open().await;
    house.answer(&YANN).await;
    let before = house.bytes();
    house.answer(&YANN).await;
    assert_eq!(house.bytes(), before);
    house.clock.set(house.app.now().plus_minutes(1));
    let anna = [
        ("reply", "delegated"),
        ("name", "Anna Le Bris"),
        ("email", "anna@exemple.invalid"),
    ];
    let page = house.answer(&anna).await;
    assert!(page.contains("Anna Le Bris reçoit"));
    assert_eq!(house.invited().await.len(), 3);
}

#[tokio::test]
async fn what_is_wrong_with_a_delegate_is_said_at_the_field_and_what_was_typed_stays() {
    let house = House::open().await;
    let before = house.bytes();
    let fields = [
        ("reply", "delegated"),
        ("name", "<script>Yann</script>"),
        ("email", "yann@"),
    ];
    let reply = house.post(&house.at(""), &fields).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.body.contains("<details class=\"actions\" open>"));
    assert!(reply.body.contains("aria-describedby=\"email-erreur\""));
    assert!(!reply.body.contains("aria-describedby=\"name-erreur\""));
    assert!(reply.body.contains("value=\"yann@\""));
    assert!(reply.body.contains("&#60;script&#62;Yann"));
    let mine = [
        ("reply", "delegated"),
        ("name", "Moi"),
        ("email", "JEANNE@exemple.invalid"),
    ];
    let reply = house.post(&house.at(""), &mine).await;
    assert!(reply.body.contains("Cette adresse est la vôtre"));
    assert_eq!(house.bytes(), before);
}
