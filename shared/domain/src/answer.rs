//! Reading an answer: what a person typed becomes a value, or a French sentence that says what is wrong.

use chrono::{Datelike as _, NaiveDate};

use crate::document::Value;
use crate::person::EmailAddress;
use crate::position::WORST_ACCURACY_M;
use crate::questionnaire::{Kind, Question};
use crate::siret;

/// Why an answer cannot be taken, in words for the person who gave it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AnswerError(pub String);

/// Reads what was typed or ticked for `question`. Nothing typed is `None`: unknown, or withdrawn.
///
/// Opening hours, rhythms and communes are only bounded here; whoever knows their syntax and the list checks them after.
pub fn read(question: &Question, typed: &[String]) -> Result<Option<Value>, AnswerError> {
    let mut given = Vec::with_capacity(typed.len());
    for text in typed {
        let text = clean(text);
        if !text.is_empty() {
            given.push(text);
        }
    }
    if given.is_empty() {
        return if question.required {
            Err(AnswerError(format!(
                "« {} » : une réponse est nécessaire.",
                question.label
            )))
        } else {
            Ok(None)
        };
    }
    if let Kind::Several(_) = question.kind {
        return several(question, &given).map(Some);
    }
    match given.as_slice() {
        [one] => single(question, one).map(Some),
        _ => Err(AnswerError(
            "Une seule réponse est possible ici.".to_owned(),
        )),
    }
}

/// Drops control characters but line feeds, and the spaces around.
fn clean(text: &str) -> String {
    let kept: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    kept.trim().to_owned()
}

fn several(question: &Question, given: &[String]) -> Result<Value, AnswerError> {
    if let Some(unknown) = given.iter().find(|code| {
        !question
            .choices()
            .iter()
            .any(|choice| choice.code == **code)
    }) {
        return Err(unknown_choice(unknown));
    }
    let chosen = question
        .choices()
        .iter()
        .filter(|choice| given.iter().any(|code| code == choice.code));
    Ok(Value::Many(
        chosen.map(|choice| choice.code.to_owned()).collect(),
    ))
}

fn unknown_choice(code: &str) -> AnswerError {
    let shown: String = code.chars().take(30).collect();
    AnswerError(format!("« {shown} » n’est pas une des réponses proposées."))
}

fn single(question: &Question, text: &str) -> Result<Value, AnswerError> {
    match question.kind {
        Kind::Text(max) => bounded(&text.replace('\n', " "), max),
        Kind::LongText(max) => bounded(text, max),
        Kind::Choice(_) | Kind::Precision => question
            .choices()
            .iter()
            .find(|choice| choice.code == text)
            .map(|choice| choice.code.into())
            .ok_or_else(|| unknown_choice(text)),
        Kind::AddressLine(max) => address_line(&text.replace('\n', " "), max),
        Kind::Hours => bounded(&text.replace('\n', " "), 255),
        Kind::Rhythm => bounded(&text.replace('\n', " "), 1_000),
        Kind::Date => date(text),
        Kind::Siret => siret::read(text)
            .map(Value::Text)
            .map_err(|fault| AnswerError(fault.to_string())),
        Kind::Commune => bounded(text, 80),
        Kind::Phone => phone(text),
        Kind::Email => text
            .parse::<EmailAddress>()
            .map(|address| address.as_str().into())
            .map_err(|_error| {
                AnswerError(
                    "Cette adresse mail ne semble pas complète. Exemple : accueil@exemple.fr."
                        .to_owned(),
                )
            }),
        Kind::Url => url(text),
        Kind::PostalCode => postal_code(text),
        Kind::Number { min, max } => number(text, min, max),
        Kind::Count(max) => count(text, max),
        Kind::Position => position(text),
        Kind::Accuracy => number(text, 0.0, WORST_ACCURACY_M),
        Kind::Several(_) => several(question, &[text.to_owned()]),
    }
}

fn bounded(text: &str, max: usize) -> Result<Value, AnswerError> {
    let length = text.chars().count();
    if length > max {
        return Err(AnswerError(format!(
            "Ce texte est trop long : {length} caractères, {max} au plus."
        )));
    }
    Ok(text.into())
}

