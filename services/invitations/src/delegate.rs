//! Who comes instead: what was typed about them, and what is wrong with it.

use portrea_actions::Delegate;
use portrea_domain::person::EmailAddress;
use portrea_web::Posted;

/// The longest name of a person, in characters.
const NAME_MAX: usize = 150;

/// What was typed about whoever comes instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Their name.
    pub(crate) name: String,
    /// Their mail address.
    pub(crate) email: String,
}

/// What is wrong with it, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// With the name.
    pub(crate) name: Option<&'static str>,
    /// With the address.
    pub(crate) email: Option<&'static str>,
}

impl Typed {
    /// What was posted.
    pub(crate) fn posted(posted: &Posted) -> Self {
        let text = |name| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            name: text("name"),
            email: text("email"),
        }
    }

    /// Reads it, knowing the address of whoever is invited.
    pub(crate) fn read(&self, own: Option<&EmailAddress>) -> Result<Delegate, Faults> {
        let name: String = self.name.chars().filter(|c| !c.is_control()).collect();
        let name_fault = if name.is_empty() {
            Some("Indiquez le nom de la personne qui vient.")
        } else if name.chars().count() > NAME_MAX {
            Some("Ce nom est trop long\u{a0}: 150 caractères au plus.")
        } else {
            None
        };
        let (email, email_fault) = match self.email.parse::<EmailAddress>() {
            Ok(email) if own == Some(&email) => (
                None,
                Some("Cette adresse est la vôtre\u{a0}: indiquez celle de la personne qui vient."),
            ),
            Ok(email) => (Some(email), None),
            Err(_incomplete) => (
                None,
                Some(
                    "Cette adresse mail n’est pas complète. Exemple\u{a0}: prenom.nom@exemple.fr.",
                ),
            ),
        };
        match (name_fault, email) {
            (None, Some(email)) => Ok(Delegate { name, email }),
            (name, _) => Err(Faults {
                name,
                email: email_fault,
            }),
        }
    }
}

impl Faults {
    /// Whether anything is wrong.
    pub(crate) fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, email: &str) -> Result<Delegate, Faults> {
        let typed = Typed {
            name: name.to_owned(),
            email: email.to_owned(),
        };
        typed.read("moi@exemple.invalid".parse().ok().as_ref())
    }

    #[test]
    fn a_name_and_an_address_are_needed() {
        let faults = read("", "yann").unwrap_err();
        assert!(faults.name.is_some() && faults.email.is_some());
        assert!(read("Yann", "yann@exemple.invalid").is_ok());
    }

    #[test]
    fn nobody_stands_in_for_themselves() {
        let faults = read("Moi", "Moi@Exemple.invalid").unwrap_err();
        assert!(faults.email.unwrap().contains("la vôtre"));
    }

    #[test]
    fn a_name_holds_no_line_break_and_has_an_end() {
        assert_eq!(
            read("Yann\r\nBcc: x", "y@exemple.invalid").unwrap().name,
            "YannBcc: x"
        );
        assert!(read(&"é".repeat(151), "y@exemple.invalid").is_err());
    }
}
