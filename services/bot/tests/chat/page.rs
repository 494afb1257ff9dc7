//! The chat on a web page, as a browser without script sees it.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use portrea_bot::router;
use portrea_domain::conversation::ChatChannel;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_web::dress;
use tower::ServiceExt as _;

use super::house::{Story, plain, stories, story};

/// A browser: keeps its cookie, reads one page at a time.
struct Browser {
    router: Router,
    cookie: Option<String>,
    page: String,
}

impl Browser {
    fn new(story: &Story) -> Self {
        Self {
            router: dress(router(None), &story.app),
            cookie: None,
            page: String::new(),
        }
    }

    async fn opens(&mut self) -> &str {
        let mut request = Request::get("/chat");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = axum::body::to_bytes(response.into_body(), 1_000_000)
            .await
            .unwrap();
        self.page = plain(std::str::from_utf8(&body).unwrap());
        &self.page
    }

    /// Posts a form, keeps the cookie it brings and gives the status.
    async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> StatusCode {
        let encoded = |text: &str| {
            text.bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect::<Vec<_>>()
                .concat()
        };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(Body::from(body.join("&"))).unwrap())
            .await
            .unwrap();
        if let Some(set) = response.headers().get(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            assert!(
                set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Secure"),
                "{set}"
            );
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        response.status()
    }

    fn hidden(&self, name: &str) -> String {
        let after = self
            .page
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .unwrap();
        after.split('"').next().unwrap().to_owned()
    }

    async fn types(&mut self, text: &str) {
        let (csrf, seen) = (self.hidden("csrf"), self.hidden("vu"));
        let status = self
            .posts("/chat", &[("csrf", &csrf), ("vu", &seen), ("text", text)])
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        self.opens().await;
    }

    async fn presses(&mut self, label: &str) {
        let button = self
            .page
            .split("<button name=\"tap\" value=\"")
            .find(|rest| {
                rest.split('>')
                    .nth(1)
                    .is_some_and(|said| said.starts_with(&format!("{label}<")))
            });
        let tap = button
            .unwrap_or_else(|| panic!("no {label:?} in {}", self.page))
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let (csrf, seen) = (self.hidden("csrf"), self.hidden("vu"));
        let status = self
            .posts("/chat", &[("csrf", &csrf), ("vu", &seen), ("tap", &tap)])
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        self.opens().await;
    }
}

#[tokio::test]
async fn reading_the_page_writes_nothing() {
    for story in stories().await {
        let before = story.database.dump().await;
        let mut browser = Browser::new(&story);
        assert!(
            browser
                .opens()
                .await
                .contains("j’ai besoin du lien personnel")
        );
        browser.types("bonjour").await;
        let after = story.database.dump().await;
        assert_ne!(after, before);
        browser.opens().await;
        assert_eq!(story.database.dump().await, after);
    }
}

#[tokio::test]
async fn the_form_goes_on_by_messages_and_publishes() {
    for story in stories().await {
        let mut browser = Browser::new(&story);
        let token = story.form_token(story.jeanne).await;
        assert_eq!(
            browser.posts("/chat/relier", &[("token", &token)]).await,
            StatusCode::SEE_OTHER
        );
        let page = browser.opens().await;
        assert!(
            page.contains("Bonjour Jeanne.") && page.contains("<strong>Mairie de Bégard</strong>"),
            "{page}"
        );
        assert!(
            page.contains(&format!("href=\"https://portrea.example.org/f/{token}\"")),
            "{page}"
        );
        browser.presses("Tout est exact").await;
        assert!(
            browser
                .page
                .contains("<p><span class=\"sr-only\">Vous&nbsp;: </span>Tout est exact</p>"),
            "{}",
            browser.page
        );
        assert!(browser.page.contains("est vérifiée par vous aujourd’hui"));
        assert_eq!(
            story
                .listing()
                .await
                .verified(SectionKey::Place)
                .unwrap()
                .door,
            Door::Chat
        );
        assert!(!story.database.dump().await.contains(&token));
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let story = story().await;
    let mut browser = Browser::new(&story);
    assert_eq!(
        browser.posts("/chat", &[("text", "bonjour")]).await,
        StatusCode::FORBIDDEN
    );
    browser.opens().await;
    browser.types("bonjour").await;
    let stranger = Browser::new(&story).opens_alone().await;
    assert_eq!(
        browser
            .posts("/chat", &[("csrf", &stranger), ("text", "x")])
            .await,
        StatusCode::FORBIDDEN
    );
}

impl Browser {
    async fn opens_alone(mut self) -> String {
        self.opens().await;
        self.hidden("csrf")
    }
}

#[tokio::test]
async fn a_button_pressed_twice_in_haste_is_answered_once() {
    let story = story().await;
    let mut browser = Browser::new(&story);
    browser.opens().await;
    browser.types("bonjour").await;
    let (csrf, seen) = (browser.hidden("csrf"), browser.hidden("vu"));
    for _ in 0..2 {
        browser
            .posts("/chat", &[("csrf", &csrf), ("vu", &seen), ("tap", "aide")])
            .await;
    }
    assert_eq!(
        browser.opens().await.matches("class=\"turn me\"").count(),
        2
    );
    browser.types("aide").await;
    browser.types("aide").await;
    assert_eq!(browser.page.matches("class=\"turn me\"").count(), 4);
}

#[tokio::test]
async fn what_people_write_is_shown_as_they_wrote_it() {
    let story = story().await;
    let mut browser = Browser::new(&story);
    browser.opens().await;
    browser.types("<script>alert(1)</script>\nsuite").await;
    assert!(
        browser
            .page
            .contains("&#60;script&#62;alert(1)&#60;/script&#62;<br>suite"),
        "{}",
        browser.page
    );
    assert!(!browser.page.contains("<script>alert"));
}

#[tokio::test]
async fn somebody_else_at_the_same_computer_reads_nothing_of_the_first() {
    let story = story().await;
    let mut browser = Browser::new(&story);
    let token = story.form_token(story.jeanne).await;
    browser.posts("/chat/relier", &[("token", &token)]).await;
    browser.opens().await;
    let first = browser.cookie.clone();
    let token = story.form_token(story.yann).await;
    browser.types(&token).await;
    assert_ne!(browser.cookie, first);
    assert!(browser.page.contains("Bonjour Yann.") && !browser.page.contains("Bonjour Jeanne."));
}

#[tokio::test]
async fn a_token_nobody_gave_links_nobody() {
    let story = story().await;
    let mut browser = Browser::new(&story);
    let before = story.database.dump().await;
    let token = "A".repeat(43);
    assert_eq!(
        browser.posts("/chat/relier", &[("token", &token)]).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.posts("/chat/relier", &[("token", "x")]).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(story.database.dump().await, before);
    assert_eq!(story.turns(ChatChannel::Web, "x").await, []);
}
