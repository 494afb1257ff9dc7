//! `…/previsions`: what will leave in the days to come, by day, by person or by send.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use portrea_actions::App;
use portrea_domain::portrait::Portrait;
use portrea_post::{Foretold, Scope};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError};
use serde::Deserialize;

use super::{AHEAD_DAYS, day_of, foretold, name_of};
use crate::access::{portrait_for, territory_name};
use crate::mailings::moment;
use crate::words::{Long, counted};

/// How far ahead one looks when nothing else is asked, in days.
const USUAL_DAYS: i64 = 60;

#[derive(Template)]
#[template(path = "pages/desk/forecast/show.html")]
struct ForecastPage {
    page: Page,
    id: String,
    territory: String,
    days: i64,
    by: By,
    total: String,
    stopped: String,
    groups: Vec<Group>,
}

/// What the lines are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Day,
    Person,
    Send,
}

impl By {
    const ALL: [Self; 3] = [Self::Day, Self::Person, Self::Send];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "jour",
            Self::Person => "personne",
            Self::Send => "envoi",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Day => "Par jour",
            Self::Person => "Par personne",
            Self::Send => "Par envoi",
        }
    }
}

/// What leaves on one day, to one person, or within one send.
struct Group {
    title: String,
    /// The day, for a link to its rehearsal.
    day: Option<String>,
    count: String,
    lines: Long<Line>,
}

/// One mail.
struct Line {
    when: String,
    name: String,
    what: &'static str,
    campaign: String,
    stopped: &'static str,
}

/// How it is asked to be shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    jours: Option<String>,
    par: Option<String>,
}

/// What will leave.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let days = asked.jours.and_then(|days| days.parse::<i64>().ok());
    let days = days.unwrap_or(USUAL_DAYS).clamp(1, AHEAD_DAYS);
    let by = asked.par.unwrap_or_default();
    let by = By::ALL.into_iter().find(|one| one.as_str() == by);
    let by = by.unwrap_or(By::Day);
    let scope = Scope {
        portrait: Some(portrait.id),
        until: app.now().plus_days(days),
        rehearse: None,
    };
    let all = foretold(&app, scope).await?;
    let stopped = all.iter().filter(|one| one.stopped.is_some()).count();
    let territory = territory_name(&mut app.storage.read().await?, &portrait.epci).await?;
    Ok(Html(ForecastPage {
        page: desk.page(&app),
        id: portrait.id.to_string(),
        territory,
        days,
        by,
        total: counted(all.len() - stopped, "mail partira", "mails partiront"),
        stopped: match stopped {
            0 => String::new(),
            n => counted(n, "autre sera arrêté", "autres seront arrêtés"),
        },
        groups: groups(&app, &portrait, by, all),
    }))
}

fn groups(app: &App, portrait: &Portrait, by: By, all: Vec<Foretold>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Foretold>> = BTreeMap::new();
    for one in all {
        let key = match by {
            By::Day => day_of(one.at, portrait),
            // The same name may be that of two people.
            By::Person => format!("{}\n{}", name_of(&one), one.person_id),
            By::Send => match &one.campaign {
                Some((id, label)) => format!("{label}\n{id}"),
                None => String::new(),
            },
        };
        groups.entry(key).or_default().push(one);
    }
    let group = |(key, ones): (String, Vec<Foretold>)| {
        let leaving = ones.iter().filter(|one| one.stopped.is_none()).count();
        let title = match (by, ones.first()) {
            (By::Day, Some(one)) => french::day(one.at, portrait.zone),
            _ => key.lines().next().unwrap_or_default().to_owned(),
        };
        Group {
            title: if title.is_empty() {
                "Hors envoi".to_owned()
            } else {
                title
            },
            day: (by == By::Day).then(|| key.clone()),
            count: counted(leaving, "mail", "mails"),
            lines: Long::new(
                ones.iter()
                    .map(|one| line(app, portrait, by, one))
                    .collect(),
            ),
        }
    };
    groups.into_iter().map(group).collect()
}

fn line(app: &App, portrait: &Portrait, by: By, one: &Foretold) -> Line {
    Line {
        when: match by {
            By::Day => french::hour(one.at, portrait.zone),
            By::Person | By::Send => moment(one.at, app.now(), portrait.zone),
        },
        name: name_of(one),
        what: one.what,
        campaign: one
            .campaign
            .as_ref()
            .map(|(_, label)| label.clone())
            .unwrap_or_default(),
        stopped: one
            .stopped
            .map_or("", portrea_domain::message::StopReason::label),
    }
}
