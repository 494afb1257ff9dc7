//! Who came to a meeting, and who did not.

use std::collections::BTreeSet;

use portrea_domain::attendance::{Arrival, arrivals};
use portrea_domain::invitation::Reply;
use portrea_domain::{EventId, PersonId};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;

/// Who came to a meeting, and who did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Who came, the first first.
    pub present: Vec<Present>,
    /// Who was invited and did not come, in the order they were invited. Whoever sent somebody else is in neither list.
    pub absent: Vec<InvitationRow>,
    /// Who agreed to be named in the minutes.
    pub agreed: BTreeSet<PersonId>,
}

/// Somebody who came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Their invitation.
    pub row: InvitationRow,
    /// When and how they came.
    pub arrival: Arrival,
}

/// Who came to a meeting, and who did not.
pub async fn attendance(app: &App, event: EventId) -> Result<Attendance, ActionError> {
    let mut tx = app.storage.read().await?;
    Ok(attendance_in(&mut tx, event).await?)
}

/// The same within a transaction, for whoever decides on it.
pub async fn attendance_in(tx: &mut Tx, event: EventId) -> Result<Attendance, StorageError> {
    let arrivals = arrivals(&tx.attendance().of_event(event).await?);
    let agreed = tx.attendance().agreed(event).await?.into_iter().collect();
    let mut attendance = Attendance {
        agreed,
        ..Attendance::default()
    };
    for row in tx.invitations().of_event(event).await? {
        let answer = row.invitation.answer.map(|answer| answer.reply);
        match arrivals.get(&row.person.id) {
            Some(&arrival) => attendance.present.push(Present { row, arrival }),
            None if answer == Some(Reply::Delegated) => {}
            None => attendance.absent.push(row),
        }
    }
    attendance
        .present
        .sort_by_key(|present| (present.arrival.at, present.row.invitation.id));
    Ok(attendance)
}
