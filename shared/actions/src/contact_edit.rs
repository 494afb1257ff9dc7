//! Changing what is known of a contact.

use portrea_domain::ContactId;
use portrea_domain::contact::{ContactChannel, ContactRole};
use portrea_domain::person::{EmailAddress, Reach};
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_standards::contact_table::{display_phone, phone};

use crate::app::App;
use crate::contact_add::in_order;
use crate::draft_save::FieldError;
use crate::error::ActionError;

/// What a contact is to be from now on. The mail address is corrected elsewhere, and oppositions never here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactEdit {
    /// Name.
    pub name: String,
    /// Given name, telephone, postal address.
    pub reach: Reach,
    /// Roles.
    pub roles: Vec<ContactRole>,
    /// Organisation.
    pub organisation: String,
    /// Communes, the main one first.
    pub communes: Vec<CommuneCode>,
    /// Themes.
    pub themes: Vec<Family>,
    /// Preferred channel.
    pub channel: Option<ContactChannel>,
    /// Where the address was found.
    pub source: String,
    /// What the référent wants to remember.
    pub note: String,
}

/// Changes a contact.
pub async fn edit_contact(app: &App, id: ContactId, edit: ContactEdit) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    let row = tx
        .contacts()
        .get(id)
        .await?
        .ok_or(ActionError::Missing("contact"))?;
    let edit = check_contact(edit, row.person.email.as_ref())?;
    let mut contact = row.contact;
    contact.roles = in_order(edit.roles);
    contact.organisation = edit.organisation;
    contact.communes = edit.communes;
    contact.themes = in_order(edit.themes);
    contact.channel = edit.channel;
    contact.source = edit.source;
    contact.note = edit.note;
    tx.contacts().update(&contact).await?;
    tx.people().rename(row.person.id, &edit.name).await?;
    tx.people().set_reach(row.person.id, &edit.reach).await?;
    tx.commit().await?;
    Ok(())
}

/// What was typed of a contact, tidied; refused with what is wrong at which field. Whoever has an address needs no name.
pub fn check_contact(
    mut edit: ContactEdit,
    email: Option<&EmailAddress>,
) -> Result<ContactEdit, ActionError> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError {
            path: portrea_domain::document::Path::field(field),
            message: message.to_owned(),
        });
    };
    edit.name = edit.name.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [&mut edit.organisation, &mut edit.source] {
        *text = text.trim().to_string();
    }
    if email.is_none() && edit.name.is_empty() && edit.organisation.is_empty() {
        wrong("name", "Écrivez un nom ou une structure.");
    }
    if edit.source.is_empty() {
        wrong("source", "Dites où ces coordonnées ont été trouvées.");
    }
    if !edit.reach.phone.trim().is_empty() {
        match phone(&edit.reach.phone) {
            Some(digits) => edit.reach.phone = display_phone(&digits),
            None => wrong(
                "phone",
                "Ce numéro de téléphone n’a pas dix chiffres. Exemple\u{a0}: 02 99 12 34 56.",
            ),
        }
    }
    let long = [&edit.name, &edit.organisation, &edit.source]
        .iter()
        .any(|text| text.chars().count() > 200)
        || [&edit.note, &edit.reach.postal_address]
            .iter()
            .any(|text| text.chars().count() > 2_000);
    if long {
        wrong("note", "Un de ces textes est trop long.");
    }
    if errors.is_empty() {
        Ok(edit)
    } else {
        Err(ActionError::Fields(errors))
    }
}
