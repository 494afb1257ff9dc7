//! A list before it is taken in: what each column says, what each line would do, and what is wrong at which cell.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{
    ActionError, App, CellFault, Fate, ImportEdit, ImportPreview, PlannedRow, edit_import,
    leave_import, preview_import, run_import,
};
use portrea_domain::contact_import::{ContactImport, FieldChange, ImportState};
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_standards::contact_table::Column;
use portrea_standards::table::Line;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::import::of_portrait;
use crate::access::{portrait_for, territory_name};
use crate::words::{counted, number};

/// Lines with something to look at that are shown at once.
const FAULTY: usize = 60;
/// Other lines shown as examples.
const SAMPLE: usize = 40;
/// Characters of a cell shown in the table of columns.
const SHOWN: usize = 60;

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

/// A column and what it is read as.
struct ColumnView {
    name: String,
    heading: String,
    example: String,
    options: Vec<(&'static str, &'static str, bool)>,
}

/// A line with something to look at.
struct FaultyLine {
    number: usize,
    refused: bool,
    who: String,
    cells: Vec<FaultyCell>,
}

struct FaultyCell {
    field: String,
    label: String,
    text: String,
    message: String,
    suggestion: String,
    blocking: bool,
}

/// A line as it would be taken in.
struct SampleLine {
    number: usize,
    fate: &'static str,
    details: String,
    name: String,
    email: String,
    organisation: String,
    roles: String,
    communes: String,
    phone: String,
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

fn columns(shown: &ImportPreview) -> Vec<ColumnView> {
    let heading = shown.layout.heading.and_then(|rank| shown.lines.get(rank));
    let first = shown.layout.first();
    let body = shown.lines.get(first..).unwrap_or_default();
    let view = |(place, kind): (usize, &Column)| {
        let said = heading.map_or("", |line| line.cell(place));
        let example = body
            .iter()
            .map(|line| line.cell(place))
            .find(|text| !text.is_empty());
        ColumnView {
            name: format!("col-{place}"),
            heading: if said.is_empty() {
                format!("Colonne {}", place + 1)
            } else {
                short(said)
            },
            example: short(example.unwrap_or_default()),
            options: Column::ALL
                .map(|column| (column.as_str(), column.label(), column == *kind))
                .to_vec(),
        }
    };
    shown.layout.columns.iter().enumerate().map(view).collect()
}

fn heading_words(shown: &ImportPreview) -> String {
    let heading = shown.layout.heading.and_then(|rank| shown.lines.get(rank));
    match heading {
        Some(line) if line.number > 1 => format!(
            "La ligne {} donne les titres des colonnes\u{a0}; ce qui précède est laissé de côté",
            line.number
        ),
        _ => "La première ligne donne les titres des colonnes".to_owned(),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn faulty_line(shown: &ImportPreview, row: &PlannedRow) -> FaultyLine {
    let empty = Line {
        number: row.number,
        cells: Vec::new(),
    };
    let line = shown.lines.get(row.rank).unwrap_or(&empty);
    let cell = |fault: &CellFault| FaultyCell {
        field: format!("{}-{}", row.rank, fault.column),
        label: shown
            .layout
            .columns
            .get(fault.column)
            .map_or("", |column| column.label())
            .to_owned(),
        text: line.cell(fault.column).to_owned(),
        message: fault.message.clone(),
        suggestion: fault.suggestion.clone().unwrap_or_default(),
        blocking: fault.blocking,
    };
    let who: Vec<&str> = [&row.candidate.name, &row.candidate.organisation]
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    FaultyLine {
        number: row.number,
        refused: row.fate == Fate::Refused,
        who: if who.is_empty() {
            short(&line.cells.join(" · "))
        } else {
            who.join(" — ")
        },
        cells: row.faults.iter().map(cell).collect(),
    }
}

fn sample_line(
    row: &PlannedRow,
    name_of: &dyn Fn(&portrea_domain::territory::CommuneCode) -> String,
) -> SampleLine {
    let candidate = &row.candidate;
    let (fate, details) = match &row.fate {
        Fate::New => ("nouveau", String::new()),
        Fate::Changed(changes) => ("déjà connu, à compléter", change_words(changes, name_of)),
        Fate::Same => ("déjà connu, sans changement", String::new()),
        Fate::Duplicate(first) => (
            "en double",
            format!("comme la ligne {first}\u{a0}: laissée de côté"),
        ),
        Fate::Refused => ("à corriger", String::new()),
    };
    let roles: Vec<&str> = candidate.roles.iter().map(|role| role.label()).collect();
    let communes: Vec<String> = candidate.communes.iter().map(name_of).collect();
    SampleLine {
        number: row.number,
        fate,
        details,
        name: candidate.name.clone(),
        email: candidate
            .email
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        organisation: candidate.organisation.clone(),
        roles: roles.join(", "),
        communes: communes.join(", "),
        phone: candidate.phone.clone(),
    }
}

/// « téléphone : 02 96 00 00 00 ; structure : CCAS → Mairie ».
fn change_words(
    changes: &[FieldChange],
    name_of: &dyn Fn(&portrea_domain::territory::CommuneCode) -> String,
) -> String {
    let readable = |text: &str| {
        let parts = text.split('|').map(|part| {
            if let Ok(role) = part.parse::<portrea_domain::contact::ContactRole>() {
                role.label().to_owned()
            } else if let Ok(theme) = part.parse::<portrea_domain::questionnaire::Family>() {
                theme.label().to_owned()
            } else if let Ok(channel) = part.parse::<portrea_domain::contact::ContactChannel>() {
                channel.label().to_owned()
            } else if let Ok(code) = part.parse() {
                name_of(&code)
            } else {
                part.to_owned()
            }
        });
        parts.collect::<Vec<String>>().join(", ")
    };
    let words = changes.iter().map(|change| {
        let (before, after) = (readable(&change.before), readable(&change.after));
        if before.is_empty() {
            format!("{}\u{a0}: {after}", change.field.label())
        } else {
            format!("{}\u{a0}: {before} → {after}", change.field.label())
        }
    });
    words.collect::<Vec<String>>().join("\u{a0}; ")
}
