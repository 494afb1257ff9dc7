//! temp
use crate::support::*;
use portrea_mailer::{Transport, router};
#[tokio::test]
async fn look() {
    let mut house = TestHouse::open().await.with_referent().await;
    let mut h = (*house.app.house).clone();
    h.public_url = "http://127.0.0.1:18433".into();
    h.demo = true;
    house.app.house = h.into();
    house.contact("Anne").await;
    let y = house.contact("Yann").await;
    house.invite_everybody().await;
    house.post().await;
    let mut tx = house.app.storage.read().await.unwrap();
    let invitation_id = tx.invitations().of_person(y.id).await.unwrap()[0]
        .invitation
        .id;
    drop(tx);
    house.wait_minutes(30);
    portrea_actions::answer_invitation(
        &house.app,
        &portrea_actions::AnswerRequest {
            invitation_id,
            reply: portrea_domain::invitation::Reply::Yes,
            delegate: None,
            door: portrea_domain::observation::Door::Form,
        },
    )
    .await
    .unwrap();
    house.post().await;
    let transport = Transport::mailbox(&house.mailbox());
    let pages = portrea_web::dress(
        router(&house.app, &transport).merge(portrea_web::assets()),
        &house.app,
    );
    let l = tokio::net::TcpListener::bind("127.0.0.1:18433")
        .await
        .unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(90), async {
        axum::serve(l, pages).await.unwrap()
    })
    .await
    .ok();
}
