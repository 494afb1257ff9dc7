//! A list before it is taken in: what each column says, what each line would do, and what is wrong at which cell.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{
    ActionError, App, Fate, ImportEdit, ImportPreview, PlannedRow, edit_import, leave_import,
    preview_import, run_import,
};
use portrea_domain::contact_import::{ContactImport, ImportState};
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::import::of_portrait;
use super::preview_parts::{
    ColumnView, FaultyLine, SampleLine, columns, faulty_line, heading_words, sample_line,
};
use crate::access::{portrait_for, territory_name};
use crate::words::{counted, number};

/// Lines with something to look at that are shown at once.
const FAULTY: usize = 60;
/// Other lines shown as examples.
const SAMPLE: usize = 40;

#[derive(Template)]
#[template(path = "pages/desk/contacts/preview.html")]
struct Preview {
    page: Page,
    id: String,
    territory: String,
    import: String,
    label: String,
    source: String,
    /// Set when something was refused.
    refusal: Option<String>,
    remarks: Vec<String>,
    tiles: Vec<(String, &'static str)>,
    columns: Vec<ColumnView>,
    has_heading: bool,
    /// « La ligne 2 donne les titres des colonnes ».
    heading_words: String,
    faulty: Vec<FaultyLine>,
    more_faulty: String,
    /// How many suggestions can be taken at once.
    suggestions: usize,
    sample: Vec<SampleLine>,
    more_sample: String,
    fingerprint: String,
    /// « Importer 12 contacts »; empty when there is nothing to import.
    button: String,
    /// Where the lists already taken in came from.
    known_sources: Vec<String>,
}

/// The preview.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, import)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let import = of_portrait(&app, &portrait, &import).await?;
    if import.state != ImportState::Draft {
        return Ok(to_lists(&portrait));
    }
    let page = page(&app, &desk, &portrait, &import, None).await?;
    Ok(Html(page).into_response())
}

