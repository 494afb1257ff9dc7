//! `/bureau/portraits/{id}/reunions/{event}/compte-rendu`: who came, by structure, and what each table touched.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use portrea_actions::{App, attendance};
use portrea_domain::day_table::DayTable;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, PersonId};
use portrea_print::{Group, Minutes, TableMinutes, minutes};
use portrea_render::french;
use portrea_storage::{StorageError, Tx};
use portrea_web::{Desk, Html, Page, PageError};

use crate::access::territory_name;
use crate::pdf::pdf;
use crate::presence::Door;
use crate::words::{counted, name_of};

#[derive(Template)]
#[template(path = "pages/desk/day/minutes.html")]
struct MinutesPage {
    page: Page,
    portrait: String,
    territory: String,
    address: String,
    meeting: String,
    minutes: Minutes,
}

/// `GET …/compte-rendu`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let minutes = told(&app, &door).await?;
    let territory = {
        let mut tx = app.storage.read().await?;
        territory_name(&mut tx, &door.portrait.epci).await?
    };
    Ok(Html(MinutesPage {
        page: desk.page(&app),
        portrait: door.portrait.id.to_string(),
        territory,
        address: door.address("/compte-rendu"),
        meeting: door.address(""),
        minutes,
    })
    .into_response())
}

/// `GET …/compte-rendu.pdf`.
pub(crate) async fn paper(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    pdf("compte-rendu", minutes(&told(&app, &door).await?))
}

async fn told(app: &App, door: &Door) -> Result<Minutes, PageError> {
    let (event, zone) = (&door.event, door.portrait.zone);
    let attendance = attendance(app, event.id).await?;
    let mut tx = app.storage.read().await?;
    let contacts = tx.contacts().of_portrait(door.portrait.id).await?;
    let organisation = |person: PersonId| {
        let row = contacts.iter().find(|row| row.person.id == person);
        let said = row.map_or("", |row| row.contact.organisation.trim());
        if said.is_empty() {
            "Sans structure"
        } else {
            said
        }
        .to_owned()
    };
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for present in &attendance.present {
        let person = &present.row.person;
        let name = organisation(person.id);
        let group = groups.entry(name.clone()).or_insert_with(|| Group {
            organisation: name,
            ..Group::default()
        });
        group.count += 1;
        if attendance.agreed.contains(&person.id) {
            let mail = person.email.as_ref().map(ToString::to_string);
            group
                .named
                .push((name_of(person), mail.unwrap_or_default()));
        }
    }
    let mut tables = Vec::new();
    for table in tx.day_tables().of_event(event.id).await? {
        tables.push(TableMinutes {
            listings: touched(&mut tx, &table).await?,
            label: table.label,
        });
    }
    let came = attendance.present.len();
    Ok(Minutes {
        meeting: event.title.clone(),
        lines: vec![
            french::span(event.starts_at, event.ends_at, zone),
            event.place.clone(),
        ],
        turnout: format!(
            "{}, de {}.",
            counted(came, "personne est venue", "personnes sont venues"),
            counted(groups.len(), "structure", "structures")
        ),
        groups: groups.into_values().collect(),
        tables,
    })
}

/// The listings a table touched, and how: what was vouched for and what was changed.
async fn touched(tx: &mut Tx, table: &DayTable) -> Result<Vec<(String, String)>, StorageError> {
    let mut said: Vec<(ListingId, Vec<&'static str>)> = Vec::new();
    for (observation, listing) in tx.day_tables().touched(table.person_id).await? {
        let sections = tx.observations().sections(observation).await?;
        let labels = sections.into_iter().map(SectionKey::label);
        if let Some((_, known)) = said.iter_mut().find(|(id, _)| *id == listing) {
            known.extend(labels);
        } else {
            said.push((listing, labels.collect()));
        }
    }
    let mut rows = Vec::new();
    for (id, mut labels) in said {
        labels.sort_unstable();
        labels.dedup();
        let listing = tx.listings().require(id).await?;
        let is_new = listing.created_at >= table.created_at && listing.origin.is_empty();
        let what = if is_new { "lieu ajouté" } else { "vérifié" };
        let what = if labels.is_empty() {
            what.to_owned()
        } else {
            format!("{what} : {}", labels.join(", "))
        };
        rows.push((listing.name().to_owned(), what));
    }
    Ok(rows)
}
