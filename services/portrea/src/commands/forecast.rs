//! `portrea outbox forecast`: what will leave, played on a cloned clock and thrown away.

use portrea_actions::App;
use portrea_domain::clock::PARIS;
use portrea_domain::message::StopReason;
use portrea_post::{Foretold, Scope, forecast};
use serde_json::json;

use crate::cli::Format;
use crate::out;

pub(crate) async fn run(app: &App, days: u16, format: Format) -> anyhow::Result<()> {
    let scope = Scope {
        portrait: None,
        until: app.now().plus_days(i64::from(days)),
        rehearse: None,
    };
    let foretold = forecast(app, scope).await?;
    match format {
        Format::Table => foretold.iter().for_each(|one| out::line(&line(one))),
        Format::Json => {
            let rows: Vec<_> = foretold.iter().map(row).collect();
            out::line(&json!(rows).to_string());
        }
    }
    let leaving = foretold.iter().filter(|one| one.stopped.is_none()).count();
    out::note(&format!(
        "{leaving} messages would leave within {days} days, {} would be stopped. Nothing was sent.",
        foretold.len() - leaving
    ));
    Ok(())
}

fn line(one: &Foretold) -> String {
    let at = one.at.local(PARIS).format("%Y-%m-%d %H:%M");
    let campaign = one
        .campaign
        .as_ref()
        .map_or("", |(_, label)| label.as_str());
    let fate = one
        .stopped
        .map(|reason| format!("  [{}]", reason.label()))
        .unwrap_or_default();
    format!("{at}  {:<28}  {:<28}  {campaign}{fate}", one.what, one.name)
}

fn row(one: &Foretold) -> serde_json::Value {
    json!({
        "at": one.at.utc().to_rfc3339(),
        "person": one.person_id.to_string(),
        "what": one.what,
        "campaign": one.campaign.as_ref().map(|(id, label)| json!({"id": id.to_string(), "label": label})),
        "stopped": one.stopped.map(StopReason::label),
    })
}
