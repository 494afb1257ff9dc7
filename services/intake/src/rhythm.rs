//! The editor of a rhythm: seven days, each with its frequency and at most two spans.

use chrono::Weekday;
use portrea_hours::{DayRhythm, FormDay, Frequency, Rhythm, Week};

use crate::texts::Texts;
use crate::week::{DAYS, Fault, TIMES, Time, capitalised_day, form_of, name, spans};

/// The editor as a page shows it.
pub(crate) struct RhythmEditor {
    /// The seven days.
    pub(crate) days: Vec<Day>,
}

/// A day of the editor.
pub(crate) struct Day {
    /// Key of its error, and of its element.
    pub(crate) key: String,
    /// Its French name, capitalised.
    pub(crate) name: String,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// Posted name of its frequency.
    pub(crate) frequency: String,
    /// The frequencies that can be chosen: code, words, whether it is chosen.
    pub(crate) frequencies: Vec<(&'static str, &'static str, bool)>,
    /// Posted name of its precision.
    pub(crate) note: String,
    /// The precision.
    pub(crate) noted: String,
    /// Its two spans.
    pub(crate) spans: [[Time; 2]; 2],
}

/// Adds the texts of a standing rhythm to those of a form. One that cannot be read, or that has more than two spans a
/// day, fills nothing.
pub(crate) fn fill(texts: &mut Texts, question: &str, standing: Option<&str>) {
    let rhythm = standing.and_then(editable).unwrap_or_default();
    for ((_, code), (day, said)) in DAYS.iter().zip(rhythm.days()) {
        let form = said
            .and_then(|said| form_of_day(day, said))
            .unwrap_or_default();
        let held = [
            form.morning_from,
            form.morning_to,
            form.afternoon_from,
            form.afternoon_to,
        ];
        for (time, text) in TIMES.iter().zip(held) {
            texts.add(&name(question, code, time), &text);
        }
        texts.add(
            &name(question, code, "freq"),
            said.map_or("", |said| said.frequency.as_str()),
        );
        texts.add(
            &name(question, code, "note"),
            said.map_or("", |said| said.note.as_str()),
        );
    }
}

/// The editor for the texts of a form; `error` gives the words for a key, if any.
pub(crate) fn editor(
    question: &str,
    texts: &Texts,
    error: impl Fn(&str) -> Option<String>,
) -> RhythmEditor {
    let day = |(day, code): &(Weekday, &str)| {
        let key = format!("{question}.{code}");
        let (frequency, note) = (name(question, code, "freq"), name(question, code, "note"));
        let chosen = texts.one(&frequency);
        let frequencies =
            Frequency::ALL.map(|known| (known.as_str(), known.label(), known.as_str() == chosen));
        Day {
            error: error(&key),
            key,
            name: capitalised_day(*day),
            frequencies: frequencies.to_vec(),
            noted: texts.one(&note).to_owned(),
            spans: spans(question, *day, code, texts),
            frequency,
            note,
        }
    };
    RhythmEditor {
        days: DAYS.iter().map(day).collect(),
    }
}

/// What to save of a rhythm, knowing what stands; nothing when it is as it was or was not part of the form.
pub(crate) fn read(
    question: &str,
    standing: Option<&str>,
    texts: &Texts,
) -> Result<Option<Vec<String>>, Fault> {
    let fields = |code: &str| {
        ["freq", "note"]
            .into_iter()
            .chain(TIMES)
            .map(|field| name(question, code, field))
            .collect::<Vec<_>>()
    };
    if !DAYS
        .iter()
        .any(|(_, code)| fields(code).iter().any(|field| texts.has(field)))
    {
        return Ok(None);
    }
    let mut rhythm = Rhythm::default();
    for (day, code) in DAYS {
        let is_blank = fields(code).iter().all(|field| texts.one(field).is_empty());
        if is_blank {
            continue;
        }
        let fault = |message: String| Fault {
            key: format!("{question}.{code}"),
            message,
        };
        let said = said(question, day, code, texts).map_err(fault)?;
        let note = "Gardez la précision courte, sans parenthèse ni point-virgule.";
        rhythm = rhythm
            .with_day(day, said)
            .map_err(|_too_long| fault(note.to_owned()))?;
    }
    let standing = standing.map(|standing| {
        editable(standing).map_or_else(|| standing.to_owned(), |held| held.to_string())
    });
    let typed = (!rhythm.is_empty()).then(|| rhythm.to_string());
    let is_hidden = standing
        .as_deref()
        .is_some_and(|standing| editable(standing).is_none());
    Ok(match typed {
        // What the editor could not show is not withdrawn by leaving it blank.
        None if is_hidden => None,
        typed if typed == standing => None,
        typed => Some(vec![typed.unwrap_or_default()]),
    })
}

