//! One line of a list, read as a contact, with what is wrong at each of its cells.

use portrea_domain::contact::{ContactChannel, ContactRole};
use portrea_domain::mail_typo::likely_address;
use portrea_domain::person::EmailAddress;
use portrea_domain::person_name::PersonName;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_standards::contact_table::{self as words, Column, Layout};
use portrea_standards::table::Line;

use super::places::Places;
use crate::contact_add::in_order;

/// The longest name, organisation or telephone that is kept.
const SHORT: usize = 200;
/// How a function that is not a role begins in the note.
const FUNCTION: &str = "Fonction\u{a0}: ";

/// What a line says of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Mail address.
    pub email: Option<EmailAddress>,
    /// Name as it will be kept.
    pub name: String,
    /// Given name, when it is said apart or can be told.
    pub given_name: String,
    /// Telephone, ten digits by pairs.
    pub phone: String,
    /// Postal address, on several lines.
    pub postal_address: String,
    /// What they are to the territory.
    pub roles: Vec<ContactRole>,
    /// The body they speak for.
    pub organisation: String,
    /// The communes they speak for.
    pub communes: Vec<CommuneCode>,
    /// What they know about.
    pub themes: Vec<Family>,
    /// How they like to be told things.
    pub channel: Option<ContactChannel>,
    /// What is worth remembering.
    pub note: String,
}

/// What is wrong, or doubtful, with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The column, from 0.
    pub column: usize,
    /// What is wrong, in French.
    pub message: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
    /// Whether the line cannot be taken in because of it. Otherwise the line is, without this value or with a doubt.
    pub blocking: bool,
}

/// Reads lines as contacts.
pub(crate) struct Reading<'a> {
    /// What each column says.
    pub layout: &'a Layout,
    /// The communes.
    pub places: &'a Places,
}

impl Reading<'_> {
    /// Reads a line.
    pub(crate) fn read(&self, line: &Line) -> (Candidate, Vec<CellFault>) {
        let mut draft = Draft::default();
        for (column, kind) in self.layout.columns.iter().enumerate() {
            let text = line.cell(column);
            if !text.is_empty() {
                draft.take(*kind, column, text, self.places);
            }
        }
        draft.finish(self)
    }

    fn column_of(&self, kinds: &[Column]) -> usize {
        let find = |kind: &Column| self.layout.columns.iter().position(|column| column == kind);
        kinds.iter().find_map(find).unwrap_or_default()
    }
}

#[derive(Default)]
struct Draft {
    found: Candidate,
    faults: Vec<CellFault>,
    full_name: String,
    family_name: String,
    street: Vec<String>,
    town: String,
    postal_code: String,
    function: Vec<String>,
}