/// Reads a French telephone number, kept as `02 99 00 00 00` (national form) or `3960` (short numbers).
fn phone(text: &str) -> Result<Value, AnswerError> {
    let wrong = || {
        AnswerError(
            "Ce numéro de téléphone n’est pas complet. Exemple : 02 99 12 34 56.".to_owned(),
        )
    };
    let kept: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}' | '\u{202f}' | '/'))
        .collect();
    let national = if let Some(rest) = kept
        .strip_prefix("+33")
        .or_else(|| kept.strip_prefix("0033"))
    {
        format!("0{}", rest.trim_start_matches('0'))
    } else {
        kept
    };
    if !national.chars().all(|c| c.is_ascii_digit()) {
        return Err(wrong());
    }
    match national.len() {
        10 if national.starts_with('0') && !national.starts_with("00") => {
            let pairs: Vec<String> = national
                .as_bytes()
                .chunks(2)
                .map(|pair| String::from_utf8_lossy(pair).into_owned())
                .collect();
            Ok(Value::Text(pairs.join(" ")))
        }
        4 if national.starts_with('3') || national.starts_with('1') => Ok(Value::Text(national)),
        _ => Err(wrong()),
    }
}

fn url(text: &str) -> Result<Value, AnswerError> {
    let wrong = || {
        AnswerError(
            "Cette adresse de site n’est pas valable. Exemple : https://www.exemple.fr.".to_owned(),
        )
    };
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let rest = full
        .strip_prefix("https://")
        .or_else(|| full.strip_prefix("http://"))
        .ok_or_else(wrong)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_ok = host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'));
    let rest_ok = !full
        .chars()
        .any(|c| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`'));
    if host_ok && rest_ok && full.chars().count() <= 300 {
        Ok(Value::Text(full))
    } else {
        Err(wrong())
    }
}

fn postal_code(text: &str) -> Result<Value, AnswerError> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() == 5 && digits.chars().all(|c| c.is_ascii_digit()) {
        Ok(Value::Text(digits))
    } else {
        Err(AnswerError("Un code postal a cinq chiffres.".to_owned()))
    }
}

fn number(text: &str, min: f64, max: f64) -> Result<Value, AnswerError> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match plain.replace(',', ".").parse::<f64>() {
        Ok(number) if number.is_finite() && (min..=max).contains(&number) => {
            Ok(Value::Number(number))
        }
        _ => Err(AnswerError(format!(
            "Indiquez un nombre entre {min} et {max}."
        ))),
    }
}

/// Reads a whole number.
fn count(text: &str, max: u32) -> Result<Value, AnswerError> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match digits.parse::<u32>() {
        Ok(number) if number <= max => Ok(Value::Number(f64::from(number))),
        _ => Err(AnswerError(format!(
            "Indiquez un nombre entier, entre 0 et {max}."
        ))),
    }
}

/// Reads a line of an address: letters, digits and the signs that the national standard accepts.
fn address_line(text: &str, max: usize) -> Result<Value, AnswerError> {
    let is_usual = |c: char| c.is_alphanumeric() || " -,()°.&:+–;'’/«»".contains(c);
    match text.chars().find(|c| !is_usual(*c)) {
        Some(sign) => Err(AnswerError(format!(
            "Le signe « {sign} » ne peut pas figurer dans une adresse."
        ))),
        None => bounded(text, max),
    }
}

/// Years that a day may be of.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// Reads a day of the calendar: `2026-08-15`, `15/08/2026` or `15 août 2026`; kept year first.
fn date(text: &str) -> Result<Value, AnswerError> {
    let day = parse_day(text)
        .ok_or_else(|| AnswerError("Cette date ne se lit pas. Exemple : 15/08/2026.".to_owned()))?;
    if YEARS.contains(&day.year()) {
        Ok(Value::Text(day.to_string()))
    } else {
        Err(AnswerError(format!(
            "Indiquez une date entre {} et {}.",
            YEARS.start(),
            YEARS.end()
        )))
    }
}

fn parse_day(text: &str) -> Option<NaiveDate> {
    const MONTHS: [&str; 12] = [
        "janv", "févr", "mars", "avri", "mai", "juin", "juil", "août", "sept", "octo", "nove",
        "déce",
    ];
    let text = text.trim().to_lowercase();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let parts: Vec<&str> = text
        .split(['/', '.', '-', ' ', '\u{a0}'])
        .filter(|part| !part.is_empty())
        .collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    let day = day.strip_suffix("er").unwrap_or(day).parse().ok()?;
    let month = match month.parse() {
        Ok(number) => number,
        Err(_word) => {
            let start: String = month.chars().take(4).collect::<String>();
            let start = start
                .replace("fevr", "févr")
                .replace("aout", "août")
                .replace("dece", "déce");
            u32::try_from(MONTHS.iter().position(|known| *known == start)?).ok()? + 1
        }
    };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, day)
}

fn position(text: &str) -> Result<Value, AnswerError> {
    match parse_position(text) {
        Some((lat, lon)) => Ok(Value::Text(format!("{lat:.6},{lon:.6}"))),
        None => Err(AnswerError(
            "Cette position n’est pas sur la Terre.".to_owned(),
        )),
    }
}

/// Latitude and longitude in degrees from `48.1,-1.6`.
#[must_use]
pub fn parse_position(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    let (lat, lon): (f64, f64) = (lat.trim().parse().ok()?, lon.trim().parse().ok()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::{question, service_question};

    fn answer(key: &str, text: &str) -> Result<Option<Value>, AnswerError> {
        let question = question(key).or_else(|| service_question(key)).unwrap();
        read(question, &[text.to_owned()])
    }

    #[test]
    fn phones_of_every_habit_are_kept_in_one_form() {
        for typed in [
            "0299123456",
            "02.99.12.34.56",
            "+33 2 99 12 34 56",
            "0033299123456",
            "+33 (0)2 99 12 34 56",
        ] {
            assert_eq!(
                answer("contact.phone", typed),
                Ok(Some("02 99 12 34 56".into())),
                "{typed}"
            );
        }
        assert!(answer("contact.phone", "029912345").is_err());
        assert!(answer("contact.phone", "appelez Jeanne").is_err());
    }

    #[test]
    fn nothing_typed_is_unknown_and_not_an_empty_text() {
        assert_eq!(answer("contact.website", "  "), Ok(None));
        assert!(answer("place.name", " ").is_err());
    }

    #[test]
    fn a_script_is_no_web_address() {
        assert!(answer("contact.website", "javascript:alert(1)").is_err());
        assert!(answer("contact.website", "https://a.fr/\"><script>").is_err());
        assert_eq!(
            answer("contact.website", "www.exemple.fr"),
            Ok(Some("https://www.exemple.fr".into()))
        );
    }

    #[test]
    fn choices_are_kept_in_the_order_of_the_questionnaire_and_unknown_ones_refused() {
        let question = question("publics.served").unwrap();
        let typed = ["seniors".to_owned(), "jeunes".to_owned()];
        assert_eq!(
            read(question, &typed),
            Ok(Some(Value::Many(vec![
                "jeunes".to_owned(),
                "seniors".to_owned()
            ])))
        );
        assert!(read(question, &["martiens".to_owned()]).is_err());
    }

    #[test]
    fn a_text_too_long_says_by_how_much() {
        let error = answer("place.name", &"é".repeat(151)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Ce texte est trop long : 151 caractères, 150 au plus."
        );
    }

    #[test]
    fn numbers_stay_within_their_limits() {
        assert_eq!(answer("hours", "3,5"), Ok(Some(Value::Number(3.5))));
        for typed in ["-1", "169", "NaN", "inf", "beaucoup"] {
            assert!(answer("hours", typed).is_err(), "{typed}");
        }
    }

    fn of_closing(key: &str, text: &str) -> Result<Option<Value>, AnswerError> {
        let question = crate::questionnaire::Group::Closings.question(key).unwrap();
        read(question, &[text.to_owned()])
    }

    #[test]
    fn days_of_every_habit_are_kept_year_first() {
        for typed in [
            "2026-08-15",
            "15/08/2026",
            "15.8.2026",
            "15 août 2026",
            "15 Aout 2026",
        ] {
            assert_eq!(
                of_closing("from", typed),
                Ok(Some("2026-08-15".into())),
                "{typed}"
            );
        }
        assert_eq!(
            of_closing("from", "1er mars 2027"),
            Ok(Some("2027-03-01".into()))
        );
        for typed in [
            "15/08",
            "31/02/2026",
            "demain",
            "2026",
            "15/08/1999",
            "15/08/26",
        ] {
            assert!(of_closing("from", typed).is_err(), "{typed}");
        }
        assert_eq!(
            of_closing("from", "15/08/1999").unwrap_err().to_string(),
            "Indiquez une date entre 2000 et 2099."
        );
    }

    #[test]
    fn a_count_is_whole() {
        assert_eq!(
            answer("capacity.computers", "1 000"),
            Ok(Some(Value::Number(1_000.0)))
        );
        for typed in ["2,5", "-1", "1001", "beaucoup"] {
            let error = answer("capacity.computers", typed).unwrap_err();
            assert_eq!(
                error.to_string(),
                "Indiquez un nombre entier, entre 0 et 1000."
            );
        }
    }

    #[test]
    fn an_address_holds_no_sign_of_a_program() {
        assert_eq!(
            answer("place.complement", "Bât. B, 1er étage (n° 12)"),
            Ok(Some("Bât. B, 1er étage (n° 12)".into()))
        );
        assert_eq!(
            answer("place.complement", "<b>").unwrap_err().to_string(),
            "Le signe « < » ne peut pas figurer dans une adresse."
        );
    }
}
