//! A draft: the frozen list, when it would leave, and the button that decides it.

use std::collections::BTreeMap;

use askama::Template;
use portrea_actions::{App, Preparation, prepare_mailing};
use portrea_domain::Timestamp;
use portrea_domain::mailing::MailingKind;
use portrea_domain::person_name::PersonName;
use portrea_domain::sending::{Office, RECALL_MINUTES};
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_post::{FIELDS, check_words};
use portrea_render::french;
use portrea_storage::{ContactRow, StorageError, Tx};
use portrea_web::{Desk, Html, Page, PageError};

use super::held::{Head, Held};
use super::selection;
use super::show::Said;
use super::when::{moment, why_later};
use crate::words::{counted, name_of};

/// First names said beside the button.
const NAMED: usize = 3;

#[derive(Template)]
#[template(path = "pages/desk/mailings/draft.html")]
pub(super) struct DraftPage {
    page: Page,
    head: Head,
    said: Said,
    /// Whether the meeting lies ahead.
    is_open: bool,
    who: String,
    /// The subject and text of the référent’s own; the house’s when there are none.
    words: Option<(String, String)>,
    /// The fields of these words that are empty for somebody: « {{prenom}} » and « 2 personnes ».
    blanks: Vec<(String, String)>,
    /// « 12 invitations ».
    count: String,
    /// « Anne, Yann, Lena et 9 autres ».
    named: String,
    leaves: String,
    /// The moment that was asked for, when the office is closed then, and why.
    later: Option<(String, String)>,
    fingerprint: String,
    recipients: Vec<Recipient>,
    waiting: Vec<Recipient>,
    unreachable: Vec<Recipient>,
}

struct Recipient {
    person: String,
    /// Their page among the contacts.
    contact: String,
    name: String,
    fictional: bool,
    organisation: String,
    role: String,
    email: String,
    /// Until when they wait, or why they cannot be written to.
    note: String,
}

pub(super) async fn page(
    app: &App,
    desk: &Desk,
    held: Held,
    said: Said,
) -> Result<Html<DraftPage>, PageError> {
    let (now, zone) = (app.now(), held.portrait.zone);
    let list = prepare_mailing(app, held.mailing.id).await?;
    let mut tx = app.storage.read().await?;
    let office = tx.rules().office(held.portrait.id).await?;
    let communes = communes(&mut tx, &held).await?;
    let until = |at: &Timestamp| format!("jusqu’au {}", moment(*at, now, zone));
    let waiting = list.recipients.iter().filter_map(|row| {
        let at = list.waiting.get(&row.person.id)?;
        Some(Recipient::of(row, until(at)))
    });
    let unreachable = list.unreachable.iter();
    Ok(Html(DraftPage {
        page: desk.page(app),
        head: held.head(),
        is_open: held.event.is_open(now),
        who: selection::in_words(held.mailing.kind, &held.mailing.selection, &communes),
        words: held
            .mailing
            .wording
            .clone()
            .map(|wording| (wording.subject, wording.body)),
        blanks: blanks(&mut tx, &held, &list).await?,
        count: how_many(held.mailing.kind, list.recipients.len()),
        named: named(&mut tx, &list).await?,
        leaves: moment(list.leaves_at, now, zone),
        later: later(&office, held.mailing.leaves_at, now),
        waiting: waiting.collect(),
        unreachable: unreachable
            .map(|(row, why)| Recipient::of(row, why.label().to_owned()))
            .collect(),
        recipients: list
            .recipients
            .iter()
            .map(|row| Recipient::of(row, String::new()))
            .collect(),
        fingerprint: list.fingerprint,
        said,
    }))
}

/// « 1 invitation », « 3 relances ».
pub(super) fn how_many(kind: MailingKind, count: usize) -> String {
    match kind {
        MailingKind::Invitation => counted(count, "invitation", "invitations"),
        MailingKind::Reminder => counted(count, "relance", "relances"),
    }
}

/// The moment people are kept waiting from, and why, when the office is closed then.
fn later(office: &Office, asked: Option<Timestamp>, now: Timestamp) -> Option<(String, String)> {
    let soonest = now.plus_minutes(RECALL_MINUTES);
    let from = asked.map_or(soonest, |at| at.max(soonest));
    Some((moment(from, now, office.zone), why_later(office, from)?))
}

/// The given names of the first readers, so that a wrong list strikes the eye.
async fn named(tx: &mut Tx, list: &Preparation) -> Result<String, StorageError> {
    let mut names = Vec::new();
    for row in list.recipients.iter().take(NAMED) {
        let given = tx.people().name_parts(row.person.id).await?.given;
        names.push(if given.is_empty() {
            name_of(&row.person)
        } else {
            given
        });
    }
    let others = list.recipients.len().saturating_sub(NAMED);
    if others > 0 {
        names.push(counted(others, "autre personne", "autres personnes"));
    }
    Ok(french::list(&names))
}

/// The fields that the words of a send use and that are not known of some readers.
async fn blanks(
    tx: &mut Tx,
    held: &Held,
    list: &Preparation,
) -> Result<Vec<(String, String)>, StorageError> {
    let Some(wording) = &held.mailing.wording else {
        return Ok(Vec::new());
    };
    let Ok((subject, body)) = check_words(&wording.subject, &wording.body) else {
        return Ok(Vec::new());
    };
    let used = FIELDS.map(|field| subject.uses(field) || body.uses(field));
    let mut missing = [0_usize; FIELDS.len()];
    for row in &list.recipients {
        let name = match used {
            [false, false, ..] => PersonName::default(),
            _ => tx.people().name_parts(row.person.id).await?,
        };
        let contact = &row.contact;
        let known = [
            !name.given.is_empty(),
            !name.family.is_empty(),
            !contact.organisation.trim().is_empty(),
            contact.main_commune().is_some(),
        ];
        for (count, known) in missing.iter_mut().zip(known) {
            *count += usize::from(!known);
        }
    }
    let fields = FIELDS.iter().zip(used).zip(missing);
    Ok(fields
        .filter(|((_, used), count)| *used && *count > 0)
        .map(|((field, _), count)| {
            let field = format!("{{{{{field}}}}}");
            (field, counted(count, "personne", "personnes"))
        })
        .collect())
}

async fn communes(tx: &mut Tx, held: &Held) -> Result<BTreeMap<CommuneCode, String>, StorageError> {
    let area = Territory::Epci(held.portrait.epci.clone());
    let rows = tx.geography().communes_of(&area).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

impl Recipient {
    fn of(row: &ContactRow, note: String) -> Self {
        let email = row.person.email.as_ref();
        Self {
            person: row.person.id.to_string(),
            contact: row.contact.id.to_string(),
            name: name_of(&row.person),
            fictional: row.person.fictional,
            organisation: row.contact.organisation.clone(),
            role: row.contact.role_words(),
            email: email.map(ToString::to_string).unwrap_or_default(),
            note,
        }
    }
}
