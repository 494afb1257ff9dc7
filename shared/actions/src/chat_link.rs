//! Telling a chat who is writing, by the token of a link they were given.

use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_storage::Tx;

use crate::app::App;
use crate::error::ActionError;
use crate::token::hash_token;

/// The link behind a token brought to a chat, read in the chat's own transaction. Only links to a form or an
/// invitation say who is writing.
pub async fn link_chat(tx: &mut Tx, app: &App, token: &str) -> Result<Link, ActionError> {
    let link = tx
        .links()
        .by_hash(&hash_token(token))
        .await?
        .ok_or(LinkError::Unknown)?;
    link.check(app.now())?;
    if link.door.is_some() {
        // A table of the day, or a référent who writes down what they hear: nobody a chat could go on with.
        return Err(LinkError::Unknown.into());
    }
    match link.purpose {
        LinkPurpose::Form(_) | LinkPurpose::Invitation(_) => Ok(link),
        // A key to the desk works once, elsewhere; the other travels in the headers of every mail.
        LinkPurpose::SignIn | LinkPurpose::Preferences => Err(LinkError::Unknown.into()),
    }
}
