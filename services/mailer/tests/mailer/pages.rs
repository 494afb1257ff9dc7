//! The pages of the mailer, dressed as the house dresses them.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use portrea_actions::{Secret, give_link};
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::Stream;
use portrea_domain::person::Person;
use portrea_mailer::{Transport, router};
use tower::ServiceExt as _;

use crate::support::TestHouse;

struct Answer {
    status: StatusCode,
    heads: axum::http::HeaderMap,
    body: String,
}

impl TestHouse {
    fn pages(&self) -> Router {
        let transport = Transport::mailbox(&self.mailbox());
        portrea_web::dress(router(&self.app, &transport), &self.app)
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, "", "").await
    }

    async fn post_form(&self, path: &str, body: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.ask(Method::POST, path, kind, body).await
    }

    async fn ask(&self, method: Method, path: &str, kind: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response: Response<Body> = self.pages().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            heads: parts.headers,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn preferences_of(&self, person: &Person) -> String {
        let link = give_link(&self.app, person.id, LinkPurpose::Preferences)
            .await
            .unwrap();
        format!("/desabonner/{}", self.app.house.secret.link_token(link.id))
    }

    async fn stopped(&self, person: &Person) -> Vec<Stream> {
        let mut tx = self.app.storage.read().await.unwrap();
        let mut stopped = tx.people().oppositions(person.id).await.unwrap();
        stopped.sort();
        stopped
    }
}

/// The first value between two marks.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let start = text
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("{before} in {text}"));
    start.split(after).next().unwrap()
}

#[tokio::test]
async fn the_mailbox_lists_mails_and_opens_one() {
    let house = TestHouse::inviting(&["Anne", "Yann"]).await;
    house.post().await;
    let list = house.get("/courriels").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("2 courriels"));
    for words in [
        "Anne &#60;anne@exemple.invalid&#62;",
        "24 novembre 2026, 9\u{a0}h",
    ] {
        assert!(list.body.contains(words), "{words} in {}", list.body);
    }
    let path = between(&list.body, "<li><a href=\"/courriels/", "\"");
    let mail = house.get(&format!("/courriels/{path}")).await;
    assert_eq!(mail.status, StatusCode::OK);
    assert!(mail.body.contains("aria-current=\"page\""));
    assert!(
        mail.body
            .contains(&format!("<iframe src=\"/courriels/{path}/html\""))
    );
    assert!(
        mail.body
            .contains("<a href=\"https://portrea.exemple.invalid/i/")
    );
}

#[tokio::test]
async fn the_html_of_a_mail_is_shut_in_and_its_links_lead_out() {
    let house = TestHouse::inviting(&["Anne"]).await;
    house.post().await;
    let list = house.get("/courriels").await.body;
    let path = between(&list, "<li><a href=\"/courriels/", "\"");
    let html = house.get(&format!("/courriels/{path}/html")).await;
    let csp = html.heads[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        csp.starts_with("default-src 'none'; style-src 'unsafe-inline';"),
        "{csp}"
    );
    assert!(
        csp.contains("sandbox ") && !csp.contains("allow-scripts"),
        "{csp}"
    );
    assert!(html.body.contains("<base target=\"_top\">"));
    assert!(html.body.contains("Répondre à l’invitation"));
}

