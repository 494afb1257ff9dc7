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

    /// « La communauté de communes de Saint-Méen Montauban réunit », or « Nous réunissons ».
    #[must_use]
    pub fn gathers(&self) -> String {
        match &self.territory {
            Some(territory) => format!("{} réunit", capitalised(&in_words(territory))),
            None => "Nous réunissons".to_owned(),
        }
    }

    /// « l’inventaire de l’aide au numérique de la communauté de communes de X », or without a name.
    #[must_use]
    pub fn portrait(&self) -> String {
        match &self.territory {
            Some(territory) => format!(
                "l’inventaire de l’aide au numérique de {}",
                in_words(territory)
            ),
            None => "l’inventaire de l’aide au numérique".to_owned(),
        }
    }
}

/// The name of an EPCI as people say it: the abbreviation of its kind in full, with its article.
fn in_words(name: &str) -> String {
    let kinds = [
        ("CC ", "la communauté de communes "),
        ("CA ", "la communauté d’agglomération "),
        ("CU ", "la communauté urbaine "),
    ];
    kinds
        .into_iter()
        .find_map(|(short, words)| {
            name.strip_prefix(short)
                .map(|rest| format!("{words}{rest}"))
        })
        .unwrap_or_else(|| name.to_owned())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
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
    fn an_epci_is_named_as_people_say_it() {
        let mut head = samples::letterhead();
        head.territory = Some("CC de Saint-Méen Montauban".to_owned());
        assert_eq!(
            head.gathers(),
            "La communauté de communes de Saint-Méen Montauban réunit"
        );
        assert!(
            head.portrait()
                .ends_with(" de la communauté de communes de Saint-Méen Montauban")
        );
        head.territory = Some("Rennes Métropole".to_owned());
        assert_eq!(head.gathers(), "Rennes Métropole réunit");
    }

    #[test]
    fn a_mail_is_signed_by_the_referent_when_they_have_a_name() {
        let mut head = samples::letterhead();
        assert_eq!(head.signature(), "Maël Kerambrun");
        head.referent = None;
        assert_eq!(head.signature(), "L’équipe portrea");
    }
}
