//! Opening the portrait, inviting everybody, and letting the fictional week go by.

use portrea_actions::{
    App, NewContact, NewEvent, add_contact, open_portrait, plan_event, prepare_invitations,
    send_invitations,
};
use portrea_domain::clock::PARIS;
use portrea_domain::contact::ContactRole;
use portrea_domain::event::{Event, EventKind, Feature, Hosting};
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::territory::Territory;
use portrea_domain::{Clock as _, SettableClock, SystemClock, Timestamp};
use portrea_mailer::{Mailer, Transport};
use portrea_startup::DataFolder;
use portrea_storage::{CommuneRow, SlotKeeper};
use portrea_territory::french;

use super::{DemoOptions, people, referent, week};
use crate::out;

/// How long ago the fictional week began.
const WEEK_DAYS: i64 = 7;
/// When the collaborative day takes place, from today.
const EVENT_DAYS: i64 = 28;

/// Opens the portrait and plays what happened since; gives it.
pub(crate) async fn play(
    app: &App,
    clock: &SettableClock,
    folder: &DataFolder,
    options: &DemoOptions,
) -> anyhow::Result<Portrait> {
    let today = SystemClock.now();
    let week_ago = today.plus_days(-WEEK_DAYS).local(PARIS).date_naive();
    let start = if options.empty {
        today
    } else {
        Timestamp::from_local(week_ago.and_hms_opt(9, 5, 0).unwrap_or_default(), PARIS)
    };
    clock.set(start);
    let epci = Territory::Epci(options.epci.clone());
    let communes = app
        .storage
        .read()
        .await?
        .geography()
        .communes_of(&epci)
        .await?;
    let portrait = open_portrait(app, &options.epci, Phase::Engagement).await?;
    referent(app, &portrait).await?;
    add_contacts(app, &portrait, &communes).await?;
    let event = plan_day(
        app,
        &portrait,
        &communes,
        date_of_the_day(today, options.day_in),
    )
    .await?;

    let preparation = prepare_invitations(app, event.id).await?;
    out::note(&format!(
        "Invitations to the collaborative day: {} people in the frozen list, {} without an address.",
        preparation.recipients.len(),
        preparation.unreachable.len()
    ));
    send_invitations(app, event.id, &preparation.fingerprint).await?;
    let slot = SlotKeeper::new(app.storage.clone(), folder.path())
        .take()
        .await?;
    let mut mailer = Mailer::new(app.clone(), Transport::mailbox(&folder.mail()), slot);
    mailer.drain_all().await?;
    if !options.empty {
        week::play(app, clock, start, &mut mailer, &event, &communes).await?;
    }
    clock.set(today);
    mailer.drain_all().await?;
    Ok(portrait)
}

/// One contact per town hall, at the neutralised address of the directory.
async fn add_contacts(
    app: &App,
    portrait: &Portrait,
    communes: &[CommuneRow],
) -> anyhow::Result<()> {
    for (n, commune) in communes.iter().enumerate() {
        let mut tx = app.storage.read().await?;
        let id = tx
            .listings()
            .id_by_source(&format!("mairie-{}", commune.code))
            .await?;
        let listing = match id {
            Some(id) => tx.listings().get(id).await?,
            None => None,
        };
        drop(tx);
        let email = listing
            .as_ref()
            .and_then(|listing| listing.document.text("contact.email")?.parse().ok());
        let contact = NewContact {
            name: people::name(n).to_owned(),
            email,
            roles: vec![ContactRole::Acteur],
            organisation: format!("Mairie {}", french::of(&commune.name)),
            communes: vec![commune.code.clone()],
            listing_id: listing.map(|listing| listing.id),
            source: "annuaire de l’administration (service-public.fr)".to_owned(),
            fictional: true,
            ..NewContact::default()
        };
        add_contact(app, portrait.id, contact).await?;
    }
    Ok(())
}

/// A collaborative day on the last suitable Tuesday of the four weeks to come, in the most populated commune.
async fn plan_day(
    app: &App,
    portrait: &Portrait,
    communes: &[CommuneRow],
    date: chrono::NaiveDate,
) -> anyhow::Result<Event> {
    let at = |hour: u32| {
        let wall = date.and_hms_opt(hour, 0, 0).unwrap_or_default();
        Timestamp::from_local(wall, portrait.zone)
    };
    let town = communes
        .iter()
        .max_by_key(|commune| commune.population)
        .map_or("", |commune| commune.name.as_str());
    let event = NewEvent {
        kind: EventKind::CollaborativeDay,
        title: "Journée collaborative\u{a0}: qui aide aux démarches en ligne\u{a0}?".to_owned(),
        starts_at: at(9),
        ends_at: at(17),
        place: format!("Salle polyvalente {}", french::of(town)),
        programme:
            "9 h : accueil, café\n9 h 30 : le portrait du territoire, qui a besoin d’aide et où\n\
                    11 h : chaque lieu décrit ce qu’il propose\n12 h 30 : déjeuner sur place\n\
                    14 h : ce qui manque, et ce que l’on décide ensemble\n16 h 30 : la suite"
                .to_owned(),
        hosting: Hosting {
            capacity: Some(60),
            meal: true,
            access: "Entrée par la cour, en face de l’arrêt de car.".to_owned(),
            features: vec![Feature::StepFree, Feature::Toilets, Feature::Parking],
        },
    };
    Ok(plan_event(app, portrait.id, event).await?)
}

/// The date asked for, else a Tuesday nobody is away on.
fn date_of_the_day(today: Timestamp, day_in: Option<i64>) -> chrono::NaiveDate {
    let date = |days: i64| today.plus_days(days).local(PARIS).date_naive();
    day_in.map_or_else(|| suitable_tuesday(date(EVENT_DAYS)), date)
}

/// The last Tuesday up to `latest` that is neither a public holiday nor between Christmas and New Year.
fn suitable_tuesday(latest: chrono::NaiveDate) -> chrono::NaiveDate {
    use chrono::Datelike as _;
    let mut date = latest;
    loop {
        let (month, day) = (date.month(), date.day());
        let holidays = [
            (1, 1),
            (5, 1),
            (5, 8),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ];
        let break_time = (month == 12 && day >= 20) || (month == 1 && day <= 4);
        let free = !break_time && !holidays.contains(&(month, day));
        if free && date.weekday() == chrono::Weekday::Tue {
            return date;
        }
        match date.pred_opt() {
            Some(day_before) => date = day_before,
            None => return date,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collaborative_day_falls_on_no_holiday() {
        let from = |text: &str| suitable_tuesday(text.parse().unwrap()).to_string();
        assert_eq!(from("2026-12-22"), "2026-12-15");
        assert_eq!(from("2027-01-03"), "2026-12-15");
        assert_eq!(from("2026-07-14"), "2026-07-07");
        assert_eq!(from("2026-10-08"), "2026-10-06");
    }
}
