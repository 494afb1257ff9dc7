//! Erasing a person (article 17 of the GDPR).

use portrea_domain::PersonId;
use portrea_domain::person::EmailAddress;
use portrea_standards::table::Line;
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::import_open::json;
use crate::person_oppose::oppositions_of;

/// Erases a person: their name and addresses everywhere, their links and sessions, what portraits and imports know of
/// them. What they said of places stays, without them. What they object to is kept, so that nobody writes to them again.
/// Refused for whoever runs a portrait: their keys are taken back first.
pub async fn erase_person(app: &App, person: PersonId) -> Result<(), ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let known = tx.people().require(person).await?;
    if !tx.people().grants(person).await?.is_empty() {
        return Err(ActionError::refused(
            "Cette personne conduit un portrait\u{a0}: retirez-lui d’abord les clés du bureau.",
        ));
    }
    let objected = oppositions_of(&mut tx, app, person).await?;
    if let Some(email) = &known.email {
        // Found again by whoever imports the same address.
        let digest = app.house.secret.address_digest(email);
        for stream in objected {
            tx.addresses().object(&digest, stream, now).await?;
        }
    }
    if let Some(email) = &known.email {
        leave_drafts(&mut tx, email).await?;
    }
    tx.links().revoke_all(person, now).await?;
    tx.short_codes().revoke_all(person, now).await?;
    tx.sessions().delete_of(person).await?;
    tx.contacts().delete_of_person(person).await?;
    tx.public_contacts().withdraw_all(person).await?;
    tx.nominations().forget(person).await?;
    tx.retention().forget_person(person).await?;
    tx.operations().bump().await?;
    tx.contact_imports().forget_person(person).await?;
    tx.suggestions().forget_person(person).await?;
    tx.people().erase(person).await?;
    tx.commit().await?;
    tracing::info!(person.id = %person, "person.erased");
    Ok(())
}

/// Empties the lines about an address in the lists that wait to be taken in.
async fn leave_drafts(tx: &mut Tx, email: &EmailAddress) -> Result<(), ActionError> {
    for (id, lines) in tx.contact_imports().drafts_naming(email.as_str()).await? {
        let mut lines: Vec<Line> = serde_json::from_str(&lines)
            .map_err(|error| StorageError::Corrupt(error.to_string()))?;
        let names = |cell: &String| cell.to_lowercase().contains(email.as_str());
        for line in &mut lines {
            if line.cells.iter().any(names) {
                line.cells.clear();
            }
        }
        tx.contact_imports().rewrite(id, &json(&lines)?).await?;
    }
    Ok(())
}
