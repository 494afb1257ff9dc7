//! The mobile form behind a link: what is known of a place, section by section, confirmed or corrected on a phone.
//!
//! Reading changes nothing. Saving a section puts it in the person's draft, shared with the chat; publishing is a
//! gesture of its own. Every page works without script, and every POST carries the token of its link.

mod access;
mod answers;
mod beside;
mod code_page;
mod communes;
mod declare_page;
mod disputes;
mod entries_page;
mod fields;
mod french;
mod give_back;
mod likely;
mod locator;
mod lost_link;
mod my_data;
mod names;
mod overlay;
mod position_map;
mod position_page;
mod poster_page;
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
mod round_trip;
#[cfg(test)]
mod stories;

use axum::routing::{get, post};
use axum::{Extension, Router};
use portrea_actions::App;

pub use locator::Locator;

/// What the holder of any personal link reads of what is kept of them.
fn my_data() -> Router<App> {
    Router::new()
        .route(
            "/f/{token}/mes-donnees",
            get(my_data::show).post(my_data::act),
        )
        .route(
            "/i/{token}/mes-donnees",
            get(my_data::show).post(my_data::act),
        )
        .route(
            "/desabonner/{token}/mes-donnees",
            get(my_data::show).post(my_data::act),
        )
        .route("/f/{token}/mes-donnees/export.json", get(my_data::download))
        .route("/i/{token}/mes-donnees/export.json", get(my_data::download))
        .route(
            "/desabonner/{token}/mes-donnees/export.json",
            get(my_data::download),
        )
        .route(
            "/f/{token}/mes-donnees/effacer",
            get(my_data::erase::show).post(my_data::erase::act),
        )
        .route(
            "/i/{token}/mes-donnees/effacer",
            get(my_data::erase::show).post(my_data::erase::act),
        )
        .route(
            "/desabonner/{token}/mes-donnees/effacer",
            get(my_data::erase::show).post(my_data::erase::act),
        )
        .route(
            "/f/{token}/mon-nom",
            get(my_data::name::show).post(my_data::name::act),
        )
}

/// The routes under `/f/{token}`, where a short code is typed, the tables of the day, and where anybody declares a place.
/// Addresses are put on the map by `locator`.
pub fn router(_app: &App, locator: Locator) -> Router<App> {
    Router::new()
        .merge(my_data())
        .route("/code", get(code_page::show).post(code_page::enter))
        .route("/lien", get(lost_link::show).post(lost_link::ask))
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
        .route(
            "/f/{token}/passer-la-main",
            get(beside::hand_over::show).post(beside::hand_over::act),
        )
        .route(
            "/f/{token}/ferme",
            get(beside::closed::show).post(beside::closed::act),
        )
        .route(
            "/f/{token}/pas-nous",
            get(beside::not_ours::show).post(beside::not_ours::act),
        )
        .route(
            "/f/{token}/arreter",
            get(beside::stop::show).post(beside::stop::act),
        )
        .route("/f/{token}/reponses", post(answers::keep))
        .route("/f/{token}/choisir", post(disputes::choose))
        .route("/f/{token}/reprendre", post(disputes::take_back))
        .route("/f/{token}/merci", get(thanks_page::show))
        .route("/f/{token}/offer/nouveau", get(entries_page::choose_family))
        .route("/f/{token}/{group}/nouveau", get(sheet_page::new_entry))
        .route("/f/{token}/affiche.pdf", get(poster_page::show))
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
