//! The phase of a portrait: what it sets in motion, and the button that enters another one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{App, enter_phase};
use portrea_domain::portrait::Phase;
use portrea_web::{Desk, PageError, Posted};

use crate::access::portrait_for;

/// What a phase sets in motion, in a sentence.
pub(crate) const fn in_motion(phase: Phase) -> &'static str {
    match phase {
        Phase::Contact => "À cette étape, aucune demande de vérification ne part toute seule.",
        Phase::Engagement | Phase::Deploiement | Phase::Exploitation => {
            "À cette étape, les fiches qui vieillissent sont vérifiées\u{a0}: chaque demande part toute seule, à son heure."
        }
        Phase::Consolidation => {
            "À cette étape, les fiches qui vieillissent sont vérifiées, et les personnes qui n’ont pas encore décrit leur lieu sont relancées 7 puis 21 jours après l’entrée dans l’étape."
        }
    }
}

/// The phase after another one.
pub(crate) fn after(phase: Phase) -> Option<Phase> {
    Phase::ALL.into_iter().find(|next| *next > phase)
}

/// `POST /bureau/portraits/{id}/etape`.
pub(crate) async fn enter(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let phase: Phase = posted
        .get("etape")
        .unwrap_or_default()
        .parse()
        .map_err(|_no_phase| PageError::Refused("Choisissez une étape.".to_owned()))?;
    enter_phase(&app, portrait.id, phase).await?;
    Ok(Redirect::to(&format!("/bureau/portraits/{}#etape", portrait.id)).into_response())
}
