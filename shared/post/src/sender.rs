//! Under which name a mail is sent.

/// The name in `From`: the house, and the territory that speaks.
#[must_use]
pub fn sender_name(territory: Option<&str>) -> String {
    match territory {
        Some(territory) => format!("portrea — {territory}"),
        None => "portrea".to_owned(),
    }
}
