//! Being named on the public page of a place: only whoever answers for it can ask so, for themselves alone.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{ActionError, App, wish_to_be_named, withdraw_name};
use portrea_domain::contact::PublicContact;
use portrea_domain::observation::Door;
use portrea_domain::person::{Person, Reach};
use portrea_web::{Html, Page, PageError, Posted};

use crate::access::Access;

#[derive(Template)]
#[template(path = "pages/intake/my_name.html")]
struct MyNamePage {
    page: Page,
    place: String,
    home: String,
    public: String,
    csrf: String,
    is_shown: bool,
    wish: PublicContact,
    person: Person,
    reach: Reach,
    error: Option<String>,
}

/// `GET /f/{token}/mon-nom`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = own(Access::open(&app, &token).await?)?;
    Ok(page(&app, &access, None, None).await?.into_response())
}

/// `POST /f/{token}/mon-nom`: shows the name, or takes it off.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = own(Access::open_posted(&app, &token, &posted).await?)?;
    let here = access.address("/mon-nom");
    let (person, listing) = (access.person(), access.listing.id);
    if posted.get("geste") == Some("retirer") {
        withdraw_name(&app, person, listing).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    let wish = PublicContact {
        function: posted.get("fonction").unwrap_or_default().to_owned(),
        shows_email: posted.get("mail").is_some(),
        shows_phone: posted.get("telephone").is_some(),
    };
    match wish_to_be_named(&app, person, listing, &wish).await {
        Ok(()) => Ok(Redirect::to(&here).into_response()),
        Err(ActionError::Refused(words)) => {
            let page = page(&app, &access, Some(wish), Some(words)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn own(access: Access) -> Result<Access, PageError> {
    if access.door() == Door::Form {
        Ok(access)
    } else {
        Err(PageError::NotFound)
    }
}

async fn page(
    app: &App,
    access: &Access,
    typed: Option<PublicContact>,
    error: Option<String>,
) -> Result<Html<MyNamePage>, PageError> {
    let (person, listing) = (access.person(), access.listing.id);
    let mut tx = app.storage.read().await?;
    let standing = tx.public_contacts().get(listing, person).await?;
    Ok(Html(MyNamePage {
        page: Page::personal(app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        public: format!("/lieux/{listing}"),
        csrf: access.csrf(app),
        is_shown: standing.is_some(),
        wish: typed.or(standing).unwrap_or_default(),
        person: tx.people().require(person).await?,
        reach: tx.people().reach(person).await?,
        error,
    }))
}
