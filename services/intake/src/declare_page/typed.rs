//! What somebody typed about a place that is missing, and what is wrong with it.

use std::collections::BTreeMap;

use portrea_actions::{ActionError, App, FieldError, Typed};
use portrea_domain::ServiceId;
use portrea_domain::document::Path;
use portrea_domain::person::EmailAddress;
use portrea_domain::questionnaire::Family;
use portrea_web::{PageError, Posted};

use crate::communes;
use crate::french;

/// Longest text looked at in a field; the questionnaire has shorter limits of its own.
const LONGEST: usize = 1_000;

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Missing {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) commune: String,
    /// The commune chosen among several.
    pub(crate) code: String,
    pub(crate) address: String,
    pub(crate) family: String,
    pub(crate) offer: String,
    pub(crate) email: String,
}

/// French words by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults(BTreeMap<&'static str, String>);

impl Faults {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Words about refused answers; other errors are given back.
    pub(crate) fn of(error: ActionError) -> Result<Self, PageError> {
        let mut faults = Self::new();
        match error {
            ActionError::Fields(errors) => {
                for FieldError { path, message } in errors {
                    faults.add(field_of(&path), &message);
                }
            }
            ActionError::Refused(words) => faults.add("name", &words),
            error => return Err(error.into()),
        }
        Ok(faults)
    }

    pub(crate) fn get(&self, field: &str) -> Option<&String> {
        self.0.get(field)
    }

    /// In the order of the form, for the summary on top.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &String)> {
        const ORDER: [&str; 7] = [
            "name", "kind", "commune", "address", "family", "offer", "email",
        ];
        ORDER
            .into_iter()
            .filter_map(|field| Some((field, self.0.get(field)?)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    fn add(&mut self, field: &'static str, words: &str) {
        self.0.insert(field, french::fine(words));
    }
}

/// The field of the form an answer comes from.
fn field_of(path: &Path) -> &'static str {
    match path.as_str() {
        "place.kind" => "kind",
        "place.commune" => "commune",
        "place.address" => "address",
        _ if path.as_service().is_some() => "offer",
        _ => "name",
    }
}

impl Missing {
    pub(crate) fn posted(posted: &Posted) -> Self {
        let field = |name: &str| -> String {
            let text = posted.get(name).unwrap_or_default().trim();
            text.chars().take(LONGEST).collect()
        };
        Self {
            name: field("name"),
            kind: field("kind"),
            commune: field("commune"),
            code: field("place.commune.code"),
            address: field("address"),
            family: field("family"),
            offer: field("offer"),
            email: field("email"),
        }
    }

    /// The answers it makes and where the link goes, or everything that is wrong.
    pub(crate) fn read(&self, app: &App) -> Result<(Vec<Typed>, EmailAddress), Faults> {
        let mut faults = Faults::new();
        if self.name.is_empty() {
            faults.add("name", "Donnez le nom du lieu.");
        }
        if self.kind.is_empty() {
            faults.add(
                "kind",
                "Choisissez le type de lieu ; « Autre » convient toujours.",
            );
        }
        let commune = if self.commune.is_empty() {
            Err("Donnez la commune : son nom ou son code postal.")
        } else {
            communes::meant(&self.commune, &self.code, None)
        };
        if let Err(words) = commune {
            faults.add("commune", words);
        }
        let family: Option<Family> = self.family.parse().ok();
        if family.is_none() && !(self.family.is_empty() && self.offer.is_empty()) {
            faults.add(
                "family",
                "Choisissez quelle aide on y trouve, ou laissez les quelques mots de côté.",
            );
        }
        let email = self.email.parse::<EmailAddress>();
        if email.is_err() {
            faults.add(
                "email",
                "Cette adresse mail ne semble pas complète. Exemple : prenom.nom@exemple.fr.",
            );
        }
        match (commune, email) {
            (Ok(commune), Ok(email)) if faults.is_empty() => {
                Ok((self.answers(app, commune.code.as_str(), family), email))
            }
            _ => Err(faults),
        }
    }

    fn answers(&self, app: &App, commune: &str, family: Option<Family>) -> Vec<Typed> {
        let typed = |path: Path, text: &str| Typed {
            path,
            texts: vec![text.to_owned()],
        };
        let mut answers = vec![
            typed(Path::field("place.name"), &self.name),
            typed(Path::field("place.kind"), &self.kind),
            typed(Path::field(communes::TYPED), commune),
        ];
        if !self.address.is_empty() {
            answers.push(typed(Path::field("place.address"), &self.address));
        }
        if let Some(family) = family {
            let service = ServiceId::mint(app.now(), &*app.entropy);
            let name = if self.offer.is_empty() {
                family.label()
            } else {
                &self.offer
            };
            answers.push(typed(Path::service(service, "family"), family.as_str()));
            answers.push(typed(Path::service(service, "name"), name));
        }
        answers
    }
}
