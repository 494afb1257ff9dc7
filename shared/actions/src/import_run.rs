//! Taking in a list of contacts, once, exactly as it was shown.

use portrea_domain::contact::Contact;
use portrea_domain::contact_import::{FieldChange, ImportChange, ImportState};
use portrea_domain::person::{Person, Reach};
use portrea_domain::{ContactId, ImportId, PersonId, PortraitId, Timestamp};
use portrea_storage::{ContactRow, NewPerson, Tx};

use crate::app::{App, mint};
use crate::contact_list::{Candidate, Fate, Known, Plan, apply, fingerprint_of};
use crate::error::ActionError;
use crate::import_edit::preview_in;

/// How many contacts an import created and changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Created.
    pub created: usize,
    /// Changed.
    pub changed: usize,
}

/// Takes a list in: contacts are created and completed, nobody is written to, and nobody who objected or whose address
/// bounced is brought back. Pressing twice changes nothing more. Refused when what would be written is no longer what
/// was shown, or when nobody said where the list comes from.
pub async fn run_import(
    app: &App,
    id: ImportId,
    fingerprint: &str,
) -> Result<Imported, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let portrait = match tx.contact_imports().get(id).await? {
        Some(import) => import.portrait_id,
        None => return Err(ActionError::Missing("import")),
    };
    tx.portraits().lock(portrait).await?;
    let shown = preview_in(&mut tx, id).await?;
    if shown.import.state != ImportState::Draft {
        return counts(&mut tx, id).await;
    }
    if shown.import.source.trim().is_empty() {
        return Err(ActionError::refused(
            "Dites d’où vient cette liste\u{a0}: les personnes en seront informées.",
        ));
    }
    if shown.plan.fingerprint != fingerprint {
        return Err(ActionError::refused(
            "La liste ou vos contacts ont changé depuis que vous avez vu cette page. Rien n’a été importé\u{a0}: relisez-la.",
        ));
    }
    let writer = Writer {
        app,
        id,
        portrait,
        source: shown.import.source.trim().to_owned(),
        now,
    };
    let imported = writer.write(&mut tx, &shown.plan).await;
    let imported = match imported {
        Err(ActionError::Storage(error)) if error.is_unique_violation() => {
            return Err(ActionError::refused(
                "Une autre personne importe la même liste en ce moment. Recommencez dans un instant.",
            ));
        }
        other => other?,
    };
    tx.contact_imports().done(id, now).await?;
    tx.commit().await?;
    tracing::info!(import.id = %id, created = imported.created, changed = imported.changed, "contacts.imported");
    Ok(imported)
}

async fn counts(tx: &mut Tx, id: ImportId) -> Result<Imported, ActionError> {
    let (created, all) = tx.contact_imports().counts(id).await?;
    let count = |count: i64| usize::try_from(count).unwrap_or_default();
    Ok(Imported {
        created: count(created),
        changed: count(all - created),
    })
}

struct Writer<'a> {
    app: &'a App,
    id: ImportId,
    portrait: PortraitId,
    source: String,
    now: Timestamp,
}

/// What is to be written.
#[derive(Default)]
struct Batch {
    people: Vec<NewPerson>,
    contacts: Vec<Contact>,
    changes: Vec<ImportChange>,
}

