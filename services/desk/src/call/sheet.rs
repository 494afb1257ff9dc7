//! Putting a phone sheet together: who they are, what to say, what to ask.

use std::collections::BTreeMap;

use portrea_actions::App;
use portrea_domain::document::{Path, Value};
use portrea_domain::event::Event;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::person::{Person, Reach};
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::{Group, Kind, Question, SectionKey};
use portrea_domain::territory::CommuneCode;
use portrea_domain::{EventId, ListingId, PersonId};
use portrea_print::{PhoneQuestion, PhoneSection, PhoneSheet};
use portrea_render::{Lookup, entry_words, french, said};
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
    let communes = commune_names(&mut tx, listing.as_ref()).await?;
    let mut sections = Vec::new();
    if let Some((event, row)) = &invitation {
        sections.push(about_meeting(event, row, portrait));
    }
    if let Some(listing) = &listing {
        let named = |code: &str| communes.get(code).cloned();
        sections.extend(SectionKey::ALL.map(|section| about(listing, section, &named)));
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

/// Names of the communes a listing mentions, by code.
async fn commune_names(
    tx: &mut Tx,
    listing: Option<&Listing>,
) -> Result<BTreeMap<String, String>, StorageError> {
    let mut names = BTreeMap::new();
    for (path, value) in listing.iter().flat_map(|listing| &listing.document) {
        let is_commune = path
            .question()
            .is_some_and(|question| matches!(question.kind, Kind::Commune));
        let code = value.as_text().filter(|_| is_commune);
        let Some(Ok(code)) = code.map(str::parse::<CommuneCode>) else {
            continue;
        };
        if let Some(commune) = tx.geography().commune(&code).await? {
            names.insert(code.to_string(), commune.name);
        }
    }
    Ok(names)
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

fn about(listing: &Listing, section: SectionKey, communes: Lookup<'_>) -> PhoneSection {
    let own = section.questions().filter(|question| question.is_asked());
    let own = own.map(|question| ask(question, known(listing, question, communes)));
    let groups = section
        .groups()
        .flat_map(|group| about_group(listing, group, communes));
    PhoneSection {
        title: section.label().to_owned(),
        questions: own.chain(groups).collect(),
    }
}

fn known(listing: &Listing, question: &Question, communes: Lookup<'_>) -> String {
    let value = listing.document.get(&Path::field(question.key));
    match (question.kind, value) {
        (_, None) => String::new(),
        (Kind::Commune, Some(Value::Text(code))) => communes(code).unwrap_or_default(),
        (_, Some(value)) => said(question, value, communes),
    }
}

fn ask(question: &Question, known: String) -> PhoneQuestion {
    let choices = match question.choices() {
        few if few.len() <= MOST_CHOICES => few,
        _ => &[],
    };
    PhoneQuestion {
        words: question.label.to_owned(),
        known,
        choices: choices
            .iter()
            .map(|choice| choice.label.to_owned())
            .collect(),
    }
}

/// What is known, entry by entry, then everything that is asked about one more.
fn about_group(listing: &Listing, group: Group, communes: Lookup<'_>) -> Vec<PhoneQuestion> {
    let document = &listing.document;
    let standing = document.entry_ids(group).into_iter().map(|id| {
        let words = entry_words(document, group, id, communes);
        PhoneQuestion {
            words: words.title,
            known: words.rest.join(", "),
            choices: Vec::new(),
        }
    });
    let another = PhoneQuestion {
        words: format!(
            "{}\u{a0}: faut-il ajouter {}\u{a0}?",
            group.label(),
            group.one()
        ),
        known: String::new(),
        choices: vec!["Oui".to_owned(), "Non".to_owned()],
    };
    let questions = group.questions().iter();
    let asked = questions.map(|question| ask(question, String::new()));
    standing.chain([another]).chain(asked).collect()
}

#[cfg(test)]
mod tests {
    use portrea_domain::document::Document;
    use portrea_domain::listing::ListingState;
    use portrea_domain::questionnaire;
    use portrea_domain::{Entropy, Timestamp};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn every_question_is_on_the_sheet() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let listing = Listing {
            id: ListingId::mint(now, &Zeros),
            document: Document::default(),
            verifications: Vec::new(),
            origin: String::new(),
            fictional: false,
            created_at: now,
            modified_at: now,
            state: ListingState::Listed,
        };
        let sections = SectionKey::ALL.map(|section| about(&listing, section, &|_code| None));
        let printed = sections.iter().flat_map(|section| &section.questions);
        let words: Vec<&str> = printed.map(|question| question.words.as_str()).collect();
        for (_, question) in questionnaire::all().filter(|(_, question)| question.is_asked()) {
            assert!(
                words.contains(&question.label),
                "{} is not printed",
                question.key
            );
        }
    }
}
