//! One section, or one entry of a group, on a screen: shown, and saved in the draft.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, Typed, disputes, save_draft_seen};
use portrea_domain::EntryId;
use portrea_domain::document::{Document, Path as Field};
use portrea_domain::questionnaire::{Family, Group, Kind, Question, SectionKey};
use portrea_render::entry_words;
use portrea_web::{Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::{Access, Seen};
use crate::communes;
use crate::entries_page::{self, address_of, group_at};
use crate::fields::{self, Control, Pointer};
use crate::french;
use crate::locator::{self, Locator};
use crate::names::Names;
use crate::overlay::Overlay;
use crate::presets;
use crate::sheet::{self, Faults, Sheet};
use crate::summary_page::Notice;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "pages/intake/sheet.html")]
struct SheetPage {
    page: Page,
    title: String,
    place: String,
    home: String,
    /// The address and the title of the list this sheet belongs to, for an entry.
    list: Option<(String, &'static str)>,
    action: String,
    csrf: String,
    seen: i64,
    /// The family of a service that is being added.
    family: Option<Family>,
    fields: Vec<fields::Field>,
    /// Those few places have something to say to, folded away.
    folded: Vec<fields::Field>,
    pointers: Vec<Pointer>,
    /// The questions of this sheet to which somebody else published another answer.
    disputed: Vec<String>,
    /// Whether it is shown again for a question that what was saved brings up.
    goes_on: bool,
    /// What was filled in for them, in words; nothing of it is kept yet.
    filled: Option<&'static str>,
    /// The sheet and the form, as the script names them.
    sheet: String,
    form: String,
}

impl SheetPage {
    fn asks_commune(&self) -> bool {
        let is_commune = |field: &fields::Field| matches!(field.control, Control::Commune { .. });
        self.fields.iter().chain(&self.folded).any(is_commune)
    }

