//! Errors of pages: French words for the visitor, internal text for the log only.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::ActionError;
use portrea_domain::link::LinkError;
use portrea_storage::StorageError;

use crate::html::Html;
use crate::page::Page;

/// Why a page cannot be shown.
#[derive(Debug)]
pub enum PageError {
    /// Nothing here.
    NotFound,
    /// The link is not one of ours, or is for something else.
    UnknownLink,
    /// The link is over; `renew` is where a new one can be asked for, when it can.
    LinkOver {
        /// Address that a POST asks a new link from.
        renew: Option<String>,
    },
    /// Not signed in: the desk's door is shown instead.
    SignInFirst,
    /// Signed in, but not for this territory.
    Forbidden,
    /// The form is too old, or was not ours.
    StaleForm,
    /// Something is wrong with what was sent, in French words.
    Refused(String),
    /// Opened as a page, but it only takes forms.
    OnlyForms,
    /// Too many tries.
    TooMany,
    /// Something failed inside; already logged.
    Internal,
}

impl From<ActionError> for PageError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::Link(LinkError::Unknown) => Self::UnknownLink,
            ActionError::Link(LinkError::Expired | LinkError::Revoked) => {
                Self::LinkOver { renew: None }
            }
            ActionError::Missing(_) | ActionError::Storage(StorageError::Missing(_)) => {
                Self::NotFound
            }
            ActionError::Refused(words) => Self::Refused(words),
            ActionError::Fields(errors) => Self::Refused(
                errors
                    .into_iter()
                    .map(|error| error.message)
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            ActionError::Storage(error) => error.into(),
            ActionError::Reference(error) => {
                tracing::error!(%error, "page.reference");
                Self::Internal
            }
        }
    }
}

impl From<StorageError> for PageError {
    fn from(error: StorageError) -> Self {
        if let StorageError::Missing(_) = error {
            return Self::NotFound;
        }
        tracing::error!(%error, "page.storage");
        Self::Internal
    }
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    page: Page,
    title: &'a str,
    words: &'a str,
    renew: Option<String>,
    /// Whether the way to new links by mail address is shown.
    lost: bool,
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::UnknownLink => StatusCode::NOT_FOUND,
            Self::LinkOver { .. } => StatusCode::GONE,
            Self::SignInFirst => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OnlyForms => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self) -> (&str, &str) {
        match self {
            Self::NotFound => (
                "Page introuvable",
                "Cette page n’existe pas, ou n’existe plus.",
            ),
            Self::UnknownLink => (
                "Ce lien n’est pas reconnu",
                "Il a peut-être été coupé en deux par votre messagerie. Reprenez-le en entier dans le message reçu.",
            ),
            Self::LinkOver { renew: Some(_) } => (
                "Ce lien n’est plus valable",
                "Par sécurité, les liens s’arrêtent après un certain temps. Vous pouvez en recevoir un nouveau à la même adresse mail.",
            ),
            Self::LinkOver { renew: None } => (
                "Ce lien n’est plus valable",
                "Il a déjà servi, il a été remplacé, ou son temps est passé. Demandez-en un nouveau.",
            ),
            Self::SignInFirst => (
                "Connexion nécessaire",
                "Connectez-vous au bureau pour voir cette page.",
            ),
            Self::Forbidden => (
                "Accès réservé",
                "Cette page concerne un territoire dont vous n’êtes pas référent.",
            ),
            Self::StaleForm => (
                "Ce formulaire a expiré",
                "Rien n’a été enregistré. Revenez à la page précédente, rechargez-la et recommencez.",
            ),
            Self::Refused(words) => ("Ce n’est pas possible", words),
            Self::OnlyForms => (
                "Rien à lire ici",
                "Cette adresse sert à envoyer une réponse. Revenez en arrière, ou rouvrez le lien du message reçu.",
            ),
            Self::TooMany => ("Trop d’essais", "Attendez une heure avant de recommencer."),
            Self::Internal => (
                "Une erreur est survenue",
                "Ce n’est pas de votre fait, et rien de ce que vous aviez publié n’est perdu. Réessayez dans un instant.",
            ),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::SignInFirst = self {
            return Redirect::to("/bureau/connexion").into_response();
        }
        let status = self.status();
        let (title, words) = self.words();
        let renew = if let Self::LinkOver { renew } = &self {
            renew.clone()
        } else {
            None
        };
        (
            status,
            Html(ErrorPage {
                page: Page::bare(),
                title,
                words,
                lost: matches!(self, Self::UnknownLink | Self::LinkOver { .. }),
                renew,
            }),
        )
            .into_response()
    }
}
