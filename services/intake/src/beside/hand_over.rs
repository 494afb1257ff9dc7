//! « Je ne suis plus la bonne personne »: a colleague, a shared mailbox of the place, or nobody that one knows.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::{App, Successor, hand_over_listing};
use portrea_domain::mail_typo::likely_address;
use portrea_domain::person::EmailAddress;
use portrea_web::{Html, Page, PageError, Posted};

use super::{done, open, open_posted};
use crate::access::Access;

/// The longest name of a person, in characters.
const NAME_MAX: usize = 150;

#[derive(Template)]
#[template(path = "pages/intake/hand_over.html")]
struct HandOverPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
    pending: bool,
    typed: Typed,
    faults: Faults,
}

/// Who answers now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// A person.
    Person,
    /// A mailbox that several people read.
    Mailbox,
    /// Nobody that one knows.
    Nobody,
}

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Typed {
    who: String,
    name: String,
    email: String,
    /// The address that was already questioned and typed again as it is.
    sure: String,
}

/// What is wrong with it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Faults {
    who: Option<String>,
    name: Option<String>,
    email: Option<String>,
    /// The address to keep as certain if it is sent again.
    doubted: String,
}

/// `GET /f/{token}/passer-la-main`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = open(&app, &token).await?;
    Ok(page(&app, &access, Typed::default(), Faults::default()))
}

/// `POST /f/{token}/passer-la-main`: the links of whoever leaves are over, those of whoever comes leave by mail.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = open_posted(&app, &token, &posted).await?;
    let typed = Typed::posted(&posted);
    let own = {
        let mut tx = app.storage.read().await?;
        tx.people().require(access.person()).await?.email
    };
    let successor = match typed.read(own.as_ref()) {
        Ok(successor) => successor,
        Err(faults) => {
            let page = page(&app, &access, typed, faults);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    hand_over_listing(&app, access.person(), access.listing.id, successor.as_ref()).await?;
    let place = access.listing.name();
    let mut words = vec![match &successor {
        Some(successor) => format!(
            "Nous écrivons à {}, qui recevra son propre lien vers la fiche «\u{a0}{place}\u{a0}».",
            successor.email
        ),
        None => format!(
            "Le référent du territoire est prévenu\u{a0}: il cherchera qui peut répondre pour «\u{a0}{place}\u{a0}»."
        ),
    }];
    words.push(
        "Votre lien vers cette fiche ne fonctionne plus. Nous ne vous écrirons plus à son sujet."
            .to_owned(),
    );
    Ok(done(&app, "Merci, c’est noté", words))
}

fn page(app: &App, access: &Access, typed: Typed, faults: Faults) -> Response {
    Html(HandOverPage {
        page: Page::personal(app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        csrf: access.csrf(app),
        pending: !access.draft.is_empty(),
        typed,
        faults,
    })
    .into_response()
}

impl Typed {
    fn posted(posted: &Posted) -> Self {
        let text = |name| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            who: text("qui"),
            name: text("nom"),
            email: text("mail"),
            sure: text("sur"),
        }
    }

    fn who(&self) -> Option<Who> {
        match self.who.as_str() {
            "personne" => Some(Who::Person),
            "boite" => Some(Who::Mailbox),
            "inconnu" => Some(Who::Nobody),
            _ => None,
        }
    }

    /// Reads it, knowing the address of whoever leaves.
    fn read(&self, own: Option<&EmailAddress>) -> Result<Option<Successor>, Faults> {
        let Some(who) = self.who() else {
            return Err(Faults {
                who: Some("Choisissez l’une des trois réponses.".to_owned()),
                ..Faults::default()
            });
        };
        if who == Who::Nobody {
            return Ok(None);
        }
        let name = match who {
            Who::Person => self.read_name(),
            Who::Mailbox | Who::Nobody => Ok(String::new()),
        };
        match (name, self.read_email(own)) {
            (Ok(name), Ok(email)) => Ok(Some(Successor { name, email })),
            (name, email) => {
                let is_doubted = email.is_err() && self.email.parse::<EmailAddress>().is_ok();
                Err(Faults {
                    who: None,
                    name: name.err(),
                    email: email.err(),
                    doubted: if is_doubted {
                        self.email.clone()
                    } else {
                        String::new()
                    },
                })
            }
        }
    }

    fn read_name(&self) -> Result<String, String> {
        let name: String = self.name.chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() {
            Err("Indiquez le nom de la personne.".to_owned())
        } else if name.chars().count() > NAME_MAX {
            Err("Ce nom est trop long\u{a0}: 150 caractères au plus.".to_owned())
        } else {
            Ok(name)
        }
    }

    /// An address that looks mistyped is questioned once: a link must not be sent to a stranger.
    fn read_email(&self, own: Option<&EmailAddress>) -> Result<EmailAddress, String> {
        let email: EmailAddress = self.email.parse().map_err(|_incomplete| {
            "Cette adresse mail n’est pas complète. Exemple\u{a0}: prenom.nom@exemple.fr."
                .to_owned()
        })?;
        if own == Some(&email) {
            return Err(
                "Cette adresse est la vôtre\u{a0}: indiquez celle de la personne qui prend la suite."
                    .to_owned(),
            );
        }
        match likely_address(&self.email) {
            Some(meant) if self.sure != self.email => Err(format!(
                "Vouliez-vous écrire {meant}\u{a0}? Corrigez l’adresse, ou envoyez de nouveau si elle est exacte."
            )),
            _ => Ok(email),
        }
    }
}

impl HandOverPage {
    fn is_wrong(&self) -> bool {
        self.faults != Faults::default()
    }

    fn is_chosen(&self, who: &str) -> bool {
        self.typed.who == who
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(who: &str, name: &str, email: &str, sure: &str) -> Result<Option<Successor>, Faults> {
        let typed = Typed {
            who: who.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
            sure: sure.to_owned(),
        };
        typed.read("moi@exemple.fr".parse().ok().as_ref())
    }

    #[test]
    fn each_answer_asks_for_what_it_needs_and_no_more() {
        assert!(read("", "", "", "").unwrap_err().who.is_some());
        assert_eq!(read("inconnu", "", "", ""), Ok(None));
        let faults = read("personne", "", "yann", "").unwrap_err();
        assert!(faults.name.is_some() && faults.email.is_some());
        let mailbox = read("boite", "ignoré", "accueil@exemple.fr", "").unwrap();
        assert_eq!(mailbox.unwrap().name, "");
    }

    #[test]
    fn a_mistyped_address_is_questioned_once() {
        let typed = "yann@gmial.com";
        let faults = read("personne", "Yann", typed, "").unwrap_err();
        assert!(faults.email.unwrap().contains("yann@gmail.com"));
        assert_eq!(faults.doubted, typed);
        assert!(read("personne", "Yann", typed, typed).is_ok());
    }

    #[test]
    fn nobody_hands_over_to_themselves() {
        let faults = read("boite", "", "Moi@exemple.fr", "").unwrap_err();
        assert!(faults.email.unwrap().contains("la vôtre"));
    }
}
