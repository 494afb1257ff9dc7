//! The chat on a web page: `/chat`, the same conversation without script.
//!
//! The browser keeps a random token in a cookie; the address of the exchange is its hash. Reading the page changes
//! nothing: the cookie and the exchange are made by the first thing that is posted.

mod browser;
mod transcript;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use portrea_actions::{App, link_chat, within_limit};
use portrea_domain::conversation::{ChatChannel, Conversation};
use portrea_domain::link::Link;
use portrea_web::{Html, Page, PageError, Posted, check_csrf, csrf_for, keep_cookie};

use crate::core::{Incoming, token_in};
use crate::engine::{Chat, EngineError, Origin, handle};
use browser::{Browser, COOKIE, COOKIE_DAYS};
use transcript::{Said, Transcript};

/// More characters than this are not read.
const LONGEST: usize = 4_096;

/// How many exchanges strangers may begin in an hour, all together.
const NEW_CHATS_PER_HOUR: i64 = 1_000;

/// The pages of the chat.
pub fn router() -> Router<App> {
    Router::new()
        .route("/chat", get(show).post(answer))
        .route("/chat/relier", post(link))
}

#[derive(Template)]
#[template(path = "pages/bot/chat.html")]
struct ChatPage {
    page: Page,
    csrf: String,
    transcript: Transcript,
}

impl From<EngineError> for PageError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Action(error) => error.into(),
            EngineError::Busy => {
                tracing::error!("page.chat.busy");
                Self::Internal
            }
        }
    }
}

/// `GET /chat`: the exchange of this browser, or a welcome.
async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let browser = Browser::of(&headers);
    let held = held(&app, browser.as_ref()).await?;
    let transcript = transcript::load(&app, held.as_ref()).await?;
    let csrf = csrf_for(&app, browser::scope(browser.as_ref()));
    Ok(Html(ChatPage {
        page: Page::personal(&app),
        csrf,
        transcript,
    })
    .into_response())
}

/// `POST /chat`: the person wrote, or pressed a button.
async fn answer(
    State(app): State<App>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, PageError> {
    let browser = Browser::of(&headers);
    check_csrf(&app, browser::scope(browser.as_ref()), form.get("csrf"))?;
    let Some(incoming) = read(&form) else {
        return Ok(Redirect::to("/chat#fin").into_response());
    };
    let browser = match &incoming {
        Incoming::Text(text) if let Some(token) = token_in(text) => {
            for_token(&app, browser, token).await?
        }
        _ => match browser {
            Some(browser) => browser,
            None => welcome_stranger(&app).await?,
        },
    };
    let seen = form
        .get("vu")
        .and_then(|seen| seen.parse().ok())
        .unwrap_or(0);
    say(&app, &browser, &incoming, seen).await
}

/// A browser never seen: strangers together may begin so many exchanges an hour.
async fn welcome_stranger(app: &App) -> Result<Browser, PageError> {
    if within_limit(app, "chat.new", "everybody", NEW_CHATS_PER_HOUR).await? {
        Ok(Browser::new(&*app.entropy))
    } else {
        Err(PageError::TooMany)
    }
}

fn read(form: &Posted) -> Option<Incoming> {
    if let Some(tap) = form.get("tap") {
        return Some(Incoming::Tap(tap.to_owned()));
    }
    let text: String = form
        .get("text")
        .unwrap_or_default()
        .trim()
        .chars()
        .take(LONGEST)
        .collect();
    (!text.is_empty()).then_some(Incoming::Text(text))
}

/// `POST /chat/relier`: whoever holds the token of a form or an invitation goes on by messages. The token is what
/// proves it.
async fn link(
    State(app): State<App>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, PageError> {
    let token = form
        .get("token")
        .and_then(token_in)
        .ok_or(PageError::UnknownLink)?;
    open(&app, token).await??;
    let browser = for_token(&app, Browser::of(&headers), token).await?;
    let incoming = Incoming::Start {
        payload: Some(token.to_owned()),
    };
    say(&app, &browser, &incoming, 0).await
}

async fn say(
    app: &App,
    browser: &Browser,
    incoming: &Incoming,
    seen: i64,
) -> Result<Response, PageError> {
    let chat = Chat {
        channel: ChatChannel::Web,
        address: browser.address(),
    };
    handle(app, chat, incoming, Origin::Page { seen }).await?;
    let cookie = keep_cookie(app, COOKIE, browser.token().to_owned(), COOKIE_DAYS);
    Ok((AppendHeaders([cookie]), Redirect::to("/chat#fin")).into_response())
}

async fn open(
    app: &App,
    token: &str,
) -> Result<Result<Link, portrea_actions::ActionError>, PageError> {
    let mut tx = app.storage.read().await?;
    Ok(link_chat(&mut tx, app, token).await)
}

/// The browser's exchange, unless it is somebody else's: then a new one, so that nobody reads what another person said
/// on a shared computer.
async fn for_token(app: &App, browser: Option<Browser>, token: &str) -> Result<Browser, PageError> {
    let Some(browser) = browser else {
        return Ok(Browser::new(&*app.entropy));
    };
    let known = held(app, Some(&browser))
        .await?
        .and_then(|held| held.person_id);
    let same = match (known, open(app, token).await?) {
        (Some(known), Ok(link)) => known == link.person_id,
        _ => true,
    };
    Ok(if same {
        browser
    } else {
        Browser::new(&*app.entropy)
    })
}

async fn held(app: &App, browser: Option<&Browser>) -> Result<Option<Conversation>, PageError> {
    let Some(browser) = browser else {
        return Ok(None);
    };
    let mut tx = app.storage.read().await?;
    Ok(tx
        .conversations()
        .by_address(ChatChannel::Web, browser.address())
        .await?)
}
