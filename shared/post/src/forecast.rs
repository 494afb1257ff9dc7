//! What will leave: the real planners and the real stop rules on a cloned clock, in a rehearsal that is thrown away.
//!
//! Nothing is sent and nothing is kept. What people will answer meanwhile is unknown, so nobody answers here: less will
//! leave than is foretold, never more of what is decided today.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use portrea_actions::{
    App, Verdict, check_message, next_reminder_at, run_freshness_in, run_reminders_in,
};
use portrea_domain::clock::PARIS;
use portrea_domain::freshness::CHECK_AT;
use portrea_domain::message::{Channel, Message, MessageState, StopReason};
use portrea_domain::person::Person;
use portrea_domain::portrait::Portrait;
use portrea_domain::{CampaignId, Clock as _, PersonId, PortraitId, SettableClock, Timestamp};
use portrea_storage::{Tx, Which};

use crate::letter::{Letter, LetterError, Links, Writer, write_letter};

/// What to foretell.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// Only what one portrait decided or will decide; everything otherwise.
    pub portrait: Option<PortraitId>,
    /// Up to when.
    pub until: Timestamp,
    /// The day whose mails are written out, on clocks of Paris or of the portrait.
    pub rehearse: Option<NaiveDate>,
}

/// One message whose time will come.
#[derive(Clone, Debug)]
pub struct Foretold {
    /// When.
    pub at: Timestamp,
    /// To whom.
    pub person_id: PersonId,
    /// Their name; may be empty.
    pub name: String,
    /// The campaign it belongs to, and what it is called.
    pub campaign: Option<(CampaignId, String)>,
    /// What it says, in a few words.
    pub what: &'static str,
    /// Why it will not leave after all.
    pub stopped: Option<StopReason>,
    /// The mail itself, with masked links, on the day that is rehearsed.
    pub letter: Option<Letter>,
}

/// How many due messages are looked at together.
const BATCH: i64 = 200;
/// More moments than this are not looked at: something would be going round in circles.
const MOST_MOMENTS: usize = 20_000;

/// Foretells what will leave, in order.
pub async fn forecast(app: &App, scope: Scope) -> Result<Vec<Foretold>, LetterError> {
    let clock = Arc::new(SettableClock::at(app.now()));
    let app = App {
        clock: clock.clone(),
        ..app.clone()
    };
    let rehearsal = app.storage.rehearsal().await?;
    let mut tx = rehearsal.begin().await?;
    let mut portraits = tx.portraits().list().await?;
    portraits.retain(|portrait| scope.portrait.is_none_or(|id| id == portrait.id));
    let zone = scope
        .portrait
        .and_then(|_| portraits.first())
        .map_or(PARIS, |portrait| portrait.zone);
    let mut fortune = Fortune {
        zone,
        tx: &mut tx,
        app: &app,
        scope,
        foretold: Vec::new(),
    };
    let mut check_at = next_check(clock.now());
    for _ in 0..MOST_MOMENTS {
        let now = clock.now();
        fortune.plan(&portraits, now >= check_at).await?;
        if now >= check_at {
            check_at = next_check(now);
        }
        fortune.deliver().await?;
        let next = fortune.next(&portraits, check_at).await?;
        if next > scope.until {
            break;
        }
        clock.set(next);
    }
    let foretold = fortune.foretold;
    // Dropping the transaction undoes everything.
    drop(tx);
    rehearsal.end().await;
    Ok(foretold)
}

/// The first time after `now` when freshness is checked.
fn next_check(now: Timestamp) -> Timestamp {
    let today = now.local(PARIS).date_naive();
    let (hour, minute) = CHECK_AT;
    let at = |day: NaiveDate| {
        let wall = day.and_hms_opt(hour, minute, 0).unwrap_or_default();
        Timestamp::from_local(wall, PARIS)
    };
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    if at(today) > now {
        at(today)
    } else {
        at(tomorrow)
    }
}

