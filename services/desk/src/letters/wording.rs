//! What letters say around what the référent says.

use portrea_print::PaperLetter;

/// The référent's words as they are proposed.
pub(super) fn usual(about: &str) -> &'static str {
    if about == "fiches" {
        "Nous tenons à jour l’inventaire des lieux qui aident les habitants à faire leurs démarches en ligne. Votre lieu \
         y figure. Pouvez-vous vérifier ce qui est écrit ? Deux minutes suffisent."
    } else {
        "Nous préparons ensemble l’inventaire des lieux qui aident les habitants à faire leurs démarches en ligne. Votre \
         présence compte : vous connaissez le terrain. Merci de nous dire si vous venez."
    }
}

/// Whoever writes.
pub(super) struct Sender {
    /// Their name, else their mail address.
    pub name: String,
    /// Their mail address.
    pub email: Option<String>,
    /// Their telephone; empty when it is not known.
    pub phone: String,
    /// The territory they write for.
    pub territory: String,
}

impl Sender {
    /// The lines at the top left.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            self.name.clone(),
            "référent·e de l’inventaire".to_owned(),
            self.territory.clone(),
        ];
        lines.extend(self.email.clone().filter(|email| *email != self.name));
        if !self.phone.is_empty() {
            lines.push(format!("Tél. {}", self.phone));
        }
        lines
    }

    /// How to answer without the internet.
    pub(super) fn by_phone(&self) -> String {
        if self.phone.is_empty() {
            let mail = self.email.as_deref().unwrap_or(&self.name);
            format!(
                "Pas d’internet ? Faites-nous écrire à {mail} : nous noterons votre réponse pour vous."
            )
        } else {
            format!(
                "Vous préférez le téléphone ? Appelez {} au {} : votre réponse sera notée pour vous.",
                self.name, self.phone
            )
        }
    }

    /// Where the address comes from, and how to object (article 14 of the GDPR).
    pub(super) fn notice(&self, source: &str) -> Vec<String> {
        let source = source.trim().trim_end_matches('.');
        let source = if source.is_empty() {
            "le référent du territoire"
        } else {
            source
        };
        let reach = match (&self.email, self.phone.is_empty()) {
            (Some(email), true) => format!("écrivez à {email}"),
            (Some(email), false) => format!("écrivez à {email} ou appelez le {}", self.phone),
            (None, false) => format!("appelez le {}", self.phone),
            (None, true) => "dites-le à la personne qui signe".to_owned(),
        };
        vec![
            format!(
                "Votre nom et votre adresse viennent de : {source}. {} s’en sert pour tenir l’inventaire des lieux d’aide et inviter ceux qui y participent, et pour rien d’autre.",
                self.territory
            ),
            format!(
                "Vous pouvez les consulter, les faire corriger ou effacer, et ne plus recevoir de courrier : {reach}. Le code vous est personnel ; il ne donne accès qu’à votre réponse."
            ),
        ]
    }
}

/// The parts of a letter that are the same for everybody.
pub(super) fn frame(sender: &Sender, words: &str) -> PaperLetter {
    PaperLetter {
        sender: sender.lines(),
        opening: words
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        how: "Pour répondre sur internet, ouvrez cette page et tapez le code :".to_owned(),
        closing: vec![sender.by_phone()],
        signature: sender.name.clone(),
        ..PaperLetter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_where_the_address_comes_from_and_how_to_object() {
        let sender = Sender {
            name: "Anna".to_owned(),
            email: Some("anna@exemple.invalid".to_owned()),
            phone: "02 99 00 00 42".to_owned(),
            territory: "CC de Montfort".to_owned(),
        };
        let notice = sender.notice("annuaire de l’administration.").join(" ");
        assert!(
            notice.contains("viennent de : annuaire de l’administration. CC de Montfort"),
            "{notice}"
        );
        assert!(
            notice.contains("écrivez à anna@exemple.invalid ou appelez le 02 99 00 00 42"),
            "{notice}"
        );
        assert!(sender.by_phone().contains("Appelez Anna au 02 99 00 00 42"));
    }
}
