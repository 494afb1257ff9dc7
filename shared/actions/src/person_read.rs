//! Everything the base knows of a person, for them (articles 15 and 20 of the GDPR).

use portrea_domain::clock::PARIS;
use portrea_domain::contact::{Contact, ContactChannel};
use portrea_domain::document::Path;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::{Message, Stream};
use portrea_domain::person::{Person, Reach};
use portrea_domain::{ListingId, PersonId, Timestamp};
use portrea_storage::{Dated, DatedRow, GivenRow, InvitationRow, SaidRow, StorageError, Tx};
use serde_json::{Value, json};

use crate::app::App;
use crate::links_ask::listings_of;
use crate::person_oppose::oppositions_of;

/// Everything the base knows of a person.
#[derive(Clone, Debug)]
pub struct PersonFile {
    /// Who.
    pub person: Person,
    /// How they are reached beside their mail address.
    pub reach: Reach,
    /// Since when they are known.
    pub known_since: Timestamp,
    /// What portraits know of them, each with the name of its territory.
    pub contacts: Vec<(String, Contact)>,
    /// The listings they answer for.
    pub listings: Vec<(ListingId, String)>,
    /// The listings on whose public page they are named.
    pub named_on: Vec<(ListingId, String)>,
    /// What they do not want to receive.
    pub opposed: Vec<Stream>,
    /// What they said of listings.
    pub said: Vec<SaidRow>,
    /// Meetings they were invited to, with their answers.
    pub invitations: Vec<(String, InvitationRow)>,
    /// Messages to them.
    pub messages: Vec<Message>,
    /// Links and codes they were given.
    pub given: Vec<GivenRow>,
    /// Answers they did not publish.
    pub drafts: Vec<DatedRow>,
    /// What was said in their chats.
    pub turns: Vec<DatedRow>,
    /// Everything else that has a date, with the words for it.
    pub others: Vec<(&'static str, Vec<DatedRow>)>,
    /// When they were told that they will be erased, if they were.
    pub told_at: Option<Timestamp>,
}

/// Reads everything the base knows of a person.
pub async fn read_person(app: &App, id: PersonId) -> Result<PersonFile, StorageError> {
    let mut tx = app.storage.read().await?;
    let mut listings = Vec::new();
    for listing in listings_of(&mut tx, id).await? {
        let name = tx.listings().require(listing).await?.name().to_owned();
        listings.push((listing, name));
    }
    let mut invitations = Vec::new();
    for row in tx.invitations().of_person(id).await? {
        let title = tx.events().require(row.invitation.event_id).await?.title;
        invitations.push((title, row));
    }
    let mut others = Vec::new();
    for (words, which) in [
        ("présences", Dated::CheckIns),
        ("accords_pour_les_comptes_rendus", Dated::Consents),
        ("repas_et_besoins", Dated::Needs),
        ("demandes_de_portrait", Dated::Interests),
        ("connexions_au_bureau", Dated::Sessions),
    ] {
        others.push((words, tx.person_files().dated(id, which).await?));
    }
    Ok(PersonFile {
        person: tx.people().require(id).await?,
        reach: tx.people().reach(id).await?,
        known_since: tx.person_files().created_at(id).await?,
        contacts: contacts(&mut tx, id).await?,
        listings,
        named_on: tx.person_files().named_on(id).await?,
        opposed: oppositions_of(&mut tx, app, id).await?,
        said: tx.person_files().said(id).await?,
        invitations,
        messages: tx.outbox().of_person(id).await?,
        given: tx.person_files().given(id).await?,
        drafts: tx.person_files().dated(id, Dated::Drafts).await?,
        turns: tx.person_files().dated(id, Dated::Turns).await?,
        others,
        told_at: tx.retention().told_at(id).await?,
    })
}

async fn contacts(tx: &mut Tx, id: PersonId) -> Result<Vec<(String, Contact)>, StorageError> {
    let mut contacts = Vec::new();
    for row in tx.contacts().of_person(id).await? {
        let portrait = tx.portraits().require(row.contact.portrait_id).await?;
        let epci = tx.geography().epci(&portrait.epci).await?;
        let territory = epci.map_or_else(|| portrait.epci.to_string(), |epci| epci.name);
        contacts.push((territory, row.contact));
    }
    Ok(contacts)
}

impl PersonFile {
    /// The same as a file to take away.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let names = |listings: &[(ListingId, String)]| -> Vec<String> {
            listings.iter().map(|(_, name)| name.clone()).collect()
        };
        let opposed: Vec<&str> = self.opposed.iter().map(|stream| stream.label()).collect();
        let mut file = json!({
            "nom": self.person.name,
            "prénom": self.reach.given_name,
            "adresse_mail": self.person.email,
            "téléphone": self.reach.phone,
            "adresse_postale": self.reach.postal_address,
            "connu_depuis": day(self.known_since),
            "ce_que_les_territoires_savent": self.contacts.iter().map(contact).collect::<Vec<_>>(),
            "lieux_dont_je_m_occupe": names(&self.listings),
            "lieux_où_mon_nom_est_affiché": names(&self.named_on),
            "je_ne_veux_plus_recevoir": opposed,
            "ce_que_j_ai_dit_des_lieux": self.said.iter().map(said).collect::<Vec<_>>(),
            "réponses_non_publiées": self.drafts.iter().map(draft).collect::<Vec<_>>(),
            "invitations": self.invitations.iter().map(invitation).collect::<Vec<_>>(),
            "messages": self.messages.iter().map(message).collect::<Vec<_>>(),
            "liens_et_codes": self.given.iter().map(given).collect::<Vec<_>>(),
            "discussions": self.turns.iter().map(dated).collect::<Vec<_>>(),
            "effacement_annoncé_le": self.told_at.map(day),
        });
        if let Some(file) = file.as_object_mut() {
            for (words, rows) in &self.others {
                file.insert((*words).to_owned(), rows.iter().map(dated).collect());
            }
        }
        file
    }
}

