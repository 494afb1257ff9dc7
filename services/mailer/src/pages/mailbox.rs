//! `/courriels`: the mails that a demonstration wrote instead of sending them.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_actions::App;
use portrea_web::{Html, Page, PageError, mail_frame};
use serde::Deserialize;

use super::linked_text::{Piece, pieces};
use super::mail_view::{MailLine, MailView};
use super::mailbox_folder::MailboxFolder;

const PER_PAGE: usize = 30;

#[derive(Template)]
#[template(path = "pages/mailer/mailbox.html")]
struct Mailbox {
    page: Page,
    total: usize,
    lines: Vec<MailLine>,
    number: usize,
    last: usize,
    open: Option<MailView>,
}

impl Mailbox {
    fn is_open(&self, line: &MailLine) -> bool {
        self.open.as_ref().is_some_and(|open| open.line == *line)
    }
}

impl MailView {
    fn text_pieces(&self) -> Vec<Piece<'_>> {
        pieces(&self.text)
    }
}

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Turn {
    page: Option<String>,
}

/// `GET /courriels`: newest first.
pub(super) async fn list(
    State(app): State<App>,
    Extension(folder): Extension<MailboxFolder>,
    Query(turn): Query<Turn>,
) -> Result<Response, PageError> {
    let names = folder.names().await.map_err(unreadable)?;
    let asked = turn
        .page
        .and_then(|page| page.parse::<usize>().ok())
        .unwrap_or(1);
    show(&app, &folder, names, asked, None).await
}

/// `GET /courriels/{file}`: one mail, beside the list it stands in.
pub(super) async fn open(
    State(app): State<App>,
    Extension(folder): Extension<MailboxFolder>,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let view = read(&folder, &file).await?;
    let names = folder.names().await.map_err(unreadable)?;
    let place = names.iter().position(|name| *name == file).unwrap_or(0);
    show(&app, &folder, names, place / PER_PAGE + 1, Some(view)).await
}

async fn show(
    app: &App,
    folder: &MailboxFolder,
    names: Vec<String>,
    asked: usize,
    open: Option<MailView>,
) -> Result<Response, PageError> {
    let last = names.len().div_ceil(PER_PAGE).max(1);
    let number = asked.clamp(1, last);
    let mut lines = Vec::with_capacity(PER_PAGE);
    for name in names.iter().skip((number - 1) * PER_PAGE).take(PER_PAGE) {
        let bytes = folder.read(name).await.map_err(unreadable)?;
        lines.extend(bytes.and_then(|bytes| MailLine::read(name, &bytes)));
    }
    Ok(Html(Mailbox {
        page: Page::personal(app),
        total: names.len(),
        lines,
        number,
        last,
        open,
    })
    .into_response())
}

/// `GET /courriels/{file}/html`: the HTML of a mail, shut in.
pub(super) async fn html(
    Extension(folder): Extension<MailboxFolder>,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let view = read(&folder, &file).await?;
    Ok(mail_frame(&view.html))
}

/// `GET /courriels/{file}/fichiers/{n}`: a file that came with a mail, to be kept and never shown.
pub(super) async fn attachment(
    Extension(folder): Extension<MailboxFolder>,
    Path((file, n)): Path<(String, usize)>,
) -> Result<Response, PageError> {
    let mut view = read(&folder, &file).await?;
    if n >= view.files.len() {
        return Err(PageError::NotFound);
    }
    let attached = view.files.swap_remove(n);
    let kind = if attached.is_calendar {
        "text/calendar; charset=utf-8"
    } else {
        "application/octet-stream"
    };
    let heads = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", attached.name),
        ),
    ];
    Ok((heads, attached.bytes).into_response())
}

async fn read(folder: &MailboxFolder, file: &str) -> Result<MailView, PageError> {
    let bytes = folder.read(file).await.map_err(unreadable)?;
    bytes
        .and_then(|bytes| MailView::read(file, &bytes))
        .ok_or(PageError::NotFound)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "used as a function of `map_err`"
)]
fn unreadable(error: std::io::Error) -> PageError {
    tracing::error!(%error, "mailbox.read");
    PageError::Internal
}
