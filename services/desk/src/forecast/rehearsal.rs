//! `…/previsions/{jour}`: the rehearsal of one day, each mail as it would be written that day. Nothing is sent.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveDate};
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::portrait::Portrait;
use portrea_post::{Foretold, Letter, Scope};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, mail_frame};

use super::{AHEAD_DAYS, day_of, foretold, name_of};
use crate::access::{portrait_for, territory_name};
use crate::mailings::Shown;
use crate::words::counted;

#[derive(Template)]
#[template(path = "pages/desk/forecast/day.html")]
struct DayPage {
    page: Page,
    id: String,
    territory: String,
    day: String,
    title: String,
    count: String,
    lines: Vec<Line>,
}

/// One mail of the day.
struct Line {
    when: String,
    name: String,
    what: &'static str,
    /// Its subject, when it leaves.
    subject: Option<String>,
    stopped: &'static str,
}

#[derive(Template)]
#[template(path = "pages/desk/forecast/mail.html")]
struct MailPage {
    page: Page,
    id: String,
    territory: String,
    day: String,
    title: String,
    /// Where its HTML is.
    frame: String,
    when: String,
    letter: Shown,
}

/// The mails of the day.
pub(super) async fn day(
    State(app): State<App>,
    desk: Desk,
    Path((id, day)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let date = date_of(&app, &portrait, &day)?;
    let mails = rehearse(&app, &portrait, date).await?;
    let territory = territory_name(&mut app.storage.read().await?, &portrait.epci).await?;
    let leaving = mails.iter().filter(|one| one.letter.is_some()).count();
    let line = |one: &Foretold| Line {
        when: french::hour(one.at, portrait.zone),
        name: name_of(one),
        what: one.what,
        subject: one
            .letter
            .as_ref()
            .map(|letter| letter.mail.subject.clone()),
        stopped: one.stopped.map_or(
            "rien à dire ce jour-là",
            portrea_domain::message::StopReason::label,
        ),
    };
    Ok(Html(DayPage {
        page: desk.page(&app),
        id: portrait.id.to_string(),
        territory,
        title: title(date, &portrait),
        day: date.to_string(),
        count: counted(leaving, "mail", "mails"),
        lines: mails.iter().map(line).collect(),
    })
    .into_response())
}

/// One of them.
pub(super) async fn mail(
    State(app): State<App>,
    desk: Desk,
    Path((id, day, n)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let date = date_of(&app, &portrait, &day)?;
    let (one, letter) = nth(&app, &portrait, date, &n).await?;
    let mut tx = app.storage.read().await?;
    let person = tx.people().require(one.person_id).await?;
    let email = person.email.as_ref().map(ToString::to_string);
    let to = crate::mailings::addressed(&person.name, &email.unwrap_or_default());
    Ok(Html(MailPage {
        page: desk.page(&app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        title: title(date, &portrait),
        day: date.to_string(),
        frame: format!(
            "/bureau/portraits/{}/previsions/{date}/{n}/html",
            portrait.id
        ),
        when: french::hour(one.at, portrait.zone),
        letter: Shown::of(&app, &letter, to),
    })
    .into_response())
}

/// What the frame of its page holds.
pub(super) async fn html(
    State(app): State<App>,
    desk: Desk,
    Path((id, day, n)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let date = date_of(&app, &portrait, &day)?;
    let (_, letter) = nth(&app, &portrait, date, &n).await?;
    Ok(mail_frame(&letter.mail.html))
}

/// The day an address names: today or later, not further than one can look.
fn date_of(app: &App, portrait: &Portrait, day: &str) -> Result<NaiveDate, PageError> {
    let date: NaiveDate = day.parse().map_err(|_no_day| PageError::NotFound)?;
    let today = app.now().local(portrait.zone).date_naive();
    if (0..=AHEAD_DAYS).contains(&(date - today).num_days()) {
        Ok(date)
    } else {
        Err(PageError::Refused(format!(
            "Choisissez un jour à partir d’aujourd’hui, dans les {AHEAD_DAYS} jours à venir."
        )))
    }
}

fn title(date: NaiveDate, portrait: &Portrait) -> String {
    french::day(Timestamp::midnight(date, portrait.zone), portrait.zone)
}

async fn rehearse(
    app: &App,
    portrait: &Portrait,
    date: NaiveDate,
) -> Result<Vec<Foretold>, PageError> {
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    let scope = Scope {
        portrait: Some(portrait.id),
        until: Timestamp::midnight(next, portrait.zone).plus_seconds(-1),
        rehearse: Some(date),
    };
    let mut mails = foretold(app, scope).await?;
    let day = date.to_string();
    mails.retain(|one| day_of(one.at, portrait) == day);
    Ok(mails)
}

async fn nth(
    app: &App,
    portrait: &Portrait,
    date: NaiveDate,
    n: &str,
) -> Result<(Foretold, Letter), PageError> {
    let n: usize = n.parse().map_err(|_no_number| PageError::NotFound)?;
    let mut mails = rehearse(app, portrait, date).await?;
    if n >= mails.len() {
        return Err(PageError::NotFound);
    }
    let mut one = mails.swap_remove(n);
    let letter = one.letter.take().ok_or(PageError::NotFound)?;
    Ok((one, letter))
}
