//! `/bureau/portraits/{id}/reunions/{event}/tables`: the tables of the day, and the sheets with their codes.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, NewTable, prepare_table, revoke_table};
use portrea_domain::DayTableId;
use portrea_domain::day_table::{DayTable, opening_of};
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::Territory;
use portrea_print::{TableSheet, table_sheets};
use portrea_render::french;
use portrea_storage::CommuneRow;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use crate::access::territory_name;
use crate::pdf::pdf;
use crate::presence::Door;

#[derive(Template)]
#[template(path = "pages/desk/day/tables.html")]
struct TablesPage {
    page: Page,
    portrait: String,
    territory: String,
    title: String,
    address: String,
    meeting: String,
    hours: String,
    tables: Vec<Row>,
    /// Whether there is a sheet to print.
    has_sheets: bool,
    communes: Vec<CommuneRow>,
    typed: NewTable,
    refusal: Option<String>,
}

struct Row {
    id: DayTableId,
    label: String,
    about: String,
    is_revoked: bool,
}

/// `GET …/tables`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let page = page(&app, &desk, &door, NewTable::default(), None).await?;
    Ok(Html(page).into_response())
}

/// `POST …/tables`: prepares a table, or takes the code of one back.
pub(crate) async fn act(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let address = door.address("/tables");
    if let Some(table) = posted.get("reprendre") {
        let table = table.parse().map_err(|_no_id| PageError::NotFound)?;
        revoke_table(&app, door.event.id, table).await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let communes = posted.all("commune");
    let typed = NewTable {
        label: posted.get("label").unwrap_or_default().to_owned(),
        communes: communes
            .iter()
            .filter_map(|code| code.parse().ok())
            .collect(),
        family: posted.get("family").and_then(|family| family.parse().ok()),
    };
    match prepare_table(&app, door.event.id, typed.clone()).await {
        Ok(_table) => Ok(Redirect::to(&address).into_response()),
        Err(ActionError::Refused(words)) => {
            let page = page(&app, &desk, &door, typed, Some(words)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET …/tables.pdf`: a sheet for each table whose code opens.
pub(crate) async fn paper(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let mut tx = app.storage.read().await?;
    let tables = tx.day_tables().of_event(door.event.id).await?;
    let area = Territory::Epci(door.portrait.epci.clone());
    let communes = tx.geography().communes_of(&area).await?;
    let standing = tables.iter().filter(|table| table.revoked_at.is_none());
    let sheets: Vec<TableSheet> = standing
        .map(|table| TableSheet {
            meeting: door.event.title.clone(),
            table: table.label.clone(),
            about: about(table, &communes),
            url: format!(
                "{}/table/{}",
                app.house.public_url,
                app.house.secret.table_token(table.id)
            ),
            hours: hours(&door),
        })
        .collect();
    if sheets.is_empty() {
        return Err(PageError::NotFound);
    }
    pdf(
        "tables",
        table_sheets(&format!("Tables – {}", door.event.title), &sheets),
    )
}

/// When the codes open.
fn hours(door: &Door) -> String {
    let (from, to) = opening_of(&door.event);
    let zone = door.portrait.zone;
    format!("Ces codes fonctionnent {}.", french::span(from, to, zone))
}

/// What a table is about, in words.
fn about(table: &DayTable, communes: &[CommuneRow]) -> String {
    let named: Vec<String> = communes
        .iter()
        .filter(|commune| table.communes.contains(&commune.code))
        .map(|commune| commune.name.clone())
        .collect();
    let places = if named.is_empty() {
        "Toutes les communes".to_owned()
    } else {
        french::list(&named)
    };
    match table.family {
        Some(family) => format!("{places} – {}", family.label()),
        None => places,
    }
}

async fn page(
    app: &App,
    desk: &Desk,
    door: &Door,
    typed: NewTable,
    refusal: Option<String>,
) -> Result<TablesPage, PageError> {
    let mut tx = app.storage.read().await?;
    let area = Territory::Epci(door.portrait.epci.clone());
    let communes = tx.geography().communes_of(&area).await?;
    let tables = tx.day_tables().of_event(door.event.id).await?;
    let rows: Vec<Row> = tables
        .iter()
        .map(|table| Row {
            id: table.id,
            label: table.label.clone(),
            about: about(table, &communes),
            is_revoked: table.revoked_at.is_some(),
        })
        .collect();
    Ok(TablesPage {
        page: desk.page(app),
        portrait: door.portrait.id.to_string(),
        territory: territory_name(&mut tx, &door.portrait.epci).await?,
        title: door.event.title.clone(),
        address: door.address("/tables"),
        meeting: door.address(""),
        hours: hours(door),
        has_sheets: rows.iter().any(|row| !row.is_revoked),
        tables: rows,
        communes,
        typed,
        refusal,
    })
}