impl Draft {
    fn fault(&mut self, column: usize, message: &str) -> &mut CellFault {
        self.faults.push(CellFault {
            column,
            message: message.to_owned(),
            suggestion: None,
            blocking: false,
        });
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    fn take(&mut self, kind: Column, column: usize, text: &str, places: &Places) {
        match kind {
            Column::Ignored => {}
            Column::Email => self.email(column, text),
            Column::FullName => self.full_name = one_line(text),
            Column::GivenName => self.found.given_name = one_line(text),
            Column::FamilyName => self.family_name = one_line(text),
            Column::Organisation => self.found.organisation = one_line(text),
            Column::Role => self.role(text),
            Column::Commune => self.commune(column, text, places),
            Column::PostalCode => match words::postal_code(text) {
                Some(code) => self.postal_code = code,
                None => {
                    self.fault(
                        column,
                        "Ce code postal n’a pas cinq chiffres\u{a0}: il est laissé de côté.",
                    );
                }
            },
            Column::Phone => self.phone(column, text),
            Column::Address => self.street.push(text.to_owned()),
            Column::Theme => {
                let themes = words::families(text);
                if themes.is_empty() {
                    self.fault(column, "Ce thème n’est pas l’un des cinq de la méthode\u{a0}: il est laissé de côté.");
                }
                self.found.themes.extend(themes);
            }
            Column::Channel => match words::channel(text) {
                Some(channel) => self.found.channel = Some(channel),
                None => {
                    self.fault(column, "Moyen non reconnu\u{a0}: mail, courrier, téléphone ou messagerie. Il est laissé de côté.");
                }
            },
            Column::Note => self.note(text),
        }
    }

    fn email(&mut self, column: usize, text: &str) {
        let suggestion = likely_address(text);
        match text.parse::<EmailAddress>() {
            Ok(email) => {
                if let Some(meant) = suggestion {
                    let message = format!(
                        "Le domaine «\u{a0}{}\u{a0}» semble mal écrit.",
                        email.domain()
                    );
                    self.fault(column, &message).suggestion = Some(meant.into());
                }
                self.found.email = Some(email);
            }
            Err(_no_address) => {
                let fault = self.fault(column, "Cette adresse mail n’est pas complète.");
                fault.blocking = true;
                fault.suggestion = suggestion.map(String::from);
            }
        }
    }

    fn role(&mut self, text: &str) {
        let roles = words::roles(text);
        let plain = ContactRole::ALL.iter().any(|role| {
            role.label().eq_ignore_ascii_case(text) || role.as_str().eq_ignore_ascii_case(text)
        });
        // « Maire », « directrice du CCAS »: the function says more than the role.
        if !plain {
            self.function.push(one_line(text));
        }
        self.found.roles.extend(roles);
    }

    fn commune(&mut self, column: usize, text: &str, places: &Places) {
        let (found, unknown) = places.read(text);
        if self.town.is_empty() && !text.chars().any(|c| c.is_ascii_digit()) {
            self.town = one_line(text);
        }
        for code in found {
            if !self.found.communes.contains(&code) {
                self.found.communes.push(code);
            }
        }
        if let Some((words, suggestion)) = unknown {
            self.fault(column, &words).suggestion = suggestion;
        }
    }

    fn phone(&mut self, column: usize, text: &str) {
        let mut all = text.split(['\n', ';', ',']).chain(text.split(" / "));
        match all.find_map(words::phone) {
            Some(_) if !self.found.phone.is_empty() => {}
            Some(digits) => self.found.phone = words::display_phone(&digits),
            None => {
                self.fault(
                    column,
                    "Ce numéro de téléphone n’a pas dix chiffres\u{a0}: il est laissé de côté.",
                );
            }
        }
    }

    fn note(&mut self, text: &str) {
        if !self.found.note.is_empty() {
            self.found.note.push('\n');
        }
        self.found.note.push_str(text);
    }

    fn finish(mut self, reading: &Reading<'_>) -> (Candidate, Vec<CellFault>) {
        for function in std::mem::take(&mut self.function) {
            self.note(&format!("{FUNCTION}{function}"));
        }
        self.names();
        self.address();
        if self.found.communes.is_empty()
            && let Some(only) = reading.places.only_one_at(&self.postal_code)
        {
            self.found.communes.push(only);
        }
        self.found.roles = in_order(std::mem::take(&mut self.found.roles));
        self.found.themes = in_order(std::mem::take(&mut self.found.themes));
        for text in [
            &mut self.found.name,
            &mut self.found.given_name,
            &mut self.found.organisation,
        ] {
            cut(text, SHORT);
        }
        let nobody = self.found.email.is_none()
            && self.found.name.is_empty()
            && self.found.organisation.is_empty();
        let said = self.faults.iter().any(|fault| fault.blocking);
        if nobody && !said {
            let column = reading.column_of(&[Column::Email, Column::FullName, Column::FamilyName]);
            let fault = self.fault(column, "Il faut une adresse mail, un nom ou une structure.");
            fault.blocking = true;
        }
        (self.found, self.faults)
    }

    fn names(&mut self) {
        let given = self.found.given_name.clone();
        self.found.name = match (self.full_name.as_str(), self.family_name.as_str()) {
            ("", "") => given,
            ("", family) => format!("{given} {family}").trim().to_owned(),
            (full, _) => full.to_owned(),
        };
        if self.found.given_name.is_empty() {
            self.found.given_name = PersonName::of(&self.found.name, "").given;
        }
    }

    fn address(&mut self) {
        if self.street.is_empty() {
            return;
        }
        let mut lines = std::mem::take(&mut self.street);
        let whole = lines.join(" ");
        let town = if whole.contains(&self.town) {
            ""
        } else {
            &self.town
        };
        let code = if whole.contains(&self.postal_code) {
            ""
        } else {
            &self.postal_code
        };
        let last = format!("{code} {town}").trim().to_owned();
        if !last.is_empty() {
            lines.push(last);
        }
        self.found.postal_address = lines.join("\n");
        cut(&mut self.found.postal_address, SHORT * 3);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &mut String, most: usize) {
    if let Some((at, _)) = text.char_indices().nth(most) {
        text.truncate(at);
    }
}
