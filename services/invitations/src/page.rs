//! The page of an invitation.

use askama::Template;
use axum::extract::{Path, Query, State};
use portrea_actions::App;
use portrea_domain::invitation::Reply;
use portrea_render::french;
use portrea_web::{Html, Page, PageError};
use serde::Deserialize;

use crate::access::Access;
use crate::delegate::{Faults, Typed};
use crate::meeting::Meeting;
use crate::words;

#[derive(Template)]
#[template(path = "pages/invitations/invitation.html")]
pub(crate) struct InvitationPage {
    page: Page,
    address: String,
    csrf: String,
    reader: String,
    title: String,
    when: String,
    place: String,
    programme: Vec<String>,
    meeting: Meeting,
    has_begun: bool,
    standing: Option<String>,
    reply: Option<Reply>,
    /// What was just noted.
    noted: Option<String>,
    typed: Typed,
    faults: Faults,
    /// Whether what was posted is none of the three answers.
    unanswered: bool,
}

/// What the address of the page says just happened.
#[derive(Deserialize)]
pub(crate) struct Happened {
    #[serde(default)]
    avis: String,
}

/// What came back with a form that could not be taken.
#[derive(Default)]
pub(crate) struct Returned {
    /// What was typed about whoever comes instead.
    pub(crate) typed: Typed,
    /// What is wrong with it.
    pub(crate) faults: Faults,
    /// Whether what was posted is none of the three answers.
    pub(crate) unanswered: bool,
}

/// `GET /i/{token}`: the meeting, and the answer that stands.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(happened): Query<Happened>,
) -> Result<Html<InvitationPage>, PageError> {
    let access = Access::open(&app, &token).await?;
    let mut page = InvitationPage::of(&app, &access, Returned::default()).await?;
    if happened.avis == "note" {
        let delegate = page.meeting.delegate.as_deref();
        page.noted = page.reply.map(|reply| words::noted(reply, delegate));
    }
    Ok(Html(page))
}

impl InvitationPage {
    /// The page, with what came back if a form was refused.
    pub(crate) async fn of(
        app: &App,
        access: &Access,
        returned: Returned,
    ) -> Result<Self, PageError> {
        let (event, zone) = (&access.event, access.portrait.zone);
        let answer = access.row.invitation.answer;
        let lines = event.programme.lines().map(str::trim);
        Ok(Self {
            page: Page::personal(app),
            address: access.address(""),
            csrf: access.csrf(app),
            reader: access.row.person.name.trim().to_owned(),
            title: event.title.clone(),
            when: french::span(event.starts_at, event.ends_at, zone),
            place: event.place.clone(),
            programme: lines
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            meeting: Meeting::of(app, access).await?,
            has_begun: access.has_begun(app),
            standing: answer.map(|answer| words::standing(answer, zone)),
            reply: answer.map(|answer| answer.reply),
            noted: None,
            typed: returned.typed,
            faults: returned.faults,
            unanswered: returned.unanswered,
        })
    }

    fn button(&self, reply: Reply) -> String {
        words::button(reply, self.reply)
    }

    /// Yes is the answer hoped for, until another one stands.
    fn is_first(&self, reply: Reply) -> bool {
        self.reply.unwrap_or(Reply::Yes) == reply
    }

    fn has_calendar(&self) -> bool {
        self.reply == Some(Reply::Yes) && !self.has_begun
    }
}
