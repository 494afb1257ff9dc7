//! Typing a short code: it is exchanged for the link it stands for, and cannot be found by trying.

use portrea_domain::link::Link;
use portrea_domain::short_code::CodeText;

use crate::app::App;
use crate::error::ActionError;
use crate::link_give::give_link_in;
use crate::token::hash_token;

/// Wrong codes one visitor may type within an hour.
const WRONG_BY_VISITOR: i64 = 12;
/// Wrong codes everybody together may type within an hour before whoever already typed one is asked to wait.
const WRONG_BY_EVERYBODY: i64 = 300;
const HOUR_MS: i64 = 3_600_000;

const VISITOR: &str = "code.visitor";
const EVERYBODY: &str = "code.everybody";

/// What became of a typed code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// It opens this.
    Opens(Link),
    /// It cannot be a code: something is missing or too much. It was not looked up.
    Unreadable,
    /// Nobody was given it, or its time is over: the two look the same.
    Unknown,
    /// This visitor typed too many wrong ones.
    TooMany,
}

/// Exchanges a typed code for its link. Wrong codes are counted by visitor, never by code: nobody can lock somebody
/// else's code. When wrong codes pour in from everywhere, each visitor keeps one try an hour: whoever reads their own
/// letter gets in at once, whoever guesses does not get far.
pub async fn open_code(app: &App, visitor: &str, typed: &str) -> Result<CodeOutcome, ActionError> {
    let Some(code) = CodeText::typed(typed) else {
        return Ok(CodeOutcome::Unreadable);
    };
    let now = app.now();
    let (visitor, hour) = (hash_token(visitor), now.millis() / HOUR_MS);
    let mut tx = app.storage.begin().await?;
    // Counted before it is looked at, so that tries sent at once wait for each other; a right code takes nothing.
    let mine = tx.operations().hit(VISITOR, &visitor, hour).await? - 1;
    let all = tx.operations().hit(EVERYBODY, "", hour).await? - 1;
    if mine >= WRONG_BY_VISITOR || (all >= WRONG_BY_EVERYBODY && mine > 0) {
        return Ok(CodeOutcome::TooMany);
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
