//! `/declarer`: anybody proposes a place that is missing. Places that are probably the same are shown first; nothing is
//! public before the référent has accepted it, and the rest is said by a link that leaves for the address given.

mod typed;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, Likely, describe_place, find_duplicates, propose_place, within_limit};
use portrea_domain::questionnaire::{Family, question};
use portrea_web::{Html, Page, PageError, Posted, Visitor, check_csrf, csrf_for};
use serde::Deserialize;

use crate::communes;
use crate::likely::{self, LikelyPlace};
use crate::locator::{self, Locator};
use typed::{Faults, Missing};

/// What ties the form to whoever sees it: nothing is known of them yet.
const SCOPE: &str = "declarer";
/// A visitor sends this form so often in an hour at most: a few places, with their corrections.
const FORMS_AN_HOUR: i64 = 30;

#[derive(Template)]
#[template(path = "pages/intake/declare.html")]
struct DeclarePage {
    page: Page,
    csrf: String,
    typed: Missing,
    faults: Faults,
    choices: Vec<communes::Choice>,
    /// Places that are probably the same; the rest of the form is kept out of sight meanwhile.
    likely: Vec<LikelyPlace>,
    mark: String,
}

#[derive(Template)]
#[template(path = "pages/intake/declared.html")]
pub(crate) struct DeclaredPage {
    page: Page,
}

/// Where somebody comes from: a commune may be known already.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    commune: String,
}

/// `GET /declarer`: one short form.
pub(crate) async fn show(State(app): State<App>, Query(from): Query<From>) -> Response {
    let known = communes::entry_of(&from.commune);
    let typed = Missing {
        commune: known.map_or_else(String::new, portrea_territory::Entry::full_name),
        ..Missing::default()
    };
    Html(page(&app, typed, Faults::new(), &[])).into_response()
}

/// `GET /declarer/merci`: the same for everybody.
pub(crate) async fn thanks(State(app): State<App>) -> Html<DeclaredPage> {
    Html(DeclaredPage {
        page: Page::public(&app),
    })
}

/// `POST /declarer`: shows what is probably the same place, then proposes it and sends the link.
pub(crate) async fn declare(
    State(app): State<App>,
    Extension(locator): Extension<Locator>,
    Visitor(visitor): Visitor,
    posted: Posted,
) -> Result<Response, PageError> {
    check_csrf(&app, SCOPE, posted.get("csrf"))?;
    if !within_limit(&app, "declare", &visitor, FORMS_AN_HOUR).await? {
        return Err(PageError::TooMany);
    }
    let typed = Missing::posted(&posted);
    // A field nobody sees: only programs fill it in, and learn nothing.
    if posted.is_from_robot() {
        return Ok(done());
    }
    let (mut answers, email) = match typed.read(&app) {
        Ok(read) => read,
        Err(faults) => return Ok(refused(&app, typed, faults)),
    };
    let mut described = match describe_place(&app, &answers).await {
        Ok(described) => described,
        Err(error) => return Ok(refused(&app, typed, Faults::of(error)?)),
    };
    let commune = described.text(communes::TYPED).and_then(communes::entry_of);
    let name = commune.map_or("", |commune| &commune.name);
    let position = locator.locate(&described, name).await;
    locator::put(&mut described, &position);
    answers.extend(locator::answers(&position));

    let found = find_duplicates(&app, &described).await?;
    let is_seen = posted.get("autre") == Some(likely::mark(&found).as_str());
    if !found.is_empty() && !is_seen {
        return Ok(Html(page(&app, typed, Faults::new(), &found)).into_response());
    }
    match propose_place(&app, &email, &answers).await {
        Ok(Some(_listing)) => Ok(done()),
        Ok(None) => Err(PageError::TooMany),
        Err(error) => Ok(refused(&app, typed, Faults::of(error)?)),
    }
}

fn done() -> Response {
    Redirect::to("/declarer/merci").into_response()
}

fn refused(app: &App, typed: Missing, faults: Faults) -> Response {
    let page = page(app, typed, faults, &[]);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

fn page(app: &App, typed: Missing, faults: Faults, found: &[Likely]) -> DeclarePage {
    let choices = match faults.get("commune") {
        Some(_) => communes::choices(&typed.commune, &typed.code, None),
        None => Vec::new(),
    };
    DeclarePage {
        page: Page::public(app),
        csrf: csrf_for(app, SCOPE),
        choices,
        typed,
        faults,
        likely: likely::shown(found, |_| false),
        mark: likely::mark(found),
    }
}

impl DeclarePage {
    /// The kinds of places, and whether each is chosen.
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        let choices = question("place.kind").map_or(&[][..], |question| question.choices());
        let kind = |choice: &portrea_domain::questionnaire::Choice| {
            (choice.code, choice.label, choice.code == self.typed.kind)
        };
        choices.iter().map(kind).collect()
    }

    /// The families of help, and whether each is chosen.
    fn families(&self) -> Vec<(&'static str, &'static str, bool)> {
        let family = |family: &Family| {
            let code = family.as_str();
            (code, family.label(), code == self.typed.family)
        };
        Family::ALL.iter().map(family).collect()
    }

    fn fault(&self, field: &str) -> Option<&String> {
        self.faults.get(field)
    }
}
