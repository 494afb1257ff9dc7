//! The whole inventory of a portrait, to take away as a table.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_actions::{App, export_inventory};
use portrea_domain::territory::Territory;
use portrea_standards::inventory::{self, InventoryFormat};
use portrea_web::{Desk, PageError};

use crate::access::portrait_for;

/// `GET /bureau/portraits/{id}/inventaire.csv`: every listing of the EPCI, with every answer.
pub(crate) async fn csv(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let places = export_inventory(&app, &Territory::Epci(portrait.epci)).await?;
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"inventaire.csv\"",
        ),
    ];
    Ok((heads, inventory::write(&places, InventoryFormat::Csv)).into_response())
}