fn said(question: &str, day: Weekday, code: &str, texts: &Texts) -> Result<DayRhythm, String> {
    let mut form: [FormDay; 7] = Default::default();
    let at = DAYS
        .iter()
        .position(|(known, _)| *known == day)
        .unwrap_or_default();
    form[at] = form_of(question, code, texts);
    let week = Week::from_form(&form).map_err(|error| error.to_string())?;
    let frequency = match texts.one(&name(question, code, "freq")) {
        "" => Frequency::Weekly,
        code => code
            .parse()
            .map_err(|_unknown| "Ce rythme n’est pas proposé.".to_owned())?,
    };
    let note = texts.one(&name(question, code, "note"));
    Ok(DayRhythm {
        frequency,
        note: note.split_whitespace().collect::<Vec<_>>().join(" "),
        spans: week.day(day).to_vec(),
    })
}

/// The rhythm, when the editor can show all of it.
fn editable(text: &str) -> Option<Rhythm> {
    let rhythm = Rhythm::parse(text).ok()?;
    let fits = rhythm
        .days()
        .all(|(day, said)| said.is_none_or(|said| form_of_day(day, said).is_some()));
    fits.then_some(rhythm)
}

fn form_of_day(day: Weekday, said: &DayRhythm) -> Option<FormDay> {
    let week = Week::closed()
        .with_day(day, said.spans.iter().copied())
        .ok()?;
    let at = DAYS.iter().position(|(known, _)| *known == day)?;
    week.to_form()?.get(at).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(standing: Option<&str>, typed: &[(&str, &str)]) -> Result<Option<Vec<String>>, Fault> {
        let mut texts = Texts::default();
        fill(&mut texts, "rhythm", None);
        for (field, text) in typed {
            texts.add(&format!("rhythm.{field}"), text);
        }
        read("rhythm", standing, &texts)
    }

    #[test]
    fn a_day_is_of_every_week_unless_it_is_said_otherwise() {
        let typed = [
            ("mo_0_from", "09:00"),
            ("mo_0_to", "12:00"),
            ("fr_freq", "rendez_vous"),
            ("fr_note", "le  matin"),
        ];
        let expected = "Mo semaine 09:00-12:00; Fr rendez_vous (le matin)";
        assert_eq!(saved(None, &typed), Ok(Some(vec![expected.to_owned()])));
        assert_eq!(saved(Some(expected), &typed), Ok(None));
    }

    #[test]
    fn a_blank_editor_withdraws_what_it_showed_and_nothing_else() {
        assert_eq!(
            saved(Some("Mo semaine"), &[]),
            Ok(Some(vec![String::new()]))
        );
        let three = "Mo semaine 08:00-09:00,10:00-11:00,14:00-15:00";
        assert_eq!(saved(Some(three), &[]), Ok(None));
        assert_eq!(saved(None, &[]), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_said_at_the_day() {
        let fault = saved(None, &[("tu_0_from", "12:00"), ("tu_0_to", "09:00")]).unwrap_err();
        assert_eq!(fault.key, "rhythm.tu");
        assert!(saved(None, &[("tu_freq", "jamais")]).is_err());
        assert!(saved(None, &[("tu_note", "a (b)")]).is_err());
    }
}
