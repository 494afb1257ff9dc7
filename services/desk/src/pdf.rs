//! A printed document as a response.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_print::PrintError;
use portrea_web::PageError;

/// A document to read in the browser, or to save under a name.
pub(crate) fn pdf(name: &str, made: Result<Vec<u8>, PrintError>) -> Result<Response, PageError> {
    match made {
        Ok(bytes) => {
            let heads = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("inline; filename=\"{name}.pdf\""),
                ),
            ];
            Ok((heads, bytes).into_response())
        }
        Err(error) => {
            tracing::error!(%error, "page.print");
            Err(PageError::Internal)
        }
    }
}
