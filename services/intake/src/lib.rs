//! The mobile form behind a link: what is known of a place, section by section, confirmed or corrected on a phone.
//!
//! Reading changes nothing. Saving a section puts it in the person's draft, shared with the chat; publishing is a
//! gesture of its own. Every page works without script, and every POST carries the token of its link.

mod access;
mod code_page;
mod communes;
mod declare_page;
mod entries_page;
mod fields;
mod french;
mod likely;
mod locator;
mod names;
mod overlay;
mod position_map;
mod position_page;
mod presets;
mod publication;
mod renewal;
mod rhythm;
mod sheet;
mod sheet_page;
mod summary;
mod summary_page;
mod table_page;
mod texts;
mod thanks_page;
mod week;

#[cfg(test)]
mod stories;

use axum::routing::{get, post};
use axum::{Extension, Router};
use portrea_actions::App;

pub use locator::Locator;

/// The routes under `/f/{token}`, where a short code is typed, the tables of the day, and where anybody declares a place.
/// Addresses are put on the map by `locator`.
pub fn router(_app: &App, locator: Locator) -> Router<App> {
    Router::new()
        .route("/code", get(code_page::show).post(code_page::enter))
        .route("/table/{token}", get(table_page::show))
        .route("/table/{token}/fiche", post(table_page::open_form))
        .route("/table/{token}/lieu", post(table_page::declare))
        .route("/f/{token}", get(summary_page::show))
        .route("/f/{token}/nouveau-lien", post(renewal::ask))
        .route(
            "/f/{token}/publier",
            get(summary_page::back).post(publication::publish_answers),
        )
        .route(
            "/declarer",
            get(declare_page::show).post(declare_page::declare),
        )
        .route("/declarer/merci", get(declare_page::thanks))
        .route("/communes", get(communes::proposals))
        .route(
            "/f/{token}/position",
            get(position_page::show).post(position_page::place),
        )
        .route("/f/{token}/position.svg", get(position_page::picture))
        .route("/f/{token}/merci", get(thanks_page::show))
        .route("/f/{token}/offer/nouveau", get(entries_page::choose_family))
        .route("/f/{token}/{group}/nouveau", get(sheet_page::new_entry))
        .route(
            "/f/{token}/{group}/{entry}",
            get(sheet_page::show_entry).post(sheet_page::save_entry),
        )
        .route(
            "/f/{token}/{group}/{entry}/retirer",
            post(entries_page::withdraw),
        )
        .route(
            "/f/{token}/{group}/{entry}/remettre",
            post(entries_page::restore),
        )
        .route(
            "/f/{token}/{section}",
            get(sheet_page::show_section).post(sheet_page::save_section),
        )
        .layer(Extension(locator))
}
