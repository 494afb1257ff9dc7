//! A step of a sequence as a form shows it: days are counted before or after, as its readers make plain.

use chrono::NaiveTime;
use portrea_domain::Timestamp;
use portrea_domain::sequence::{Audience, Step};
use portrea_web::Posted;

/// The longest key of a step, in characters.
const KEY_MAX: usize = 40;

/// What was typed of one step, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) key: String,
    pub(super) audience: String,
    pub(super) days: String,
    pub(super) time: String,
    pub(super) too_late: String,
    pub(super) enabled: bool,
    pub(super) removed: bool,
}

impl Typed {
    pub(super) fn of(step: &Step) -> Self {
        Self {
            key: step.key.clone(),
            audience: step.audience.as_str().to_owned(),
            days: step.days.unsigned_abs().to_string(),
            time: step.at.format("%H:%M").to_string(),
            too_late: step.too_late_hours.to_string(),
            enabled: step.enabled,
            removed: false,
        }
    }

    /// A step to fill in. Its key was never used, so that nobody is taken to have got it already.
    pub(super) fn fresh(now: Timestamp, audience: Audience) -> Self {
        Self {
            key: format!("etape-{}", now.millis()),
            audience: audience.as_str().to_owned(),
            days: "5".to_owned(),
            time: "10:00".to_owned(),
            too_late: "24".to_owned(),
            enabled: true,
            removed: false,
        }
    }

    /// Every step of a posted form: one `cle` each, its fields named after it.
    pub(super) fn posted(posted: &Posted) -> Vec<Self> {
        let step = |key: String| {
            let text = |name: &str| {
                let value = posted.get(&format!("{name}-{key}"));
                value.unwrap_or_default().trim().to_owned()
            };
            Self {
                audience: text("public"),
                days: text("jours"),
                time: text("heure"),
                too_late: text("tard"),
                enabled: !text("actif").is_empty(),
                removed: !text("retirer").is_empty(),
                key,
            }
        };
        posted.all("cle").into_iter().map(step).collect()
    }

    /// The step, for one of these audiences, or what is wrong with it in French.
    pub(super) fn read(&self, audiences: &[Audience]) -> Result<Step, String> {
        let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.key.is_empty() || self.key.len() > KEY_MAX || !self.key.chars().all(is_key) {
            return Err("Ce formulaire n’a pas pu être lu.".to_owned());
        }
        let audience: Audience = self
            .audience
            .parse()
            .ok()
            .filter(|audience| audiences.contains(audience))
            .ok_or("Choisissez à qui chaque message est destiné.")?;
        let whole = |text: &str, what: &str| {
            text.parse::<u32>()
                .map(i64::from)
                .map_err(|_no_number| format!("Indiquez {what} en nombre entier."))
        };
        let days = whole(&self.days, "les jours")?;
        Ok(Step {
            key: self.key.clone(),
            audience,
            days: if audience.is_before() { -days } else { days },
            at: NaiveTime::parse_from_str(&self.time, "%H:%M")
                .map_err(|_no_time| "Indiquez une heure, par exemple 10:00.")?,
            too_late_hours: whole(&self.too_late, "les heures")?,
            enabled: self.enabled,
        })
    }

    /// Whether it is for that audience.
    pub(super) fn is_for(&self, audience: Audience) -> bool {
        self.audience == audience.as_str()
    }

    /// « avant » or « après »: what the days are counted from.
    pub(super) fn side(&self) -> &'static str {
        match self.audience.parse::<Audience>() {
            Ok(audience) if !audience.is_before() => "après",
            _ => "avant",
        }
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::event::EventKind;
    use portrea_domain::sequence::default_sequence;

    use super::*;

    #[test]
    fn what_is_shown_reads_back_as_it_was() {
        for step in default_sequence(EventKind::CollaborativeDay) {
            assert_eq!(Typed::of(&step).read(&Audience::ALL).unwrap(), step);
        }
    }

    #[test]
    fn a_key_that_would_break_a_step_is_refused() {
        let mut typed = Typed::fresh(Timestamp::from_millis(1), Audience::Maybe);
        assert!(typed.read(&Audience::ALL).is_ok());
        "a:b".clone_into(&mut typed.key);
        assert!(typed.read(&Audience::ALL).is_err());
    }
}
