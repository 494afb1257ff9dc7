//! Adding one contact by hand.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, ContactEdit, NewContact, add_contact, check_contact};
use portrea_domain::mail_typo::likely_address;
use portrea_domain::person::EmailAddress;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::fields::{self, Fields};
use crate::access::{portrait_for, territory_name};

#[derive(Template)]
#[template(path = "pages/desk/contacts/new.html")]
struct New {
    page: Page,
    id: String,
    territory: String,
    fields: Fields,
    email: String,
    /// What was probably meant by the address that was typed.
    suggestion: String,
}

/// An empty sheet.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let page = page(&app, &desk, &portrait, &ContactEdit::default(), "").await?;
    Ok(Html(page).into_response())
}

/// Adds the contact, or shows what is wrong with it.
pub(crate) async fn add(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let edit = fields::read(&posted, &[]);
    let typed = posted.get("email").unwrap_or_default().trim().to_owned();
    // A doubtful address is shown once; sent again as it is, it is taken.
    let doubt = likely_address(&typed).map_or_else(String::new, String::from);
    let sure = posted.get("sure").is_some_and(|sure| sure == typed);
    match new_contact(&app, edit.clone(), &typed) {
        Ok(new) if doubt.is_empty() || sure => {
            let row = add_contact(&app, portrait.id, new).await?;
            let address = format!(
                "/bureau/portraits/{}/contacts/{}",
                portrait.id, row.contact.id
            );
            Ok(Redirect::to(&address).into_response())
        }
        outcome => {
            let mut page = page(&app, &desk, &portrait, &edit, &typed).await?;
            if let Err(error) = outcome {
                page.fields = page.fields.with(error)?;
            }
            page.suggestion = doubt;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

fn new_contact(app: &App, edit: ContactEdit, typed: &str) -> Result<NewContact, ActionError> {
    let email: Option<EmailAddress> = match typed {
        "" => None,
        typed => Some(typed.parse().map_err(|_no_address| {
            ActionError::Refused(
                "Cette adresse mail n’est pas complète. Exemple\u{a0}: jeanne@exemple.fr."
                    .to_owned(),
            )
        })?),
    };
    let checked = check_contact(edit, email.as_ref())?;
    Ok(NewContact {
        name: checked.name,
        email,
        reach: checked.reach,
        roles: checked.roles,
        organisation: checked.organisation,
        communes: checked.communes,
        themes: checked.themes,
        channel: checked.channel,
        listing_id: None,
        source: checked.source,
        note: checked.note,
        fictional: app.house.demo,
    })
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    edit: &ContactEdit,
    email: &str,
) -> Result<New, PageError> {
    let mut tx = app.storage.read().await?;
    let communes = tx
        .geography()
        .communes_of(&Territory::Epci(portrait.epci.clone()))
        .await?;
    Ok(New {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        fields: Fields::of(edit, &communes),
        email: email.to_owned(),
        suggestion: String::new(),
    })
}
