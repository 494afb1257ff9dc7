//! The pages of the mailer: what was written where no mail leaves, and who wants which mails.

mod bounce_hook;
mod linked_text;
mod mail_view;
mod mailbox;
mod mailbox_folder;
mod preferences;

use axum::routing::{get, post};
use axum::{Extension, Router};
use portrea_actions::App;

use crate::transport::Transport;
use bounce_hook::HookKey;
use mailbox_folder::MailboxFolder;

/// `/desabonner/{token}`, what providers say of mails that came back, and `/courriels` when mails stay in a folder and the house shows it.
pub fn router(app: &App, transport: &Transport) -> Router<App> {
    let mut router = Router::new().route(
        "/desabonner/{token}",
        get(preferences::show).post(preferences::change),
    );
    if let Some(secret) = transport.bounce_secret() {
        let hook = Router::new().route("/courriels/rebonds", post(bounce_hook::take));
        router = router.merge(hook.layer(Extension(HookKey::new(secret))));
    }
    match transport.folder() {
        Some(folder) if app.house.shows_mailbox => {
            router.merge(mailbox_routes(MailboxFolder::new(folder)))
        }
        Some(_) | None => router,
    }
}

fn mailbox_routes(folder: MailboxFolder) -> Router<App> {
    Router::new()
        .route("/courriels", get(mailbox::list))
        .route("/courriels/{file}", get(mailbox::open))
        .route("/courriels/{file}/html", get(mailbox::html))
        .route("/courriels/{file}/fichiers/{n}", get(mailbox::attachment))
        .layer(Extension(folder))
}
