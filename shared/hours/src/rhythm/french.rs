//! Reading a rhythm as people type it: « lundi 9h-12h toutes les semaines ; jeudi 14h-17h une fois par mois ».

use thiserror::Error;

use super::{DayRhythm, Frequency, MAX_NOTE, Rhythm};
use crate::french;

/// A typed rhythm that is not understood; shown as a French sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{sentence_fr}")]
pub struct RhythmRefused {
    /// One or two French sentences for the person who typed it.
    pub sentence_fr: String,
}

/// How each frequency may be said; the longest come first, because shorter ones may be part of them.
const PHRASES: [(&str, Frequency); 20] = [
    ("toutes les deux semaines", Frequency::TwoWeeks),
    ("toutes les 2 semaines", Frequency::TwoWeeks),
    ("une semaine sur deux", Frequency::TwoWeeks),
    ("un semaine sur deux", Frequency::TwoWeeks),
    ("1 semaine sur 2", Frequency::TwoWeeks),
    ("tous les quinze jours", Frequency::TwoWeeks),
    ("tous les 15 jours", Frequency::TwoWeeks),
    ("toutes les semaines", Frequency::Weekly),
    ("chaque semaine", Frequency::Weekly),
    ("une fois par mois", Frequency::Monthly),
    ("1 fois par mois", Frequency::Monthly),
    ("tous les mois", Frequency::Monthly),
    ("chaque mois", Frequency::Monthly),
    ("sur rendez-vous", Frequency::Appointment),
    ("sur rendez vous", Frequency::Appointment),
    ("sur rdv", Frequency::Appointment),
    ("de temps en temps", Frequency::Exceptional),
    ("exceptionnellement", Frequency::Exceptional),
    ("à l’occasion", Frequency::Exceptional),
    ("à l'occasion", Frequency::Exceptional),
];

const REPEATED: &str =
    "Un même jour est dit deux fois. Écrivez chaque jour une seule fois, avec toutes ses heures.";

impl Rhythm {
    /// Reads French days and hours with their frequencies, part by part (`;` or a new line between them). A part without
    /// frequency has that of the part before; the first one is of every week. A part without hours is days alone.
    pub fn read(text: &str) -> Result<Self, RhythmRefused> {
        let mut rhythm = Self::default();
        let mut frequency = Frequency::Weekly;
        let mut note = String::new();
        for part in text.split([';', '\n']) {
            let (noted, rest) = note_of(&part.replace('\u{a0}', " "))?;
            let (said, rest) = frequency_of(&rest);
            if let Some(said) = said {
                (frequency, note) = (said, String::new());
            }
            if let Some(noted) = noted {
                note = noted;
            }
            let rest = rest.trim().trim_matches([':', ',']).trim();
            if rest.is_empty() {
                continue;
            }
            rhythm = add(rhythm, rest, frequency, &note)?;
        }
        if rhythm.is_empty() {
            return Err(refused(
                "Écrivez les jours et les heures, par exemple\u{a0}: lundi 9\u{a0}h – 12\u{a0}h, toutes les semaines.",
            ));
        }
        Ok(rhythm)
    }
}

/// Adds the days of one part.
fn add(
    mut rhythm: Rhythm,
    text: &str,
    frequency: Frequency,
    note: &str,
) -> Result<Rhythm, RhythmRefused> {
    let has_hours = text.contains(|c: char| c.is_ascii_digit())
        || text.contains("midi")
        || text.contains("minuit");
    // Days alone are read with an hour of ours, which is not kept.
    let read = if has_hours {
        french::parse(text)
    } else {
        french::parse(&format!("{text} 8h-9h"))
    };
    let week = read.map_err(|refusal| refused(&refusal.sentence_fr))?;
    for (day, spans) in week.days().filter(|(_, spans)| !spans.is_empty()) {
        if rhythm
            .days()
            .any(|(other, said)| other == day && said.is_some())
        {
            return Err(refused(REPEATED));
        }
        let said = DayRhythm {
            frequency,
            note: note.to_owned(),
            spans: if has_hours {
                spans.to_vec()
            } else {
                Vec::new()
            },
        };
        rhythm = rhythm
            .with_day(day, said)
            .map_err(|error| refused(&error.to_string()))?;
    }
    Ok(rhythm)
}

/// The frequency a part names, and the part without it.
fn frequency_of(part: &str) -> (Option<Frequency>, String) {
    let plain = part.replace('\u{a0}', " ");
    let folded = plain.to_lowercase();
    // Lower case may change lengths: then the words are looked for as they are.
    let searched = if folded.len() == plain.len() {
        &folded
    } else {
        &plain
    };
    for (phrase, frequency) in PHRASES {
        let Some(at) = searched.find(phrase) else {
            continue;
        };
        let before = part.get(..at).unwrap_or_default();
        let after = part.get(at + phrase.len()..).unwrap_or_default();
        return (Some(frequency), format!("{before} {after}"));
    }
    (None, part.to_owned())
}

/// The precision in parentheses, and the part without it.
fn note_of(part: &str) -> Result<(Option<String>, String), RhythmRefused> {
    let Some((before, rest)) = part.split_once('(') else {
        return Ok((None, part.to_owned()));
    };
    let (note, after) = rest
        .split_once(')')
        .ok_or_else(|| refused("Il manque une parenthèse après la précision."))?;
    let note = super::spaced(note);
    if note.chars().count() > MAX_NOTE {
        return Err(refused(&format!(
            "La précision est trop longue\u{a0}: {MAX_NOTE} caractères au plus."
        )));
    }
    Ok((Some(note), format!("{before} {after}")))
}

fn refused(sentence: &str) -> RhythmRefused {
    RhythmRefused {
        sentence_fr: sentence.to_owned(),
    }
}
