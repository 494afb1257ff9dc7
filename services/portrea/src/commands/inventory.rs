//! `portrea inventory export` and `import`: the whole inventory in a file and back.

use std::fs;
use std::sync::Arc;

use anyhow::Context as _;
use portrea_actions::{export_inventory, import_inventory};
use portrea_domain::SystemClock;
use portrea_standards::inventory::{self, InventoryFormat};
use portrea_startup::Settings;

use crate::cli::{InventoryCommand, InventoryForm};
use crate::commands::migrate::NOWHERE;
use crate::house::{open_house, require_ready};
use crate::out;

pub(crate) async fn run(settings: &Settings, command: InventoryCommand) -> anyhow::Result<()> {
    let opened = open_house(settings, Arc::new(SystemClock), NOWHERE, false).await?;
    require_ready(&opened.app).await?;
    match command {
        InventoryCommand::Export {
            territory,
            format,
            out,
        } => {
            let places = export_inventory(&opened.app, &territory).await?;
            let format = match format {
                InventoryForm::Portrea => InventoryFormat::Csv,
                InventoryForm::Json => InventoryFormat::Json,
            };
            let text = inventory::write(&places, format);
            match out {
                Some(path) => fs::write(&path, text).with_context(|| path.display().to_string())?,
                None => out::text(&text),
            }
            out::note(&format!("{} places.", places.len()));
        }
        InventoryCommand::Import { from, dry_run } => {
            let bytes = fs::read(&from).with_context(|| from.display().to_string())?;
            let imported = import_inventory(&opened.app, inventory::read(&bytes)?, dry_run).await?;
            for fault in &imported.faults {
                out::line(&format!(
                    "{}\t{}\t{}",
                    fault.row, fault.column, fault.message
                ));
            }
            let would = if dry_run {
                " (nothing was written)"
            } else {
                ""
            };
            out::note(&format!(
                "{} places added, {} changed, {} as they were, {} values kept as verified, {} cells left aside{would}.",
                imported.added,
                imported.changed,
                imported.same,
                imported.kept,
                imported.faults.len()
            ));
        }
    }
    Ok(())
}
