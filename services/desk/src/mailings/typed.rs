//! What was typed in the form of a send, and what is wrong with it.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use portrea_actions::MailingDraft;
use portrea_domain::Timestamp;
use portrea_domain::mailing::{Mailing, MailingKind, Selection, Wording};
use portrea_post::check_words;
use portrea_web::Posted;

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) kind: String,
    /// `tous`, `criteres` or `liste`.
    pub(super) who: String,
    pub(super) roles: Vec<String>,
    pub(super) communes: Vec<String>,
    pub(super) themes: Vec<String>,
    pub(super) people: Vec<String>,
    pub(super) subject: String,
    pub(super) body: String,
    /// `tot` or `date`.
    pub(super) when: String,
    pub(super) date: String,
    pub(super) time: String,
    pub(super) errors: Errors,
}

/// What is wrong, field by field, in French.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Errors {
    pub(super) kind: Option<String>,
    pub(super) who: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) body: Option<String>,
    pub(super) when: Option<String>,
}

impl Typed {
    /// A form nobody has filled in yet.
    pub(super) fn fresh(kind: MailingKind) -> Self {
        Self {
            kind: kind.as_str().to_owned(),
            who: "tous".to_owned(),
            when: "tot".to_owned(),
            time: "09:00".to_owned(),
            ..Self::default()
        }
    }

    /// The form a draft was made with.
    pub(super) fn of(mailing: &Mailing, zone: Tz) -> Self {
        let Selection {
            roles,
            communes,
            themes,
            people,
        } = &mailing.selection;
        let mut typed = Self::fresh(mailing.kind);
        typed.roles = roles.iter().map(|role| role.as_str().to_owned()).collect();
        typed.communes = communes.iter().map(ToString::to_string).collect();
        typed.themes = themes.iter().map(|one| one.as_str().to_owned()).collect();
        if let Some(people) = people {
            typed.people = people.iter().map(ToString::to_string).collect();
            "liste".clone_into(&mut typed.who);
        } else if !mailing.selection.is_everybody() {
            "criteres".clone_into(&mut typed.who);
        }
        if let Some(wording) = &mailing.wording {
            typed.subject.clone_from(&wording.subject);
            typed.body.clone_from(&wording.body);
        }
        if let Some(at) = mailing.leaves_at {
            let local = at.local(zone);
            "date".clone_into(&mut typed.when);
            typed.date = local.format("%Y-%m-%d").to_string();
            typed.time = local.format("%H:%M").to_string();
        }
        typed
    }

    /// What came with a posted form.
    pub(super) fn posted(posted: &Posted) -> Self {
        let text = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
        Self {
            kind: text("quoi"),
            who: text("qui"),
            roles: posted.all("role"),
            communes: posted.all("commune"),
            themes: posted.all("theme"),
            people: posted.all("personne"),
            subject: text("objet"),
            body: text("texte").replace("\r\n", "\n"),
            when: text("quand"),
            date: text("date"),
            time: text("heure"),
            errors: Errors::default(),
        }
    }

    /// The draft it makes; none when something is wrong, which is then said in `errors`.
    pub(super) fn read(&mut self, zone: Tz) -> Option<MailingDraft> {
        let mut errors = Errors::default();
        let kind = self.kind.parse::<MailingKind>();
        if kind.is_err() {
            errors.kind = Some("Choisissez entre inviter et relancer.".to_owned());
        }
        let selection = self.selection().unwrap_or_else(|words| {
            errors.who = Some(words.to_owned());
            Selection::default()
        });
        errors.subject = check_words(&self.subject, "").err().map(|e| e.to_string());
        errors.body = check_words("", &self.body).err().map(|e| e.to_string());
        if self.body.is_empty() && !self.subject.is_empty() {
            errors.body = Some("Écrivez aussi le texte, ou videz l’objet.".to_owned());
        }
        let leaves_at = self.leaves_at(zone).unwrap_or_else(|words| {
            errors.when = Some(words.to_owned());
            None
        });
        let is_fine = errors == Errors::default();
        self.errors = errors;
        is_fine.then_some(MailingDraft {
            kind: kind.ok()?,
            selection,
            wording: (!self.body.is_empty()).then(|| Wording {
                subject: self.subject.clone(),
                body: self.body.clone(),
            }),
            leaves_at,
        })
    }

