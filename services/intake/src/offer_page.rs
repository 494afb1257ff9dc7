//! The offer: the list of services, what family a new one is of, and services withdrawn or put back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, Typed, save_draft};
use portrea_domain::ServiceId;
use portrea_domain::document::Path as Field;
use portrea_domain::questionnaire::{Family, service_questions};
use portrea_web::{Html, Page, PageError, Posted};

use crate::access::Access;
use crate::names::Names;
use crate::sheet_page::service_id;
use crate::summary::{self, ServiceCard};
use crate::summary_page::Notice;
use crate::texts;

#[derive(Template)]
#[template(path = "pages/intake/offer.html")]
pub(crate) struct OfferPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
    pending: bool,
    services: Vec<ServiceCard>,
}

#[derive(Template)]
#[template(path = "pages/intake/family.html")]
pub(crate) struct FamilyPage {
    page: Page,
    place: String,
    home: String,
    /// The service that will be added, whichever the family: following two of the links adds one.
    id: ServiceId,
    families: [(Family, &'static str); 5],
}

/// `GET /f/{token}/offer`: the services of the place.
pub(crate) async fn list(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Html<OfferPage>, PageError> {
    let access = Access::open(&app, &token).await?;
    let overlay = access.overlay();
    let services = summary::services(&access.listing.document, &overlay, &Names::default());
    Ok(Html(OfferPage {
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        csrf: access.csrf(&app),
        pending: !access.draft.is_empty(),
        services,
    }))
}

/// `POST /f/{token}/offer`: services are saved one by one; nothing to do here.
pub(crate) async fn back(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Redirect, PageError> {
    let access = Access::open(&app, &token).await?;
    Ok(Redirect::to(&access.address("/offer")))
}

/// `GET /f/{token}/offer/nouveau`: which family of help to add.
pub(crate) async fn choose_family(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Html<FamilyPage>, PageError> {
    let access = Access::open(&app, &token).await?;
    Ok(Html(FamilyPage {
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        id: ServiceId::mint(app.now(), &*app.entropy),
        families: Family::ALL.map(|family| (family, example(family))),
    }))
}

/// `POST /f/{token}/offer/{service}/retirer`: withdraws a service in the draft.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path((token, service)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let id = known_service(&access, &service)?;
    let typed: Vec<Typed> = fields(id)
        .map(|path| Typed {
            path,
            texts: vec![],
        })
        .collect();
    save_draft(&app, access.person(), access.listing.id, &typed).await?;
    Ok(Redirect::to(&Notice::Withdrawn.address(&access)))
}

/// `POST /f/{token}/offer/{service}/remettre`: puts back a service the draft withdraws or changes.
pub(crate) async fn restore(
    State(app): State<App>,
    Path((token, service)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let id = known_service(&access, &service)?;
    let document = &access.listing.document;
    let standing = fields(id).map(|path| {
        let texts = path.question().zip(document.get(&path));
        let texts = texts.map_or_else(Vec::new, |(question, value)| {
            texts::of_value(question, value, &Names::default())
        });
        Typed { path, texts }
    });
    let typed: Vec<Typed> = standing.collect();
    save_draft(&app, access.person(), access.listing.id, &typed).await?;
    Ok(Redirect::to(&Notice::Restored.address(&access)))
}

/// A service published or drafted here: an id from elsewhere leads nowhere.
fn known_service(access: &Access, text: &str) -> Result<ServiceId, PageError> {
    let id = service_id(text)?;
    let family = Field::service(id, "family");
    let is_known =
        access.listing.document.get(&family).is_some() || access.draft.contains_key(&family);
    is_known.then_some(id).ok_or(PageError::NotFound)
}

fn fields(id: ServiceId) -> impl Iterator<Item = Field> {
    service_questions()
        .iter()
        .map(move |question| Field::service(id, question.key))
}

const fn example(family: Family) -> &'static str {
    match family {
        Family::Information => "On explique à qui s’adresser, on donne les bons contacts.",
        Family::Equipment => "Un ordinateur, une imprimante, le wifi à disposition.",
        Family::Repair => "Réparer un appareil, en trouver un à petit prix.",
        Family::Help => "Faire une démarche en ligne avec quelqu’un.",
        Family::Training => "Ateliers, initiation, cours.",
    }
}
