//! Preparing a send: a draft that can be read, changed and thrown away before anything is decided.

use portrea_domain::mailing::{Mailing, MailingKind, MailingState, Selection, Wording};
use portrea_domain::{CampaignId, EventId, Timestamp};

use crate::app::{App, mint};
use crate::error::ActionError;

/// The longest subject of one's own, in characters.
const SUBJECT_MAX: usize = 150;
/// The longest text of one's own, in characters.
const BODY_MAX: usize = 5_000;
/// A send is planned at most this far ahead, in days.
const AHEAD_DAYS: i64 = 120;

/// What a référent wants to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailingDraft {
    /// What it says.
    pub kind: MailingKind,
    /// Who is chosen.
    pub selection: Selection,
    /// Words of one's own, with fields like `{{prenom}}`.
    pub wording: Option<Wording>,
    /// Not before that moment.
    pub leaves_at: Option<Timestamp>,
}

impl MailingDraft {
    /// The usual invitation, to everybody who is not invited yet.
    #[must_use]
    pub fn invite_everybody() -> Self {
        Self {
            kind: MailingKind::Invitation,
            selection: Selection::default(),
            wording: None,
            leaves_at: None,
        }
    }

    fn check(&self, now: Timestamp) -> Result<(), ActionError> {
        if let Some(wording) = &self.wording {
            if wording.subject.chars().count() > SUBJECT_MAX {
                return Err(ActionError::refused(format!(
                    "L’objet est trop long\u{a0}: {SUBJECT_MAX} caractères au plus."
                )));
            }
            if wording.body.chars().count() > BODY_MAX {
                return Err(ActionError::refused(format!(
                    "Le texte est trop long\u{a0}: {BODY_MAX} caractères au plus."
                )));
            }
        }
        match self.leaves_at {
            Some(at) if at < now => Err(ActionError::refused(
                "Ce moment est passé\u{a0}: choisissez une date à venir.",
            )),
            Some(at) if at > now.plus_days(AHEAD_DAYS) => Err(ActionError::refused(format!(
                "Un envoi se programme {AHEAD_DAYS} jours à l’avance au plus."
            ))),
            _ => Ok(()),
        }
    }
}

/// Begins a draft about a meeting. Nothing leaves, nobody is invited.
pub async fn draft_mailing(
    app: &App,
    event: EventId,
    draft: &MailingDraft,
) -> Result<Mailing, ActionError> {
    draft.check(app.now())?;
    let mut tx = app.storage.begin().await?;
    let event = tx.events().require(event).await?;
    let mailing = Mailing {
        id: mint!(app, CampaignId),
        portrait_id: event.portrait_id,
        event_id: event.id,
        kind: draft.kind,
        selection: draft.selection.clone(),
        wording: draft.wording.clone(),
        leaves_at: draft.leaves_at,
        state: MailingState::Draft,
        created_at: app.now(),
    };
    let kind = format!("mailing:{}", event.id);
    let label = format!("{} — {}", draft.kind.label(), event.title);
    tx.campaigns()
        .insert(mailing.id, event.portrait_id, &kind, &label, app.now())
        .await?;
    tx.mailings().insert(&mailing).await?;
    tx.commit().await?;
    Ok(mailing)
}

/// Changes a draft. Refused once it is decided.
pub async fn redraft_mailing(
    app: &App,
    id: CampaignId,
    draft: &MailingDraft,
) -> Result<Mailing, ActionError> {
    draft.check(app.now())?;
    let mut tx = app.storage.begin().await?;
    let mailing = Mailing {
        kind: draft.kind,
        selection: draft.selection.clone(),
        wording: draft.wording.clone(),
        leaves_at: draft.leaves_at,
        ..tx.mailings().require(id).await?
    };
    if !tx.mailings().redraft(&mailing).await? {
        return Err(ActionError::refused(
            "Cet envoi est déjà décidé\u{a0}: il ne peut plus être modifié.",
        ));
    }
    tx.commit().await?;
    Ok(mailing)
}

/// Throws a draft away. Refused once it is decided.
pub async fn discard_mailing(app: &App, id: CampaignId) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    if !tx.mailings().delete_draft(id).await? {
        return Err(ActionError::refused(
            "Cet envoi est déjà décidé\u{a0}: vous pouvez seulement le rappeler.",
        ));
    }
    tx.commit().await?;
    Ok(())
}
