//! The demonstration: real communes and town halls, one portrait, and a fictional week. It only calls actions, as
//! people and the clock would.

mod people;
mod story;
mod week;

use std::net::SocketAddr;
use std::sync::Arc;

use portrea_actions::{
    ActionError, App, give_link, invite_referent, link_url, load_reference, prefill_inventory,
    sign_in_link,
};
use portrea_domain::link::LinkPurpose;
use portrea_domain::person::Role;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::{EpciCode, Territory};
use portrea_domain::{Clock as _, PersonId, SettableClock, SystemClock};
use portrea_standards::town_halls;
use portrea_startup::Settings;

use crate::house::{Opened, open_house, require_demo, require_secret};
use crate::out;

/// What is asked of the demonstration.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// The EPCI whose portrait is opened.
    pub epci: EpciCode,
    /// Whether to leave the fictional week out.
    pub empty: bool,
    /// In how many days the collaborative day takes place, when it is not left to the demonstration.
    pub day_in: Option<i64>,
    /// Where it will be served.
    pub listen: SocketAddr,
}

/// A demonstration that is ready.
#[derive(Debug)]
pub struct Prepared {
    /// The open house.
    pub opened: Opened,
    /// What to click: words and address.
    pub addresses: Vec<(&'static str, String)>,
}

/// Prepares the demonstration; what is there already is left as it is.
pub async fn prepare(settings: &Settings, options: &DemoOptions) -> anyhow::Result<Prepared> {
    let clock = Arc::new(SettableClock::at(SystemClock.now()));
    let mut opened = open_house(settings, clock.clone(), options.listen, true).await?;
    let app = opened.app.clone();
    app.storage.migrate().await?;
    require_secret(&app).await?;
    require_demo(&app).await?;
    load(&app).await?;
    let portrait = match portrait_of(&app, &options.epci).await? {
        Some(portrait) => portrait,
        None => story::play(&app, &clock, &opened.folder, options).await?,
    };
    opened.app.clock = Arc::new(SystemClock);
    let addresses = addresses(&opened.app, &portrait).await?;
    Ok(Prepared { opened, addresses })
}

async fn load(app: &App) -> anyhow::Result<()> {
    if let Some(counts) = load_reference(app, &|step| out::note(&format!("  {step}…"))).await? {
        out::note(&format!(
            "{} communes, {} EPCI, {} boundaries.",
            counts.communes, counts.epci, counts.shapes
        ));
    }
    if app.storage.read().await?.listings().count().await? == 0 {
        let places = town_halls().collect::<Result<Vec<_>, _>>()?;
        let added = prefill_inventory(app, places).await?;
        out::note(&format!(
            "{added} town halls of Brittany: what they offer is unknown until someone says it."
        ));
    }
    Ok(())
}

async fn portrait_of(app: &App, epci: &EpciCode) -> anyhow::Result<Option<Portrait>> {
    let mut tx = app.storage.read().await?;
    if tx.geography().epci(epci).await?.is_none() {
        anyhow::bail!(
            "no EPCI has the code {epci}: give the nine digits of its SIREN, for instance --epci 200038990 \
             (CC de Saint-Méen Montauban)"
        );
    }
    Ok(tx.portraits().by_epci(epci).await?)
}

/// The référent of the demonstration, made if missing.
async fn referent(app: &App, portrait: &Portrait) -> Result<PersonId, ActionError> {
    let territory = Territory::Epci(portrait.epci.clone());
    let who = people::referent(&portrait.epci)?;
    let known = app
        .storage
        .read()
        .await?
        .people()
        .by_email(&who.email)
        .await?;
    match known {
        Some(person) => Ok(person.id),
        None => invite_referent(app, &who.email, Role::Referent, &territory, who.name, true).await,
    }
}

/// What to click.
async fn addresses(app: &App, portrait: &Portrait) -> anyhow::Result<Vec<(&'static str, String)>> {
    let base = &app.house.public_url;
    let key = sign_in_link(app, referent(app, portrait).await?).await?;
    let mut addresses = vec![
        ("Map and search", format!("{base}/")),
        ("Territory", format!("{base}/territoires/{}", portrait.epci)),
        ("Desk (opens with one button)", link_url(app, &key)),
    ];
    let mut tx = app.storage.read().await?;
    // Somebody who has said nothing yet, so that there is something to complete.
    let mut contact = None;
    for row in tx.contacts().of_portrait(portrait.id).await? {
        if let Some(listing) = row.contact.listing_id
            && tx
                .listings()
                .require(listing)
                .await?
                .verifications
                .is_empty()
        {
            contact = Some(row);
            break;
        }
    }
    let event = tx
        .events()
        .of_portrait(portrait.id)
        .await?
        .into_iter()
        .next();
    let invited = match &event {
        Some(event) => tx.invitations().of_event(event.id).await?,
        None => Vec::new(),
    };
    drop(tx);
    // Somebody who has not answered yet, so that there is something to do behind the link.
    let waiting = invited
        .iter()
        .find(|row| row.invitation.answer.is_none())
        .or(invited.first());
    if let Some(row) = waiting {
        let link = give_link(
            app,
            row.person.id,
            LinkPurpose::Invitation(row.invitation.id),
        )
        .await?;
        addresses.push(("An invitation to answer", link_url(app, &link)));
    }
    if let Some(row) = contact
        && let Some(listing) = row.contact.listing_id
    {
        let link = give_link(app, row.person.id, LinkPurpose::Form(listing)).await?;
        addresses.push(("A listing to complete", link_url(app, &link)));
    }
    addresses.push(("Chat", format!("{base}/chat")));
    addresses.push(("Mails that were sent", format!("{base}/courriels")));
    Ok(addresses)
}
