//! Telling référents that listings need them: once a morning, whatever happened the day before; and what they settle.

use portrea_domain::message::Purpose;
use portrea_domain::person::Role;
use portrea_domain::territory::Territory;
use portrea_domain::{DoubtId, ListingId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::event_tell::tell_at;

/// When they read it: so many hours after midnight, on the clocks of the territory.
const MORNING_HOURS: i64 = 8;
/// Days after which it is not sent any more: the list is on the desk.
const LIFE_DAYS: i64 = 5;

/// The référent looked at a doubt, and it is settled.
pub async fn settle_doubt(app: &App, doubt: DoubtId) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.doubts().settle(doubt, app.now()).await?;
    tx.commit().await
}

/// Tells the référents of the territory of a listing, the next morning, together with whatever else is raised until then.
pub(crate) async fn tell_referents(
    tx: &mut Tx,
    app: &App,
    listing: ListingId,
) -> Result<(), StorageError> {
    let Some(code) = tx.listings().require(listing).await?.commune() else {
        return Ok(());
    };
    let commune = tx.geography().commune(&code).await?;
    let Some(epci) = commune.and_then(|commune| commune.epci) else {
        return Ok(());
    };
    let Some(portrait) = tx.portraits().by_epci(&epci).await? else {
        return Ok(());
    };
    let tomorrow = app.now().plus_days(1).local(portrait.zone).date_naive();
    let morning = Timestamp::midnight(tomorrow, portrait.zone).plus_hours(MORNING_HOURS);
    let purpose = Purpose::Doubts {
        portrait: portrait.id,
    };
    let referents = tx
        .people()
        .with_role_on(Role::Referent, &Territory::Epci(epci))
        .await?;
    for referent in referents {
        let key = format!("doubts:{}:{}:{tomorrow}", referent.id, portrait.id);
        let when = (morning, morning.plus_days(LIFE_DAYS));
        tell_at(tx, app, referent.id, purpose, when, &key).await?;
    }
    Ok(())
}
