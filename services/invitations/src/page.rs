//! The page of an invitation.

use askama::Template;
use axum::extract::{Path, Query, State};
use portrea_actions::App;
use portrea_domain::event::EventState;
use portrea_domain::invitation::Reply;
use portrea_domain::need::{Diet, Help, Need};
use portrea_render::french;
use portrea_web::{Html, Page, PageError};
use serde::Deserialize;

use crate::access::Access;
use crate::delegate::{Faults, Typed};
use crate::meeting::Meeting;
use crate::pass::Pass;
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
    /// Why it is called off, when it is.
    cancelled: Option<String>,
    /// What the place has, and how to come.
    reception: Vec<String>,
    /// Whether the meeting moved since the answer: it is asked again.
    moved: bool,
    /// What to show at the door.
    pass: Option<Pass>,
    has_begun: bool,
    /// What the person needs on the day, asked of those who come.
    needs: Option<Needs>,
    standing: Option<String>,
    reply: Option<Reply>,
    /// What was just noted.
    noted: Option<String>,
    typed: Typed,
    faults: Faults,
    /// Whether what was posted is none of the four answers.
    unanswered: bool,
}

/// The form about what a person needs on the day.
struct Needs {
    meal_offered: bool,
    /// Whether they said it already.
    told: bool,
    need: Need,
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
    /// Whether what was posted is none of the four answers.
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
    page.noted = match happened.avis.as_str() {
        "note" => {
            let delegate = page.meeting.delegate.as_deref();
            let invitation = &access.row.invitation;
            page.reply
                .map(|reply| words::noted(reply, invitation.seat, delegate))
        }
        "besoins" if page.needs.as_ref().is_some_and(|needs| needs.told) => {
            Some(words::NEEDS_NOTED.to_owned())
        }
        _ => None,
    };
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
        let invitation = &access.row.invitation;
        let answer = invitation.answer;
        let reply = answer.map(|answer| answer.reply);
        let comes = matches!(reply, Some(Reply::Yes | Reply::Maybe)) && !access.is_over(app);
        let need = app.storage.read().await?.needs().get(invitation.id).await?;
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
            cancelled: match &event.state {
                EventState::Planned => None,
                EventState::Cancelled { reason, .. } => Some(reason.clone()),
            },
            reception: words::reception(event),
            moved: invitation.is_to_confirm(event) && !access.is_over(app),
            pass: Pass::of(app, access).await?,
            has_begun: access.has_begun(app),
            needs: comes.then(|| Needs {
                meal_offered: event.hosting.meal,
                told: need.is_some(),
                need: need.unwrap_or_default(),
            }),
            standing: answer.map(|answer| words::standing(answer, invitation.seat, zone)),
            reply,
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
        matches!(self.reply, Some(Reply::Yes | Reply::Maybe))
            && !self.has_begun
            && self.cancelled.is_none()
    }
}
