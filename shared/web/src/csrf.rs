//! Tokens that prove a form was ours: tied to what identifies the visitor (a session, a link, a chat cookie).

use portrea_actions::{App, csrf_token, verify_csrf};

use crate::error::PageError;

/// The token to put in a form of that scope.
#[must_use]
pub fn csrf_for(app: &App, scope: &str) -> String {
    csrf_token(&app.house.secret, scope)
}

/// Refuses a form whose token is not the one of that scope.
pub fn check_csrf(app: &App, scope: &str, posted: Option<&str>) -> Result<(), PageError> {
    if posted.is_some_and(|posted| verify_csrf(&app.house.secret, scope, posted)) {
        Ok(())
    } else {
        Err(PageError::StaleForm)
    }
}
