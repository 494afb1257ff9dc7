//! A week as a web form posts it: two optional pairs of times a day.

use crate::days::WEEK;
use crate::span::{Clock, DAY, Span};
use crate::week::Week;
use crate::week_error::{WeekError, WeekFault};

const NOON: u16 = 12 * 60;

/// One day of the form: four texts as posted by `<input type=time>`, blank when not filled in.
/// An end of `00:00` means the end of the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormDay {
    /// Opening of the first span.
    pub morning_from: String,
    /// Closing of the first span.
    pub morning_to: String,
    /// Opening of the second span.
    pub afternoon_from: String,
    /// Closing of the second span.
    pub afternoon_to: String,
}

impl Week {
    /// Reads the seven days of the form, Monday first. All blank is a closed week; the first fault found is reported.
    pub fn from_form(days: &[FormDay; 7]) -> Result<Self, WeekError> {
        WEEK.into_iter()
            .zip(days)
            .try_fold(Self::closed(), |week, (day, form)| {
                let spans = form.spans().map_err(|fault| WeekError { day, fault })?;
                week.with_day(day, spans)
            })
    }

    /// The form that reads back as this week; None when a day has more than two spans.
    #[must_use]
    pub fn to_form(&self) -> Option<[FormDay; 7]> {
        let mut form: [FormDay; 7] = Default::default();
        for (filled, (_, spans)) in form.iter_mut().zip(self.days()) {
            *filled = FormDay::of(spans)?;
        }
        Some(form)
    }
}

impl FormDay {
    fn spans(&self) -> Result<Vec<Span>, WeekFault> {
        let morning = pair(&self.morning_from, &self.morning_to)?;
        let afternoon = pair(&self.afternoon_from, &self.afternoon_to)?;
        Ok(morning.into_iter().chain(afternoon).collect())
    }

    /// A lone span goes to the half of the day it starts in.
    fn of(spans: &[Span]) -> Option<Self> {
        let (morning, afternoon) = match spans {
            [] => (None, None),
            [only] if only.from() < NOON => (Some(*only), None),
            [only] => (None, Some(*only)),
            [first, second] => (Some(*first), Some(*second)),
            _ => return None,
        };
        let from = |span: Option<Span>| {
            span.map(|span| Clock(span.from()).digits())
                .unwrap_or_default()
        };
        let to = |span: Option<Span>| {
            span.map(|span| Clock(span.to() % DAY).digits())
                .unwrap_or_default()
        };
        Some(Self {
            morning_from: from(morning),
            morning_to: to(morning),
            afternoon_from: from(afternoon),
            afternoon_to: to(afternoon),
        })
    }
}

fn pair(from: &str, to: &str) -> Result<Option<Span>, WeekFault> {
    match (time(from)?, time(to)?) {
        (None, None) => Ok(None),
        (Some(from), None) => Err(WeekFault::MissingEnd { from }),
        (None, Some(to)) => Err(WeekFault::MissingStart { to }),
        (Some(from), Some(to)) => {
            let to = if to.0 == 0 { Clock(DAY) } else { to };
            Span::new(from.0, to.0)
                .map(Some)
                .ok_or(WeekFault::EndNotAfterStart { from, to })
        }
    }
}

/// `HH:MM`, or `HH:MM:SS` when a browser adds seconds, which are ignored.
fn time(text: &str) -> Result<Option<Clock>, WeekFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let numbers: Option<Vec<u16>> = text.split(':').map(two_digits).collect();
    match numbers.as_deref() {
        Some([hour @ 0..24, minute @ 0..60] | [hour @ 0..24, minute @ 0..60, _]) => {
            Ok(Some(Clock(hour * 60 + minute)))
        }
        _ => Err(WeekFault::UnreadableTime {
            text: text.to_owned(),
        }),
    }
}

fn two_digits(text: &str) -> Option<u16> {
    let digits = (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Weekday;

    fn day(texts: [&str; 4]) -> FormDay {
        let [morning_from, morning_to, afternoon_from, afternoon_to] = texts.map(str::to_owned);
        FormDay {
            morning_from,
            morning_to,
            afternoon_from,
            afternoon_to,
        }
    }

    fn on_tuesday(texts: [&str; 4]) -> Result<Week, String> {
        let mut form: [FormDay; 7] = Default::default();
        form[1] = day(texts);
        Week::from_form(&form).map_err(|error| error.to_string().replace('\u{a0}', " "))
    }

    #[test]
    fn a_filled_day_becomes_spans() {
        let week = on_tuesday(["09:00", "12:30", "14:00", "17:00"]).unwrap();
        assert_eq!(week.to_osm(), "Tu 09:00-12:30,14:00-17:00");
    }

    #[test]
    fn a_blank_form_is_a_closed_week() {
        assert_eq!(on_tuesday(["", " ", "", ""]).unwrap(), Week::closed());
    }

    #[test]
    fn faults_are_said_with_their_day() {
        let said = |texts| on_tuesday(texts).unwrap_err();
        assert_eq!(
            said(["12:00", "09:00", "", ""]),
            "Mardi : l’heure de fin (9 h) doit être après l’heure de début (12 h)."
        );
        assert_eq!(
            said(["", "", "14:00", ""]),
            "Mardi : il manque l’heure de fin (début : 14 h)."
        );
        assert_eq!(
            said(["", "12:00", "", ""]),
            "Mardi : il manque l’heure de début (fin : 12 h)."
        );
        assert_eq!(
            said(["9h", "12:00", "", ""]),
            "Mardi : « 9h » n’est pas une heure (exemple : 09:30)."
        );
        assert_eq!(
            said(["09:60", "12:00", "", ""]),
            "Mardi : « 09:60 » n’est pas une heure (exemple : 09:30)."
        );
        assert_eq!(
            said(["09:00", "12:00", "11:30", "17:00"]),
            "Mardi : 11 h 30 – 17 h et 9 h – 12 h se chevauchent."
        );
    }

    #[test]
    fn a_closing_at_midnight_is_the_end_of_the_day() {
        let week = on_tuesday(["", "", "20:00", "00:00"]).unwrap();
        assert_eq!(week.day(Weekday::Tue), [Span::new(1200, 1440).unwrap()]);
    }

    #[test]
    fn a_week_fills_the_form_it_came_from() {
        let mut form: [FormDay; 7] = Default::default();
        form[0] = day(["09:00", "12:00", "14:00", "17:00"]);
        form[2] = day(["", "", "14:00", "00:00"]);
        form[5] = day(["10:00", "12:00", "", ""]);
        let week = Week::from_form(&form).unwrap();
        assert_eq!(week.to_form(), Some(form));
    }
}
