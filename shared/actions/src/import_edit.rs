//! Reading a draft again, and putting it right: its columns, its cells, its source.

use portrea_domain::contact_import::{ContactImport, ImportState};
use portrea_domain::person::EmailAddress;
use portrea_domain::{ImportId, PortraitId};
use portrea_standards::contact_table::{Column, Layout};
use portrea_standards::table::Line;
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::contact_list::{Known, Places, Plan, Reading, plan};
use crate::error::ActionError;
use crate::import_open::json;

/// A draft and what taking it in would do.
#[derive(Clone, Debug)]
pub struct ImportPreview {
    /// The list.
    pub import: ContactImport,
    /// Its lines.
    pub lines: Vec<Line>,
    /// How they are read.
    pub layout: Layout,
    /// What taking it in would do.
    pub plan: Plan,
}

/// What somebody puts right in a draft.
#[derive(Clone, Debug, Default)]
pub struct ImportEdit {
    /// Where the addresses come from, when it is said.
    pub source: Option<String>,
    /// Columns to read otherwise: their rank and what they say.
    pub columns: Vec<(usize, Column)>,
    /// Whether the first line is a heading, when it is said.
    pub heading: Option<bool>,
    /// Cells to write again: rank of the line, column, text.
    pub cells: Vec<(usize, usize, String)>,
    /// Whether every suggestion for a mail address is taken.
    pub accept_all: bool,
}

const SOURCE: usize = 200;
const CELL: usize = 500;

/// A draft and what taking it in would do now.
pub async fn preview_import(app: &App, id: ImportId) -> Result<ImportPreview, ActionError> {
    let mut tx = app.storage.read().await?;
    preview_in(&mut tx, id).await
}

/// The same, in a transaction.
pub(crate) async fn preview_in(tx: &mut Tx, id: ImportId) -> Result<ImportPreview, ActionError> {
    let import = tx
        .contact_imports()
        .get(id)
        .await?
        .ok_or(ActionError::Missing("import"))?;
    let (lines, layout) = content(tx, id).await?;
    let plan = plan_of(tx, import.portrait_id, &lines, &layout).await?;
    Ok(ImportPreview {
        import,
        lines,
        layout,
        plan,
    })
}

async fn content(tx: &mut Tx, id: ImportId) -> Result<(Vec<Line>, Layout), ActionError> {
    let corrupt = |error: serde_json::Error| StorageError::Corrupt(error.to_string());
    let (lines, layout) = tx.contact_imports().content(id).await?;
    Ok((
        serde_json::from_str(&lines).map_err(corrupt)?,
        serde_json::from_str(&layout).map_err(corrupt)?,
    ))
}

async fn plan_of(
    tx: &mut Tx,
    portrait: PortraitId,
    lines: &[Line],
    layout: &Layout,
) -> Result<Plan, ActionError> {
    let epci = tx.portraits().require(portrait).await?.epci;
    let mut places = Places::of_epci(tx, &epci).await?;
    places.look_up(tx, lines, layout).await?;
    let emails: Vec<EmailAddress> = layout
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| **column == Column::Email)
        .flat_map(|(place, _)| {
            lines
                .iter()
                .filter_map(move |line| line.cell(place).parse().ok())
        })
        .collect();
    let known = Known::load(tx, portrait, &emails).await?;
    let reading = Reading {
        layout,
        places: &places,
    };
    Ok(plan(&reading, lines, &known))
}

/// Puts a draft right. Nothing is written of anybody.
pub async fn edit_import(app: &App, id: ImportId, edit: ImportEdit) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    let import = tx
        .contact_imports()
        .get(id)
        .await?
        .ok_or(ActionError::Missing("import"))?;
    if import.state != ImportState::Draft {
        return Err(ActionError::refused("Cette liste a déjà été importée."));
    }
    let (mut lines, mut layout) = content(&mut tx, id).await?;
    for (place, column) in edit.columns {
        if let Some(kept) = layout.columns.get_mut(place) {
            *kept = column;
        }
    }
    match edit.heading {
        Some(true) => layout.heading = layout.heading.or(Some(0)),
        Some(false) => layout.heading = None,
        None => {}
    }
    for (rank, place, text) in edit.cells {
        if place < layout.columns.len() {
            write(&mut lines, rank, place, &text);
        }
    }
    if edit.accept_all {
        let plan = plan_of(&mut tx, import.portrait_id, &lines, &layout).await?;
        for row in plan.rows {
            for fault in row.faults {
                if let Some(text) = fault.suggestion {
                    write(&mut lines, row.rank, fault.column, &text);
                }
            }
        }
    }
    let source = edit.source.map_or(import.source, |source| {
        source.trim().chars().take(SOURCE).collect()
    });
    tx.contact_imports()
        .edit(id, &source, &json(&lines)?, &json(&layout)?)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Leaves a draft: nothing stays of it.
pub async fn leave_import(app: &App, id: ImportId) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    tx.contact_imports().leave(id).await?;
    tx.commit().await?;
    Ok(())
}

fn write(lines: &mut [Line], rank: usize, place: usize, text: &str) {
    let Some(line) = lines.get_mut(rank) else {
        return;
    };
    if line.cells.len() <= place {
        line.cells.resize(place + 1, String::new());
    }
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take(CELL)
        .collect();
    clean.trim().clone_into(&mut line.cells[place]);
}
