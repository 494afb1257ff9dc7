//! `/lieux/{id}/signaler`: a reader says that something on a listing is wrong, without an account.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portrea_actions::{ActionError, App, NewSuggestion, Typed, send_suggestion, within_limit};
use portrea_domain::ListingId;
use portrea_domain::document::Path as Field;
use portrea_domain::listing::Listing;
use portrea_domain::person::EmailAddress;
use portrea_domain::questionnaire::{Kind, Question, SectionKey};
use portrea_domain::suggestion::{Grounds, WORDS_MAX};
use portrea_web::{Html, Page, PageError, Posted, Visitor, check_csrf, csrf_for};

/// What ties the form of visitors: they have no session.
const SCOPE: &str = "suggestion";
/// How often one visitor may write, an hour.
const VISITOR_LIMIT: i64 = 10;
/// How often one listing may be written about, an hour.
const LISTING_LIMIT: i64 = 20;

#[derive(Template)]
#[template(path = "pages/atlas/report.html")]
struct ReportPage {
    page: Page,
    listing: ListingId,
    place: String,
    csrf: String,
    sections: Vec<(SectionKey, Vec<&'static Question>)>,
    words_max: usize,
    typed: Answers,
    faults: Vec<(&'static str, String)>,
    /// Whether it is kept: the form has gone.
    kept: bool,
}

/// What was typed, as it was typed.
#[derive(Default)]
struct Answers {
    about: String,
    grounds: String,
    words: String,
    value: String,
    email: String,
}

/// `GET`: the form.
pub(crate) async fn show(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, PageError> {
    let listing = public(&app, id).await?;
    Ok(Html(ReportPage::new(&app, &listing)).into_response())
}

/// `POST`: keeps it for the référent; the same answer whether an address is known or not.
pub(crate) async fn send(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    Visitor(visitor): Visitor,
    posted: Posted,
) -> Result<Response, PageError> {
    check_csrf(&app, SCOPE, posted.get("csrf"))?;
    let listing = public(&app, id).await?;
    let mut page = ReportPage::new(&app, &listing);
    page.typed = Answers::posted(&posted);
    if posted.is_from_robot() {
        page.kept = true;
        return Ok(Html(page).into_response());
    }
    let new = match page.typed.read(listing.id) {
        Ok(new) => new,
        Err(faults) => {
            page.faults = faults;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
    };
    let subject = listing.id.to_string();
    let may = within_limit(&app, "suggestion_visitor", &visitor, VISITOR_LIMIT).await?
        && within_limit(&app, "suggestion_listing", &subject, LISTING_LIMIT).await?;
    if !may {
        let words = "Trop de signalements sont partis à la fois. Réessayez dans une heure.";
        page.faults = vec![("", words.to_owned())];
        return Ok((StatusCode::TOO_MANY_REQUESTS, Html(page)).into_response());
    }
    match send_suggestion(&app, new).await {
        Ok(_id) => page.kept = true,
        Err(ActionError::Refused(words)) => page.faults = vec![("mots", words)],
        Err(ActionError::Fields(errors)) => {
            let words = errors.into_iter().map(|error| error.message);
            page.faults = words.map(|words| ("valeur", words)).collect();
        }
        Err(ActionError::Missing(_)) => return Err(PageError::NotFound),
        Err(error) => return Err(error.into()),
    }
    let status = if page.kept {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, Html(page)).into_response())
}

/// The listing an address names, when everybody may read it.
async fn public(app: &App, id: Result<Path<String>, PathRejection>) -> Result<Listing, PageError> {
    let Path(id) = id.map_err(|_unreadable| PageError::NotFound)?;
    let id: ListingId = id.parse().map_err(|_no_id| PageError::NotFound)?;
    let listing = app.storage.read().await?.listings().get(id).await?;
    listing
        .filter(Listing::is_public)
        .ok_or(PageError::NotFound)
}

/// Whether what should stand there can be typed in one line.
const fn is_line(question: &Question) -> bool {
    matches!(
        question.kind,
        Kind::Text(_) | Kind::Phone | Kind::Email | Kind::Url | Kind::PostalCode | Kind::Commune
    )
}

impl ReportPage {
    fn new(app: &App, listing: &Listing) -> Self {
        let fields = |section: SectionKey| {
            let questions = section.questions();
            let lines = questions.filter(|question| question.is_asked() && is_line(question));
            (section, lines.collect())
        };
        Self {
            page: Page {
                noindex: true,
                ..Page::public(app)
            },
            listing: listing.id,
            place: listing.name().to_owned(),
            csrf: csrf_for(app, SCOPE),
            sections: SectionKey::ALL.into_iter().map(fields).collect(),
            words_max: WORDS_MAX,
            typed: Answers::default(),
            faults: Vec::new(),
            kept: false,
        }
    }

    fn fault(&self, field: &str) -> Option<&str> {
        let mut faults = self.faults.iter();
        let (_, words) = faults.find(|(name, _)| *name == field)?;
        Some(words)
    }
}

impl Answers {
    fn posted(posted: &Posted) -> Self {
        let text = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            about: text("sujet"),
            grounds: text("motif"),
            words: text("mots"),
            value: text("valeur"),
            email: text("email"),
        }
    }

    fn read(&self, listing: ListingId) -> Result<NewSuggestion, Vec<(&'static str, String)>> {
        let mut faults = Vec::new();
        let grounds: Option<Grounds> = self.grounds.parse().ok();
        if grounds.is_none() {
            faults.push(("motif", "Choisissez ce qui ne va pas.".to_owned()));
        }
        let about = self.about(grounds);
        if about.is_none() {
            let words = "Choisissez de quoi il s’agit dans la liste.";
            faults.push(("sujet", words.to_owned()));
        }
        let email = match self.email.as_str() {
            "" => None,
            typed => {
                let email = typed.parse::<EmailAddress>().ok();
                if email.is_none() {
                    let words = "Cette adresse mail est incomplète ou mal écrite. Exemple\u{a0}: prenom.nom@exemple.fr";
                    faults.push(("email", words.to_owned()));
                }
                email
            }
        };
        let (Some(grounds), Some((section, path)), true) = (grounds, about, faults.is_empty())
        else {
            return Err(faults);
        };
        let mut words = self.words.clone();
        // Of a whole section one value says too little: it goes with the words.
        if path.is_none() && !self.value.is_empty() {
            words = format!("{words}\nÀ la place\u{a0}: {}", self.value);
        }
        Ok(NewSuggestion {
            listing,
            section,
            proposed: path.map(|path| Typed {
                path,
                texts: vec![self.value.clone()],
            }),
            grounds,
            words,
            email,
        })
    }

    /// What it is about: a section, or one of its questions that takes one line.
    fn about(&self, grounds: Option<Grounds>) -> Option<(SectionKey, Option<Field>)> {
        if grounds == Some(Grounds::Closed) {
            return Some((SectionKey::Place, None));
        }
        if let Ok(section) = self.about.parse() {
            return Some((section, None));
        }
        let path: Field = self.about.parse().ok()?;
        let question = path.question().filter(|question| is_line(question))?;
        path.as_entry()
            .is_none()
            .then_some((question.section, Some(path.clone())))
    }
}
