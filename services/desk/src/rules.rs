//! `/bureau/portraits/{id}/regles`: when people are written to, and how much is asked of one person.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveTime;
use portrea_actions::{ActionError, App, keep_rules};
use portrea_domain::Timestamp;
use portrea_domain::holidays::public_holiday;
use portrea_domain::portrait::Portrait;
use portrea_domain::sending::{Office, RECALL_MINUTES, SendingRules};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::{portrait_for, territory_name};

/// Holidays named, at most.
const HOLIDAYS: usize = 8;

#[derive(Template)]
#[template(path = "pages/desk/rules.html")]
struct RulesPage {
    page: Page,
    id: String,
    territory: String,
    typed: Typed,
    error: Option<String>,
    kept: bool,
    recall_minutes: i64,
    /// « jeudi 1er janvier 2027 » and the name of the day.
    holidays: Vec<(String, &'static str)>,
}

/// What was typed, as it was typed.
struct Typed {
    opens: String,
    closes: String,
    gap_days: String,
    most: String,
    window_days: String,
    most_reminders: String,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    garde: Option<String>,
}

/// The rules as they stand.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let rules = app.storage.read().await?.rules().of(portrait.id).await?;
    let mut page = page(&app, &desk, &portrait, Typed::of(&rules), None).await?;
    page.kept = arrival.garde.is_some();
    Ok(Html(page).into_response())
}

/// Keeps them, or says what is wrong; nothing typed is lost.
pub(crate) async fn keep(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let typed = Typed::posted(&posted);
    let words = match typed.read() {
        Err(words) => words.to_owned(),
        Ok(rules) => match keep_rules(&app, portrait.id, rules).await {
            Ok(()) => {
                let address = format!("/bureau/portraits/{}/regles?garde=oui", portrait.id);
                return Ok(Redirect::to(&address).into_response());
            }
            Err(ActionError::Refused(words)) => words,
            Err(error) => return Err(error.into()),
        },
    };
    let page = page(&app, &desk, &portrait, typed, Some(words)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    typed: Typed,
    error: Option<String>,
) -> Result<RulesPage, PageError> {
    let mut tx = app.storage.read().await?;
    let office = tx.rules().office(portrait.id).await?;
    Ok(RulesPage {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        typed,
        error,
        kept: false,
        recall_minutes: RECALL_MINUTES,
        holidays: holidays(&office, app.now()),
    })
}

/// The public holidays to come in a territory.
fn holidays(office: &Office, now: Timestamp) -> Vec<(String, &'static str)> {
    let today = now.local(office.zone).date_naive();
    let year = today.iter_days().take(366);
    year.filter_map(|date| {
        let name = public_holiday(date, office.area)?;
        let at = Timestamp::midnight(date, office.zone);
        Some((french::day(at, office.zone), name))
    })
    .take(HOLIDAYS)
    .collect()
}

impl Typed {
    fn of(rules: &SendingRules) -> Self {
        let time = |time: NaiveTime| time.format("%H:%M").to_string();
        Self {
            opens: time(rules.opens),
            closes: time(rules.closes),
            gap_days: rules.gap_days.to_string(),
            most: rules.most.to_string(),
            window_days: rules.window_days.to_string(),
            most_reminders: rules.most_reminders.to_string(),
        }
    }

    fn posted(posted: &Posted) -> Self {
        let text = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            opens: text("ouverture"),
            closes: text("fermeture"),
            gap_days: text("ecart"),
            most: text("plafond"),
            window_days: text("fenetre"),
            most_reminders: text("relances"),
        }
    }

    fn read(&self) -> Result<SendingRules, &'static str> {
        let time = |text: &str| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .map_err(|_no_time| "Indiquez des heures, par exemple 08:30.")
        };
        let whole = "Indiquez des nombres entiers, sans lettres ni virgule.";
        Ok(SendingRules {
            opens: time(&self.opens)?,
            closes: time(&self.closes)?,
            gap_days: self.gap_days.parse().map_err(|_no_number| whole)?,
            most: self.most.parse().map_err(|_no_number| whole)?,
            window_days: self.window_days.parse().map_err(|_no_number| whole)?,
            most_reminders: self.most_reminders.parse().map_err(|_no_number| whole)?,
        })
    }
}
