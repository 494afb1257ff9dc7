//! A posted form as it came: fields may repeat, and nothing is assumed of them.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, extract::rejection::FormRejection};

use crate::error::PageError;

/// A posted form: fields in the order they came.
#[derive(Clone, Debug, Default)]
pub struct Posted(Vec<(String, String)>);

impl Posted {
    /// The first value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the field of `pages/trap.html` was filled in: people do not see it, only a robot does.
    #[must_use]
    pub fn is_from_robot(&self) -> bool {
        self.get("site").is_some_and(|text| !text.is_empty())
    }

    /// Every value of a field.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// Every field and value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Form::<Vec<(String, String)>>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(FormRejection::BytesRejection(error))
                if error.status() == StatusCode::PAYLOAD_TOO_LARGE =>
            {
                let words = "Ce que vous avez envoyé est trop long. Raccourcissez vos réponses et recommencez.";
                Err(PageError::Refused(words.to_owned()).into_response())
            }
            Err(_unreadable) => Err(PageError::Refused(
                "Ce formulaire n’a pas pu être lu.".to_owned(),
            )
            .into_response()),
        }
    }
}
