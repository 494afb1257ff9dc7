//! Marks of places: their shape tells how sure they are.

use crate::place::Standing;

/// Path data of a mark: a disc, a triangle, a square or a cross, so that colour is never needed to tell them apart.
pub(super) fn mark(standing: Standing, x: f64, y: f64, radius: f64) -> String {
    let (r, d) = (radius, 2.0 * radius);
    let (left, top) = (tenth(x - r), tenth(y - r));
    match standing {
        Standing::Fresh => format!("M{left} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"),
        Standing::ToCheck => format!("M{x} {top}l{r} {d}h-{d}z"),
        Standing::Unsure => {
            let side = tenth(1.7 * r);
            let (left, top) = (tenth(x - side / 2.0), tenth(y - side / 2.0));
            format!("M{left} {top}h{side}v{side}h-{side}z")
        }
        Standing::Closed => format!("M{left} {top}l{d} {d}m0-{d}l-{d} {d}"),
    }
}

/// Path data of the ring around a place that is only drawn at the centre of its commune.
pub(super) fn ring(x: f64, y: f64, radius: f64) -> String {
    let (r, d) = (radius, 2.0 * radius);
    let left = tenth(x - r);
    format!("M{left} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z")
}

fn tenth(px: f64) -> f64 {
    (px * 10.0).round() / 10.0
}
