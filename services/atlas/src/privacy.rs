//! `/vie-privee`: what is kept of people and for how long, from the very table the nightly job erases by.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::App;
use portrea_domain::retention::{FAREWELL_DAYS, RULES, Rule};
use portrea_standards::table::csv_of;
use portrea_web::{Html, Page};

/// Headings of the register.
const HEADINGS: [&str; 4] = [
    "Ce qui est gardé",
    "À quoi cela sert",
    "Combien de temps",
    "À partir de",
];

/// `/vie-privee`.
#[derive(Template)]
#[template(path = "pages/atlas/privacy.html")]
pub(crate) struct PrivacyPage {
    page: Page,
    headings: [&'static str; 4],
    rules: &'static [Rule],
    farewell_days: i64,
    contact: String,
}

/// `GET /vie-privee`.
pub(crate) async fn privacy(State(app): State<App>) -> Html<PrivacyPage> {
    Html(PrivacyPage {
        page: Page::public(&app),
        headings: HEADINGS,
        rules: &RULES,
        farewell_days: FAREWELL_DAYS,
        contact: app.house.mail_from.to_string(),
    })
}

/// `GET /vie-privee/registre.csv`: the same table, to take away.
pub(crate) async fn register() -> Response {
    let mut lines = vec![HEADINGS.map(str::to_owned).to_vec()];
    lines.extend(RULES.iter().map(|rule| {
        vec![
            rule.what.to_owned(),
            rule.purpose.to_owned(),
            rule.duration(),
            rule.since.to_owned(),
        ]
    }));
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"registre.csv\"",
        ),
    ];
    (heads, csv_of(lines.iter().map(Vec::as_slice))).into_response()
}
