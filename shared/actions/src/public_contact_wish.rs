//! Being named on the public page of a listing: asked for by the person alone, withdrawn as soon as they say so.

use portrea_domain::contact::PublicContact;
use portrea_domain::{ListingId, PersonId};

use crate::app::App;
use crate::error::ActionError;
use crate::listing_leave::confirm_successor;

/// The longest function, in characters.
const FUNCTION_MAX: usize = 80;

/// A person wants to be named on the public page of a listing they answer for.
pub async fn wish_to_be_named(
    app: &App,
    person: PersonId,
    listing: ListingId,
    wish: &PublicContact,
) -> Result<(), ActionError> {
    let function: String = wish.function.chars().filter(|c| !c.is_control()).collect();
    let function = function.trim().to_owned();
    if function.chars().count() > FUNCTION_MAX {
        return Err(ActionError::refused(format!(
            "C’est trop long\u{a0}: {FUNCTION_MAX} caractères au plus."
        )));
    }
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    tx.listings().require(listing).await?;
    if tx.people().require(person).await?.name.trim().is_empty() {
        return Err(ActionError::refused(
            "Nous ne connaissons pas votre nom\u{a0}: il ne peut pas être affiché.",
        ));
    }
    let wish = PublicContact {
        function,
        ..wish.clone()
    };
    tx.public_contacts()
        .wish(listing, person, &wish, now)
        .await?;
    confirm_successor(&mut tx, app, person, listing).await?;
    tx.operations().bump().await?;
    tx.commit().await?;
    Ok(())
}

/// A person no longer wants to be named there. Saying it twice changes nothing.
pub async fn withdraw_name(
    app: &App,
    person: PersonId,
    listing: ListingId,
) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    tx.public_contacts().withdraw(listing, person).await?;
    tx.operations().bump().await?;
    tx.commit().await?;
    Ok(())
}
