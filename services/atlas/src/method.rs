//! `/methode` and `/donnees`: what the method is, where figures and reference data come from, what is kept of people.

use askama::Template;
use axum::extract::State;
use portrea_actions::App;
use portrea_analysis::RateSet;
use portrea_domain::questionnaire::Family;
use portrea_territory::{VINTAGE, Vintage};
use portrea_web::{Html, Page};

use crate::figures::{self, Doubt, Source};

/// `/methode`.
#[derive(Template)]
#[template(path = "pages/atlas/method.html")]
pub(crate) struct MethodPage {
    page: Page,
    view: View,
}

/// What the page says of the figures and of the house.
struct View {
    need: Backing,
    families: [Family; 5],
    source_url: String,
    contact: String,
    telegram: bool,
}

/// What backs the figures, and what does not.
struct Backing {
    name: String,
    sources: Vec<Source>,
    unsourced: Vec<Doubt>,
}

/// `GET /methode`.
pub(crate) async fn method(State(app): State<App>) -> Html<MethodPage> {
    let rates = RateSet::national_2021();
    let view = View {
        need: Backing {
            name: figures::name(rates),
            sources: figures::sources(rates),
            unsourced: figures::doubts(&rates.unsourced()),
        },
        families: Family::ALL,
        source_url: app.house.source_url.clone(),
        contact: app.house.mail_from.to_string(),
        telegram: app.house.telegram_bot.is_some(),
    };
    let page = Page::public(&app);
    Html(MethodPage { page, view })
}

/// `/donnees`.
#[derive(Template)]
#[template(path = "pages/atlas/data.html")]
pub(crate) struct DataPage {
    page: Page,
    vintage: Vintage,
    sources: Vec<Source>,
}

/// `GET /donnees`.
pub(crate) async fn data(State(app): State<App>) -> Html<DataPage> {
    Html(DataPage {
        page: Page::public(&app),
        vintage: VINTAGE,
        sources: figures::sources(RateSet::national_2021()),
    })
}