    /// What is folded away, by name.
    fn folded_names(&self) -> String {
        let labels = self.folded.iter().filter(|field| field.when.is_none());
        let labels: Vec<&str> = labels.map(|field| field.label.as_str()).collect();
        labels.join(" · ")
    }
}

/// What the address of a sheet says beside which one it is.
#[derive(Deserialize)]
pub(crate) struct About {
    /// Which family a new service is of.
    #[serde(default)]
    famille: String,
    /// The question that what was just saved brings up.
    #[serde(default)]
    suite: String,
}

/// `GET /f/{token}/{section}`: the questions of a section, with what stands; or the entries of a group.
pub(crate) async fn show_section(
    State(app): State<App>,
    Path((token, section)): Path<(String, String)>,
    Query(about): Query<About>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    if let Ok(group) = group_at(&section) {
        let page = entries_page::list(&app, &access, group).await?;
        return Ok(Html(page).into_response());
    }
    show(&app, &access, section_sheet(&section)?, &about).await
}

/// `POST /f/{token}/{section}`: keeps what was typed in the draft. Entries are saved one by one: their list has nothing to keep.
pub(crate) async fn save_section(
    State(app): State<App>,
    Extension(locator): Extension<Locator>,
    Path((token, section)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    if group_at(&section).is_ok() {
        let access = Access::open(&app, &token).await?;
        return Ok(Redirect::to(&access.address(&format!("/{section}"))).into_response());
    }
    let access = Access::open_posted(&app, &token, &posted).await?;
    save(&app, &access, &locator, section_sheet(&section)?, &posted).await
}

/// `GET /f/{token}/{group}/nouveau`: the questions about an entry to add.
pub(crate) async fn new_entry(
    State(app): State<App>,
    Path((token, group)): Path<(String, String)>,
    Query(about): Query<About>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let group = group_at(&group)?;
    let id = EntryId::mint(app.now(), &*app.entropy);
    show(&app, &access, Sheet::Entry(group, id), &about).await
}

/// `GET /f/{token}/{group}/{entry}`: the questions about an entry, or about a service to add when its family is given.
pub(crate) async fn show_entry(
    State(app): State<App>,
    Path((token, group, entry)): Path<(String, String, String)>,
    Query(about): Query<About>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let sheet = Sheet::Entry(group_at(&group)?, entry_id(&entry)?);
    show(&app, &access, sheet, &about).await
}

/// `POST /f/{token}/{group}/{entry}`: keeps what was typed about an entry in the draft.
pub(crate) async fn save_entry(
    State(app): State<App>,
    Extension(locator): Extension<Locator>,
    Path((token, group, entry)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let sheet = Sheet::Entry(group_at(&group)?, entry_id(&entry)?);
    save(&app, &access, &locator, sheet, &posted).await
}

/// The id of an entry in an address.
pub(crate) fn entry_id(text: &str) -> Result<EntryId, PageError> {
    text.parse().map_err(|_not_an_id| PageError::NotFound)
}

/// The sheet of an address within a form: `contact`, `offer/{entry}`.
pub(crate) fn sheet_at(text: &str) -> Result<Sheet, PageError> {
    match text.split_once('/') {
        Some((group, entry)) => Ok(Sheet::Entry(group_at(group)?, entry_id(entry)?)),
        None => section_sheet(text),
    }
}

/// The address of a sheet within a form.
fn within(sheet: Sheet) -> String {
    match sheet {
        Sheet::Section(section) => section.as_str().to_owned(),
        Sheet::Entry(group, id) => format!("{}/{id}", address_of(group)),
    }
}

fn section_sheet(text: &str) -> Result<Sheet, PageError> {
    let section = text.parse::<SectionKey>();
    section
        .map(Sheet::Section)
        .map_err(|_unknown| PageError::NotFound)
}

async fn show(
    app: &App,
    access: &Access,
    sheet: Sheet,
    about: &About,
) -> Result<Response, PageError> {
    let overlay = access.overlay();
    let names = sheet_names(app, access, sheet, &overlay).await?;
    let mut texts = sheet.standing(&overlay.document, &names);
    if let Sheet::Entry(Group::Services, id) = sheet
        && !is_known(&overlay, Group::Services, id)
    {
        let family: Family = about.famille.parse().map_err(|_none| PageError::NotFound)?;
        texts.add("family", family.as_str());
    }
    let page = page(app, access, sheet, &overlay, &texts, &Faults::new());
    Ok(Html(SheetPage {
        goes_on: !about.suite.is_empty(),
        ..page
    })
    .into_response())
}

async fn save(
    app: &App,
    access: &Access,
    locator: &Locator,
    sheet: Sheet,
    posted: &Posted,
) -> Result<Response, PageError> {
    // What was typed is compared with what the page showed: a field left as it was says nothing.
    let seen = access.seen(app, posted.get("vu")).await?;
    let overlay = access.overlay_on(&seen.document);
    let names = sheet_names(app, access, sheet, &overlay).await?;
    let typed = Texts::posted(posted);
    if let Some(filling) = posted.get("remplir") {
        let (texts, words) = presets::fill(app, access, sheet, filling, typed).await?;
        let page = page(app, access, sheet, &overlay, &texts, &Faults::new());
        let page = SheetPage {
            filled: Some(words),
            seen: seen.version,
            ..page
        };
        return Ok(Html(page).into_response());
    }
    let saved = match try_read(sheet, &overlay.document, &names, &typed) {
        Ok(changed) => {
            let mut said = Said {
                before: &overlay.document,
                seen: &seen,
                typed: &typed,
                changed,
            };
            if said.changed.is_empty() && sheet.is_changed_in(&overlay) {
                // Saved already, as it was typed: what it brings up is told from what is published.
                said.before = &seen.document;
                said.changed = try_read(sheet, said.before, &names, &typed).unwrap_or_default();
                let is_posted = |question: &Question| typed.has_part_of(question.key);
                said.changed
                    .retain(|said| said.path.question().is_some_and(is_posted));
            }
            try_save(app, access, locator, sheet, said).await?
        }
        Err(faults) => Err(faults),
    };
    match saved {
        Ok(Next::Summary(notice)) => Ok(Redirect::to(&notice.address(access)).into_response()),
        Ok(Next::Question(question)) => {
            let id = fields::id(question.key);
            let address = format!("{}?suite={id}#{id}", address(access, sheet));
            Ok(Redirect::to(&address).into_response())
        }
        Err(faults) => {
            let page = page(app, access, sheet, &overlay, &typed, &faults);
            let page = SheetPage {
                seen: seen.version,
                ..page
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// The names a sheet needs: most ask about no commune.
pub(crate) async fn sheet_names(
    app: &App,
    access: &Access,
    sheet: Sheet,
    overlay: &Overlay,
) -> Result<Names, PageError> {
    let is_about_communes = |question: &Question| matches!(question.kind, Kind::Commune);
    if sheet.questions().into_iter().any(is_about_communes) {
        access.names(app, overlay).await
    } else {
        Ok(Names::default())
    }
}

/// Where somebody goes after saving.
enum Next {
    /// To the summary, with these words.
    Summary(Notice),
    /// To a question that what they said brings up.
    Question(&'static Question),
}

/// What somebody said on a sheet.
struct Said<'a> {
    /// The document it was said of.
    before: &'a Document,
    /// What was published then.
    seen: &'a Seen,
    typed: &'a Texts,
    changed: Vec<Typed>,
}

/// What was typed that differs from what stands, communes by their codes.
fn try_read(
    sheet: Sheet,
    document: &Document,
    names: &Names,
    typed: &Texts,
) -> Result<Vec<Typed>, Faults> {
    let (settled, doubts) = communes::settled(sheet, document, typed, names);
    let read = sheet.read(document, names, &settled);
    if doubts.is_empty() {
        return read;
    }
    let mut faults = read.err().unwrap_or_default();
    faults.extend(doubts);
    Err(faults)
}

async fn try_save(
    app: &App,
    access: &Access,
    locator: &Locator,
    sheet: Sheet,
    said: Said<'_>,
) -> Result<Result<Next, Faults>, PageError> {
    let (before, mut changed) = (said.before, said.changed);
    if changed.is_empty() {
        return Ok(Ok(Next::Summary(Notice::Same)));
    }
    let mut notice = Notice::Saved;
    // Asked before anything is written.
    if let Some(position) = locator.after(before, &changed).await {
        if position.point.is_none() {
            notice = Notice::Unplaced;
        }
        changed.extend(locator::answers(&position));
    }
    let (person, listing) = (access.person(), access.listing.id);
    match save_draft_seen(app, person, listing, &changed, Some(said.seen.version)).await {
        Ok(draft) => {
            let kept = Overlay::over(&said.seen.document, &access.waiting, &draft);
            let next = sheet.brought_up(before, &kept.document, said.typed);
            if is_disputed(app, access).await? {
                notice = Notice::Disputed;
            }
            Ok(Ok(next.map_or(Next::Summary(notice), Next::Question)))
        }
        Err(error) => Ok(Err(sheet::faults(error)?)),
    }
}

/// The address of a sheet.
fn address(access: &Access, sheet: Sheet) -> String {
    access.address(&format!("/{}", within(sheet)))
}

/// Whether somebody else published another answer than one of the draft.
async fn is_disputed(app: &App, access: &Access) -> Result<bool, PageError> {
    let mut tx = app.storage.read().await?;
    let listing = tx.listings().require(access.listing.id).await?;
    let draft = tx.drafts().read(access.person(), listing.id).await?;
    Ok(!disputes(&mut tx, &listing, &draft).await?.is_empty())
}

fn page(
    app: &App,
    access: &Access,
    sheet: Sheet,
    overlay: &Overlay,
    texts: &Texts,
    faults: &Faults,
) -> SheetPage {
    let mut fields = fields::build(sheet, &overlay.document, texts, faults);
    let (title, list, family) = match sheet {
        Sheet::Section(section) => (section.label().to_owned(), None, None),
        Sheet::Entry(group, id) => {
            let is_new = !is_known(overlay, group, id);
            let family = texts.one("family").parse().ok();
            let family = family.filter(|_| is_new && group == Group::Services);
            let list = (
                access.address(&format!("/{}", address_of(group))),
                group.label(),
            );
            let title = if is_new {
                format!("Ajouter {}", group.one())
            } else {
                entry_words(&overlay.document, group, id, &|_code| None).title
            };
            (title, Some(list), family)
        }
    };
    let disputed = access.disputes.iter().filter(|one| sheet.has(&one.path));
    let disputed = disputed
        .filter_map(|one| Some(french::fine(one.path.question()?.label)))
        .collect();
    if family.is_some() {
        fields.retain(|field| field.name != "family");
    }
    let is_town_hall = overlay.document.text("place.kind") == Some("mairie");
    for field in fields.iter_mut().filter(|_| is_town_hall) {
        if let Control::Week(editor) = &mut field.control {
            editor.by_town_hall = false;
        }
    }
    let pointers = fields::pointers(&fields);
    let (folded, fields) = fields.into_iter().partition(|field| field.folded);
    SheetPage {
        page: Page::personal(app),
        title,
        place: access.listing.name().to_owned(),
        home: access.address(""),
        list,
        action: address(access, sheet),
        csrf: access.csrf(app),
        seen: access.version,
        family,
        pointers,
        fields,
        folded,
        goes_on: false,
        filled: None,
        disputed,
        sheet: within(sheet),
        form: access.form_name(app),
    }
}

fn is_known(overlay: &Overlay, group: Group, id: EntryId) -> bool {
    let lead = Field::entry(group, id, group.lead_key());
    overlay.document.get(&lead).is_some()
}
