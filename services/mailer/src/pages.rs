//! placeholder
use crate::Transport;
use portrea_actions::App;
/// Pages.
pub fn router(_app: &App, _transport: &Transport) -> axum::Router<App> {
    axum::Router::new()
}
