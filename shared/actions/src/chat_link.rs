//! Telling a chat who is writing, by the token of a link they were given.

use portrea_domain::link::{Link, LinkError};
use portrea_storage::Tx;

use crate::app::App;
use crate::error::ActionError;
use crate::token::hash_token;

/// The link behind a token brought to a chat, read in the chat's own transaction. Keys to the desk do not count.
pub async fn link_chat(tx: &mut Tx, app: &App, token: &str) -> Result<Link, ActionError> {
    let link = tx
        .links()
        .by_hash(&hash_token(token))
        .await?
        .ok_or(LinkError::Unknown)?;
    link.check(app.now())?;
    match link.purpose {
        portrea_domain::link::LinkPurpose::SignIn => Err(LinkError::Unknown.into()),
        _ => Ok(link),
    }
}
