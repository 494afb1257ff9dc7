//! What every mail says around its subject: who speaks, for which territory, why it came, and how to have no more.

use portrea_domain::person::EmailAddress;

/// What every mail says around its subject.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// Whether people and answers are fictional.
    pub demo: bool,
    /// Where the house is found, without a trailing slash.
    pub house_url: String,
    /// The territory that writes; none when it cannot be known.
    pub territory: Option<String>,
    /// Who runs its portrait and reads what is answered.
    pub referent: Option<Referent>,
    /// Name of the reader; may be empty.
    pub reader: String,
    /// Where the reader says which mails they want; none on mails they asked for.
    pub preferences_url: Option<String>,
    /// Where the reader’s address was found (article 14 of the GDPR); none on mails they asked for.
    pub source: Option<String>,
}

/// Who runs the portrait of a territory.
#[derive(Clone, Debug)]
pub struct Referent {
    /// Their name; may be empty.
    pub name: String,
    /// The address that answers go to.
    pub email: EmailAddress,
}

impl Letterhead {
    /// « Bonjour Jeanne Le Goff, » or « Bonjour, ».
    #[must_use]
    pub fn greeting(&self) -> String {
        match self.reader.trim() {
            "" => "Bonjour,".to_owned(),
            name => format!("Bonjour {name},"),
        }
    }

    /// The name under the mail: the référent, else the house.
    #[must_use]
    pub fn signature(&self) -> &str {
        match &self.referent {
            Some(referent) if !referent.name.trim().is_empty() => referent.name.trim(),
            Some(_) | None => "L’équipe portrea",
        }
    }

    /// « le portrait numérique de Lannion-Trégor Communauté », or without a name.
    #[must_use]
    pub fn portrait(&self) -> String {
        match &self.territory {
            Some(territory) => format!("l’inventaire de l’aide au numérique de {territory}"),
            None => "l’inventaire de l’aide au numérique".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn nobody_is_greeted_by_an_empty_name() {
        let mut head = samples::letterhead();
        assert_eq!(head.greeting(), "Bonjour Jeanne Le Goff,");
        head.reader = "  ".to_owned();
        assert_eq!(head.greeting(), "Bonjour,");
    }

    #[test]
    fn a_mail_is_signed_by_the_referent_when_they_have_a_name() {
        let mut head = samples::letterhead();
        assert_eq!(head.signature(), "Maël Kerambrun");
        head.referent = None;
        assert_eq!(head.signature(), "L’équipe portrea");
    }
}