fn day(at: Timestamp) -> String {
    at.local(PARIS).to_rfc3339()
}

fn contact((territory, contact): &(String, Contact)) -> Value {
    json!({
        "territoire": territory,
        "rôles": contact.role_words(),
        "structure": contact.organisation,
        "communes": contact.communes,
        "thèmes": contact.themes.iter().map(|theme| theme.label()).collect::<Vec<_>>(),
        "moyen_préféré": contact.channel.map(ContactChannel::label),
        "origine_des_coordonnées": contact.source,
        "prévenu_le": contact.noticed_at.map(day),
        "note_du_référent": contact.note,
        "connu_depuis": day(contact.created_at),
    })
}

fn said(row: &SaidRow) -> Value {
    let question = row.path.as_ref().and_then(Path::question);
    json!({
        "lieu": row.place,
        "le": day(row.at),
        "moyen": row.door.label(),
        "question": question.map(|question| question.label),
        "réponse": row.value,
    })
}

fn draft(row: &DatedRow) -> Value {
    let answers: Value = serde_json::from_str(&row.what).unwrap_or_default();
    json!({ "lieu": row.about, "le": day(row.at), "réponses": answers })
}

fn invitation((title, row): &(String, InvitationRow)) -> Value {
    let answer = row.invitation.answer;
    json!({
        "réunion": title,
        "réponse": answer.map(|answer| answer.reply.as_str()),
        "le": answer.map(|answer| day(answer.at)),
    })
}

fn message(message: &Message) -> Value {
    json!({
        "objet": message.purpose.label(),
        "prévu_le": day(message.due_at),
        "sort": message.state.label(),
        "raison": message.reason,
    })
}

fn given(row: &GivenRow) -> Value {
    let opens = match row.purpose {
        LinkPurpose::Form(_) => "fiche d’un lieu",
        LinkPurpose::Invitation(_) => "invitation",
        LinkPurpose::SignIn => "bureau",
        LinkPurpose::Preferences => "choix des courriels",
    };
    json!({
        "ouvre": opens,
        "donné_le": day(row.created_at),
        "valable_jusqu_au": day(row.expires_at),
        "retiré_le": row.revoked_at.map(day),
    })
}

fn dated(row: &DatedRow) -> Value {
    json!({ "sujet": row.about, "contenu": row.what, "le": day(row.at) })
}
