//! What is kept, in plain words, and the same as a file.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, PersonFile, read_person, stay, withdraw_name};
use portrea_domain::ListingId;
use portrea_domain::retention::FAREWELL_DAYS;
use portrea_web::{Html, Page, PageError, Posted};

use super::Holder;
use crate::french;

#[derive(Template)]
#[template(path = "pages/intake/my_data.html")]
pub(crate) struct MyDataPage {
    page: Page,
    home: String,
    csrf: String,
    file: PersonFile,
    /// Name, addresses, telephone: what is known of each.
    known: Vec<(&'static str, String)>,
    since: String,
    /// The day everything is erased, when it was announced.
    erased_on: Option<String>,
}

/// `GET …/mes-donnees`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    uri: Uri,
) -> Result<Html<MyDataPage>, PageError> {
    let holder = Holder::open(&app, &token, &uri).await?;
    let file = read_person(&app, holder.person()).await?;
    Ok(Html(MyDataPage {
        page: Page::personal(&app),
        csrf: holder.csrf(&app),
        home: holder.home,
        known: known(&file),
        since: french::day(file.known_since),
        erased_on: file
            .told_at
            .map(|at| french::day(at.plus_days(FAREWELL_DAYS))),
        file,
    }))
}

/// `POST …/mes-donnees`: takes a name off a public page, or says that one stays.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    uri: Uri,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let holder = Holder::open_posted(&app, &token, &uri, &posted).await?;
    match posted.get("geste") {
        Some("rester") => stay(&app, holder.person()).await?,
        Some("retirer") => {
            let listing: ListingId = posted
                .get("lieu")
                .unwrap_or_default()
                .parse()
                .map_err(|_no_id| PageError::NotFound)?;
            withdraw_name(&app, holder.person(), listing).await?;
        }
        _ => return Err(PageError::NotFound),
    }
    Ok(Redirect::to(&format!("{}/mes-donnees", holder.home)))
}

/// `GET …/mes-donnees/export.json`: everything, to take away.
pub(crate) async fn download(
    State(app): State<App>,
    Path(token): Path<String>,
    uri: Uri,
) -> Result<Response, PageError> {
    let holder = Holder::open(&app, &token, &uri).await?;
    let file = read_person(&app, holder.person()).await?;
    let heads = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"mes-donnees.json\"",
        ),
    ];
    Ok((heads, format!("{:#}", file.to_json())).into_response())
}

/// What is known to reach the person by; what is not known is left out.
fn known(file: &PersonFile) -> Vec<(&'static str, String)> {
    let email = file.person.email.as_ref().map(ToString::to_string);
    let all = [
        ("Nom", file.person.name.clone()),
        ("Prénom", file.reach.given_name.clone()),
        ("Adresse mail", email.unwrap_or_default()),
        ("Téléphone", file.reach.phone.clone()),
        ("Adresse postale", file.reach.postal_address.clone()),
    ];
    all.into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

impl MyDataPage {
    fn counted(count: usize, one: &str, many: &str) -> String {
        match count {
            0 => format!("aucun {one}"),
            1 => format!("un {one}"),
            count => format!("{count}\u{a0}{many}"),
        }
    }

    /// What the person said, in a sentence.
    fn said(&self) -> String {
        let mut visits: Vec<_> = self
            .file
            .said
            .iter()
            .map(|row| (row.at, &row.place))
            .collect();
        visits.dedup();
        match visits.len() {
            0 => "Vous n’avez encore rien dit d’un lieu.".to_owned(),
            1 => "Vous avez renseigné ou vérifié une fiche une fois. Ce que vous avez dit est public, sans votre nom.".to_owned(),
            count => format!(
                "Vous avez renseigné ou vérifié des fiches {count}\u{a0}fois. Ce que vous avez dit est public, sans votre nom."
            ),
        }
    }

    fn messages(&self) -> String {
        Self::counted(
            self.file.messages.len(),
            "message vous est destiné",
            "messages vous sont destinés ou vous ont été envoyés",
        )
    }

    fn chats(&self) -> String {
        Self::counted(
            self.file.turns.len(),
            "message échangé dans la discussion",
            "messages échangés dans la discussion",
        )
    }
}
