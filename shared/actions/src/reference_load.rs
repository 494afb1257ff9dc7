//! Loading the reference geography shipped in the binary.

use std::collections::BTreeMap;

use portrea_domain::territory::EpciCode;
use portrea_storage::{CommuneRow, EpciRow, GeographyCounts};
use portrea_territory::{Commune, VINTAGE, communes, normalise, shapes};

use crate::app::App;
use crate::error::ActionError;

/// A step of a long piece of work, for whoever shows progress.
pub type Progress<'p> = &'p (dyn Fn(&str) + Send + Sync);

const NAME: &str = "geography";

/// Loads communes, EPCI and boundaries, unless this vintage is in already (then `None`). All or nothing.
pub async fn load_reference(
    app: &App,
    progress: Progress<'_>,
) -> Result<Option<GeographyCounts>, ActionError> {
    let mut tx = app.storage.begin().await?;
    match tx.geography().vintage(NAME).await? {
        Some(vintage) if vintage == VINTAGE.label => return Ok(None),
        Some(other) => {
            return Err(ActionError::Reference(format!(
                "the base holds the geography “{other}” and this version ships “{}”: moving a base to another vintage \
                 is not built yet",
                VINTAGE.label
            )));
        }
        None => {}
    }
    progress("communes");
    let communes: Vec<Commune> = communes()
        .collect::<Result<_, _>>()
        .map_err(|error| broken(&error))?;
    let epci: BTreeMap<EpciCode, EpciRow> = communes
        .iter()
        .filter_map(|commune| commune.epci.as_ref())
        .map(|epci| {
            (
                epci.code.clone(),
                EpciRow {
                    code: epci.code.clone(),
                    name: epci.name.clone(),
                    kind: epci.kind.as_str().to_owned(),
                },
            )
        })
        .collect();
    let mut counts = GeographyCounts {
        communes: communes.len(),
        epci: epci.len(),
        shapes: 0,
    };
    tx.geography().insert_epci(epci.into_values()).await?;
    tx.geography()
        .insert_communes(communes.into_iter().map(row))
        .await?;
    progress("contours");
    let boundaries: Vec<_> = shapes()
        .map(|shape| shape.map(|(code, shape)| (code, shape.to_bytes())))
        .collect::<Result<_, _>>()
        .map_err(|error| broken(&error))?;
    counts.shapes = boundaries.len();
    tx.geography().insert_shapes(boundaries.into_iter()).await?;
    tx.geography()
        .set_vintage(NAME, VINTAGE.label, app.now())
        .await?;
    tx.commit().await?;
    Ok(Some(counts))
}

fn row(commune: Commune) -> CommuneRow {
    CommuneRow {
        name_norm: normalise(&commune.name),
        name: commune.name,
        code: commune.code,
        departement: commune.departement.map_or_else(String::new, String::from),
        region: commune.region.map_or_else(String::new, String::from),
        epci: commune.epci.map(|epci| epci.code),
        postal_codes: commune.postal_codes,
        population: commune.population,
        centre: commune.centre,
    }
}

fn broken(error: &dyn std::error::Error) -> ActionError {
    ActionError::Reference(error.to_string())
}