#[tokio::test]
async fn a_calendar_file_can_be_kept() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    house.invite_everybody().await;
    let mut tx = house.app.storage.read().await.unwrap();
    let invitation_id = tx.invitations().of_person(anne.id).await.unwrap()[0]
        .invitation
        .id;
    drop(tx);
    let yes = portrea_actions::AnswerRequest {
        invitation_id,
        reply: portrea_domain::invitation::Reply::Yes,
        delegate: None,
        door: portrea_domain::observation::Door::Form,
    };
    portrea_actions::answer_invitation(&house.app, &yes)
        .await
        .unwrap();
    house.post().await;
    let list = house.get("/courriels").await.body;
    let path = between(&list, "<li><a href=\"/courriels/", "\"");
    let mail = house.get(&format!("/courriels/{path}")).await.body;
    assert!(mail.contains(&format!(
        "/courriels/{path}/fichiers/0\" download>invitation.ics"
    )));
    let file = house.get(&format!("/courriels/{path}/fichiers/0")).await;
    assert_eq!(
        file.heads[header::CONTENT_DISPOSITION],
        "attachment; filename=\"invitation.ics\""
    );
    assert!(file.body.starts_with("BEGIN:VCALENDAR\r\n"));
    let none = house.get(&format!("/courriels/{path}/fichiers/1")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_but_a_mail_can_be_read_through_the_mailbox() {
    let house = TestHouse::inviting(&["Anne"]).await;
    house.post().await;
    for name in [
        "..%2Fx.db",
        "%2e%2e%2fx.db",
        "x.db",
        "20261124T080000-..%2Fx.eml",
        "20261124T080000-0190f2a4-0000-7000-8000-000000000000.eml",
    ] {
        for path in [
            format!("/courriels/{name}"),
            format!("/courriels/{name}/html"),
        ] {
            assert_eq!(
                house.get(&path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_house_that_can_reach_people_shows_no_mailbox() {
    let mut house = TestHouse::open().await;
    let smtp = Transport::smtp("smtp://127.0.0.1:2525").unwrap();
    let pages = portrea_web::dress(router(&house.app, &smtp), &house.app);
    let request = Request::get("/courriels").body(Body::empty()).unwrap();
    assert_eq!(
        pages.oneshot(request).await.unwrap().status(),
        StatusCode::NOT_FOUND
    );

    let mut hidden = (*house.app.house).clone();
    hidden.shows_mailbox = false;
    house.app.house = hidden.into();
    assert_eq!(house.get("/courriels").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_empty_mailbox_says_so() {
    let house = TestHouse::open().await;
    let page = house.get("/courriels?page=7").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Aucun courriel pour l’instant."));
}

#[tokio::test]
async fn a_long_mailbox_has_pages() {
    let house = TestHouse::open().await;
    for n in 0..31 {
        house.contact(&format!("p{n}")).await;
    }
    house.invite_everybody().await;
    house.post().await;
    let first = house.get("/courriels").await.body;
    assert!(first.contains("Page 1 sur 2") && first.contains("href=\"/courriels?page=2\""));
    let second = house.get("/courriels?page=2").await.body;
    assert_eq!(second.matches("<li><a href=\"/courriels/").count(), 1);
}

#[tokio::test]
async fn a_person_stops_a_stream_and_starts_it_again() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    let path = house.preferences_of(&anne).await;
    let page = house.get(&path).await.body;
    assert!(page.contains("Vous recevez les invitations aux réunions"));
    assert!(
        house.stopped(&anne).await.is_empty(),
        "reading changes nothing"
    );

    let csrf = between(&page, "name=\"csrf\" value=\"", "\"");
    let stop = format!("csrf={csrf}&stream=event&choice=stop");
    let done = house.post_form(&path, &stop).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(house.stopped(&anne).await, [Stream::Event]);
    let page = house
        .get(done.heads[header::LOCATION].to_str().unwrap())
        .await
        .body;
    assert!(page.contains("C’est enregistré."));
    assert!(page.contains("Vous ne recevez plus les invitations aux réunions"));

    let again = format!("csrf={csrf}&stream=event&choice=again");
    house.post_form(&path, &again).await;
    assert!(house.stopped(&anne).await.is_empty());
}

#[tokio::test]
async fn a_form_that_is_not_ours_stops_nothing() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    let path = house.preferences_of(&anne).await;
    for csrf in ["", "csrf=x&"] {
        let body = format!("{csrf}stream=event&choice=stop");
        let answer = house.post_form(&path, &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert!(house.stopped(&anne).await.is_empty());
}

#[tokio::test]
async fn one_click_of_a_mail_program_stops_the_stream_of_that_mail() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    let yann = house.contact("Yann").await;
    let path = house.preferences_of(&anne).await;
    let answer = house
        .post_form(&format!("{path}?flux=update"), "List-Unsubscribe=One-Click")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(house.stopped(&anne).await, [Stream::Update]);

    let path = house.preferences_of(&yann).await;
    let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let answer = house
        .ask(
            Method::POST,
            &path,
            "multipart/form-data; boundary=x",
            parts,
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(house.stopped(&yann).await, Stream::OPPOSABLE);
}

#[tokio::test]
async fn a_link_for_something_else_opens_no_preferences() {
    let house = TestHouse::open().await;
    let anne = house.contact("Anne").await;
    let key = give_link(&house.app, anne.id, LinkPurpose::SignIn)
        .await
        .unwrap();
    let forged = Secret::new([8; 32]).link_token(key.id);
    for token in [house.app.house.secret.link_token(key.id), forged] {
        let path = format!("/desabonner/{token}");
        assert_eq!(house.get(&path).await.status, StatusCode::NOT_FOUND);
        let click = house.post_form(&path, "List-Unsubscribe=One-Click").await;
        assert_eq!(click.status, StatusCode::NOT_FOUND);
    }
    assert!(house.stopped(&anne).await.is_empty());
}