struct Fortune<'f> {
    /// The clocks by which the day that is rehearsed begins and ends.
    zone: Tz,
    tx: &'f mut Tx,
    app: &'f App,
    scope: Scope,
    foretold: Vec<Foretold>,
}

impl Fortune<'_> {
    async fn plan(&mut self, portraits: &[Portrait], checks: bool) -> Result<(), LetterError> {
        for portrait in portraits {
            run_reminders_in(self.tx, self.app, portrait.id).await?;
            if checks {
                run_freshness_in(self.tx, self.app, portrait.id).await?;
            }
        }
        Ok(())
    }

    async fn next(
        &mut self,
        portraits: &[Portrait],
        check_at: Timestamp,
    ) -> Result<Timestamp, LetterError> {
        let now = self.app.now();
        let mut next = check_at;
        if let Some(due) = self.tx.outbox().next_due(Channel::Mail, Which::All).await? {
            next = next.min(due.max(now.plus_seconds(1)));
        }
        for portrait in portraits {
            if let Some(due) = next_reminder_at(self.tx, self.app, portrait.id).await? {
                next = next.min(due);
            }
        }
        Ok(next)
    }

    async fn deliver(&mut self) -> Result<(), LetterError> {
        loop {
            let now = self.app.now();
            let due = self
                .tx
                .solicitations()
                .due(Channel::Mail, now, BATCH)
                .await?;
            if due.is_empty() {
                return Ok(());
            }
            for message in due {
                self.deliver_one(&message).await?;
            }
        }
    }

    async fn deliver_one(&mut self, message: &Message) -> Result<(), LetterError> {
        let now = self.app.now();
        let verdict = check_message(self.tx, self.app, message).await?;
        let (state, due_at, stopped) = match &verdict {
            Verdict::Send(_) => (MessageState::Accepted, message.due_at, None),
            Verdict::Stop(reason) => (MessageState::Suppressed, message.due_at, Some(*reason)),
            Verdict::Later(at) => (MessageState::Queued, *at, None),
        };
        if let Verdict::Send(person) = &verdict {
            let letter = self.rehearse(message, person).await?;
            self.note(message, stopped, letter).await?;
        } else if stopped.is_some() {
            self.note(message, stopped, None).await?;
        }
        self.tx
            .outbox()
            .settle(message.id, state, due_at, "", now)
            .await?;
        Ok(())
    }

    /// The mail itself, when its day is the one that is rehearsed.
    async fn rehearse(
        &mut self,
        message: &Message,
        person: &Person,
    ) -> Result<Option<Letter>, LetterError> {
        if self.scope.rehearse != Some(self.app.now().local(self.zone).date_naive()) {
            return Ok(None);
        }
        let writer = Writer {
            tx: self.tx,
            app: self.app,
            message,
            person,
            links: Links::Masked,
        };
        match write_letter(writer).await {
            Ok(letter) => Ok(Some(letter)),
            Err(LetterError::Stop(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn note(
        &mut self,
        message: &Message,
        stopped: Option<StopReason>,
        letter: Option<Letter>,
    ) -> Result<(), LetterError> {
        let portrait = match message.campaign_id {
            Some(id) => self.tx.campaigns().portrait_of(id).await?,
            None => None,
        };
        if self.scope.portrait.is_some() && portrait != self.scope.portrait {
            return Ok(());
        }
        let campaign = match message.campaign_id {
            Some(id) => {
                let label = self.tx.campaigns().label(id).await?.unwrap_or_default();
                Some((id, label))
            }
            None => None,
        };
        let person = self.tx.people().get(message.person_id).await?;
        self.foretold.push(Foretold {
            at: self.app.now(),
            person_id: message.person_id,
            name: person.map(|person| person.name).unwrap_or_default(),
            campaign,
            what: message.purpose.label(),
            stopped,
            letter,
        });
        Ok(())
    }
}
