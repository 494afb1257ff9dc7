//! `/f/{token}/affiche.pdf`: the poster of the place as it is published, to print and hang.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::document::{Document, Path as Field};
use portrea_domain::freshness;
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::{Family, question};
use portrea_print::{Poster, poster};
use portrea_web::PageError;

use crate::access::Access;
use crate::french;
use crate::names::Names;

/// `GET /f/{token}/affiche.pdf`: what is published, never what is still a draft.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let listing = &access.listing;
    let names = Names::of(&app, listing.document.text("place.commune").into_iter()).await?;
    let url = format!("{}/lieux/{}", app.house.public_url, listing.id);
    let words = words(listing, &names, url, app.now());
    let bytes = poster(&words).map_err(|error| {
        tracing::error!(%error, "page.print");
        PageError::Internal
    })?;
    let heads = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"affiche.pdf\"",
        ),
    ];
    Ok((heads, bytes).into_response())
}

/// The words of the poster of a listing.
fn words(listing: &Listing, names: &Names, url: String, now: Timestamp) -> Poster {
    let document = &listing.document;
    let said = |key: &str| worded(document, key, names);
    let town: Vec<String> = ["place.postal_code", "place.commune"]
        .into_iter()
        .filter_map(said)
        .collect();
    let address: Vec<String> = said("place.address")
        .into_iter()
        .chain((!town.is_empty()).then(|| town.join(" ")))
        .collect();
    let phone = said("contact.phone").map(|phone| format!("Téléphone\u{a0}: {phone}"));
    let verified = freshness::verification(listing);
    Poster {
        name: listing.name().to_owned(),
        address: address.join(", "),
        help: help(listing),
        hours: ["hours.opening", "hours.note"]
            .into_iter()
            .filter_map(said)
            .collect(),
        ways: said("access.modes")
            .into_iter()
            .chain(said("access.conditions"))
            .chain(phone)
            .collect(),
        url,
        seen: match verified {
            Some(seen) => format!(
                "Vérifié le {}. Affiche imprimée le {}.",
                french::day(seen.at),
                french::day(now)
            ),
            None => format!("Affiche imprimée le {}.", french::day(now)),
        },
    }
}

/// Each kind of help the place offers, in the order of the method.
fn help(listing: &Listing) -> Vec<(String, Vec<String>)> {
    let services = listing.services();
    let of = |family: Family| {
        let names: Vec<String> = services
            .iter()
            .filter(|service| service.family == family)
            .map(|service| service.name().to_owned())
            .collect();
        (!names.is_empty()).then(|| (family.label().to_owned(), names))
    };
    Family::ALL.into_iter().filter_map(of).collect()
}

fn worded(document: &Document, key: &str, names: &Names) -> Option<String> {
    let value = document.get(&Field::field(key))?;
    let words = french::value(question(key)?, value, names);
    (!words.trim().is_empty()).then_some(words)
}
