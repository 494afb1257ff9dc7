//! The fictional week: some answer, some declare what they offer by form or by chat, one place has closed, one mail
//! bounces. Drawn from a seed, so that every demonstration of an EPCI tells the same story.

use portrea_actions::{
    AnswerRequest, App, Delegate, NewContact, Publication, Typed, add_contact, answer_invitation,
    assign_contact, declare_listing, note_bounce, publish, save_draft,
};
use portrea_domain::contact::ContactRole;
use portrea_domain::document::Path;
use portrea_domain::event::Event;
use portrea_domain::invitation::Reply;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::{Family, SectionKey};
use portrea_domain::{ListingId, PersonId, ServiceId, SettableClock, Timestamp};
use portrea_mailer::Mailer;
use portrea_storage::{CommuneRow, ContactRow, InvitationRow};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

use super::people;

/// Hours of a day at which people are at work, counted from the first mail.
const WORKING_HOURS: i64 = 8;
const DAYS: i64 = 6;

/// Plays the week that began at `start`.
pub(crate) async fn play(
    app: &App,
    clock: &SettableClock,
    start: Timestamp,
    mailer: &mut Mailer,
    event: &Event,
    communes: &[CommuneRow],
) -> anyhow::Result<()> {
    let mut dice = StdRng::seed_from_u64(
        communes
            .iter()
            .map(|commune| commune.population.unsigned_abs())
            .sum(),
    );
    let mut invited = app
        .storage
        .read()
        .await?
        .invitations()
        .of_event(event.id)
        .await?;
    // Ids are random: the story must not depend on them.
    invited.sort_by(|a, b| a.person.email.cmp(&b.person.email));
    invited.shuffle(&mut dice);
    let contacts = app
        .storage
        .read()
        .await?
        .contacts()
        .of_portrait(event.portrait_id)
        .await?;
    let many = i64::try_from(invited.len().max(1))?;
    for (n, row) in (0..).zip(&invited) {
        clock.set(at_work(start, n * DAYS * WORKING_HOURS * 60 / many));
        let contact = contacts
            .iter()
            .find(|contact| contact.person.id == row.person.id);
        one_person(app, &mut dice, n, row, contact).await?;
        mailer.drain_all().await?;
    }
    clock.set(at_work(start, DAYS * WORKING_HOURS * 60));
    other_places(app, event, communes).await?;
    mailer.drain_all().await?;
    Ok(())
}

/// The instant `minutes` of working time after the first mail.
fn at_work(start: Timestamp, minutes: i64) -> Timestamp {
    let a_day = WORKING_HOURS * 60;
    start
        .plus_days(minutes / a_day)
        .plus_minutes(20 + minutes % a_day)
}

