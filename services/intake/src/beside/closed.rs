//! « Ce lieu est fermé »: for good, or until a day, and then it is back by itself.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::NaiveDate;
use portrea_actions::{ActionError, App, Publication, Typed as Answer, publish, save_draft};
use portrea_domain::EntryId;
use portrea_domain::clock::PARIS;
use portrea_domain::closing;
use portrea_domain::document::Path as Field;
use portrea_domain::questionnaire::Group;
use portrea_web::{Html, Page, PageError, Posted};

use super::{open, open_posted};
use crate::access::Access;
use crate::french;

/// Longest text looked at.
const LONGEST: usize = 400;

#[derive(Template)]
#[template(path = "pages/intake/closed.html")]
struct ClosedPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
    is_closed: bool,
    /// The first day that can be the last one of a closing.
    today: NaiveDate,
    typed: Typed,
    faults: Faults,
    /// What else would be published at the same time, in words.
    pending: Option<String>,
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Typed {
    when: String,
    until: String,
    reason: String,
}

/// What is wrong with it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Faults {
    when: Option<String>,
    until: Option<String>,
    reason: Option<String>,
}

/// `GET /f/{token}/ferme`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = open(&app, &token).await?;
    Ok(page(&app, &access, Typed::default(), Faults::default()))
}

/// `POST /f/{token}/ferme`: the closing is published like any other answer.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = open_posted(&app, &token, &posted).await?;
    let typed = Typed::posted(&posted);
    let thanks = || Ok(Redirect::to(&access.address("/merci")).into_response());
    let answers = match typed.answers(&app, &access) {
        Ok(Some(answers)) => answers,
        // Pressed twice: the first press did it.
        Ok(None) => return thanks(),
        Err(faults) => return Ok(refused(&app, &access, typed, faults)),
    };
    match save_draft(&app, access.person(), access.listing.id, &answers).await {
        Ok(_draft) => {}
        Err(ActionError::Fields(errors)) => {
            let mut faults = Faults::default();
            for error in errors {
                let is_reason = error.path.as_str().ends_with(".reason");
                let fault = if is_reason {
                    &mut faults.reason
                } else {
                    &mut faults.until
                };
                *fault = Some(error.message);
            }
            return Ok(refused(&app, &access, typed, faults));
        }
        Err(error) => return Err(error.into()),
    }
    let publication = Publication {
        person_id: access.person(),
        listing_id: access.listing.id,
        door: access.door(),
        unchanged: Vec::new(),
    };
    publish(&app, &publication).await?;
    thanks()
}

fn refused(app: &App, access: &Access, typed: Typed, faults: Faults) -> Response {
    let page = page(app, access, typed, faults);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn page(app: &App, access: &Access, typed: Typed, faults: Faults) -> Response {
    let changes = access.overlay().changes();
    Html(ClosedPage {
        page: Page::personal(app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        csrf: access.csrf(app),
        is_closed: says_closed(access),
        today: today(app),
        typed,
        faults,
        pending: (changes > 0).then(|| french::changes(changes)),
    })
    .into_response()
}

/// Whether the listing says that the place is closed for good, in public or to the référent.
fn says_closed(access: &Access) -> bool {
    access.overlay().document.text("place.status") == Some("closed")
}

fn today(app: &App) -> NaiveDate {
    app.now().local(PARIS).date_naive()
}

impl Typed {
    fn posted(posted: &Posted) -> Self {
        let text = |name| {
            let text = posted.get(name).unwrap_or_default().trim();
            text.chars().take(LONGEST).collect()
        };
        Self {
            when: text("quand"),
            until: text("jusqua"),
            reason: text("raison"),
        }
    }

    /// The answers that say so; nothing when the listing says so already.
    fn answers(&self, app: &App, access: &Access) -> Result<Option<Vec<Answer>>, Faults> {
        let document = &access.listing.document;
        match self.when.as_str() {
            "toujours" if says_closed(access) => Ok(None),
            "toujours" => Ok(Some(vec![Answer {
                path: Field::field("place.status"),
                texts: vec!["closed".to_owned()],
            }])),
            "jusquau" => {
                let today = today(app);
                let until = self.until(today)?;
                if closing::on(document, today).is_some_and(|closing| closing.until == until) {
                    return Ok(None);
                }
                let id = EntryId::mint(app.now(), &*app.entropy);
                let answer = |key: &str, text: String| Answer {
                    path: Field::entry(Group::Closings, id, key),
                    texts: vec![text],
                };
                let mut answers = vec![
                    answer("from", today.to_string()),
                    answer("until", until.to_string()),
                ];
                if !self.reason.is_empty() {
                    answers.push(answer("reason", self.reason.clone()));
                }
                Ok(Some(answers))
            }
            _ => Err(Faults {
                when: Some("Choisissez l’une des deux réponses.".to_owned()),
                ..Faults::default()
            }),
        }
    }

    fn until(&self, today: NaiveDate) -> Result<NaiveDate, Faults> {
        let fault = |words: &str| Faults {
            until: Some(words.to_owned()),
            ..Faults::default()
        };
        match self.until.parse::<NaiveDate>() {
            Ok(until) if until >= today => Ok(until),
            Ok(_past) => Err(fault(
                "Ce jour est déjà passé\u{a0}: indiquez le dernier jour de fermeture.",
            )),
            Err(_no_day) => Err(fault("Indiquez le dernier jour de fermeture.")),
        }
    }
}

impl ClosedPage {
    fn is_wrong(&self) -> bool {
        self.faults != Faults::default()
    }

    fn is_chosen(&self, when: &str) -> bool {
        self.typed.when == when
    }
}