    fn selection(&self) -> Result<Selection, &'static str> {
        fn all<T: std::str::FromStr, C: FromIterator<T>>(texts: &[String]) -> C {
            texts.iter().filter_map(|text| text.parse().ok()).collect()
        }
        let by_criteria = Selection {
            roles: all(&self.roles),
            communes: all(&self.communes),
            themes: all(&self.themes),
            people: None,
        };
        match self.who.as_str() {
            "tous" if !by_criteria.is_everybody() || !self.people.is_empty() => Err(
                "Vous avez coché des rôles, des communes, des thèmes ou des personnes\u{a0}: choisissez ce qui compte, ou décochez-les.",
            ),
            "tous" => Ok(Selection::default()),
            "criteres" if by_criteria.is_everybody() => {
                Err("Cochez au moins un rôle, une commune ou un thème.")
            }
            "criteres" => Ok(by_criteria),
            "liste" if self.people.is_empty() => Err("Cochez au moins une personne."),
            "liste" => Ok(Selection {
                people: Some(all(&self.people)),
                ..Selection::default()
            }),
            _ => Err("Choisissez à qui vous écrivez."),
        }
    }

    fn leaves_at(&self, zone: Tz) -> Result<Option<Timestamp>, &'static str> {
        match self.when.as_str() {
            "tot" => Ok(None),
            "date" => {
                let date: NaiveDate = self
                    .date
                    .parse()
                    .map_err(|_no_date| "Indiquez un jour, par exemple 17/11/2026.")?;
                let time = NaiveTime::parse_from_str(&self.time, "%H:%M")
                    .map_err(|_no_time| "Indiquez une heure, par exemple 9:00.")?;
                Timestamp::from_exact_local(date.and_time(time), zone)
                    .map(Some)
                    .ok_or("Cette heure n’existe pas ce jour-là, à cause du changement d’heure.")
            }
            _ => Err("Choisissez quand l’envoi part."),
        }
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::clock::PARIS;
    use portrea_domain::contact::ContactRole;

    use super::*;

    fn fresh() -> Typed {
        Typed::fresh(MailingKind::Invitation)
    }

    #[test]
    fn an_untouched_form_writes_to_everybody_at_once() {
        let draft = fresh().read(PARIS).unwrap();
        assert_eq!(draft, MailingDraft::invite_everybody());
    }

    #[test]
    fn what_was_ticked_without_being_chosen_is_not_ignored() {
        let mut typed = Typed {
            roles: vec!["elu".to_owned()],
            ..fresh()
        };
        assert!(typed.read(PARIS).is_none());
        assert!(typed.errors.who.as_deref().unwrap().contains("décochez"));
        "criteres".clone_into(&mut typed.who);
        let draft = typed.read(PARIS).unwrap();
        assert_eq!(draft.selection.roles, [ContactRole::Elu].into());
    }

    #[test]
    fn each_mistake_is_said_at_its_field() {
        let mut typed = Typed {
            who: "liste".to_owned(),
            subject: "{{prenon}}".to_owned(),
            body: "Bonjour {{prenom".to_owned(),
            when: "date".to_owned(),
            date: "2027-03-28".to_owned(),
            time: "02:30".to_owned(),
            ..fresh()
        };
        assert!(typed.read(PARIS).is_none());
        let Errors {
            kind,
            who,
            subject,
            body,
            when,
        } = typed.errors;
        assert_eq!(kind, None);
        assert!(who.unwrap().contains("au moins une personne"));
        assert!(subject.unwrap().contains("prenon"));
        assert!(body.unwrap().contains("Il manque"));
        assert!(when.unwrap().contains("changement d’heure"));
    }
}
