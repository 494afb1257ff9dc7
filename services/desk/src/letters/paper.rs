//! The PDF of letters that were printed: the same letters however often it is opened.

use axum::extract::{Path, State};
use axum::response::Response;
use portrea_actions::{App, link_url};
use portrea_domain::LetterBatchId;
use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::person::Person;
use portrea_domain::portrait::Portrait;
use portrea_print::{PaperLetter, letters};
use portrea_render::french;
use portrea_storage::{PaperBatch, PaperLetterRow, StorageError, Tx};
use portrea_web::{Desk, PageError};

use super::wording::{Sender, frame};
use crate::access::{portrait_for, territory_name};
use crate::pdf::pdf;
use crate::words::name_of;

/// `GET …/courriers/{batch}.pdf`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &portrait).await?;
    let id: LetterBatchId = file
        .strip_suffix(".pdf")
        .and_then(|id| id.parse().ok())
        .ok_or(PageError::NotFound)?;
    let mut tx = app.storage.read().await?;
    let batch = tx.paper_letters().batch(id).await?;
    let batch = batch
        .filter(|batch| batch.portrait_id == portrait.id)
        .ok_or(PageError::NotFound)?;
    let sender = sender(&mut tx, &portrait, &batch).await?;
    let mut written = Vec::new();
    for row in tx.paper_letters().of_batch(id).await? {
        written.push(letter(&mut tx, &app, &portrait, &batch, &sender, row).await?);
    }
    let date = french::date(batch.printed_at, portrait.zone);
    pdf(
        "courriers",
        letters(&format!("Courriers du {date}"), &written),
    )
}

async fn sender(
    tx: &mut Tx,
    portrait: &Portrait,
    batch: &PaperBatch,
) -> Result<Sender, StorageError> {
    let person = tx.people().require(batch.printed_by).await?;
    let reach = tx.people().reach(person.id).await?;
    Ok(Sender {
        name: name_of(&person),
        email: person.email.map(String::from),
        phone: reach.phone,
        territory: territory_name(tx, &portrait.epci).await?,
    })
}

async fn letter(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
    batch: &PaperBatch,
    sender: &Sender,
    row: PaperLetterRow,
) -> Result<PaperLetter, PageError> {
    let person = tx.people().require(row.person_id).await?;
    let reach = tx.people().reach(person.id).await?;
    let contacts = tx.contacts().of_person(person.id).await?;
    let contact = contacts
        .into_iter()
        .find(|contact| contact.contact.portrait_id == portrait.id)
        .map(|contact| contact.contact);
    let link = tx.links().get(row.link_id).await?;
    let link = link.ok_or(PageError::NotFound)?;
    let (subject, facts) = subject(tx, portrait, &link).await?;
    let organisation = contact
        .as_ref()
        .map_or_else(String::new, |contact| contact.organisation.clone());
    let source = contact.map_or_else(String::new, |contact| contact.source);
    let site = &app.house.public_url;
    let site = site
        .split_once("://")
        .map_or(site.as_str(), |(_, rest)| rest);
    Ok(PaperLetter {
        recipient: recipient(&person, &organisation, &reach.postal_address),
        date: format!("Le {}", french::date(batch.printed_at, portrait.zone)),
        subject,
        greeting: match person.name.trim() {
            "" => "Bonjour,".to_owned(),
            name => format!("Bonjour {name},"),
        },
        facts,
        code_page: format!("{site}/code"),
        code: app.house.secret.short_code(row.short_code_id).grouped(),
        url: link_url(app, &link),
        notice: sender.notice(&source),
        ..frame(sender, &batch.words)
    })
}

/// The lines the post reads: the person, their structure when the address does not say it, the address.
fn recipient(person: &Person, organisation: &str, address: &str) -> Vec<String> {
    let mut lines = vec![person.name.trim().to_owned()];
    if !address.contains(organisation.trim()) {
        lines.push(organisation.trim().to_owned());
    }
    lines.extend(address.lines().map(|line| line.trim().to_owned()));
    lines.retain(|line| !line.is_empty());
    lines
}

/// What a letter is about, and its facts.
async fn subject(
    tx: &mut Tx,
    portrait: &Portrait,
    link: &Link,
) -> Result<(String, Vec<(String, String)>), PageError> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    match link.purpose {
        LinkPurpose::Invitation(id) => {
            let row = tx.invitations().require(id).await?;
            let event = tx.events().require(row.invitation.event_id).await?;
            let when = french::span(event.starts_at, event.ends_at, portrait.zone);
            let facts = vec![fact("Quand", when), fact("Où", event.place)];
            Ok((format!("Invitation : {}", event.title), facts))
        }
        LinkPurpose::Form(id) => {
            let listing = tx.listings().require(id).await?;
            let name = listing.name().to_owned();
            let facts = vec![fact("Votre fiche", name)];
            Ok((
                "Ce que nous savons de votre lieu est-il toujours exact ?".to_owned(),
                facts,
            ))
        }
        LinkPurpose::SignIn | LinkPurpose::Preferences => Err(PageError::NotFound),
    }
}
