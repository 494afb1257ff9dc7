//! Somebody nobody expected, noted by a plain form.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, WalkIn, add_walk_in};
use portrea_domain::person::EmailAddress;
use portrea_domain::{CheckInId, Timestamp};
use portrea_web::{Desk, PageError, Posted};

use super::{Door, list};

/// What was typed about somebody unexpected.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub name: String,
    pub organisation: String,
    pub email: String,
    pub agrees: bool,
}

/// `POST …/presence/venue`.
pub(crate) async fn add(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let field = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
    let typed = Typed {
        name: field("name"),
        organisation: field("organisation"),
        email: field("email"),
        agrees: posted.get("agrees").is_some(),
    };
    let now = app.now();
    let noted = match typed.walk_in(CheckInId::mint(now, &*app.entropy), now) {
        Ok(walk_in) => add_walk_in(&app, door.event.id, &walk_in, desk.person.id).await,
        Err(words) => Err(ActionError::Refused(words)),
    };
    match noted {
        Ok(row) => Ok(Redirect::to(&format!(
            "{}?avis=note#p-{}",
            door.address("/presence"),
            row.person.id
        ))
        .into_response()),
        Err(ActionError::Refused(words)) => {
            let page = list::page(&app, &desk, &door).await?;
            Ok(page.refused(typed, words))
        }
        Err(error) => Err(error.into()),
    }
}

impl Typed {
    /// What to note of them; French words when their mail address is none.
    pub(super) fn walk_in(&self, id: CheckInId, at: Timestamp) -> Result<WalkIn, String> {
        Ok(WalkIn {
            id,
            name: self.name.clone(),
            organisation: self.organisation.clone(),
            email: email(&self.email)?,
            at,
            agrees: self.agrees,
        })
    }
}

fn email(text: &str) -> Result<Option<EmailAddress>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = "Cette adresse mail ne semble pas complète. Corrigez-la, ou laissez la case vide.";
    text.parse()
        .map(Some)
        .map_err(|_no_address| wrong.to_owned())
}
