//! What a provider says of mails that came back is taken when it is signed, of now, and new.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use portrea_domain::Clock as _;
use portrea_mailer::{Transport, router};
use ring::hmac;
use tower::ServiceExt as _;

use crate::support::{TestHouse, address};

const SECRET: &str = "a secret of the provider";

struct Notice {
    at: i64,
    secret: &'static str,
    body: String,
}

impl Notice {
    async fn post(&self, house: &TestHouse) -> StatusCode {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let tag = hmac::sign(&key, format!("{}.{}", self.at, self.body).as_bytes());
        let digits: Vec<String> = tag
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let request = Request::post("/courriels/rebonds")
            .header("X-Portrea-Timestamp", self.at)
            .header("X-Portrea-Signature", format!("sha256={}", digits.concat()))
            .body(Body::from(self.body.clone()))
            .unwrap();
        let transport = Transport::mailbox(&house.mailbox()).told_of_bounces(Some(SECRET));
        let pages = portrea_web::dress(router(&house.app, &transport), &house.app);
        pages.oneshot(request).await.unwrap().status()
    }
}

#[tokio::test]
async fn a_signed_notice_is_taken_once_and_nothing_else_is() {
    let house = TestHouse::open().await;
    let anne = house.contact("anne").await;
    let yann = house.contact("yann").await;
    house.invite_everybody().await;
    house.post().await;
    let now = house.clock.now().millis() / 1_000;
    let id = house.message_of(&anne).await.id;
    let body = format!(
        r#"{{"events": [{{"message": "<{id}@portrea.exemple.invalid>", "kind": "hard", "reason": "550 5.1.1"}},
            {{"recipient": "{}", "kind": "soft"}}, {{"recipient": "inconnu@exemple.invalid", "kind": "hard"}}]}}"#,
        address("yann")
    );
    let notice = |at, secret, body: &str| Notice {
        at,
        secret,
        body: body.to_owned(),
    };

    let forged = notice(now, "another secret", &body).post(&house).await;
    let old = notice(now - 301, SECRET, &body).post(&house).await;
    assert_eq!([forged, old], [StatusCode::UNAUTHORIZED; 2]);
    let unreadable = notice(now, SECRET, "{}").post(&house).await;
    assert_eq!(unreadable, StatusCode::BAD_REQUEST);
    let stopped = async |person: &portrea_domain::person::Person| {
        let mut tx = house.app.storage.read().await.unwrap();
        tx.people()
            .bounced(person.email.as_ref().unwrap())
            .await
            .unwrap()
    };
    assert_eq!(stopped(&anne).await, None);

    let right = notice(now, SECRET, &body);
    assert_eq!(right.post(&house).await, StatusCode::OK);
    assert_eq!(right.post(&house).await, StatusCode::CONFLICT);
    assert_eq!(stopped(&anne).await.as_deref(), Some("550 5.1.1"));
    assert_eq!(stopped(&yann).await, None, "one passing failure");
    let mut tx = house.app.storage.read().await.unwrap();
    let stranger = "inconnu@exemple.invalid".parse().unwrap();
    assert_eq!(
        tx.people().bounced(&stranger).await.unwrap(),
        None,
        "nobody here has it"
    );
}

#[tokio::test]
async fn without_a_secret_there_is_no_such_door() {
    let house = TestHouse::open().await;
    let transport = Transport::smtp("smtp://127.0.0.1:1").unwrap();
    let pages = portrea_web::dress(router(&house.app, &transport), &house.app);
    let request = Request::post("/courriels/rebonds")
        .body(Body::empty())
        .unwrap();
    let status = pages.oneshot(request).await.unwrap().status();
    assert_eq!(status, StatusCode::NOT_FOUND);
}
