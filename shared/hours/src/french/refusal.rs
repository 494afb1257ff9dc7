//! Why a typed text is refused, and the sentence that says so.

use std::ops::Range;

use thiserror::Error;

/// A typed text that is not understood. Shown as [`NotUnderstood::sentence_fr`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{sentence_fr}")]
pub struct NotUnderstood {
    /// The words at fault, as typed.
    pub fragment: String,
    /// One or two French sentences for the person who typed it.
    pub sentence_fr: String,
}

/// A refusal and where it stands in the text, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    at: Range<usize>,
    why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(super) enum Why {
    #[error(
        "écrivez les jours et les heures, par exemple «\u{a0}lundi et jeudi 9\u{a0}h – 12\u{a0}h\u{a0}»."
    )]
    Empty,
    #[error("le texte est trop long pour des horaires.")]
    TooLong,
    #[error(
        "ce n’est pas compris. Écrivez par exemple «\u{a0}lundi et jeudi 9\u{a0}h – 12\u{a0}h, samedi 10\u{a0}h – 12\u{a0}h\u{a0}»."
    )]
    UnknownWord,
    #[error(
        "cela ne tient pas dans une semaine ordinaire. Écrivez les jours et les heures de chaque semaine, et le reste à part."
    )]
    OutsideWeek,
    #[error("ce n’est pas une heure. Écrivez par exemple «\u{a0}9\u{a0}h\u{a0}30\u{a0}».")]
    NotATime,
    #[error(
        "il faut une heure de début et une heure de fin, par exemple «\u{a0}9\u{a0}h – 12\u{a0}h\u{a0}»."
    )]
    MissingEnd,
    #[error("l’heure de fin doit être après l’heure de début, le même jour.")]
    EndNotAfterStart,
    #[error("il manque les heures.")]
    MissingHours,
    #[error("il manque les jours.")]
    MissingDays,
    #[error("des heures se chevauchent.")]
    Overlap,
    #[error(
        "cela peut se comprendre de deux façons. Écrivez chaque jour sur une ligne, avec toutes ses heures."
    )]
    Ambiguous,
    #[error("cela contredit une autre partie du texte.")]
    Contradiction,
    #[error("ces heures ne vont pas avec le moment de la journée.")]
    PartMismatch,
    #[error(
        "cela ne dit pas quand c’est ouvert. Écrivez aussi les jours et les heures d’ouverture."
    )]
    OnlyClosures,
    #[error("il y a trop d’horaires différents dans la semaine.")]
    TooDetailed,
}

impl Refusal {
    pub(super) fn new(at: Range<usize>, why: Why) -> Self {
        Self { at, why }
    }

    pub(super) fn explain(self, chars: &[char]) -> NotUnderstood {
        let fragment: String = chars.get(self.at).unwrap_or_default().iter().collect();
        let fragment = fragment.trim().to_owned();
        let sentence_fr = match self.why {
            Why::Empty | Why::TooLong => crate::words::capitalised(&self.why.to_string()),
            why => format!("«\u{a0}{fragment}\u{a0}»\u{a0}: {why}"),
        };
        NotUnderstood {
            fragment,
            sentence_fr,
        }
    }
}
