//! Writing the confirmation of an answer, with what the reader’s calendar must be told.

use portrea_domain::InvitationId;
use portrea_domain::invitation::{Answered, Reply, Seat};
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::StopReason;
use portrea_render::{AnswerNoted, Method, Noted};
use portrea_storage::{InvitationRow, StorageError};

use crate::letter::{LetterError, Writer, Written};

impl Writer<'_> {
    pub(crate) async fn answer_noted(&mut self, id: InvitationId) -> Result<Written, LetterError> {
        let invited = self.invited(id).await?;
        let gone = LetterError::Stop(StopReason::Gone);
        let answer = invited.row.invitation.answer.ok_or(gone)?;
        let link = self.link(LinkPurpose::Invitation(id)).await?;
        let calendar = match self.calendar_method(id, &answer).await? {
            Some(method) => self.calendar(method, &invited, &link),
            None => None,
        };
        let mail = AnswerNoted {
            head: self.letterhead(&invited.territory),
            noted: self.noted(&invited.row, answer.reply).await?,
            event: invited.event,
            zone: invited.territory.zone,
            link,
            calendar,
        };
        Ok(Written {
            mail: mail.render()?,
            territory: invited.territory,
        })
    }

    async fn noted(&mut self, row: &InvitationRow, reply: Reply) -> Result<Noted, StorageError> {
        Ok(match reply {
            Reply::Yes if row.invitation.seat == Some(Seat::Waiting) => Noted::Waits,
            Reply::Yes => Noted::Comes,
            Reply::No => Noted::Declines,
            Reply::Maybe => Noted::Hesitates,
            Reply::Delegated => {
                let invited = self
                    .tx
                    .invitations()
                    .of_event(row.invitation.event_id)
                    .await?;
                let delegate = invited
                    .into_iter()
                    .filter(|other| other.invitation.delegated_from == Some(row.invitation.id))
                    .max_by_key(|other| other.invitation.id);
                Noted::SendsSomebody(delegate.map(|row| row.person.name))
            }
        })
    }

    /// Whether the calendar of the reader has something to keep, or to take out.
    async fn calendar_method(
        &mut self,
        id: InvitationId,
        answer: &Answered,
    ) -> Result<Option<Method>, StorageError> {
        if matches!(answer.reply, Reply::Yes | Reply::Maybe) {
            return Ok(Some(Method::Request));
        }
        let may_hold_it = self
            .tx
            .invitations()
            .may_be_in_calendar(id, answer.count)
            .await?;
        Ok(may_hold_it.then_some(Method::Cancel))
    }
}