/// What the person of rank `n` does: half of them answer, a third declare, one bounces, the rest keep silent.
async fn one_person(
    app: &App,
    dice: &mut StdRng,
    n: i64,
    row: &InvitationRow,
    contact: Option<&ContactRow>,
) -> anyhow::Result<()> {
    if n == 3
        && let Some(email) = &row.person.email
    {
        note_bounce(app, email, "550 5.1.1 boîte inconnue").await?;
        return Ok(());
    }
    match n % 6 {
        0 | 1 | 4 => answer(app, row, Reply::Yes, None).await?,
        2 if n == 2 => {
            let email = "collegue@portrea.invalid"
                .parse()
                .map_err(|_invalid| anyhow::anyhow!("no address"))?;
            let delegate = Delegate {
                name: "Jeanne Collègue".to_owned(),
                email,
            };
            answer(app, row, Reply::Delegated, Some(delegate)).await?;
        }
        2 => answer(app, row, Reply::No, None).await?,
        _ => {}
    }
    if let Some(listing) = contact.and_then(|contact| contact.contact.listing_id) {
        match n % 6 {
            0 => declare(app, dice, row.person.id, listing, Door::Form).await?,
            4 => declare(app, dice, row.person.id, listing, Door::Chat).await?,
            1 if n > 1 => confirm_hours(app, row.person.id, listing).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn answer(
    app: &App,
    row: &InvitationRow,
    reply: Reply,
    delegate: Option<Delegate>,
) -> anyhow::Result<()> {
    let request = AnswerRequest {
        invitation_id: row.invitation.id,
        reply,
        delegate,
        door: Door::Form,
    };
    answer_invitation(app, &request).await?;
    Ok(())
}

/// A town hall says what it offers, and that the rest is right.
async fn declare(
    app: &App,
    dice: &mut StdRng,
    person: PersonId,
    listing: ListingId,
    door: Door,
) -> anyhow::Result<()> {
    let mut typed = vec![
        field("publics.served", &["tous"]),
        field("access.modes", &["se_presenter", "telephoner"]),
        field("place.status", &["open"]),
    ];
    typed.extend(service(
        app,
        Family::Help,
        "Aide aux démarches en ligne à l’accueil",
        dice.random_range(2..=10),
    ));
    if dice.random_bool(0.5) {
        typed.extend(service(
            app,
            Family::Equipment,
            "Ordinateur en libre accès",
            dice.random_range(10..=25),
        ));
    }
    save_draft(app, person, listing, &typed).await?;
    let unchanged = vec![SectionKey::Place, SectionKey::Contact, SectionKey::Hours];
    publish(
        app,
        &Publication {
            person_id: person,
            listing_id: listing,
            door,
            unchanged,
        },
    )
    .await?;
    Ok(())
}

async fn confirm_hours(app: &App, person: PersonId, listing: ListingId) -> anyhow::Result<()> {
    let unchanged = vec![SectionKey::Hours];
    publish(
        app,
        &Publication {
            person_id: person,
            listing_id: listing,
            door: Door::Form,
            unchanged,
        },
    )
    .await?;
    Ok(())
}

/// Places nobody had listed: a library, an association, and one that has closed.
async fn other_places(app: &App, event: &Event, communes: &[CommuneRow]) -> anyhow::Result<()> {
    let mut largest: Vec<&CommuneRow> = communes.iter().collect();
    largest.sort_by_key(|commune| -commune.population);
    let places = [
        (
            "mediatheque",
            "bibliotheque",
            "Médiathèque",
            Door::Form,
            true,
        ),
        (
            "coup-de-main",
            "association",
            "Association Coup de main numérique",
            Door::Chat,
            true,
        ),
        (
            "point-numerique",
            "espace_numerique",
            "Point numérique de la gare",
            Door::Form,
            false,
        ),
    ];
    for (n, (slug, kind, name, door, open)) in places.into_iter().enumerate() {
        let Some(commune) = largest.get(n % largest.len().max(1)) else {
            return Ok(());
        };
        let contact = NewContact {
            name: people::name(n + 17).to_owned(),
            email: Some(people::helper(slug, &commune.code)?),
            roles: vec![ContactRole::Acteur],
            organisation: name.to_owned(),
            communes: vec![commune.code.clone()],
            listing_id: None,
            source: "rencontre du référent".to_owned(),
            fictional: true,
            ..NewContact::default()
        };
        let row = add_contact(app, event.portrait_id, contact).await?;
        let typed = place(
            app,
            commune,
            kind,
            &format!("{name} ({})", commune.name),
            open,
            n,
        );
        let listing = declare_listing(app, row.person.id, door, &typed).await?;
        assign_contact(app, row.person.id, listing.id).await?;
    }
    Ok(())
}

fn place(
    app: &App,
    commune: &CommuneRow,
    kind: &str,
    name: &str,
    open: bool,
    n: usize,
) -> Vec<Typed> {
    let mut typed = vec![
        field("place.name", &[name]),
        field("place.kind", &[kind]),
        field("place.status", &[if open { "open" } else { "closed" }]),
        field("place.commune", &[commune.code.as_str()]),
    ];
    if let Some((lat, lon)) = commune.centre {
        // Beside the town hall, so that the two points are told apart on the map.
        let aside = 0.003 * f64::from(u8::try_from(n + 1).unwrap_or(1));
        typed.push(field(
            "place.position",
            &[&format!("{},{}", lat + aside, lon - aside)],
        ));
    }
    if open {
        typed.push(field(
            "hours.opening",
            &["Tu,Th 14:00-18:00; We,Sa 10:00-12:00,14:00-17:00"],
        ));
        typed.push(field("publics.served", &["tous"]));
        typed.push(field("access.modes", &["se_presenter", "rendez_vous"]));
        typed.extend(service(
            app,
            Family::Training,
            "Ateliers pour débuter avec un ordinateur",
            3,
        ));
        typed.extend(service(
            app,
            Family::Information,
            "Accueil et orientation",
            12,
        ));
    }
    typed
}

/// The answers that describe one service.
fn service(app: &App, family: Family, name: &str, hours: u32) -> Vec<Typed> {
    let id = ServiceId::mint(app.now(), &*app.entropy);
    let typed = |key: &str, text: String| Typed {
        path: Path::service(id, key),
        texts: vec![text],
    };
    vec![
        typed("family", family.as_str().to_owned()),
        typed("name", name.to_owned()),
        typed("fee", "gratuit".to_owned()),
        typed("format", "individuel".to_owned()),
        typed("frequency", "semaine".to_owned()),
        typed("hours", hours.to_string()),
        typed("persons", "1".to_owned()),
    ]
}

fn field(key: &str, texts: &[&str]) -> Typed {
    Typed {
        path: Path::field(key),
        texts: texts.iter().map(|&text| text.to_owned()).collect(),
    }
}
