//! How long what is kept of people is kept: the one table of durations. The job that erases, the page that says so and
//! the register that is exported all read it.

use crate::suggestion::SUGGESTION_DAYS;

/// Years without a sign of life after which a person is told that they will be erased.
pub const SILENT_YEARS: i64 = 3;
/// Days between that mail and the erasure.
pub const FAREWELL_DAYS: i64 = 30;

/// What is erased by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Personal links.
    Links,
    /// Short codes of letters.
    Codes,
    /// Sessions of the desk.
    Sessions,
    /// Answers that were never published.
    Drafts,
    /// Meals and needs for a meeting.
    Needs,
    /// Consents to be named in the minutes of a meeting.
    Consents,
    /// Lists of contacts that were sent and not taken in.
    ImportDrafts,
    /// What an import changed, so that it can be undone.
    ImportChanges,
    /// What was written in chats.
    Chats,
    /// What chat services sent us, once read.
    Inbox,
    /// What a mail said to one reader alone.
    LetterFields,
    /// Addresses that failed for a while.
    SoftBounces,
    /// What was reported to référents, once settled.
    Doubts,
    /// Groups of communes that asked for their portrait.
    Interests,
    /// What readers said of listings, once decided.
    Suggestions,
    /// Counts of tries.
    Limits,
    /// Traces of periodic jobs.
    Ticks,
    /// People who gave no sign of life.
    People,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is kept.
    pub kept: Kept,
    /// The same in the words people read.
    pub what: &'static str,
    /// What it serves.
    pub purpose: &'static str,
    /// How long it is kept, in days, from `since`.
    pub days: i64,
    /// From when the days are counted, in the words people read.
    pub since: &'static str,
}

/// The table, in the order people read it.
pub const RULES: [Rule; 18] = [
    Rule {
        kept: Kept::People,
        what: "nom, adresses et téléphone des personnes",
        purpose: "les inviter, leur demander de vérifier leurs informations",
        days: SILENT_YEARS * 365,
        since: "le dernier signe de leur part ; elles sont prévenues trente jours avant l’effacement",
    },
    Rule {
        kept: Kept::Drafts,
        what: "réponses non publiées",
        purpose: "reprendre où l’on s’était arrêté",
        days: 180,
        since: "la dernière modification",
    },
    Rule {
        kept: Kept::Links,
        what: "liens personnels, sous une forme qui ne permet pas de les retrouver",
        purpose: "ouvrir sa fiche ou son invitation sans mot de passe, et en redemander un",
        days: 365,
        since: "la fin de validité du lien, ou son retrait",
    },
    Rule {
        kept: Kept::Codes,
        what: "codes courts des courriers, sous une forme qui ne permet pas de les retrouver",
        purpose: "ouvrir sa page depuis un courrier",
        days: 30,
        since: "la fin de validité du code, ou son retrait",
    },
    Rule {
        kept: Kept::Sessions,
        what: "connexions au bureau",
        purpose: "rester connecté",
        days: 1,
        since: "la fin de la connexion, elle-même limitée à quatorze jours",
    },
    Rule {
        kept: Kept::Needs,
        what: "repas et besoins annoncés pour une réunion",
        purpose: "préparer l’accueil",
        days: 0,
        since: "la fin de la réunion",
    },
    Rule {
        kept: Kept::Consents,
        what: "accord pour figurer dans un compte rendu",
        purpose: "permettre aux participants de se retrouver",
        days: 365,
        since: "la fin de la réunion",
    },
    Rule {
        kept: Kept::ImportDrafts,
        what: "listes de contacts envoyées et non reprises",
        purpose: "les relire avant de les reprendre",
        days: 7,
        since: "l’envoi de la liste",
    },
    Rule {
        kept: Kept::ImportChanges,
        what: "ce qu’une liste de contacts a changé",
        purpose: "pouvoir annuler",
        days: 30,
        since: "la reprise de la liste",
    },
    Rule {
        kept: Kept::Chats,
        what: "messages échangés dans la discussion",
        purpose: "reprendre où l’on s’était arrêté",
        days: 365,
        since: "le message",
    },
    Rule {
        kept: Kept::Inbox,
        what: "messages reçus d’un service de messagerie, déjà lus",
        purpose: "ne pas traiter deux fois le même message",
        days: 7,
        since: "leur lecture",
    },
    Rule {
        kept: Kept::LetterFields,
        what: "mentions propres à un destinataire dans une lettre envoyée à plusieurs",
        purpose: "écrire la lettre",
        days: 180,
        since: "le départ de la lettre",
    },
    Rule {
        kept: Kept::SoftBounces,
        what: "adresses qui n’ont pas répondu un moment",
        purpose: "ne pas insister",
        days: 30,
        since: "le dernier échec",
    },
    Rule {
        kept: Kept::Doubts,
        what: "signalements au référent, une fois traités",
        purpose: "comprendre l’histoire d’une fiche",
        days: 365,
        since: "le traitement",
    },
    Rule {
        kept: Kept::Interests,
        what: "demandes de portrait d’une intercommunalité",
        purpose: "y répondre",
        days: 365,
        since: "la demande",
    },
    Rule {
        kept: Kept::Suggestions,
        what: "signalements des lecteurs, et qui les a envoyés",
        purpose: "vérifier ce qui est signalé, dire la suite à qui a laissé une adresse",
        days: SUGGESTION_DAYS,
        since: "la décision du référent",
    },
    Rule {
        kept: Kept::Limits,
        what: "compteurs d’essais, sans adresse lisible",
        purpose: "empêcher de deviner des codes ou d’envoyer des mails en nombre",
        days: 2,
        since: "l’essai",
    },
    Rule {
        kept: Kept::Ticks,
        what: "traces des tâches automatiques, sans nom",
        purpose: "ne pas faire deux fois la même tâche",
        days: 90,
        since: "la tâche",
    },
];

/// The line of the table about something.
#[must_use]
pub const fn rule(kept: Kept) -> &'static Rule {
    let mut n = 0;
    while n < RULES.len() {
        if RULES[n].kept as usize == kept as usize {
            return &RULES[n];
        }
        n += 1;
    }
    // A test looks every one of them up.
    &RULES[0]
}

impl Rule {
    /// How long, in the words people read.
    #[must_use]
    pub fn duration(&self) -> String {
        match self.days {
            0 => "aussitôt".to_owned(),
            1 => "un jour".to_owned(),
            365 => "un an".to_owned(),
            days if days % 365 == 0 => format!("{}\u{a0}ans", days / 365),
            days if days >= 60 && days % 30 == 0 => format!("{}\u{a0}mois", days / 30),
            days => format!("{days}\u{a0}jours"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_kept_has_one_line_and_words() {
        for line in &RULES {
            assert_eq!(rule(line.kept), line);
            assert!(!line.what.is_empty() && !line.purpose.is_empty() && !line.since.is_empty());
        }
        assert_eq!(rule(Kept::Ticks).kept, Kept::Ticks);
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        let said = |kept| rule(kept).duration();
        assert_eq!(said(Kept::People), "3\u{a0}ans");
        assert_eq!(said(Kept::Drafts), "6\u{a0}mois");
        assert_eq!(said(Kept::Links), "un an");
        assert_eq!(said(Kept::Codes), "30\u{a0}jours");
        assert_eq!(said(Kept::Needs), "aussitôt");
    }
}
