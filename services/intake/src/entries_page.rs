//! The entries of repeating groups: their lists, what family a new service is of, entries withdrawn or put back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, Typed, save_draft};
use portrea_domain::document::Path as Field;
use portrea_domain::questionnaire::{Family, Group};
use portrea_domain::{EntryId, ServiceId};
use portrea_web::{Html, Page, PageError, Posted};

use crate::access::Access;
use crate::names::Names;
use crate::sheet_page::entry_id;
use crate::summary::{self, EntryCard};
use crate::summary_page::Notice;
use crate::texts;

#[derive(Template)]
#[template(path = "pages/intake/entries.html")]
pub(crate) struct EntriesPage {
    page: Page,
    place: String,
    home: String,
    /// The address of the list.
    list: String,
    group: Group,
    csrf: String,
    pending: bool,
    entries: Vec<EntryCard>,
}

#[derive(Template)]
#[template(path = "pages/intake/family.html")]
pub(crate) struct FamilyPage {
    page: Page,
    place: String,
    home: String,
    /// The service that will be added, whichever the family: following two of the links adds one.
    id: ServiceId,
    families: [(Family, &'static str); 5],
}

/// The last part of the address of a group.
pub(crate) const fn address_of(group: Group) -> &'static str {
    match group {
        Group::Services => "offer",
        Group::Stops | Group::Closings => group.as_str(),
    }
}

/// The group with this address.
pub(crate) fn group_at(text: &str) -> Result<Group, PageError> {
    let mut groups = Group::ALL.into_iter();
    let group = groups.find(|group| address_of(*group) == text);
    group.ok_or(PageError::NotFound)
}

/// The entries of a group, and the way to add one.
pub(crate) async fn list(
    app: &App,
    access: &Access,
    group: Group,
) -> Result<EntriesPage, PageError> {
    let overlay = access.overlay();
    let names = access.names(app, &overlay).await?;
    Ok(EntriesPage {
        page: Page::personal(app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        list: access.address(&format!("/{}", address_of(group))),
        group,
        csrf: access.csrf(app),
        pending: !access.draft.is_empty(),
        entries: summary::entries(&access.listing.document, &overlay, group, &names),
    })
}

/// `GET /f/{token}/offer/nouveau`: which family of help to add.
pub(crate) async fn choose_family(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Html<FamilyPage>, PageError> {
    let access = Access::open(&app, &token).await?;
    Ok(Html(FamilyPage {
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        id: ServiceId::mint(app.now(), &*app.entropy),
        families: Family::ALL.map(|family| (family, example(family))),
    }))
}

/// `POST /f/{token}/{group}/{entry}/retirer`: withdraws an entry in the draft.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Path((token, group, entry)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let group = group_at(&group)?;
    let id = known_entry(&access, group, &entry)?;
    let typed: Vec<Typed> = fields(group, id)
        .map(|path| Typed {
            path,
            texts: vec![],
        })
        .collect();
    save_draft(&app, access.person(), access.listing.id, &typed).await?;
    Ok(Redirect::to(&Notice::Withdrawn.address(&access)))
}

/// `POST /f/{token}/{group}/{entry}/remettre`: puts back an entry the draft withdraws or changes.
pub(crate) async fn restore(
    State(app): State<App>,
    Path((token, group, entry)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let group = group_at(&group)?;
    let id = known_entry(&access, group, &entry)?;
    let document = &access.listing.document;
    let standing = fields(group, id).map(|path| {
        let texts = path.question().zip(document.get(&path));
        let texts = texts.map_or_else(Vec::new, |(question, value)| {
            texts::of_value(question, value, &Names::default())
        });
        Typed { path, texts }
    });
    let typed: Vec<Typed> = standing.collect();
    save_draft(&app, access.person(), access.listing.id, &typed).await?;
    Ok(Redirect::to(&Notice::Restored.address(&access)))
}

/// An entry published or drafted here: an id from elsewhere leads nowhere.
fn known_entry(access: &Access, group: Group, text: &str) -> Result<EntryId, PageError> {
    let id = entry_id(text)?;
    let lead = Field::entry(group, id, group.lead_key());
    let is_known = access.listing.document.get(&lead).is_some() || access.draft.contains_key(&lead);
    is_known.then_some(id).ok_or(PageError::NotFound)
}

fn fields(group: Group, id: EntryId) -> impl Iterator<Item = Field> {
    let questions = group.questions().iter();
    questions.map(move |question| Field::entry(group, id, question.key))
}

const fn example(family: Family) -> &'static str {
    match family {
        Family::Information => "On explique à qui s’adresser, on donne les bons contacts.",
        Family::Equipment => "Un ordinateur, une imprimante, le wifi à disposition.",
        Family::Repair => "Réparer un appareil, en trouver un à petit prix.",
        Family::Help => "Faire une démarche en ligne avec quelqu’un.",
        Family::Training => "Ateliers, initiation, cours.",
    }
}
