//! The list of contacts: filters, counts, and first those whose address does not work.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use portrea_actions::App;
use portrea_domain::contact::ContactRole;
use portrea_domain::mail_typo::likely_address;
use portrea_domain::questionnaire::Family;
use portrea_web::{Desk, Html, Page, PageError};

use super::directory::{Directory, Entry, STATES, Wanted};
use crate::access::portrait_for;
use crate::words::{counted, name_of, number};

/// Contacts on one page.
const PER_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "pages/desk/contacts/list.html")]
struct List {
    page: Page,
    id: String,
    territory: String,
    tiles: Vec<(String, &'static str)>,
    filters: Vec<Filter>,
    q: String,
    found: String,
    bounced: Vec<Bounced>,
    rows: Vec<Row>,
    pages: Vec<(String, String)>,
    known: bool,
}

/// A choice among values.
struct Filter {
    name: &'static str,
    label: &'static str,
    all: &'static str,
    options: Vec<(String, String, bool)>,
}

/// A contact whose address does not work.
struct Bounced {
    contact: String,
    name: String,
    email: String,
    reason: String,
    suggestion: String,
}

struct Row {
    contact: String,
    name: String,
    fictional: bool,
    organisation: String,
    roles: String,
    communes: String,
    email: String,
    phone: String,
    states: Vec<&'static str>,
}

/// The list.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let found = directory.wanted(&wanted);
    let count = found.len();
    let first = wanted.page.parse::<usize>().unwrap_or(1).max(1) - 1;
    let shown = found
        .iter()
        .skip(first.saturating_mul(PER_PAGE))
        .take(PER_PAGE);
    let rows: Vec<Row> = shown.map(|entry| row(&directory, entry)).collect();
    let broken = directory.contacts.iter().filter_map(bounced).take(PER_PAGE);
    Ok(Html(List {
        page: desk.page(&app),
        id: directory.portrait.id.to_string(),
        territory: directory.territory.clone(),
        tiles: tiles(&directory.contacts),
        filters: filters(&directory, &wanted),
        pages: pages(&wanted, first, count),
        q: wanted.q.clone(),
        found: counted(count, "contact", "contacts"),
        bounced: broken.collect(),
        rows,
        known: !directory.contacts.is_empty(),
    }))
}

fn tiles(contacts: &[Entry]) -> Vec<(String, &'static str)> {
    let tile = |test: &dyn Fn(&Entry) -> bool, one: &'static str, many: &'static str| {
        let count = contacts.iter().filter(|entry| test(entry)).count();
        (number(count), if count < 2 { one } else { many })
    };
    vec![
        tile(&|_| true, "contact", "contacts"),
        tile(
            &Entry::is_reachable,
            "joignable par mail",
            "joignables par mail",
        ),
        tile(
            &|entry| entry.bounced.is_some(),
            "adresse en échec",
            "adresses en échec",
        ),
        tile(
            &|entry| entry.row.person.email.is_none(),
            "sans adresse mail",
            "sans adresse mail",
        ),
        tile(
            &|entry| entry.row.contact.noticed_at.is_none(),
            "pas encore prévenu",
            "pas encore prévenus",
        ),
    ]
}

fn filters(directory: &Directory, wanted: &Wanted) -> Vec<Filter> {
    let option = |value: &str, label: &str, chosen: &str| {
        (value.to_owned(), label.to_owned(), value == chosen)
    };
    let roles = ContactRole::ALL.map(|role| option(role.as_str(), role.label(), &wanted.role));
    let themes = Family::ALL.map(|theme| option(theme.as_str(), theme.label(), &wanted.theme));
    let states = STATES.map(|(value, label)| option(value, label, &wanted.etat));
    let communes = directory
        .communes
        .iter()
        .map(|row| option(row.code.as_str(), &row.name, &wanted.commune));
    vec![
        Filter {
            name: "role",
            label: "Rôle",
            all: "Tous",
            options: roles.to_vec(),
        },
        Filter {
            name: "commune",
            label: "Commune",
            all: "Toutes",
            options: communes.collect(),
        },
        Filter {
            name: "theme",
            label: "Thème",
            all: "Tous",
            options: themes.to_vec(),
        },
        Filter {
            name: "etat",
            label: "Situation",
            all: "Toutes",
            options: states.to_vec(),
        },
    ]
}

/// The pages before and after: words and query.
fn pages(wanted: &Wanted, at: usize, count: usize) -> Vec<(String, String)> {
    let last = count.saturating_sub(1) / PER_PAGE;
    let plain = |text: &str| -> String {
        let kept = |c: &char| c.is_alphanumeric() || " -_@.".contains(*c);
        text.chars()
            .filter(kept)
            .collect::<String>()
            .replace(' ', "+")
    };
    let query = |page: usize| {
        format!(
            "role={}&commune={}&theme={}&etat={}&q={}&page={}",
            plain(&wanted.role),
            plain(&wanted.commune),
            plain(&wanted.theme),
            plain(&wanted.etat),
            plain(&wanted.q),
            page + 1
        )
    };
    let mut pages = Vec::new();
    if at > 0 {
        pages.push(("Page précédente".to_owned(), query(at.min(last + 1) - 1)));
    }
    if at < last {
        pages.push(("Page suivante".to_owned(), query(at + 1)));
    }
    pages
}

fn bounced(entry: &Entry) -> Option<Bounced> {
    let reason = entry.bounced.clone()?;
    let email = entry.row.person.email.as_ref()?;
    Some(Bounced {
        contact: entry.row.contact.id.to_string(),
        name: name_of(&entry.row.person),
        suggestion: likely_address(email.as_str()).map_or_else(|| email.to_string(), String::from),
        email: email.to_string(),
        reason,
    })
}

fn row(directory: &Directory, entry: &Entry) -> Row {
    let contact = &entry.row.contact;
    Row {
        contact: contact.id.to_string(),
        name: name_of(&entry.row.person),
        fictional: entry.row.person.fictional,
        organisation: contact.organisation.clone(),
        roles: contact.role_words(),
        communes: directory.commune_names(&contact.communes).join(", "),
        email: entry
            .row
            .person
            .email
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        phone: entry.reach.phone.clone(),
        states: states(entry),
    }
}

/// What is worth a word about a contact.
pub(super) fn states(entry: &Entry) -> Vec<&'static str> {
    let mut states = Vec::new();
    if entry.bounced.is_some() {
        states.push("adresse en échec");
    }
    if !entry.opposed.is_empty() {
        states.push("ne veut plus de certains messages");
    }
    if entry.row.contact.noticed_at.is_none() {
        states.push("pas encore prévenu");
    }
    if entry.row.person.email.is_some() && !entry.acted {
        states.push("adresse non confirmée");
    }
    states
}
