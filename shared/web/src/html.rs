//! A rendered page as a response.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A page to render; a template that fails is logged and shown as an internal error.
#[derive(Debug)]
pub struct Html<T>(pub T);

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(body) => {
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "page.render");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Cette page n’a pas pu être préparée.",
                )
                    .into_response()
            }
        }
    }
}
