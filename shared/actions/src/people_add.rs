//! Making many people known at once.

use std::collections::HashMap;

use portrea_domain::PersonId;
use portrea_domain::person::Person;
use portrea_storage::StorageError;

use crate::app::App;

/// Makes people known, each with their given name; whoever has the address of one already known is that one, as they
/// are. Gives everybody’s id, in order. People without an address are always new.
pub async fn add_people(
    app: &App,
    people: Vec<(Person, String)>,
) -> Result<Vec<PersonId>, StorageError> {
    let emails: Vec<_> = people
        .iter()
        .filter_map(|(person, _)| person.email.clone())
        .collect();
    let mut tx = app.storage.begin().await?;
    let mut known: HashMap<_, _> = tx
        .people()
        .ids_by_email(&emails)
        .await?
        .into_iter()
        .collect();
    let (mut ids, mut new) = (Vec::with_capacity(people.len()), Vec::new());
    for (person, given) in people {
        let id = match &person.email {
            Some(email) => *known.entry(email.clone()).or_insert(person.id),
            None => person.id,
        };
        ids.push(id);
        if id == person.id {
            new.push((person, given));
        }
    }
    tx.people().insert_new(new.into_iter(), app.now()).await?;
    tx.commit().await?;
    Ok(ids)
}
