//! Publishing: the draft, and the sections somebody says are still right.

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{ActionError, App, Publication, publish};
use portrea_domain::Timestamp;
use portrea_domain::questionnaire::SectionKey;
use portrea_web::{PageError, Posted};

use crate::access::Access;
use crate::summary_page::{Notice, mark};

/// A section vouched for less than this ago was vouched for by the same press of a button.
const SAME_PRESS_SECONDS: i64 = 60;
/// What a button posts for every section that holds an answer.
const EVERYTHING: &str = "tout";

/// `POST /f/{token}/publier`: publishes the draft, with the sections said to be exact (`exact`, once per section, or
/// `tout`). A draft that is not the one shown is shown again first.
pub(crate) async fn publish_answers(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let asked = asked(&access, &posted.all("exact"));
    let unchanged = not_just_vouched(&access, &asked, app.now());
    let is_as_shown = posted
        .get("vu")
        .is_none_or(|shown| shown == mark(&access.draft));
    if access.draft.is_empty() && unchanged.is_empty() {
        // Pressed twice: the first press did it.
        let done_before = !asked.is_empty() || !is_as_shown;
        return Ok(if done_before {
            thanks(&access)
        } else {
            Redirect::to(&Notice::Nothing.address(&access))
        });
    }
    if !is_as_shown {
        return Ok(Redirect::to(&Notice::Reread.address(&access)));
    }
    let publication = Publication {
        person_id: access.person(),
        listing_id: access.listing.id,
        door: access.door(),
        unchanged,
    };
    match publish(&app, &publication).await {
        Ok(published) if !published.disputed.is_empty() => {
            Ok(Redirect::to(&Notice::Disputed.address(&access)))
        }
        Ok(_published) => Ok(thanks(&access)),
        // Published by another door between the two readings.
        Err(ActionError::Refused(_)) => Ok(Redirect::to(&Notice::Nothing.address(&access))),
        Err(error) => Err(error.into()),
    }
}

fn thanks(access: &Access) -> Redirect {
    Redirect::to(&access.address("/merci"))
}

/// The sections said to be exact: of those posted, only ones that hold an answer, because nobody can vouch for nothing.
fn asked(access: &Access, posted: &[String]) -> Vec<SectionKey> {
    let overlay = access.overlay();
    let is_asked = |section: SectionKey| {
        posted
            .iter()
            .any(|text| text == EVERYTHING || text == section.as_str())
    };
    SectionKey::ALL
        .into_iter()
        .filter(|section| is_asked(*section) && overlay.answers_section(*section))
        .collect()
}

fn not_just_vouched(access: &Access, asked: &[SectionKey], now: Timestamp) -> Vec<SectionKey> {
    let is_fresh = |section: SectionKey| {
        access.listing.verified(section).is_some_and(|seen| {
            seen.door == access.door() && seen.at.plus_seconds(SAME_PRESS_SECONDS) > now
        })
    };
    asked
        .iter()
        .copied()
        .filter(|section| !is_fresh(*section))
        .collect()
}
