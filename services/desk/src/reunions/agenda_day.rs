//! What is special about the day of a meeting: a weekend, a public holiday. It is pointed out, never refused.

use chrono::{Datelike as _, Weekday};
use portrea_domain::Timestamp;
use portrea_domain::event::Event;
use portrea_domain::holidays::{HolidayArea, public_holiday};
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_storage::{StorageError, Tx};

/// What to point out about the day of a meeting, in French words; nothing on an ordinary day.
pub(super) async fn remark(
    tx: &mut Tx,
    portrait: &Portrait,
    starts_at: Timestamp,
) -> Result<Option<String>, StorageError> {
    let area = Territory::Epci(portrait.epci.clone());
    let communes = tx.geography().communes_of(&area).await?;
    let departement = communes
        .first()
        .map_or(String::new(), |commune| commune.departement.clone());
    let date = starts_at.local(portrait.zone).date_naive();
    if let Some(name) = public_holiday(date, HolidayArea::of_departement(&departement)) {
        return Ok(Some(format!(
            "Ce jour est férié ({name})\u{a0}: vérifiez que les personnes invitées peuvent venir."
        )));
    }
    Ok(match date.weekday() {
        Weekday::Sat => Some("Ce jour est un samedi."),
        Weekday::Sun => Some("Ce jour est un dimanche."),
        _ => None,
    }
    .map(|words| format!("{words} Vérifiez que les personnes invitées peuvent venir.")))
}

/// The same, for a meeting that can still be moved.
pub(super) async fn remark_on(
    tx: &mut Tx,
    portrait: &Portrait,
    event: &Event,
    now: Timestamp,
) -> Result<Option<String>, StorageError> {
    if event.is_open(now) {
        remark(tx, portrait, event.starts_at).await
    } else {
        Ok(None)
    }
}
