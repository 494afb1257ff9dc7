//! Putting a phone sheet together: who they are, what to say, what to ask.

use portrea_actions::App;
use portrea_domain::event::Event;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::person::{Person, Reach};
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::{Family, Kind, Question, SectionKey};
use portrea_domain::{EventId, ListingId, PersonId};
use portrea_print::{PhoneQuestion, PhoneSection, PhoneSheet};
use portrea_render::{Fact, facts_of, french};
use portrea_storage::{ContactRow, InvitationRow, StorageError, Tx};
use portrea_web::PageError;

use crate::access::territory_name;
use crate::meeting;
use crate::presence::list::answer;
use crate::words::name_of;

/// Choices shown to tick; more than that is asked in words.
const MOST_CHOICES: usize = 14;

/// Everything a call needs.
pub(super) struct Call {
    /// Whom to call.
    pub person: PersonId,
    /// The meeting to come, whether they are invited yet or not.
    pub event: Option<EventId>,
    /// The listing they answer for.
    pub listing: Option<ListingId>,
    /// What a code would open: the invitation not answered yet, else the form.
    pub code_for: Option<LinkPurpose>,
    /// The sheet.
    pub sheet: PhoneSheet,
}

/// The call of a contact of a portrait.
pub(super) async fn call(
    app: &App,
    portrait: &Portrait,
    person: PersonId,
    caller: &Person,
) -> Result<Call, PageError> {
    let mut tx = app.storage.read().await?;
    let contacts = tx.contacts().of_person(person).await?;
    let contact = contacts
        .into_iter()
        .find(|row| row.contact.portrait_id == portrait.id)
        .ok_or(PageError::NotFound)?;
    let reach = tx.people().reach(person).await?;
    let listing = match contact.contact.listing_id {
        Some(listing) => tx.listings().get(listing).await?,
        None => None,
    };
    let invitation = invitation(&mut tx, app, portrait, person).await?;
    let commune = commune_name(&mut tx, listing.as_ref()).await?;
    let mut sections = Vec::new();
    if let Some((event, row)) = &invitation {
        sections.push(about_meeting(event, row, portrait));
    }
    if let Some(listing) = &listing {
        sections.extend(SectionKey::ALL.map(|section| about(listing, section, commune.as_deref())));
    }
    let code_for = match (&invitation, &listing) {
        (Some((_, row)), _) if row.invitation.answer.is_none() => {
            Some(LinkPurpose::Invitation(row.invitation.id))
        }
        (_, Some(listing)) => Some(LinkPurpose::Form(listing.id)),
        (Some((_, row)), None) => Some(LinkPurpose::Invitation(row.invitation.id)),
        (None, None) => None,
    };
    let territory = territory_name(&mut tx, &portrait.epci).await?;
    let place = listing.as_ref().map(|listing| listing.name().to_owned());
    let sheet = PhoneSheet {
        person: name_of(&contact.person),
        facts: facts(&contact, &reach, place.as_deref(), invitation.as_ref()),
        script: script(
            &contact,
            caller,
            &territory,
            invitation.as_ref(),
            place.as_deref(),
        ),
        sections,
        farewell: farewell(),
        code: code(&mut tx, app, person, code_for).await?,
    };
    let events = tx.events().of_portrait(portrait.id).await?;
    Ok(Call {
        person,
        event: meeting::to_come(&events, app.now()).map(|event| event.id),
        listing: listing.map(|listing| listing.id),
        code_for,
        sheet,
    })
}

/// The meeting to come they are invited to.
async fn invitation(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
    person: PersonId,
) -> Result<Option<(Event, InvitationRow)>, StorageError> {
    let events = tx.events().of_portrait(portrait.id).await?;
    let Some(event) = meeting::to_come(&events, app.now()) else {
        return Ok(None);
    };
    let invited = tx.invitations().of_event(event.id).await?;
    let row = invited.into_iter().find(|row| row.person.id == person);
    Ok(row.map(|row| (event.clone(), row)))
}

async fn commune_name(
    tx: &mut Tx,
    listing: Option<&Listing>,
) -> Result<Option<String>, StorageError> {
    let Some(code) = listing.and_then(Listing::commune) else {
        return Ok(None);
    };
    Ok(tx.geography().commune(&code).await?.map(|row| row.name))
}

/// The code they have, the page it is typed on, what its QR code opens.
async fn code(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    purpose: Option<LinkPurpose>,
) -> Result<Option<(String, String, String)>, StorageError> {
    let Some(purpose) = purpose else {
        return Ok(None);
    };
    let Some(code) = tx.short_codes().live(person, purpose, app.now()).await? else {
        return Ok(None);
    };
    let page = format!("{}/code", app.house.public_url);
    let shown = page
        .split_once("://")
        .map_or(page.as_str(), |(_, rest)| rest);
    let grouped = app.house.secret.short_code(code.id).grouped();
    Ok(Some((grouped, shown.to_owned(), page.clone())))
}