impl Writer<'_> {
    async fn write(&self, tx: &mut Tx, plan: &Plan) -> Result<Imported, ActionError> {
        let emails: Vec<_> = plan
            .rows
            .iter()
            .filter_map(|row| row.candidate.email.clone())
            .collect();
        let known = Known::load(tx, self.portrait, &emails).await?;
        let mut batch = Batch::default();
        for row in &plan.rows {
            match &row.fate {
                Fate::New => self.create(tx, &row.candidate, &known, &mut batch).await?,
                Fate::Changed(changes) => {
                    if let Some((kept, reach)) = known.contact(&row.candidate) {
                        let change = change(tx, kept, reach, changes).await?;
                        batch.changes.push(change);
                    }
                }
                Fate::Same | Fate::Duplicate(_) | Fate::Refused => {}
            }
        }
        tx.contacts()
            .insert_many(&batch.people, &batch.contacts, self.now)
            .await?;
        tx.contact_imports()
            .insert_changes(self.id, batch.changes.iter())
            .await?;
        Ok(Imported {
            created: batch.contacts.len(),
            changed: batch.changes.len() - batch.contacts.len(),
        })
    }

    fn person(&self, new: &Candidate) -> NewPerson {
        let app = self.app;
        NewPerson {
            person: Person {
                id: mint!(app, PersonId),
                name: new.name.clone(),
                email: new.email.clone(),
                fictional: app.house.demo,
            },
            reach: Reach {
                given_name: new.given_name.clone(),
                phone: new.phone.clone(),
                postal_address: new.postal_address.clone(),
            },
        }
    }

    async fn create(
        &self,
        tx: &mut Tx,
        new: &Candidate,
        known: &Known,
        batch: &mut Batch,
    ) -> Result<(), ActionError> {
        let app = self.app;
        let met = new.email.as_ref().and_then(|email| known.person(email));
        let person_created = met.is_none();
        let mut changes = Vec::new();
        let person = if let Some(met) = met {
            // Somebody of the base: what they are called and how they are reached is only filled in.
            let (person, filled) = fill(tx, met, new).await?;
            changes = filled;
            person
        } else {
            let person = self.person(new);
            batch.people.push(person.clone());
            person
        };
        let contact = Contact {
            id: mint!(app, ContactId),
            portrait_id: self.portrait,
            person_id: person.person.id,
            roles: new.roles.clone(),
            organisation: new.organisation.clone(),
            communes: new.communes.clone(),
            themes: new.themes.clone(),
            channel: new.channel,
            listing_id: None,
            source: self.source.clone(),
            noticed_at: None,
            note: new.note.clone(),
            created_at: self.now,
        };
        batch.changes.push(ImportChange {
            contact_id: contact.id,
            person_id: person.person.id,
            created: true,
            person_created,
            fingerprint: fingerprint_of(&contact, &person.person, &person.reach),
            changes,
        });
        batch.contacts.push(contact);
        Ok(())
    }
}

/// Completes somebody of the base who is no contact of this portrait yet.
async fn fill(
    tx: &mut Tx,
    met: &NewPerson,
    new: &Candidate,
) -> Result<(NewPerson, Vec<FieldChange>), ActionError> {
    use portrea_domain::contact_import::ContactField;
    let mut filled = met.clone();
    let mut changes = Vec::new();
    let fields = [
        (ContactField::Name, &mut filled.person.name, &new.name),
        (ContactField::Phone, &mut filled.reach.phone, &new.phone),
        (
            ContactField::PostalAddress,
            &mut filled.reach.postal_address,
            &new.postal_address,
        ),
    ];
    for (field, known, said) in fields {
        if known.trim().is_empty() && !said.is_empty() {
            changes.push(FieldChange {
                field,
                before: known.clone(),
                after: said.clone(),
            });
            known.clone_from(said);
        }
    }
    if !changes.is_empty() {
        tx.people()
            .rename(filled.person.id, &filled.person.name)
            .await?;
        tx.people()
            .set_reach(filled.person.id, &filled.reach)
            .await?;
    }
    Ok((filled, changes))
}

/// Changes a known contact.
async fn change(
    tx: &mut Tx,
    kept: &ContactRow,
    reach: &Reach,
    changes: &[FieldChange],
) -> Result<ImportChange, ActionError> {
    let (mut row, mut reach) = (kept.clone(), reach.clone());
    for change in changes {
        apply(
            &mut row,
            &mut reach,
            change.field,
            &change.before,
            &change.after,
        );
    }
    write(tx, &row, &reach, changes).await?;
    Ok(ImportChange {
        contact_id: row.contact.id,
        person_id: row.person.id,
        created: false,
        person_created: false,
        fingerprint: fingerprint_of(&row.contact, &row.person, &reach),
        changes: changes.to_vec(),
    })
}

/// Writes the tables that changed.
pub(crate) async fn write(
    tx: &mut Tx,
    row: &ContactRow,
    reach: &Reach,
    changes: &[FieldChange],
) -> Result<(), ActionError> {
    let personal = |change: &FieldChange| change.field.is_personal();
    if changes.iter().any(personal) {
        tx.people().rename(row.person.id, &row.person.name).await?;
        tx.people().set_reach(row.person.id, reach).await?;
    }
    if !changes.iter().all(personal) {
        tx.contacts().update(&row.contact).await?;
    }
    Ok(())
}
