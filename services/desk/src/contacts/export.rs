//! What is known of contacts, to take away: a table that runs nothing, and everything about one person.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::contact::ContactChannel;
use portrea_render::french;
use portrea_standards::table::csv_of;
use portrea_web::{Desk, PageError};
use serde_json::json;

use super::directory::{Directory, Entry, Wanted};
use crate::access::portrait_for;

/// Headings that an import reads back.
const HEADINGS: [&str; 14] = [
    "Nom complet",
    "Prénom usuel",
    "Adresse mail",
    "Téléphone",
    "Adresse postale",
    "Rôle",
    "Structure",
    "Communes",
    "Thèmes",
    "Moyen préféré",
    "Note",
    "Source",
    "Prévenu le",
    "Ne veut plus",
];

/// The contacts that are wanted, as a CSV.
pub(crate) async fn csv(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let mut lines: Vec<Vec<String>> = vec![HEADINGS.map(str::to_owned).to_vec()];
    let found = directory.wanted(&wanted);
    lines.extend(found.into_iter().map(|entry| line(&directory, entry)));
    let text = csv_of(lines.iter().map(Vec::as_slice));
    Ok(file("text/csv; charset=utf-8", "contacts.csv", text))
}

fn line(directory: &Directory, entry: &Entry) -> Vec<String> {
    let (contact, person) = (&entry.row.contact, &entry.row.person);
    let zone = directory.portrait.zone;
    let themes: Vec<&str> = contact.themes.iter().map(|theme| theme.label()).collect();
    let opposed: Vec<&str> = entry.opposed.iter().map(|stream| stream.label()).collect();
    vec![
        person.name.clone(),
        entry.reach.given_name.clone(),
        person
            .email
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        entry.reach.phone.clone(),
        entry.reach.postal_address.clone(),
        contact.role_words(),
        contact.organisation.clone(),
        directory.commune_names(&contact.communes).join(", "),
        themes.join(" ; "),
        contact
            .channel
            .map_or_else(String::new, |channel| channel.label().to_owned()),
        contact.note.clone(),
        contact.source.clone(),
        contact
            .noticed_at
            .map_or_else(String::new, |at| french::date(at, zone)),
        opposed.join(" ; "),
    ]
}

/// Everything the base knows of a person, for them (articles 15 and 20 of the GDPR).
pub(crate) async fn json(
    State(app): State<App>,
    desk: Desk,
    Path((id, contact)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let entry = directory.entry(&contact).ok_or(PageError::NotFound)?;
    let mut tx = app.storage.read().await?;
    let messages = tx.outbox().of_person(entry.row.person.id).await?;
    let (contact, person) = (&entry.row.contact, &entry.row.person);
    let at = |at: Timestamp| at.local(directory.portrait.zone).to_rfc3339();
    let messages: Vec<serde_json::Value> = messages
        .iter()
        .map(|message| {
            json!({
                "sujet": message.purpose.stream().label(),
                "prévu_le": at(message.due_at),
                "sort": message.state.label(),
                "raison": message.reason,
            })
        })
        .collect();
    let roles: Vec<&str> = contact.roles.iter().map(|role| role.label()).collect();
    let themes: Vec<&str> = contact.themes.iter().map(|theme| theme.label()).collect();
    let opposed: Vec<&str> = entry.opposed.iter().map(|stream| stream.label()).collect();
    let everything = json!({
        "territoire": directory.territory,
        "nom": person.name,
        "prénom": entry.reach.given_name,
        "adresse_mail": person.email,
        "adresse_en_échec": entry.bounced,
        "téléphone": entry.reach.phone,
        "adresse_postale": entry.reach.postal_address,
        "rôles": roles,
        "structure": contact.organisation,
        "communes": directory.commune_names(&contact.communes),
        "thèmes": themes,
        "moyen_préféré": contact.channel.map(ContactChannel::label),
        "note": contact.note,
        "origine_des_coordonnées": contact.source,
        "prévenu_le": contact.noticed_at.map(at),
        "connu_depuis": at(contact.created_at),
        "oppositions": opposed,
        "messages": messages,
    });
    let text =
        serde_json::to_string_pretty(&everything).map_err(|_impossible| PageError::Internal)?;
    Ok(file("application/json", "personne.json", text))
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let heads = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (heads, text).into_response()
}
