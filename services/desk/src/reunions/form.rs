//! What a référent types about a meeting, read field by field: what is wrong is said at its field, and nothing is lost.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use portrea_domain::Timestamp;
use portrea_domain::event::{Event, EventKind, Feature, Hosting};
use portrea_web::Posted;

/// The longest title and place, and the longest texts, in characters.
const LINE_MAX: usize = 200;
const TEXT_MAX: usize = 4_000;
/// No room of the method holds more.
const SEATS_MAX: i64 = 100_000;

/// What was typed about a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) date: String,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) place: String,
    pub(super) programme: String,
    pub(super) access: String,
    pub(super) features: Vec<String>,
    pub(super) capacity: String,
    pub(super) meal: bool,
}

/// What is wrong, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Faults(Vec<(&'static str, String)>);

/// A start and an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
}

impl Faults {
    pub(super) fn add(&mut self, field: &'static str, words: impl Into<String>) {
        self.0.push((field, words.into()));
    }

    /// What is wrong with a field.
    pub(super) fn of(&self, field: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| *name == field);
        found.map(|(_, words)| words.as_str())
    }

    /// Everything that is wrong, with the field it is about.
    pub(super) fn all(&self) -> &[(&'static str, String)] {
        &self.0
    }

    pub(super) fn is_any(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Typed {
    /// What was posted.
    pub(super) fn posted(posted: &Posted) -> Self {
        let text = |name| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            kind: text("kind"),
            title: text("title"),
            date: text("date"),
            start: text("start"),
            end: text("end"),
            place: text("place"),
            programme: text("programme").replace("\r\n", "\n"),
            access: text("access"),
            features: posted.all("feature"),
            capacity: text("capacity"),
            meal: posted.get("meal").is_some(),
        }
    }

    /// What a new meeting of a kind usually is.
    pub(super) fn usual(kind: EventKind) -> Self {
        let (start, end) = match kind {
            EventKind::Presentation => ("14:00", "16:00"),
            EventKind::CollaborativeDay => ("09:00", "17:00"),
        };
        Self {
            kind: kind.as_str().to_owned(),
            title: kind.label().to_owned(),
            start: start.to_owned(),
            end: end.to_owned(),
            meal: kind == EventKind::CollaborativeDay,
            ..Self::default()
        }
    }

    /// A meeting as it would be typed.
    pub(super) fn of(event: &Event, zone: Tz) -> Self {
        let (start, end) = (event.starts_at.local(zone), event.ends_at.local(zone));
        let hosting = &event.hosting;
        Self {
            kind: event.kind.as_str().to_owned(),
            title: event.title.clone(),
            date: start.format("%Y-%m-%d").to_string(),
            start: start.format("%H:%M").to_string(),
            end: end.format("%H:%M").to_string(),
            place: event.place.clone(),
            programme: event.programme.clone(),
            access: hosting.access.clone(),
            features: hosting
                .features
                .iter()
                .map(|feature| feature.as_str().to_owned())
                .collect(),
            capacity: hosting
                .capacity
                .map_or_else(String::new, |capacity| capacity.to_string()),
            meal: hosting.meal,
        }
    }

    /// A copy of a meeting, for another day.
    pub(super) fn copy_of(event: &Event, zone: Tz) -> Self {
        Self {
            date: String::new(),
            ..Self::of(event, zone)
        }
    }

    /// Whether a feature is ticked.
    pub(super) fn has(&self, feature: Feature) -> bool {
        self.features.iter().any(|code| code == feature.as_str())
    }

    pub(super) fn read_kind(&self, faults: &mut Faults) -> EventKind {
        self.kind.parse().unwrap_or_else(|_unknown| {
            faults.add("kind", "Choisissez le type de réunion.");
            EventKind::Presentation
        })
    }

    pub(super) fn read_title(&self, faults: &mut Faults) -> String {
        line(
            &self.title,
            "title",
            "Donnez un titre à la réunion.",
            faults,
        )
    }

    pub(super) fn read_place(&self, faults: &mut Faults) -> String {
        let empty = "Dites où la réunion se tient, pour que l’on puisse y aller.";
        line(&self.place, "place", empty, faults)
    }

    pub(super) fn read_programme(&self, faults: &mut Faults) -> String {
        if self.programme.chars().count() > TEXT_MAX {
            faults.add(
                "programme",
                "Ce programme est trop long\u{a0}: 4\u{a0}000 caractères au plus.",
            );
        }
        self.programme.clone()
    }

    pub(super) fn read_hosting(&self, faults: &mut Faults) -> Hosting {
        let capacity = match self.capacity.as_str() {
            "" => None,
            text => {
                let seats = text
                    .parse()
                    .ok()
                    .filter(|seats| (1..=SEATS_MAX).contains(seats));
                if seats.is_none() {
                    faults.add(
                        "capacity",
                        "Indiquez un nombre de places, ou laissez vide s’il n’y a pas de limite.",
                    );
                }
                seats
            }
        };
        if self.access.chars().count() > TEXT_MAX {
            faults.add(
                "access",
                "Ce texte est trop long\u{a0}: 4\u{a0}000 caractères au plus.",
            );
        }
        Hosting {
            capacity,
            meal: self.meal,
            access: self.access.clone(),
            features: Feature::ALL
                .into_iter()
                .filter(|feature| self.has(*feature))
                .collect(),
        }
    }

    /// The start and the end on the wall clock of `zone`. Without an end, a meeting lasts as long as is usual. Nothing
    /// when something is wrong.
    pub(super) fn read_times(
        &self,
        kind: EventKind,
        zone: Tz,
        now: Timestamp,
        faults: &mut Faults,
    ) -> Option<Times> {
        let before = faults.0.len();
        let date = self.date.parse::<NaiveDate>().ok();
        if date.is_none() {
            faults.add("date", "Indiquez la date, par exemple 17/12/2026.");
        }
        let start = time(&self.start);
        if start.is_none() {
            faults.add("start", "Indiquez l’heure de début, par exemple 14:00.");
        }
        let end = time(&self.end);
        if end.is_none() && !self.end.is_empty() {
            faults.add(
                "end",
                "Indiquez l’heure de fin, par exemple 16:00, ou laissez vide.",
            );
        }
        if faults.0.len() > before {
            return None;
        }
        let first = date?.and_time(start?);
        let last = match end {
            Some(end) => date?.and_time(end),
            None => first + Duration::minutes(kind.usual_minutes()),
        };
        if last <= first {
            faults.add("end", "La réunion doit finir après avoir commencé.");
            return None;
        }
        let starts_at = exact("start", first, zone, faults);
        let ends_at = exact("end", last, zone, faults);
        let (starts_at, ends_at) = starts_at.zip(ends_at)?;
        if starts_at <= now {
            faults.add(
                "date",
                "Cette date est passée\u{a0}: la réunion doit être à venir.",
            );
            return None;
        }
        Some(Times { starts_at, ends_at })
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_with_seconds| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .ok()
}

/// The instant of a wall-clock time, or words about the hour that clocks pass over that night.
fn exact(
    field: &'static str,
    wall: NaiveDateTime,
    zone: Tz,
    faults: &mut Faults,
) -> Option<Timestamp> {
    let instant = Timestamp::from_exact_local(wall, zone);
    if instant.is_none() {
        let next = Timestamp::from_local(wall, zone).local(zone);
        faults.add(
            field,
            format!(
                "Cette nuit-là, on passe à l’heure d’été\u{a0}: {} n’existe pas, les horloges avancent jusqu’à {}. Choisissez une autre heure.",
                wall.format("%H:%M"),
                next.format("%H:%M")
            ),
        );
    }
    instant
}

fn line(text: &str, field: &'static str, empty: &str, faults: &mut Faults) -> String {
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        faults.add(field, empty);
    } else if words.chars().count() > LINE_MAX {
        faults.add(field, "C’est trop long\u{a0}: 200 caractères au plus.");
    }
    words
}

#[cfg(test)]
mod tests {
    use portrea_domain::clock::PARIS;

    use super::*;

    fn times(date: &str, start: &str, end: &str, zone: Tz) -> Result<Times, Faults> {
        let typed = Typed {
            date: date.to_owned(),
            start: start.to_owned(),
            end: end.to_owned(),
            ..Typed::default()
        };
        let mut faults = Faults::default();
        typed
            .read_times(
                EventKind::Presentation,
                zone,
                Timestamp::from_millis(0),
                &mut faults,
            )
            .ok_or(faults)
    }

    #[test]
    fn a_presentation_lasts_two_hours_unless_told_otherwise() {
        let usual = times("2026-12-17", "14:00", "", PARIS).unwrap();
        assert_eq!(usual.ends_at, usual.starts_at.plus_hours(2));
        let short = times("2026-12-17", "14:00", "14:30", PARIS).unwrap();
        assert_eq!(short.ends_at, short.starts_at.plus_minutes(30));
    }

    #[test]
    fn the_hour_that_clocks_pass_over_is_refused_in_words() {
        let faults = times("2026-03-29", "02:30", "05:00", PARIS).unwrap_err();
        assert_eq!(
            faults.of("start").unwrap(),
            "Cette nuit-là, on passe à l’heure d’été\u{a0}: 02:30 n’existe pas, les horloges avancent jusqu’à 03:00. Choisissez une autre heure."
        );
        assert!(times("2026-03-29", "02:30", "05:00", chrono_tz::Indian::Reunion).is_ok());
        assert!(times("2026-03-08", "02:30", "05:00", chrono_tz::America::Miquelon).is_err());
    }

    #[test]
    fn a_meeting_across_the_change_of_hour_keeps_its_wall_clock() {
        // From one to four on the wall: two real hours.
        let night = times("2026-03-29", "01:00", "04:00", PARIS).unwrap();
        assert_eq!(night.ends_at, night.starts_at.plus_hours(2));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let faults = times("demain", "25:00", "x", PARIS).unwrap_err();
        for field in ["date", "start", "end"] {
            assert!(faults.of(field).is_some(), "{field}");
        }
        let faults = times("2026-12-17", "14:00", "13:00", PARIS).unwrap_err();
        assert!(faults.of("end").unwrap().contains("finir après"));
    }

    #[test]
    fn a_meeting_is_typed_as_it_is_read() {
        let typed = Typed {
            capacity: "0".to_owned(),
            features: vec!["lune".to_owned(), "parking".to_owned()],
            ..Typed::usual(EventKind::CollaborativeDay)
        };
        let mut faults = Faults::default();
        let hosting = typed.read_hosting(&mut faults);
        assert_eq!(hosting.features, [Feature::Parking]);
        assert!(hosting.meal && faults.of("capacity").is_some());
    }
}