fn facts(
    contact: &ContactRow,
    reach: &Reach,
    place: Option<&str>,
    invitation: Option<&(Event, InvitationRow)>,
) -> Vec<(String, String)> {
    let email = contact
        .person
        .email
        .as_ref()
        .map_or("", |email| email.as_str());
    let answered = invitation.map_or("", |(_, row)| answer(row));
    let said = [
        ("Téléphone", reach.phone.as_str()),
        ("Mail", email),
        ("Structure", contact.contact.organisation.as_str()),
        ("Adresse", reach.postal_address.as_str()),
        ("Fiche", place.unwrap_or_default()),
        ("Réponse à l’invitation", answered),
        ("À retenir", contact.contact.note.as_str()),
    ];
    let known = said
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty());
    known
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

fn script(
    contact: &ContactRow,
    caller: &Person,
    territory: &str,
    invitation: Option<&(Event, InvitationRow)>,
    place: Option<&str>,
) -> Vec<String> {
    let source = contact.contact.source.trim().trim_end_matches('.');
    let source = if source.is_empty() {
        "notre fichier"
    } else {
        source
    };
    let matter = match (invitation, place) {
        (Some((event, _)), _) => format!("de la réunion « {} »", event.title),
        (None, Some(place)) => format!("de la fiche « {place} » dans notre inventaire"),
        (None, None) => "de notre inventaire des lieux d’aide".to_owned(),
    };
    vec![
        format!(
            "Bonjour, je suis {}, référent·e de l’inventaire des lieux d’aide aux démarches en ligne ({territory}).",
            name_of(caller)
        ),
        format!("Est-ce que je parle bien à {} ?", name_of(&contact.person)),
        format!(
            "Je vous appelle au sujet {matter}. Avez-vous deux ou trois minutes ? Sinon, quand puis-je vous rappeler ?"
        ),
        format!(
            "Votre numéro vient de : {source}. Si vous ne voulez plus être appelé·e, dites-le-moi : je le note tout de suite."
        ),
    ]
}

fn farewell() -> Vec<String> {
    vec![
        "Je relis ce que j’ai noté avec vous. Est-ce bien cela ?".to_owned(),
        "Merci beaucoup. Vous pourrez corriger à tout moment, sur internet avec un code ou en me rappelant. Bonne journée !".to_owned(),
    ]
}

fn about_meeting(event: &Event, row: &InvitationRow, portrait: &Portrait) -> PhoneSection {
    let when = french::span(event.starts_at, event.ends_at, portrait.zone);
    let choices = [
        "Oui",
        "Non",
        "Quelqu’un d’autre vient",
        "Ne sait pas encore",
    ];
    let ask = |words: String, choices: &[&str]| PhoneQuestion {
        words,
        known: String::new(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    let known = row.invitation.answer.map_or("", |_| answer(row));
    PhoneSection {
        title: format!("La réunion : {when}, {}", event.place),
        questions: vec![
            PhoneQuestion {
                known: known.to_owned(),
                ..ask("Venez-vous ?".to_owned(), &choices)
            },
            ask(
                "Si quelqu’un d’autre vient : son nom et son adresse mail ?".to_owned(),
                &[],
            ),
        ],
    }
}

fn about(listing: &Listing, section: SectionKey, commune: Option<&str>) -> PhoneSection {
    let facts = facts_of(listing, section, commune);
    let questions = if section == SectionKey::Offer {
        about_offer(&facts)
    } else {
        section
            .questions()
            .filter(|question| question.is_asked())
            .map(|question| ask(question, &facts))
            .collect()
    };
    PhoneSection {
        title: section.label().to_owned(),
        questions,
    }
}

fn ask(question: &Question, facts: &[Fact]) -> PhoneQuestion {
    let known = facts.iter().find(|fact| fact.label == question.label);
    let choices = match question.kind {
        Kind::Choice(choices) | Kind::Several(choices) if choices.len() <= MOST_CHOICES => choices,
        _ => &[],
    };
    PhoneQuestion {
        words: question.label.to_owned(),
        known: known.map_or_else(String::new, |fact| fact.value.clone()),
        choices: choices
            .iter()
            .map(|choice| choice.label.to_owned())
            .collect(),
    }
}

/// What is offered, service by service, then what else could be.
fn about_offer(facts: &[Fact]) -> Vec<PhoneQuestion> {
    let standing = facts.iter().map(|fact| PhoneQuestion {
        words: fact.label.clone(),
        known: fact.value.clone(),
        choices: Vec::new(),
    });
    let else_offered = PhoneQuestion {
        words: "Proposez-vous autre chose ?".to_owned(),
        known: String::new(),
        choices: Family::ALL.map(|family| family.label().to_owned()).to_vec(),
    };
    standing.chain([else_offered]).collect()
}
