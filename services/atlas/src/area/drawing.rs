//! Drawing the ground of an area from the boundaries of its communes.

use std::collections::BTreeMap;
use std::sync::Arc;

use portrea_domain::territory::Territory;
use portrea_storage::{StorageError, Tx};
use portrea_territory::Shape;

use super::{Area, Member};
use crate::map::{Ground, Landmark, Patch};

/// Draws the ground away from the threads that answer requests: a large région takes a while.
pub(super) async fn ground(tx: &mut Tx, area: &Area) -> Result<Option<Arc<Ground>>, StorageError> {
    let rows = tx.geography().shapes_of(&area.territory).await?;
    let (patches, landmarks) = (patches(area), landmarks(area));
    let large = area.is_large();
    let drawn = tokio::task::spawn_blocking(move || {
        let shapes = rows
            .into_iter()
            .filter_map(|(code, bytes)| match Shape::from_bytes(&bytes) {
                Ok(shape) => Some((code, shape)),
                Err(error) => {
                    tracing::warn!(commune = %code, %error, "atlas.shape");
                    None
                }
            })
            .collect();
        Ground::draw(&shapes, patches, landmarks, large)
    });
    let ground = drawn.await.unwrap_or_else(|error| {
        tracing::error!(%error, "atlas.ground");
        None
    });
    Ok(ground.map(Arc::new))
}

/// What can be pointed at: EPCI on a large map, communes on a small one; a commune alone leads nowhere.
fn patches(area: &Area) -> Vec<Patch> {
    let mut by_code: BTreeMap<String, Patch> = BTreeMap::new();
    for member in &area.members {
        let epci = member.epci.as_ref().filter(|_| area.is_large());
        let name = epci.and_then(|code| area.epci_names.get(code));
        let (code, name) = match (epci, name) {
            (Some(code), Some(name)) => (code.to_string(), name.clone()),
            _ => (member.code.to_string(), member.name.clone()),
        };
        let leads = !matches!(area.territory, Territory::Commune(_));
        let patch = by_code.entry(code.clone()).or_insert_with(|| Patch {
            href: leads.then(|| format!("/territoires/{code}")),
            code,
            name,
            communes: Vec::new(),
        });
        patch.communes.push(member.code.clone());
    }
    by_code.into_values().collect()
}

/// The largest communes, to find one's way.
fn landmarks(area: &Area) -> Vec<Landmark> {
    const MOST: usize = 6;
    let mut members: Vec<&Member> = area.members.iter().collect();
    members.sort_by_key(|member| std::cmp::Reverse(member.population));
    members
        .into_iter()
        .filter_map(Member::landmark)
        .take(MOST)
        .collect()
}
