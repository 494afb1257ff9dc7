//! Typing a short code: it is exchanged for the link it stands for, and cannot be found by trying.

use portrea_domain::link::Link;
use portrea_domain::short_code::CodeText;
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::link_give::give_link_in;
use crate::token::hash_token;

/// Wrong codes one visitor may type within an hour at their own pace.
const WRONG_BY_VISITOR: i64 = 12;
/// Wrong codes everybody together may type within an hour before whoever already typed one is asked to wait.
const WRONG_BY_EVERYBODY: i64 = 300;
/// Beyond their own pace, visitors may still type one wrong code in so many seconds: a whole room behind one network
/// address must not be shut out by whoever mistypes.
const SLOW_SECONDS: i64 = 10;
/// Wrong codes everybody together may type within an hour at that slow pace.
const SLOW_BY_EVERYBODY: i64 = 3_000;
const HOUR_MS: i64 = 3_600_000;

const VISITOR: &str = "code.visitor";
const EVERYBODY: &str = "code.everybody";
const SLOW: &str = "code.slow";
const SLOW_EVERYBODY: &str = "code.slow.everybody";

/// What became of a typed code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It opens this.
    Opens(Link),
    /// It cannot be a code: something is missing or too much. It was not looked up.
    Unreadable,
    /// Nobody was given it, or its time is over: the two look the same.
    Unknown,
    /// Too many wrong ones came from there: a few seconds must pass.
    Slower,
    /// Wrong codes pour in from everywhere, and this visitor typed one of them.
    TooMany,
}

/// Exchanges a typed code for its link. Wrong codes are counted by visitor, never by code: nobody can lock somebody
/// else's code. Many wrong ones from one address slow that address down and shut nobody behind it out. When wrong codes
/// pour in from everywhere, each visitor keeps one try an hour: whoever reads their own letter gets in at once, whoever
/// guesses does not get far.
pub async fn open_code(app: &App, visitor: &str, typed: &str) -> Result<CodeOutcome, ActionError> {
    let Some(code) = CodeText::typed(typed) else {
        return Ok(CodeOutcome::Unreadable);
    };
    let now = app.now();
    let hour = now.millis() / HOUR_MS;
    let mut tx = app.storage.begin().await?;
    // Counted before it is looked at, so that tries sent at once wait for each other; a right code takes nothing.
    if let Some(refused) = count(&mut tx, &hash_token(visitor), now.millis()).await? {
        return Ok(refused);
    }
    let hash = app.house.secret.short_code_hash(&code);
    let Some(known) = tx.short_codes().open(&hash, now).await? else {
        tx.operations().forget_limits(hour - 24).await?;
        tx.commit().await?;
        tracing::info!("code.wrong");
        return Ok(CodeOutcome::Unknown);
    };
    drop(tx);
    let mut tx = app.storage.begin().await?;
    let link = give_link_in(&mut tx, app, known.person_id, known.purpose).await?;
    tx.commit().await?;
    Ok(CodeOutcome::Opens(link))
}

/// Counts a try; gives why it may not be looked at, if it may not.
async fn count(
    tx: &mut Tx,
    visitor: &str,
    now_ms: i64,
) -> Result<Option<CodeOutcome>, StorageError> {
    let hour = now_ms / HOUR_MS;
    let mine = tx.operations().hit(VISITOR, visitor, hour).await? - 1;
    if mine < WRONG_BY_VISITOR {
        let all = tx.operations().hit(EVERYBODY, "", hour).await? - 1;
        let pours = all >= WRONG_BY_EVERYBODY && mine > 0;
        return Ok(pours.then_some(CodeOutcome::TooMany));
    }
    let moment = now_ms / (SLOW_SECONDS * 1_000);
    let here = format!("{visitor}:{moment}");
    let tries = tx.operations().hit(SLOW, &here, hour).await?;
    let all = tx.operations().hit(SLOW_EVERYBODY, "", hour).await?;
    Ok(if all > SLOW_BY_EVERYBODY {
        Some(CodeOutcome::TooMany)
    } else {
        (tries > 1).then_some(CodeOutcome::Slower)
    })
}