/// Puts the list right, takes it in, or leaves it: as the button says.
pub(crate) async fn act(
    State(app): State<App>,
    desk: Desk,
    Path((id, import)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let import = of_portrait(&app, &portrait, &import).await?;
    // Pressed twice: it is taken in already.
    if import.state != ImportState::Draft {
        return Ok(to_lists(&portrait));
    }
    let action = posted.get("action").unwrap_or_default();
    if action == "abandonner" {
        leave_import(&app, import.id).await?;
        return Ok(to_lists(&portrait));
    }
    edit_import(&app, import.id, edit_of(&posted)).await?;
    if action != "importer" {
        let address = format!(
            "/bureau/portraits/{}/contacts/importer/{}",
            portrait.id, import.id
        );
        return Ok(Redirect::to(&address).into_response());
    }
    let fingerprint = posted.get("fingerprint").unwrap_or_default();
    match run_import(&app, import.id, fingerprint).await {
        Ok(_imported) => Ok(to_lists(&portrait)),
        Err(ActionError::Refused(words)) => {
            let import = of_portrait(&app, &portrait, &import.id.to_string()).await?;
            let page = page(&app, &desk, &portrait, &import, Some(words)).await?;
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to_lists(portrait: &Portrait) -> Response {
    let address = format!("/bureau/portraits/{}/contacts/importer#listes", portrait.id);
    Redirect::to(&address).into_response()
}

/// What the form puts right.
fn edit_of(posted: &Posted) -> ImportEdit {
    let mut edit = ImportEdit {
        source: posted.get("source").map(str::to_owned),
        heading: posted
            .get("has-heading")
            .map(|_| posted.get("heading") == Some("oui")),
        accept_all: posted.get("action") == Some("tout-accepter"),
        ..ImportEdit::default()
    };
    let accepted = posted.get("accepter");
    for (name, text) in posted.iter() {
        if let Some(place) = name.strip_prefix("col-") {
            if let (Ok(place), Ok(column)) = (place.parse(), text.parse()) {
                edit.columns.push((place, column));
            }
        } else if let Some(place) = name.strip_prefix("cell-")
            && let Some((rank, column)) = place.split_once('-')
            && let (Ok(rank), Ok(column)) = (rank.parse(), column.parse())
        {
            let meant = accepted
                .filter(|accepted| *accepted == place)
                .and_then(|_| posted.get(&format!("meant-{place}")));
            edit.cells
                .push((rank, column, meant.unwrap_or(text).to_owned()));
        }
    }
    edit
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    import: &ContactImport,
    refusal: Option<String>,
) -> Result<Preview, PageError> {
    let shown = preview_import(app, import.id).await?;
    let mut tx = app.storage.read().await?;
    let territory = territory_name(&mut tx, &portrait.epci).await?;
    let communes = tx
        .geography()
        .communes_of(&Territory::Epci(portrait.epci.clone()))
        .await?;
    let name_of = |code: &portrea_domain::territory::CommuneCode| {
        let found = communes.iter().find(|row| row.code == *code);
        found.map_or_else(|| code.to_string(), |row| row.name.clone())
    };
    let sources: BTreeSet<String> = tx
        .contact_imports()
        .of_portrait(portrait.id)
        .await?
        .into_iter()
        .map(|import| import.source)
        .filter(|source| !source.is_empty())
        .collect();
    let counts = shown.plan.counts;
    let faulty: Vec<&PlannedRow> = faulty_rows(&shown);
    let fine: Vec<&PlannedRow> = shown
        .plan
        .rows
        .iter()
        .filter(|row| row.faults.is_empty())
        .collect();
    let suggestions = shown
        .plan
        .rows
        .iter()
        .flat_map(|row| &row.faults)
        .filter(|fault| fault.suggestion.is_some())
        .count();
    let button = match counts.written() {
        0 => String::new(),
        count => format!("Importer {}", counted(count, "contact", "contacts")),
    };
    Ok(Preview {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory,
        import: import.id.to_string(),
        label: shown.import.label.clone(),
        source: shown.import.source.clone(),
        refusal,
        remarks: shown.import.remarks.clone(),
        tiles: vec![
            (number(counts.new), "nouveaux"),
            (number(counts.changed), "déjà connus, à compléter"),
            (number(counts.same), "déjà connus, sans changement"),
            (number(counts.duplicates), "en double dans la liste"),
            (number(counts.refused), "à corriger"),
        ],
        columns: columns(&shown),
        has_heading: shown.layout.heading.is_some(),
        heading_words: heading_words(&shown),
        more_faulty: more(
            faulty.len(),
            FAULTY,
            "autre ligne à regarder",
            "autres lignes à regarder",
        ),
        faulty: faulty
            .into_iter()
            .take(FAULTY)
            .map(|row| faulty_line(&shown, row))
            .collect(),
        suggestions,
        more_sample: more(
            fine.len(),
            SAMPLE,
            "autre ligne sans erreur",
            "autres lignes sans erreur",
        ),
        sample: fine
            .into_iter()
            .take(SAMPLE)
            .map(|row| sample_line(row, &name_of))
            .collect(),
        fingerprint: shown.plan.fingerprint.clone(),
        button,
        known_sources: sources.into_iter().collect(),
    })
}

/// Lines that cannot be taken in first, then those with a doubt.
fn faulty_rows(shown: &ImportPreview) -> Vec<&PlannedRow> {
    let mut rows: Vec<&PlannedRow> = shown
        .plan
        .rows
        .iter()
        .filter(|row| !row.faults.is_empty() && !matches!(row.fate, Fate::Duplicate(_)))
        .collect();
    rows.sort_by_key(|row| (row.fate != Fate::Refused, row.rank));
    rows
}

fn more(count: usize, shown: usize, one: &str, many: &str) -> String {
    match count.saturating_sub(shown) {
        0 => String::new(),
        left => format!("et {}", counted(left, one, many)),
    }
}
