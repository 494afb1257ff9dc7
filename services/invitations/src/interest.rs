//! `/territoires/{code}/participer`: somebody of a group of communes says that it wants its portrait made.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portrea_actions::{ActionError, App, NewInterest, declare_interest, within_limit};
use portrea_domain::interest::{FUNCTION_MAX, MESSAGE_MAX};
use portrea_domain::mail_typo::likely_address;
use portrea_domain::person::EmailAddress;
use portrea_domain::territory::EpciCode;
use portrea_web::{Html, Page, PageError, Posted, Visitor, check_csrf, csrf_for};

/// What ties the form of visitors: they have no session.
const SCOPE: &str = "interest";
/// How often one visitor may say so, an hour.
const LIMIT: i64 = 6;
/// The longest name, in characters.
const NAME_MAX: usize = 100;

#[derive(Template)]
#[template(path = "pages/invitations/interest.html")]
struct InterestPage {
    page: Page,
    code: String,
    territory: String,
    csrf: String,
    typed: Typed,
    faults: Vec<(&'static str, String)>,
    /// Whether it is kept: the form has gone.
    kept: bool,
}

/// What was typed, as it was typed.
#[derive(Default)]
struct Typed {
    name: String,
    email: String,
    function: String,
    message: String,
    /// The address that was pointed out as doubtful: typed again, it is taken.
    sure: String,
}

/// `GET`: the form.
pub(crate) async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let (epci, territory) = group(&app, &code).await?;
    Ok(Html(InterestPage::new(&app, &epci, territory)).into_response())
}

/// `POST`: keeps it, or says what is missing; the same answer whether the address is known or not.
pub(crate) async fn declare(
    State(app): State<App>,
    Path(code): Path<String>,
    Visitor(visitor): Visitor,
    posted: Posted,
) -> Result<Response, PageError> {
    check_csrf(&app, SCOPE, posted.get("csrf"))?;
    let (epci, territory) = group(&app, &code).await?;
    let mut page = InterestPage::new(&app, &epci, territory);
    page.typed = Typed::posted(&posted);
    if posted.is_from_robot() {
        page.kept = true;
        return Ok(Html(page).into_response());
    }
    let new = match page.typed.read() {
        Ok(new) => new,
        Err(faults) => {
            page.faults = faults;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
    };
    if !within_limit(&app, SCOPE, &visitor, LIMIT).await? {
        page.faults = vec![(
            "",
            "Trop de demandes sont parties d’ici. Réessayez dans une heure.".to_owned(),
        )];
        return Ok((StatusCode::TOO_MANY_REQUESTS, Html(page)).into_response());
    }
    match declare_interest(&app, &epci, new).await {
        Ok(()) => page.kept = true,
        Err(ActionError::Missing(_)) => return Err(PageError::NotFound),
        Err(error) => return Err(error.into()),
    }
    Ok(Html(page).into_response())
}

/// The group of communes an address names, and what it is called.
async fn group(app: &App, code: &str) -> Result<(EpciCode, String), PageError> {
    let epci: EpciCode = code.parse().map_err(|_no_code| PageError::NotFound)?;
    let row = app.storage.read().await?.geography().epci(&epci).await?;
    let row = row.ok_or(PageError::NotFound)?;
    Ok((epci, row.name))
}

impl InterestPage {
    fn new(app: &App, epci: &EpciCode, territory: String) -> Self {
        Self {
            page: Page::public(app),
            code: epci.to_string(),
            territory,
            csrf: csrf_for(app, SCOPE),
            typed: Typed::default(),
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

impl Typed {
    fn posted(posted: &Posted) -> Self {
        let text = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            name: text("nom"),
            email: text("email"),
            function: text("fonction"),
            message: text("message"),
            sure: text("sure"),
        }
    }

    fn read(&self) -> Result<NewInterest, Vec<(&'static str, String)>> {
        let mut faults = Vec::new();
        let too_long = |text: &str, most: usize| text.chars().count() > most;
        if self.name.is_empty() || too_long(&self.name, NAME_MAX) {
            faults.push((
                "nom",
                format!("Indiquez votre nom, en {NAME_MAX} caractères au plus."),
            ));
        }
        if self.function.is_empty() || too_long(&self.function, FUNCTION_MAX) {
            faults.push((
                "fonction",
                format!("Indiquez ce que vous faites dans l’intercommunalité, en {FUNCTION_MAX} caractères au plus."),
            ));
        }
        if too_long(&self.message, MESSAGE_MAX) {
            faults.push((
                "message",
                format!("Ce texte est trop long\u{a0}: {MESSAGE_MAX} caractères au plus."),
            ));
        }
        let email = self.email.parse::<EmailAddress>();
        match &email {
            Err(_not_an_address) => faults.push((
                "email",
                "Cette adresse mail est incomplète ou mal écrite. Exemple\u{a0}: prenom.nom@exemple.fr".to_owned(),
            )),
            Ok(address) => {
                let meant = likely_address(&self.email).filter(|_| self.sure != address.as_str());
                if let Some(meant) = meant {
                    faults.push((
                        "email",
                        format!("Vouliez-vous écrire {meant}\u{a0}? Si votre adresse est juste, envoyez de nouveau."),
                    ));
                }
            }
        }
        match email {
            Ok(email) if faults.is_empty() => Ok(NewInterest {
                name: self.name.clone(),
                email,
                function: self.function.clone(),
                message: self.message.clone(),
            }),
            _ => Err(faults),
        }
    }
}
