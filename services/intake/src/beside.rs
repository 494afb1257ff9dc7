//! Answers beside the data: somebody else answers now, the place is closed, it is not ours, stop writing to me.
//!
//! Each is a small page with one button. Only whoever holds a link of their own may answer so: not a table of the day,
//! nor a référent who writes down what is said over the telephone.

pub(crate) mod closed;
pub(crate) mod hand_over;
pub(crate) mod not_ours;
pub(crate) mod stop;

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::App;
use portrea_domain::observation::Door;
use portrea_web::{Html, Page, PageError, Posted};

use crate::access::Access;

#[derive(Template)]
#[template(path = "pages/intake/beside_done.html")]
struct DonePage {
    page: Page,
    title: &'static str,
    words: Vec<String>,
}

/// Opens the link of somebody who answers for themselves.
async fn open(app: &App, token: &str) -> Result<Access, PageError> {
    own(Access::open(app, token).await?)
}

/// Opens it for a form that was posted with it.
async fn open_posted(app: &App, token: &str, posted: &Posted) -> Result<Access, PageError> {
    own(Access::open_posted(app, token, posted).await?)
}

fn own(access: Access) -> Result<Access, PageError> {
    if access.door() == Door::Form {
        Ok(access)
    } else {
        Err(PageError::NotFound)
    }
}

/// What is said once the link itself is over: there is no page to go back to.
pub(crate) fn done(app: &App, title: &'static str, words: Vec<String>) -> Response {
    Html(DonePage {
        page: Page::personal(app),
        title,
        words,
    })
    .into_response()
}
