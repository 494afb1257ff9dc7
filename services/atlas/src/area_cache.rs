//! The areas seen lately, within a bound: France whole is never held.

use std::sync::{Arc, Mutex, PoisonError};

use portrea_domain::territory::Territory;

use crate::area::Area;

/// How many bytes of areas are kept.
const BOUND: usize = 12 * 1_024 * 1_024;

/// Areas from the longest unseen to the last seen.
#[derive(Debug, Default)]
pub(crate) struct AreaCache(Mutex<Vec<Arc<Area>>>);

impl AreaCache {
    pub(crate) fn get(&self, territory: &Territory) -> Option<Arc<Area>> {
        let mut areas = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = areas.iter().position(|area| area.territory == *territory)?;
        let area = areas.remove(place);
        areas.push(Arc::clone(&area));
        Some(area)
    }

    /// Keeps an area, and forgets those longest unseen until all fit.
    pub(crate) fn keep(&self, area: Area) -> Arc<Area> {
        let area = Arc::new(area);
        let mut areas = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        areas.retain(|other| other.territory != area.territory);
        areas.push(Arc::clone(&area));
        let mut weight: usize = areas.iter().map(|area| area.weight()).sum();
        while weight > BOUND && areas.len() > 1 {
            weight -= areas.remove(0).weight();
        }
        area
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Ground;

    fn area(code: &str, bytes: usize) -> Area {
        Area {
            territory: code.parse().unwrap(),
            name: code.to_owned(),
            kind: String::new(),
            parents: Vec::new(),
            members: Vec::new(),
            epci_names: std::collections::BTreeMap::new(),
            ground: Some(Arc::new(Ground::of_bytes(bytes))),
        }
    }

    #[test]
    fn the_longest_unseen_areas_are_forgotten_first() {
        let cache = AreaCache::default();
        let third = BOUND / 3;
        cache.keep(area("35001", third));
        cache.keep(area("35002", third));
        assert!(cache.get(&"35001".parse().unwrap()).is_some());
        cache.keep(area("35003", third));
        cache.keep(area("35004", third));
        let held = ["35001", "35002", "35003", "35004"]
            .map(|code| cache.get(&code.parse().unwrap()).is_some());
        assert_eq!(held, [true, false, true, true]);
    }

    #[test]
    fn an_area_larger_than_the_bound_is_still_given() {
        let cache = AreaCache::default();
        let given = cache.keep(area("35001", 2 * BOUND));
        assert_eq!(given.name, "35001");
    }
}
