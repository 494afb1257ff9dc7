//! One section, or one service, on a screen: shown, and saved in the draft.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, save_draft};
use portrea_domain::ServiceId;
use portrea_domain::listing;
use portrea_domain::questionnaire::{Family, SectionKey};
use portrea_web::{Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::Access;
use crate::fields::{self, Control, Field, Pointer};
use crate::names::Names;
use crate::overlay::Overlay;
use crate::sheet::{self, Faults, Sheet};
use crate::summary_page::Notice;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "pages/intake/sheet.html")]
struct SheetPage {
    page: Page,
    title: String,
    place: String,
    home: String,
    /// The list this sheet belongs to, for a service.
    list: Option<String>,
    action: String,
    csrf: String,
    seen: i64,
    /// The family of a service that is being added.
    family: Option<Family>,
    fields: Vec<Field>,
    pointers: Vec<Pointer>,
    /// Whether somebody else published meanwhile.
    moved: bool,
}

/// Which family a new service is of.
#[derive(Deserialize)]
pub(crate) struct NewService {
    #[serde(default)]
    famille: String,
}

/// `GET /f/{token}/{section}`: the questions of a section, with what stands.
pub(crate) async fn show_section(
    State(app): State<App>,
    Path((token, section)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    show(&app, &access, section_sheet(&section)?, None).await
}

/// `POST /f/{token}/{section}`: keeps what was typed in the draft.
pub(crate) async fn save_section(
    State(app): State<App>,
    Path((token, section)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    save(&app, &access, section_sheet(&section)?, &posted).await
}

/// `GET /f/{token}/offer/{service}`: the questions about a service, or about one to add when its family is given.
pub(crate) async fn show_service(
    State(app): State<App>,
    Path((token, service)): Path<(String, String)>,
    Query(new): Query<NewService>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let sheet = service_sheet(&service)?;
    show(&app, &access, sheet, new.famille.parse().ok()).await
}

/// `POST /f/{token}/offer/{service}`: keeps what was typed about a service in the draft.
pub(crate) async fn save_service(
    State(app): State<App>,
    Path((token, service)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    save(&app, &access, service_sheet(&service)?, &posted).await
}

/// The id of a service in an address.
pub(crate) fn service_id(text: &str) -> Result<ServiceId, PageError> {
    text.parse().map_err(|_not_an_id| PageError::NotFound)
}

fn service_sheet(text: &str) -> Result<Sheet, PageError> {
    service_id(text).map(Sheet::Service)
}

fn section_sheet(text: &str) -> Result<Sheet, PageError> {
    let section = text.parse::<SectionKey>();
    section
        .map(Sheet::Section)
        .map_err(|_unknown| PageError::NotFound)
}

async fn show(
    app: &App,
    access: &Access,
    sheet: Sheet,
    new: Option<Family>,
) -> Result<Response, PageError> {
    let overlay = access.overlay();
    let names = access.names(app, &overlay).await?;
    let mut texts = sheet.standing(&overlay.document, &names);
    if let Sheet::Service(id) = sheet
        && !is_known(&overlay, id)
    {
        let family = new.ok_or(PageError::NotFound)?;
        texts.add("family", family.as_str());
    }
    let page = page(app, access, sheet, &overlay, &texts, &Faults::new());
    Ok(Html(page).into_response())
}

async fn save(
    app: &App,
    access: &Access,
    sheet: Sheet,
    posted: &Posted,
) -> Result<Response, PageError> {
    let overlay = access.overlay();
    let names = access.names(app, &overlay).await?;
    let typed = Texts::posted(posted);
    if posted
        .get("vu")
        .is_some_and(|seen| seen != access.listing.modified_at.millis().to_string())
    {
        let page = page(app, access, sheet, &overlay, &typed, &Faults::new());
        let page = SheetPage {
            moved: true,
            ..page
        };
        return Ok((StatusCode::CONFLICT, Html(page)).into_response());
    }
    match try_save(app, access, sheet, &overlay, &names, &typed).await? {
        Ok(notice) => Ok(Redirect::to(&notice.address(access)).into_response()),
        Err(faults) => {
            let page = page(app, access, sheet, &overlay, &typed, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn try_save(
    app: &App,
    access: &Access,
    sheet: Sheet,
    overlay: &Overlay,
    names: &Names,
    typed: &Texts,
) -> Result<Result<Notice, Faults>, PageError> {
    let changed = match sheet.read(&overlay.document, names, typed) {
        Ok(changed) if changed.is_empty() => return Ok(Ok(Notice::Same)),
        Ok(changed) => changed,
        Err(faults) => return Ok(Err(faults)),
    };
    match save_draft(app, access.person(), access.listing.id, &changed).await {
        Ok(_draft) => Ok(Ok(Notice::Saved)),
        Err(error) => Ok(Err(sheet::faults(error)?)),
    }
}

fn page(
    app: &App,
    access: &Access,
    sheet: Sheet,
    overlay: &Overlay,
    texts: &Texts,
    faults: &Faults,
) -> SheetPage {
    let mut fields = fields::build(sheet, &overlay.document, texts, faults);
    let (title, list, action, family) = match sheet {
        Sheet::Section(section) => {
            let action = access.address(&format!("/{}", section.as_str()));
            (section.label().to_owned(), None, action, None)
        }
        Sheet::Service(id) => {
            let action = access.address(&format!("/offer/{id}"));
            let family = texts.one("family").parse().ok();
            let family = family.filter(|_| !is_known(overlay, id));
            let list = Some(access.address("/offer"));
            (service_title(overlay, id), list, action, family)
        }
    };
    if family.is_some() {
        fields.retain(|field| field.name != "family");
    }
    SheetPage {
        page: Page::personal(app),
        title,
        place: access.listing.name().to_owned(),
        home: access.address(""),
        list,
        action,
        csrf: access.csrf(app),
        seen: access.listing.modified_at.millis(),
        family,
        pointers: fields::pointers(&fields),
        fields,
        moved: false,
    }
}

fn service_title(overlay: &Overlay, id: ServiceId) -> String {
    listing::services(&overlay.document)
        .into_iter()
        .find(|service| service.id == id)
        .map_or_else(
            || "Ajouter une aide".to_owned(),
            |service| service.name().to_owned(),
        )
}

fn is_known(overlay: &Overlay, id: ServiceId) -> bool {
    overlay.document.service_ids().contains(&id)
}
