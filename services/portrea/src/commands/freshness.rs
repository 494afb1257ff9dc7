//! `portrea freshness run`: who must be asked about what.

use std::sync::Arc;

use portrea_actions::{FreshnessPlan, plan_freshness, run_freshness};
use portrea_domain::clock::PARIS;
use portrea_domain::{Clock, SettableClock, SystemClock, Timestamp};
use portrea_startup::Settings;
use serde_json::json;

use crate::cli::{Format, FreshnessCommand};
use crate::commands::migrate::NOWHERE;
use crate::house::{open_house, require_ready};
use crate::out;

pub(crate) async fn run(settings: &Settings, command: FreshnessCommand) -> anyhow::Result<()> {
    let FreshnessCommand::Run {
        as_of,
        dry_run,
        format,
    } = command;
    let clock: Arc<dyn Clock> = match as_of {
        Some(date) => Arc::new(SettableClock::at(Timestamp::midnight(date, PARIS))),
        None => Arc::new(SystemClock),
    };
    let opened = open_house(settings, clock, NOWHERE, false).await?;
    require_ready(&opened.app).await?;
    let plan = if dry_run {
        plan_freshness(&opened.app).await?
    } else {
        run_freshness(&opened.app).await?
    };
    match format {
        Format::Table => table(&plan),
        Format::Json => out::line(&json(&plan).to_string()),
    }
    let verb = if dry_run { "would be asked" } else { "queued" };
    out::note(&format!(
        "{} questions {verb}, {} listings held.",
        plan.asks.len(),
        plan.held.len()
    ));
    Ok(())
}

fn table(plan: &FreshnessPlan) {
    for ask in &plan.asks {
        let due = ask.due_at.local(PARIS).format("%Y-%m-%d");
        let section = ask.section.label();
        out::line(&format!(
            "ask   {due}  round {}  {section:<26}  {}",
            ask.round, ask.listing_name
        ));
    }
    for held in &plan.held {
        let section = held.section.label();
        out::line(&format!(
            "hold  {:<20}  {section:<26}  {}",
            held.reason.label(),
            held.listing_name
        ));
    }
}

fn json(plan: &FreshnessPlan) -> serde_json::Value {
    let asks: Vec<_> = plan
        .asks
        .iter()
        .map(|ask| {
            json!({
                "person": ask.person.id.to_string(),
                "listing": ask.listing_id.to_string(),
                "name": ask.listing_name,
                "section": ask.section.as_str(),
                "due": ask.due_at.utc().to_rfc3339(),
                "round": ask.round,
            })
        })
        .collect();
    let held: Vec<_> = plan
        .held
        .iter()
        .map(|held| {
            json!({
                "listing": held.listing_id.to_string(),
                "name": held.listing_name,
                "section": held.section.as_str(),
                "reason": held.reason.label(),
            })
        })
        .collect();
    json!({ "asks": asks, "held": held })
}
